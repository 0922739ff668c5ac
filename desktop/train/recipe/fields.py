"""The fields of a recipe, by the names that Recipe has for them; and the one for hidden layers,
which are typed as text.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Protocol

from PySide6.QtCore import QObject, Signal, SignalInstance, Slot
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.formats import count
from desktop.train.recipe import choices
from desktop.train.recipe.choice_boxes import AugmentationBox, ChoiceBox
from desktop.train.recipe.count_boxes import BatchBox, CountBox, SeedBox, after_epochs
from desktop.train.recipe.number_box import NumberBox
from desktop.train.recipe.rate_boxes import (
    LEAST_DECAY_STEP,
    LEAST_SHARE_STEP,
    MOST_DECAY,
    RateBox,
    RateOrNoneBox,
)
from desktop.translation import tr
from nncore.datasets.exposure import MOST_SHARE, non_digits_beside
from nncore.layers.dense import MOST_UNITS
from nncore.recipes.architecture import MOST_PARTS, Hidden, parse_hidden
from nncore.recipes.recipe import Recipe

MOST_EPOCHS = 10_000

EXPECTED = tr(
    "Units from 1 to {most} as in “128, 64”; before them “5x5x16”, “pool”.",
    most=MOST_UNITS,
)

_NONE = tr("none")
_LONGEST = 20
"""Letters of what was typed that are repeated: lines break between words only."""


class Field(Protocol):
    """A widget that holds one entry of a recipe, and tells `edited` when it holds another, or has
    another problem.
    """

    entry: Any

    @property
    def edited(self) -> SignalInstance:
        """Told after each change."""

    @property
    def limits(self) -> str:
        """What can be entered, in words; empty where the field shows it."""

    @property
    def problem(self) -> str:
        """What was typed that cannot be taken, in a sentence; empty where all is well."""

    def in_words(self, entry: Any, /) -> str:
        """What the field shows of an entry."""


class LayersEdit(QLineEdit):
    """Hidden layers as in "128, 64"; `entry` is None while they cannot be read."""

    edited = Signal()
    limits = ""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPlaceholderText(_NONE)
        self.textChanged.connect(self.edited)

    @property
    def entry(self) -> Hidden | None:
        try:
            return parse_hidden(self.text())
        except ValueError:
            return None

    @entry.setter
    def entry(self, hidden: Hidden) -> None:
        self.setText(choices.layers(hidden))
        self.setCursorPosition(0)  # of a long row, its beginning

    @property
    def problem(self) -> str:
        return hidden_problem(self.text())

    def in_words(self, hidden: Hidden) -> str:
        return choices.layers(hidden) or _NONE


class Fields(QObject):
    """All fields. `edited`: a field holds something else, by whatever hand."""

    edited = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._is_filling = False
        self._base = Recipe()
        self.hidden = LayersEdit()
        self.rate = RateBox()
        self.batch = BatchBox()
        self.share = RateOrNoneBox(MOST_SHARE, LEAST_SHARE_STEP)
        self.by_name: dict[str, Field] = {
            "hidden": self.hidden,
            "learning_rate": self.rate,
            "batch_size": self.batch,
            "epochs": CountBox(1, MOST_EPOCHS),
            "optimizer": ChoiceBox(choices.OPTIMIZER_NAMES),
            "schedule": ChoiceBox(choices.SCHEDULE_NAMES),
            "weight_decay": RateOrNoneBox(MOST_DECAY, LEAST_DECAY_STEP),
            "augmentation": AugmentationBox(),
            "non_digit_share": self.share,
            "patience": CountBox(1, MOST_EPOCHS, none=tr("never"), words=after_epochs),
            "initializer": ChoiceBox(choices.INITIALIZER_NAMES),
            "seed": SeedBox(),
        }
        for field in self.by_name.values():
            field.edited.connect(self._on_edited)

    @property
    def recipe(self) -> Recipe | None:
        """What the fields say; None while one of them has a problem.

        What has no field stays as it was in the recipe that was filled in last.
        """
        if any(self.problems):
            return None
        return replace(self._base, **{name: each.entry for name, each in self.by_name.items()})

    @property
    def problems(self) -> dict[str, str]:
        """By name what was typed that cannot be taken, in sentences."""
        told = self._problems_alone
        if not told.keys() & {"batch_size", "non_digit_share"}:
            told |= {"non_digit_share": share_problem(self.share.entry, self.batch.images)}
        return {name: problem for name, problem in told.items() if problem}

    @property
    def _problems_alone(self) -> dict[str, str]:
        """Those that do not hang on what another field holds."""
        told = {name: field.problem for name, field in self.by_name.items()}
        return {name: problem for name, problem in told.items() if problem}

    def fill(self, recipe: Recipe) -> None:
        """Show `recipe` as far as the fields can hold it, without telling of it."""
        self._is_filling = True
        self._base = recipe
        for name, field in self.by_name.items():
            field.entry = getattr(recipe, name)
        self._is_filling = False

    def unlike(self, recipe: Recipe) -> dict[str, str]:
        """By name the fields that hold something else than `recipe`, with what it has in words."""
        return {
            name: field.in_words(getattr(recipe, name))
            for name, field in self.by_name.items()
            if field.entry != getattr(recipe, name)
        }

    def changes(self, recipe: Recipe) -> dict[str, str]:
        """The same, with the fields that have a problem, whatever they hold."""
        refused = {
            name: self.by_name[name].in_words(getattr(recipe, name))
            for name in self._problems_alone
        }
        return refused | self.unlike(recipe)

    def widget(self, name: str) -> QWidget:
        widget = self.by_name[name]
        assert isinstance(widget, QWidget)
        return widget

    def settle(self) -> None:
        """Take or refuse what is typed half-way."""
        for field in self.by_name.values():
            if isinstance(field, NumberBox):
                field.settle()

    def give_up_typed(self) -> None:
        """Let every box show the number that it holds."""
        for field in self.by_name.values():
            if isinstance(field, NumberBox):
                field.entry = field.entry

    def set_enabled(self, enabled: bool, *, but: Sequence[str] = ()) -> None:
        """Take changes or none, `but` the named fields stay as they are."""
        for name in self.by_name:
            if name not in but:
                self.widget(name).setEnabled(enabled)

    @Slot()
    def _on_edited(self) -> None:
        if not self._is_filling:
            self.edited.emit()


def share_problem(share: float, batch: int) -> str:
    """Why so many non-digits for each digit teach nothing; empty if they can."""
    if not share or non_digits_beside(batch, share):
        return ""
    return tr("Brings none to a batch of {batch:,}: take more, or larger batches.", batch=batch)


def hidden_problem(text: str) -> str:
    """Why these hidden layers cannot be built; empty if they can."""
    if _reason(text) == "":
        return ""
    words = [word.strip() for word in text.split(",")]
    looked_at = words[: MOST_PARTS + 1]  # of a long text that was pasted, no more
    unread = next((word for word in looked_at if not word or _reason(word)), None)
    if unread == "":
        # short: most often it is only on its way
        return tr("What follows the comma?") if all(words[:-1]) else tr("A comma too many.")
    if unread is not None:
        shown = unread if len(unread) <= _LONGEST else f"{unread[:_LONGEST]}…"
        return tr("“{names}” is no layer. {expected}", names=shown, expected=EXPECTED)
    if len(words) > MOST_PARTS:
        return tr("At most {most} layers, not {words}.", most=MOST_PARTS, words=count(len(words)))
    return _misfit(words)


def _misfit(words: list[str]) -> str:
    """What to say of layers that are fine one by one, but do not fit one after the other."""
    place = next(place for place in range(len(words)) if _reason(", ".join(words[: place + 1])))
    if any(word.isdigit() for word in words[:place]):
        return tr("“{words}” comes after a dense layer: pictures end there.", words=words[place])
    return tr(
        "“{words}” does not fit: the picture has become too small for it.", words=words[place]
    )


def _reason(text: str) -> str:
    """What nncore has against it."""
    try:
        parse_hidden(text)
    except ValueError as error:
        return str(error)
    return ""
