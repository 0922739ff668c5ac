"""Which runs are compared, and what tells them apart: two in a sentence, more in a table."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from desktop.formats import counted, learning_rate
from desktop.train import wording
from desktop.train.recipe.choices import (
    AUGMENTATION_NAMES,
    CUSTOM,
    INITIALIZER_NAMES,
    OPTIMIZER_NAMES,
    SCHEDULE_NAMES,
    augmentation_of,
    layers,
    within_sentence,
)
from desktop.train.runs import wording as run_wording
from desktop.translation import tr, tr_count
from desktop.workspace.data_titles import data_title
from desktop.workspace.kept_run_summary import KeptRunSummary
from nncore.recipes.recipe import Recipe
from nncore.runs import KeptRun, recipe_differences
from nncore.safe_text import quoted

MOST_COMPARED = 6
"""As many as there are colours that people tell apart."""

ALIKE = tr("The same recipe and seed: both ran alike.")
ALL_ALIKE = tr("The same recipe and seed: all ran alike.")
SAME_DATA = tr("same data")
_ALWAYS = ("hidden", "learning_rate")
"""Fields of a recipe that a table has whether or not they differ."""
_MOST_CHANGES = 4
"""Changes of the learning rate that are told one by one."""


class Compared:
    """Ticked runs by their place in the palette. A run that is deleted leaves its place.

    Should it come back before another took the place, it is ticked again.
    """

    def __init__(self) -> None:
        self._places: dict[str, int] = {}
        self._present: set[str] = set()

    @property
    def ids(self) -> list[str]:
        """The runs that are ticked and in the list, in the order of their colours."""
        here = (each for each in self._places if each in self._present)
        return sorted(here, key=self._places.__getitem__)

    @property
    def is_full(self) -> bool:
        return len(self.ids) >= MOST_COMPARED

    def place(self, run_id: str) -> int | None:
        """The run's place in the palette; None if it is not ticked, or not in the list."""
        return self._places.get(run_id) if run_id in self._present else None

    def tick(self, run_id: str) -> None:
        """Give a run the first free place. Call it only while there is one."""
        taken = {self._places[each] for each in self.ids}
        place = next(each for each in range(MOST_COMPARED) if each not in taken)
        for absent in [each for each, its in self._places.items() if its == place]:
            del self._places[absent]
        self._places[run_id] = place

    def untick(self, run_id: str) -> None:
        self._places.pop(run_id, None)

    def set_present(self, run_ids: Collection[str]) -> None:
        """Only these runs are in the list now."""
        self._present = set(run_ids)


class DifferenceRow(NamedTuple):
    """label: what differs. values: what each run has there, in the order of the runs."""

    label: str
    values: tuple[str, ...]


def in_words(runs: Sequence[KeptRun]) -> str:
    """How the first of two differs from the second; of more, only whether they ran alike.

    Empty where nothing is to be said.
    """
    if len(runs) < 2:
        return ""
    differing = _differing(runs)
    if not differing:
        return ALIKE if len(runs) == 2 else ALL_ALIKE
    return _two(runs[0], runs[1], differing) if len(runs) == 2 else ""


def in_rows(lines: Sequence[KeptRunSummary]) -> list[DifferenceRow]:
    """What differs among three runs or more, below their layers and rates, and how well each reads
    validation images. None for fewer, and where they ran alike.
    """
    runs = [each.kept for each in lines]
    differing = _differing(runs) if len(runs) > 2 else []
    if not differing:
        return []
    shown = [each for each in _POINTS if each in differing or each.field in _ALWAYS]
    rows = [DifferenceRow(each.title, tuple(map(each.words, runs))) for each in shown]
    read = tuple(run_wording.accuracy_then(each.accuracy) for each in lines)
    return [*rows, DifferenceRow(tr("Validation"), read)]


def titles(runs: Sequence[KeptRun]) -> list[str]:
    """What the runs are called; with the time that they began where several have one name."""
    names = [each.name for each in runs]
    return [_timed(each) if names.count(each.name) > 1 else quoted(each.name) for each in runs]


def _two(run: KeptRun, other: KeptRun, differing: Sequence["_Point"]) -> str:
    mine, others = titles([run, other])
    parts = [point.instead(run, other) for point in differing]
    if _DATA not in differing:
        parts.append(SAME_DATA)
    return tr("{mine} against {others}: {parts}.", mine=mine, others=others, parts=", ".join(parts))


def _differing(runs: Sequence[KeptRun]) -> list["_Point"]:
    first, *others = runs
    differences = (recipe_differences(first.recipe, run.recipe) for run in others)
    named = {each.field for these in differences for each in these}
    return [
        point
        for point in _POINTS
        if point.field in named or any(point.of(run) != point.of(first) for run in others)
    ]


def _timed(run: KeptRun) -> str:
    return f"{quoted(run.name)} ({run.created.astimezone():%H:%M:%S})"


def _nothing(_run: KeptRun) -> object:
    return None


@dataclass(frozen=True)
class _Point:
    """One thing in which runs may differ.

    label: its name. words: a run's value of it, as people read it. field: which one of the recipe
    it is; where it is none, `of` says what is compared.
    """

    label: str
    words: Callable[[KeptRun], str]
    field: str = ""
    of: Callable[[KeptRun], object] = _nothing

    @property
    def title(self) -> str:
        """Its name at the head of a row."""
        return self.label[0].upper() + self.label[1:]

    def instead(self, run: KeptRun, other: KeptRun) -> str:
        """As in "learning rate 0.01 instead of 0.002"."""
        mine, others = self.quoted_words(run), self.quoted_words(other)
        if mine == others:  # as two recipes of the user that have no name
            return tr("other {label}", label=self.label)
        return tr("{label} {mine} instead of {others}", label=self.label, mine=mine, others=others)

    def quoted_words(self, run: KeptRun) -> str:
        """The words as they stand within a sentence."""
        return self.words(run)


class _Epochs(_Point):
    """Epochs are counted before they are named."""

    def instead(self, run: KeptRun, other: KeptRun) -> str:
        epochs, others = counted(run.recipe.epochs, "epoch"), other.recipe.epochs
        return tr("{epochs} instead of {others:,}", epochs=epochs, others=others)


class _Layers(_Point):
    """A row of layers has commas, as the sentence has, so that it is quoted there."""

    def quoted_words(self, run: KeptRun) -> str:
        return f"“{self.words(run)}”" if run.recipe.hidden else self.words(run)


def _recipe_point(label: str, field: str, words: Callable[[Recipe], str]) -> _Point:
    return _Point(label, lambda run: words(run.recipe), field=field)


def _hidden(run: KeptRun) -> str:
    return layers(run.recipe.hidden) or tr("none")


def _augmentation(recipe: Recipe) -> str:
    key = augmentation_of(recipe.augmentation)
    if key != CUSTOM:
        return within_sentence(AUGMENTATION_NAMES[key])
    ranges = recipe.augmentation.as_json().items()
    return tr("by {ranges}", ranges=_listed([f"{name} {most:g}" for name, most in ranges if most]))


def _patience(recipe: Recipe) -> str:
    if recipe.patience is None:
        return tr("never")
    return tr("after {epochs} without progress", epochs=counted(recipe.patience, "epoch"))


def _steering(run: KeptRun) -> str:
    if not run.rate_changes:
        return tr("never")
    told = [
        tr("to {after} at step {step:,}", after=learning_rate(each.after), step=each.step)
        for each in run.rate_changes[:_MOST_CHANGES]
    ]
    more = len(run.rate_changes) - len(told)
    if more:
        told.append(tr_count("{count} more time", "{count} times more", more))
    return _listed(told)


def _listed(parts: Sequence[str]) -> str:
    first, *others = parts
    for each in others:
        first = tr("{first} and {second}", first=first, second=each)
    return first


_DATA = _Point(
    tr("data"),
    lambda run: tr_count(
        "{data}, {count} image",
        "{data}, {count} images",
        run.dataset.training,
        data=quoted(data_title(run.dataset.name)),
    ),
    of=lambda run: run.dataset.fingerprint,
)

_POINTS: tuple[_Point, ...] = (
    _Layers(tr("hidden layers"), _hidden, field="hidden"),
    _recipe_point(
        tr("learning rate"), "learning_rate", lambda recipe: learning_rate(recipe.learning_rate)
    ),
    _Epochs(tr("epochs"), lambda run: f"{run.recipe.epochs:,}", field="epochs"),
    _recipe_point(
        tr("batch size"),
        "batch_size",
        lambda recipe: tr("all") if recipe.batch_size is None else f"{recipe.batch_size:,}",
    ),
    _recipe_point(
        tr("optimizer"),
        "optimizer",
        lambda recipe: within_sentence(OPTIMIZER_NAMES[recipe.optimizer]),
    ),
    _recipe_point(
        tr("schedule"), "schedule", lambda recipe: within_sentence(SCHEDULE_NAMES[recipe.schedule])
    ),
    _recipe_point(tr("images varied"), "augmentation", _augmentation),
    _recipe_point(
        tr("first weights"),
        "initializer",
        lambda recipe: within_sentence(INITIALIZER_NAMES[recipe.initializer]),
    ),
    _recipe_point(
        tr("weight decay"), "weight_decay", lambda recipe: learning_rate(recipe.weight_decay)
    ),
    _recipe_point(tr("early stop"), "patience", _patience),
    _recipe_point(
        tr("non-digits beside each digit"),
        "non_digit_share",
        lambda recipe: f"{recipe.non_digit_share:g}",
    ),
    _recipe_point(tr("seed"), "seed", lambda recipe: wording.seed(recipe.seed)),
    _Point(tr("rate changed"), _steering, of=lambda run: run.rate_changes),
    _DATA,
)
"""In the order in which they matter to a student."""
