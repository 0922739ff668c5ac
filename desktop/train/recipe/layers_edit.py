"""The field for hidden layers, which are typed as text.

What can be read, and what it costs, is nncore's to say.
"""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.train.recipe.wording import layers
from nncore.recipes.architecture import Hidden, parse_hidden


class LayersEdit(QLineEdit):
    """Hidden layers as in "128, 64"; `entry` is None while they cannot be read."""

    edited = Signal()
    limits = ""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPlaceholderText("none")
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

    def in_words(self, hidden: Hidden) -> str:
        """Layers as they are typed."""
        return layers(hidden) or "none"
