"""Rows of a label and a field, all labels of one width so that separate groups stand in line; and
the part of them that is folded away at first.
"""

from PySide6.QtCore import QPointF, Qt, Slot
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QGridLayout, QToolButton, QWidget

from desktop.formats import hint
from desktop.theme import SPACE, sized
from desktop.train.recipe.wording import more, more_spoken
from desktop.translation import tr
from desktop.widgets.labels import PlainLabel
from desktop.widgets.layouts import column, holding

_WIDEST = tr("Learning rate")
_DOT = 2.5
"""Radius of a mark."""


class FieldLabel(PlainLabel):
    """The label of a field; marked, it is semi-bold and has a dot at its end."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._plain, self._bold = sized(self.font(), 1), sized(self.font(), 1, bold=True)
        self._is_marked = False
        # room for the mark, so that nothing moves when it comes
        words = QFontMetrics(self._bold).horizontalAdvance(_WIDEST)
        self.setFixedWidth(words + SPACE + SPACE // 2)

    def mark(self, reason: str) -> None:
        """Wear the mark, and say why under the pointer; with an empty reason, wear none."""
        self.setToolTip(hint(reason))
        if bool(reason) != self._is_marked:
            self._is_marked = bool(reason)
            self.setFont(self._bold if self._is_marked else self._plain)
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._is_marked:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.palette().color(QPalette.ColorRole.Link))
        painter.drawEllipse(QPointF(self.width() - _DOT, self.height() / 2), _DOT, _DOT)


class Rows(QWidget):
    """A column of labelled fields; a label's mnemonic goes to its field."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(SPACE)
        self._grid.setVerticalSpacing(SPACE)
        self._grid.setColumnStretch(1, 1)

    def add(self, text: str, field: QWidget, note: QWidget | None = None) -> FieldLabel:
        """Add a row, with a `note` close below the field."""
        label = FieldLabel(text)
        label.setBuddy(field.focusProxy() or field)
        both = field if note is None else holding(column(field, note, gap=SPACE // 2))
        row = self._grid.rowCount()
        self._grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(both, row, 1)
        # on one line with the text of the field's first line
        height = (field.focusProxy() or field).sizeHint().height()
        label.setFixedHeight(max(height, label.sizeHint().height()))
        return label


class MorePart(QWidget):
    """A button, and below it rows that it shows and hides."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows = Rows()
        self.rows.hide()
        self._button = self._make_button()
        self._plain = sized(self._button.font(), 1)
        self._bold = sized(self._button.font(), 1, bold=True)
        layout = column(self._button, self.rows)
        layout.setAlignment(self._button, Qt.AlignmentFlag.AlignLeft)
        self.setLayout(layout)
        self.tell_changes(0)

    def tell_changes(self, number: int) -> None:
        """Say how many of the rows were changed."""
        self._button.setText(more(number))
        self._button.setAccessibleName(more_spoken(number))
        self._button.setFont(self._bold if number else self._plain)

    def _make_button(self) -> QToolButton:
        button = QToolButton(autoRaise=True)
        button.setCheckable(True)
        button.setObjectName("more_button")
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setArrowType(Qt.ArrowType.RightArrow)
        button.toggled.connect(self._on_toggled)
        return button

    @Slot(bool)
    def _on_toggled(self, checked: bool) -> None:
        self.rows.setVisible(checked)
        self._button.setArrowType(Qt.ArrowType.DownArrow if checked else Qt.ArrowType.RightArrow)
