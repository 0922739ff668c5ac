"""Where the window may stand: whole on a screen that is there, with its frame, beside the task bar.

Rectangles in and out, in the pixels of the desktop; a window's own is without its frame.
"""

from collections.abc import Sequence

from PySide6.QtCore import QMargins, QRect, QSize
from PySide6.QtGui import QGuiApplication

FIRST_SIZE = QSize(1200, 800)
LEAST_SIZE = QSize(900, 480)
USUAL_FRAME = QMargins(8, 40, 8, 8)
"""Room for a frame, which nobody knows before the window stands in it."""


def rooms() -> list[QRect]:
    """What each screen that is there leaves to windows, the main one first."""
    main = QGuiApplication.primaryScreen()
    screens = sorted(QGuiApplication.screens(), key=lambda screen: screen is not main)
    return [screen.availableGeometry() for screen in screens]


def first_place(screens: Sequence[QRect]) -> QRect:
    """Where a window opens that never stood anywhere: in the middle of the first screen.

    screens: what each leaves to windows, the main one first.
    """
    if not screens:
        return QRect(0, 0, FIRST_SIZE.width(), FIRST_SIZE.height())
    place = QRect(0, 0, FIRST_SIZE.width(), FIRST_SIZE.height())
    place.moveCenter(screens[0].center())
    return fitted(place, screens, USUAL_FRAME)


def remembered_place(place: QRect, screens: Sequence[QRect]) -> QRect:
    """Where a window opens that stood at `place` before: there, if that screen is still so."""
    if any(screen.contains(place) for screen in screens):
        return place
    return fitted(place, screens, USUAL_FRAME)


def fitted(place: QRect, screens: Sequence[QRect], frame: QMargins) -> QRect:
    """The place nearest to `place` that lies on one screen whole, its frame included.

    It is no larger than `place`, and on the screen that shows most of it, else on the first.
    """
    if not screens:
        return place
    shares = [_area(screen & place) for screen in screens]
    inside = screens[shares.index(max(shares))] - frame
    size = place.size().boundedTo(inside.size())
    left = min(max(place.left(), inside.left()), inside.left() + inside.width() - size.width())
    top = min(max(place.top(), inside.top()), inside.top() + inside.height() - size.height())
    return QRect(left, top, size.width(), size.height())


def least_size(screens: Sequence[QRect]) -> QSize:
    """How small a window may be made: smaller yet where a screen leaves no more room."""
    least = LEAST_SIZE
    for screen in screens:
        least = least.boundedTo((screen - USUAL_FRAME).size())
    return least


def _area(rectangle: QRect) -> int:
    return rectangle.width() * rectangle.height() if rectangle.isValid() else 0
