"""The field for hidden layers, which are typed as text, and what is wrong with them in a sentence.

What can be read, and what it costs, is nncore's to say.
"""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.train.recipe.choices import layers
from desktop.translation import tr
from nncore.layers.dense import MOST_UNITS
from nncore.recipes.architecture import MOST_PARTS, Hidden, parse_hidden

EXPECTED = tr(
    "Units from 1 to {most} as in “128, 64”; before them “5x5x16”, “pool”.",
    most=MOST_UNITS,
)

_NONE = tr("none")
_LONGEST = 20
"""Letters of what was typed that are repeated: lines break between words only."""


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
        """What is typed."""
        try:
            return parse_hidden(self.text())
        except ValueError:
            return None

    @entry.setter
    def entry(self, hidden: Hidden) -> None:
        self.setText(layers(hidden))
        self.setCursorPosition(0)  # of a long row, its beginning

    @property
    def problem(self) -> str:
        """Why these hidden layers cannot be built; empty if they can."""
        return hidden_problem(self.text())

    def in_words(self, hidden: Hidden) -> str:
        """Layers as they are typed."""
        return layers(hidden) or _NONE


def hidden_problem(text: str) -> str:
    """Why these hidden layers cannot be built; empty if they can."""
    if _reason(text) == "":
        return ""
    words = [word.strip() for word in text.split(",")]
    unread = next((word for word in words if not word or _reason(word)), None)
    if unread == "":
        # short: most often it is only on its way
        return tr("What follows the comma?") if all(words[:-1]) else tr("A comma too many.")
    if unread is not None:
        return tr("“{names}” is no layer. {expected}", names=_shortened(unread), expected=EXPECTED)
    if len(words) > MOST_PARTS:
        return tr("At most {most} layers, not {words}.", most=MOST_PARTS, words=len(words))
    return _misfit(words)


def _misfit(words: list[str]) -> str:
    """What to say of layers that are fine one by one, but do not fit one after the other."""
    place = next(place for place in range(len(words)) if _reason(", ".join(words[: place + 1])))
    if any(word.isdigit() for word in words[:place]):
        return tr("“{words}” comes after a dense layer: pictures end there.", words=words[place])
    return tr(
        "“{words}” does not fit: the picture has become too small for it.", words=words[place]
    )


def _shortened(word: str) -> str:
    return word if len(word) <= _LONGEST else f"{word[:_LONGEST]}…"


def _reason(text: str) -> str:
    """What nncore has against it."""
    try:
        parse_hidden(text)
    except ValueError as error:
        return str(error)
    return ""
