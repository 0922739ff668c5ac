"""The headings of groups, as in "▾ 4 → 9 · 12", and the menu that opens on one of them."""

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QPainter, QPolygonF
from PySide6.QtWidgets import QMenu, QWidget

from desktop.mistakes.cards.card_layout import CardStyle
from desktop.theme import SPACE
from desktop.translation import tr

_TRIANGLE = 4.0
"""Half the width of the triangle, in pixels."""

_WORDS_LEFT = 2 * SPACE + SPACE // 2


def heading_height(style: CardStyle) -> int:
    """The room of a heading, with some air below and above."""
    return style.strong.height + 2 * SPACE


def heading_text(title: str, count: int) -> str:
    """A heading in words."""
    return f"{title} · {count:,}"


def heading_words_right(width: int, style: CardStyle, title: str, count: int) -> int:
    """Where the words of a heading of that width end, with some air."""
    count_text = heading_text("", count)
    room = width - _WORDS_LEFT - style.plain.width(count_text) - SPACE
    shown = style.strong.elided(title, room)
    return _WORDS_LEFT + style.strong.width(shown) + style.plain.width(count_text) + SPACE


def announce_heading(view: QWidget, title: str, count: int, *, is_folded: bool) -> None:
    """Let a screen reader, if there is one, say the heading that the keyboard is at."""
    if QAccessible.isActive():
        words = heading_text(title, count)
        if is_folded:
            words = tr("{heading}, folded", heading=words)
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(view, words))


def paint_heading(
    painter: QPainter,
    area: QRect,
    style: CardStyle,
    title: str,
    count: int,
    *,
    is_folded: bool,
    is_hovered: bool,
    has_focus: bool,
) -> None:
    """Paint a heading over its whole width; the triangle tells whether the group is folded."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    baseline = area.center().y() + style.strong.height // 2 - style.strong.descent
    left = area.left() + _WORDS_LEFT
    colour = style.text if is_hovered else style.muted
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour.color())
    painter.drawPolygon(_triangle(area, is_folded=is_folded))
    count_text = heading_text("", count)
    room = area.width() - left - style.plain.width(count_text) - SPACE
    shown = style.strong.elided(title, room)
    style.strong.write(painter, left, baseline, shown, style.text)
    count_left = left + style.strong.width(shown)
    style.plain.write(painter, count_left, baseline, count_text, style.muted)
    if has_focus:
        right = heading_words_right(area.width(), style, title, count)
        frame = QRectF(area.left(), area.top() + 3, right, area.height() - 6)
        painter.setPen(style.focus_line)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(frame.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
    painter.restore()  # pictures of cards would take twice as long with antialiasing


def _triangle(area: QRect, *, is_folded: bool) -> QPolygonF:
    centre = QPointF(area.left() + SPACE + SPACE // 2, area.center().y() + 0.5)
    wide, high = _TRIANGLE, _TRIANGLE * 0.6
    points = ((-wide, -high), (wide, -high), (0.0, high))
    if is_folded:
        points = ((-high, -wide), (high, 0.0), (-high, wide))
    return QPolygonF([centre + QPointF(*each) for each in points])


class HeadingMenu(QMenu):
    """Folds or unfolds one group, or all. fold_chosen: the title of the group, and whether it is to
    be folded. all_chosen: whether all are.
    """

    fold_chosen = Signal(str, bool)
    all_chosen = Signal(bool)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("heading_menu")
        self._title = ""
        self._is_folded = False
        self._one = self.addAction("")
        self._one.setObjectName("fold_action")
        self._one.triggered.connect(self._on_one_triggered)
        self.addSeparator()
        fold = self.addAction(tr("Fold all\tShift+←"))
        fold.setObjectName("fold_all_action")
        fold.triggered.connect(self._on_fold_triggered)
        unfold = self.addAction(tr("Unfold all\tShift+→"))
        unfold.setObjectName("unfold_all_action")
        unfold.triggered.connect(self._on_unfold_triggered)

    def open_at(self, place: QPoint, title: str, *, is_folded: bool) -> None:
        """Open at a place of the screen, for a group."""
        self._title, self._is_folded = title, is_folded
        self._one.setText(
            tr("Unfold “{title}”\t→", title=title)
            if is_folded
            else tr("Fold “{title}”\t←", title=title)
        )
        self.popup(place)

    @Slot()
    def _on_one_triggered(self) -> None:
        self.fold_chosen.emit(self._title, not self._is_folded)

    @Slot()
    def _on_fold_triggered(self) -> None:
        self.all_chosen.emit(True)

    @Slot()
    def _on_unfold_triggered(self) -> None:
        self.all_chosen.emit(False)
