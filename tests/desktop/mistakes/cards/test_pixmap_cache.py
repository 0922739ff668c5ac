"""PixmapCache are painted once for each key, size and screen."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter
from pytestqt.qtbot import QtBot

from desktop.mistakes.cards.card_pictures import PixmapCache


def fill(painter: QPainter) -> None:
    painter.fillRect(0, 0, 4, 4, Qt.GlobalColor.black)


def test_a_picture_is_painted_once(qtbot: QtBot) -> None:
    cache = PixmapCache()
    first = cache.pixmap("key", QSize(8, 8), 1.0, fill)
    assert cache.pixmap("key", QSize(8, 8), 1.0, fill) is first
    assert first.toImage().pixelColor(1, 1) == Qt.GlobalColor.black
    assert first.toImage().pixelColor(6, 6).alpha() == 0


def test_another_size_or_screen_has_a_picture_of_its_own(qtbot: QtBot) -> None:
    cache = PixmapCache()
    cache.pixmap("key", QSize(8, 8), 1.0, fill)
    fine = cache.pixmap("key", QSize(8, 8), 1.5, fill)
    assert (fine.width(), fine.devicePixelRatio()) == (12, 1.5)
    cache.pixmap("key", QSize(9, 8), 1.0, fill)
    assert len(cache) == 3
    cache.clear()
    assert len(cache) == 0


def test_of_too_many_the_oldest_are_forgotten(qtbot: QtBot) -> None:
    cache = PixmapCache()
    for key in range(1_100):
        cache.pixmap(key, QSize(1, 1), 1.0, fill)
    assert len(cache) == 1_024
