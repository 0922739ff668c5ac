"""The window's pages stay as they are painted while words on them change."""

import pytest
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QMainWindow, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop.window.pages import Pages


class _WordyPage(QWidget):
    """A page with words on it; counts how often it is painted."""

    paints = 0

    def __init__(self) -> None:
        super().__init__()
        self.label, self.button = QLabel("212 misread"), QPushButton("Start")
        layout = QHBoxLayout(self)
        layout.addWidget(self.label)
        layout.addWidget(QLabel("_WordyPage that are longer"))
        layout.addWidget(self.button)

    def paintEvent(self, event: QPaintEvent) -> None:
        self.paints += event.rect() == self.rect()
        super().paintEvent(event)


@pytest.fixture
def page() -> _WordyPage:
    return _WordyPage()


@pytest.fixture
def corner() -> QLabel:
    return QLabel("Network")


@pytest.fixture
def window(qtbot: QtBot, page: _WordyPage, corner: QLabel) -> QMainWindow:
    window = QMainWindow()
    qtbot.addWidget(window)
    window.setCentralWidget(Pages([("Train", page), ("Draw", QWidget())], corner))
    window.resize(500, 300)
    with qtbot.waitExposed(window):
        window.show()
    say(page.label, "210 misread")
    return window


def say(label: QLabel | QPushButton, text: str) -> None:
    """Change words, and let all happen that follows from it."""
    label.setText(text)
    for _ in range(5):
        QApplication.processEvents()


def test_other_words_leave_the_rest_of_the_page_as_it_is(
    window: QMainWindow, page: _WordyPage
) -> None:
    before = page.paints
    say(page.label, "198 misread")
    say(page.label, "180 misread")
    assert page.paints == before


def test_longer_words_get_their_room(window: QMainWindow, page: _WordyPage) -> None:
    width = page.label.width()
    say(page.label, "Many more words than before, which need a wider window than there is now")
    assert page.label.width() > width
    assert window.width() > 500


def test_a_longer_corner_gets_its_room(window: QMainWindow, corner: QLabel) -> None:
    width = corner.width()
    say(corner, "A network with a longer name")
    assert corner.width() > width


def test_words_that_changed_behind_another_tab_have_their_room(
    window: QMainWindow, page: _WordyPage
) -> None:
    pages = window.centralWidget()
    assert isinstance(pages, Pages)
    pages.setCurrentIndex(1)
    say(page.button, "Start another run from here")
    pages.setCurrentIndex(0)
    QApplication.processEvents()
    assert page.button.width() >= page.button.sizeHint().width()
