"""From Mistakes to the pad, and from the File menu: in the whole window, by its buttons."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from desktop.draw.view import DrawTab
from desktop.mistakes.cards.model import MistakeRole
from desktop.window.main_window import MainWindow
from tests.desktop.draw.importing.picture_makers import encoded, grey_image
from tests.desktop.hands import click, find, label


def pad(window: MainWindow) -> DrawTab:
    page = window.page("draw_tab")
    assert isinstance(page, DrawTab)
    return page


def test_a_misread_image_is_opened_in_draw(window: MainWindow, qtbot: QtBot) -> None:
    tab = pad(window)
    tab.drawing.add_stroke([(0.2, 0.2), (0.8, 0.8)])
    window.show_page("mistakes_tab")
    gallery = find(window, QAbstractItemView, "mistakes_view")
    qtbot.waitUntil(lambda: gallery.model().rowCount() > 0, timeout=60_000)
    QTest.keyClick(gallery, Qt.Key.Key_Home)
    card = gallery.currentIndex()
    index, truth, predicted = (
        card.data(role) for role in (MistakeRole.INDEX, MistakeRole.TRUTH, MistakeRole.PREDICTED)
    )

    click(window, "open_in_draw_button")

    assert window.tabs.currentWidget() is tab
    dataset = window.workspace.dataset
    assert dataset is not None
    image = dataset.test.images[index - dataset.test.first_index]
    prediction = tab.prediction
    assert prediction is not None
    assert prediction.frame.tobytes() == image.tobytes()
    assert prediction.digit == predicted
    article = "an" if truth == 8 else "a"
    assert tab.drawing.origin == f"Test image {index:,}, {article} {truth}"
    assert window.statusBar().currentMessage() == f"{tab.drawing.origin}, opened"
    canvas = window.findChild(QWidget, "draw_canvas")
    qtbot.waitUntil(lambda: window.focusWidget() is canvas)

    QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert len(tab.drawing.strokes) == 1
    assert tab.drawing.picture is None


def test_a_picture_is_opened_from_any_tab(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = np.full((200, 160), 255, np.uint8)
    one[40:160, 70:84] = 0
    good, bad = tmp_path / "one.png", tmp_path / "notes.png"
    good.write_bytes(encoded(grey_image(one), "png"))
    bad.write_text("no picture")
    answers = [str(bad), str(good)]

    def answer(*_asked: object) -> tuple[str, str]:
        return answers.pop(0), ""

    monkeypatch.setattr(QFileDialog, "getOpenFileName", answer)
    action = next(each for each in window.findChildren(QAction) if "&picture" in each.text())
    window.show_page("train_tab")
    action.trigger()
    assert window.tabs.currentWidget() is pad(window)
    qtbot.waitUntil(lambda: "cannot be opened" in label(window, "notice_label").text())
    assert window.notice.isVisible()
    assert window.notice.text.startswith("notes.png ")
    assert pad(window).drawing.is_empty

    action.trigger()
    qtbot.waitUntil(lambda: pad(window).drawing.picture is not None)
    assert not window.notice.isVisible()
    assert window.statusBar().currentMessage().startswith("one.png, opened")
    prediction = pad(window).prediction
    assert prediction is not None
    assert prediction.digit == 1
