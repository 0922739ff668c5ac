"""The part of the form that is folded away at first, and tells how much in it was changed.

It knows nothing of what the fields are for.
"""

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QToolButton, QVBoxLayout, QWidget

from desktop.theme import SPACE, sized
from desktop.train.recipe.rows import Rows
from desktop.train.recipe.wording import more


class MorePart(QWidget):
    """A button, and below it rows that it shows and hides."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows = Rows()
        self.rows.hide()
        self._button = self._make_button()
        self._plain = sized(self._button.font(), 1)
        self._bold = sized(self._button.font(), 1, bold=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE)
        layout.addWidget(self._button, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self.rows)

    def tell_changes(self, number: int) -> None:
        """Say how many of the rows were changed."""
        text = more(number)
        self._button.setText(text)
        self._button.setAccessibleName(text.replace("More", "More settings", 1))
        self._button.setFont(self._bold if number else self._plain)

    def _make_button(self) -> QToolButton:
        button = QToolButton(autoRaise=True)
        button.setText("More")
        button.setCheckable(True)
        button.setObjectName("more_button")
        button.setAccessibleName("More settings")
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setArrowType(Qt.ArrowType.RightArrow)
        button.toggled.connect(self._on_toggled)
        return button

    @Slot(bool)
    def _on_toggled(self, checked: bool) -> None:
        self.rows.setVisible(checked)
        self._button.setArrowType(Qt.ArrowType.DownArrow if checked else Qt.ArrowType.RightArrow)
