"""One way to change the drawing: a slider, the answers along it, and where they tip, in words."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.draw.answer.answer_words import in_turn, named
from desktop.draw.shift_turn.changes import KINDS, ChangeKind
from desktop.formats import hint
from desktop.theme import SPACE, Theme
from desktop.translation import tr
from desktop.widgets.answer_strip import Piece
from desktop.widgets.labels import Caption, PlainLabel
from desktop.widgets.sliders import AnsweredSlider

_PAGE = 5
"""Steps of Page Up and Page Down."""


class ChangeSlider(QWidget):
    """The name of a way to change, its slider over the answers along it, and how far it stands.

    moved: the slider stands elsewhere. looked_at: it is the one that somebody is busy with.

    sentence: what it says of the answers along it; empty while nothing is known of them.
    """

    moved = Signal()
    looked_at = Signal()

    def __init__(self, kind: ChangeKind, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.kind = kind
        self.sentence = ""
        self._name = _Name(kind.title, self)
        self._name.setToolTip(
            hint(tr("{hint}. A double click on the name undoes it.", hint=kind.hint))
        )
        self._name.doubled.connect(self.reset)
        self._along = AnsweredSlider(theme, self)
        self._slider, self._strip = self._along.slider, self._along.strip
        self._slider.setObjectName(f"{kind.name}_slider")
        self._slider.setAccessibleName(
            tr("{hint}, in {value}", hint=kind.hint, value=kind.unit.strip() or "steps")
        )
        self._slider.setToolTip(hint(kind.hint))
        self._slider.setRange(kind.first, kind.last)
        self._slider.setPageStep(_PAGE)
        self._slider.valueChanged.connect(self._on_value_changed)
        self._slider.installEventFilter(self)
        self._strip.setObjectName(f"{kind.name}_answers")
        self._strip.setAccessibleName(tr("Answers along “{title}”", title=kind.title))
        self._amount = Caption(theme, kind.amount(0), self)
        self._amount.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._lay_out()

    @property
    def steps(self) -> int:
        """Where the slider stands."""
        return self._slider.value()

    @Slot()
    def reset(self) -> None:
        """Change nothing in this way."""
        self._slider.setValue(0)

    def show_pieces(self, pieces: Sequence[Piece], usual: int | None) -> None:
        """Show what is answered along it, or nothing. usual: the answer that stands out."""
        self.sentence = limits(self.kind, pieces) if pieces else ""
        self._strip.show_pieces(pieces, usual, self.sentence)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        is_of_interest = event.type() in (QEvent.Type.FocusIn, QEvent.Type.Enter)
        if watched is self._slider and is_of_interest:
            self.looked_at.emit()
        return super().eventFilter(watched, event)

    def _lay_out(self) -> None:
        # so that the three stand below each other
        metrics = self._name.fontMetrics()
        self._name.setFixedWidth(max(metrics.horizontalAdvance(kind.title) for kind in KINDS))
        amounts = [kind.amount(each) for kind in KINDS for each in (kind.first, kind.last)]
        metrics = self._amount.fontMetrics()
        self._amount.setFixedWidth(max(metrics.horizontalAdvance(each) for each in amounts) + 2)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE)
        row.addWidget(self._name)
        row.addWidget(self._along, 1)
        row.addWidget(self._amount)

    @Slot(int)
    def _on_value_changed(self, steps: int) -> None:
        self._amount.setText(self.kind.amount(steps))
        self.looked_at.emit()
        self.moved.emit()


def limits(kind: ChangeKind, pieces: Sequence[Piece]) -> str:
    """As in "Turn: a 4 from −31° to +22°; beyond that a 9."

    pieces: all along the slider of this kind. It is told from the place where nothing is changed.
    """
    here = next(row for row, each in enumerate(pieces) if each.first <= -kind.first <= each.last)
    before, usual, after = [*pieces[:here]][::-1], pieces[here], pieces[here + 1 :]
    low, high = (kind.amount(kind.first + place) for place in (usual.first, usual.last))
    told = f"{kind.title}: {named(usual.answer)}"
    if not before and not after:
        return tr("{told} all the way from {low} to {high}.", told=told, low=low, high=high)
    if not before:
        return tr(
            "{told} up to {high}; beyond that {in_turn}.",
            told=told,
            high=high,
            in_turn=in_turn(after),
        )
    if not after:
        return tr(
            "{told} from {low} on; before that {in_turn}.",
            told=told,
            low=low,
            in_turn=in_turn(before),
        )
    sides = in_turn(before), in_turn(after)
    if sides[0] == sides[1]:
        return tr(
            "{told} from {low} to {high}; beyond that {in_turn}.",
            told=told,
            low=low,
            high=high,
            in_turn=sides[0],
        )
    return tr(
        "{told} from {low} to {high}; before that {below}; beyond that {above}.",
        told=told,
        low=low,
        high=high,
        below=sides[0],
        above=sides[1],
    )


class _Name(PlainLabel):
    """The name of a way to change. doubled: it was clicked twice."""

    doubled = Signal()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.doubled.emit()
        else:
            super().mouseDoubleClickEvent(event)
