"""Each way in, as a person takes it: dropped, pasted, chosen in the dialog; and what is said."""

from collections.abc import Iterator
from pathlib import Path
from threading import get_ident
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QGuiApplication,
    QImage,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop.draw.answer.framing_view import StepPicture
from desktop.draw.importing import source as source_module
from desktop.draw.importing.decoding import Decoded, decoded
from desktop.draw.importing.importer import (
    DROPPED,
    NOTHING_DROPPED,
    NOTHING_PASTED,
    PASTED,
    opened_words,
)
from desktop.draw.view import DrawTab
from nncore.array_types import ImageArray
from nncore.drawing.pictures import INVERTED
from tests.desktop.draw.importing.picture_makers import encoded, grey_image
from tests.desktop.draw.pad import Hand
from tests.desktop.hands import find

if TYPE_CHECKING:
    from tests.desktop.draw.importing.conftest import Told

LEFT = Qt.MouseButton.LeftButton
PLAIN = Qt.KeyboardModifier.NoModifier
COPY, MOVE = Qt.DropAction.CopyAction, Qt.DropAction.MoveAction


@pytest.fixture
def file(tmp_path: Path, dark_seven: ImageArray) -> Path:
    path = tmp_path / "seven.png"
    path.write_bytes(encoded(grey_image(dark_seven), "png"))
    return path


@pytest.fixture
def clipboard(qapp: QApplication) -> Iterator[QMimeData]:
    """What is copied; the clipboard is empty afterwards."""
    mime = QMimeData()
    yield mime
    qapp.clipboard().clear()


def mime_of(*paths: Path) -> QMimeData:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(each)) for each in paths])
    return mime


def drag_over(target: QWidget, mime: QMimeData) -> QDragEnterEvent:
    actions = COPY | MOVE
    entering = QDragEnterEvent(QPoint(9, 9), actions, mime, LEFT, PLAIN)
    QApplication.sendEvent(target, entering)
    moving = QDragMoveEvent(QPoint(20, 20), actions, mime, LEFT, PLAIN)
    QApplication.sendEvent(target, moving)
    return entering


def drop(target: QWidget, mime: QMimeData) -> QDropEvent:
    """Drag something over a widget and drop it there, as Qt does."""
    drag_over(target, mime)
    event = QDropEvent(QPointF(20, 20), COPY | MOVE, mime, LEFT, PLAIN)
    QApplication.sendEvent(target, event)
    return event


def paste(tab: DrawTab, mime: QMimeData) -> None:
    QGuiApplication.clipboard().setMimeData(mime)
    QTest.keyClick(tab.window(), Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)


def wait_until_opened(tab: DrawTab, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: tab.drawing.picture is not None)


def digit(tab: DrawTab) -> int | None:
    prediction = tab.prediction
    return None if prediction is None else prediction.digit


def test_a_dropped_file_is_read(
    tab: DrawTab, canvas: QWidget, file: Path, told: "Told", qtbot: QtBot
) -> None:
    event = drop(canvas, mime_of(file))
    assert event.isAccepted()
    assert event.dropAction() == COPY, "a file manager deletes what is moved"
    wait_until_opened(tab, qtbot)
    assert digit(tab) == 7
    assert tab.drawing.origin == "seven.png"
    assert told.problems == []
    assert told.done[0] == "Opening seven.png…"
    assert told.done[-1].startswith(opened_words("seven.png", [INVERTED]))
    assert "seven.png" in canvas.accessibleDescription()


def test_the_pad_shows_that_it_would_take_what_is_dragged(
    tab: DrawTab, canvas: QWidget, file: Path
) -> None:
    before = canvas.grab().toImage()
    assert drag_over(canvas, mime_of(file)).isAccepted()
    assert canvas.grab().toImage() != before
    QApplication.sendEvent(tab, QDragLeaveEvent())
    assert canvas.grab().toImage() == before
    assert tab.drawing.is_empty


def test_text_is_not_taken(tab: DrawTab, canvas: QWidget) -> None:
    mime = QMimeData()
    mime.setText("7")
    assert not drag_over(canvas, mime).isAccepted()
    assert tab.drawing.is_empty


def test_dropped_pixels_are_read(
    tab: DrawTab, canvas: QWidget, dark_seven: ImageArray, qtbot: QtBot
) -> None:
    mime = QMimeData()
    mime.setImageData(grey_image(dark_seven))
    drop(canvas, mime)
    wait_until_opened(tab, qtbot)
    assert digit(tab) == 7
    assert tab.drawing.origin == DROPPED


def test_of_several_files_the_first_is_opened_and_that_is_said(
    tab: DrawTab, canvas: QWidget, file: Path, told: "Told", qtbot: QtBot
) -> None:
    drop(canvas, mime_of(file, file.with_name("other.png"), file.with_name("third.png")))
    wait_until_opened(tab, qtbot)
    assert told.done[-1].startswith(opened_words("seven.png", count=3))
    assert told.problems == []


def test_a_picture_of_the_web_is_to_be_saved_first(
    tab: DrawTab, canvas: QWidget, told: "Told"
) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl("https://example.com/seven.png")])
    drop(canvas, mime)
    assert told.problems == [NOTHING_DROPPED]
    assert tab.drawing.is_empty


def test_pasted_pixels_are_read(
    tab: DrawTab, clipboard: QMimeData, dark_seven: ImageArray, qtbot: QtBot
) -> None:
    clipboard.setImageData(grey_image(dark_seven))
    paste(tab, clipboard)
    wait_until_opened(tab, qtbot)
    assert digit(tab) == 7
    assert tab.drawing.origin == PASTED


def test_a_pasted_file_is_read(
    tab: DrawTab, clipboard: QMimeData, file: Path, qtbot: QtBot
) -> None:
    clipboard.setUrls([QUrl.fromLocalFile(str(file))])
    paste(tab, clipboard)
    wait_until_opened(tab, qtbot)
    assert tab.drawing.origin == "seven.png"


def test_pasted_bytes_are_decoded_where_nobody_waits(
    tab: DrawTab,
    clipboard: QMimeData,
    file: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    threads = []

    def watched(content: bytes) -> Decoded:
        threads.append(get_ident())
        return decoded(content)

    monkeypatch.setattr(source_module, "decoded", watched)
    clipboard.setData("image/png", file.read_bytes())
    paste(tab, clipboard)
    wait_until_opened(tab, qtbot)
    assert len(threads) == 1
    assert threads[0] != get_ident()


def test_an_empty_clipboard_says_so(tab: DrawTab, told: "Told") -> None:
    QGuiApplication.clipboard().clear()
    tab.importer.paste(None)
    QTest.keyClick(tab.window(), Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert told.problems == [NOTHING_PASTED] * 2


def test_pasting_nothing_says_so_and_the_next_picture_takes_that_back(
    tab: DrawTab,
    hand: Hand,
    clipboard: QMimeData,
    dark_seven: ImageArray,
    told: "Told",
    qtbot: QtBot,
) -> None:
    hand.draw([(0.2, 0.2), (0.8, 0.2)])
    clipboard.setText("no picture")
    paste(tab, clipboard)
    assert told.problems == [NOTHING_PASTED]
    assert len(tab.drawing.strokes) == 1
    image = QMimeData()
    image.setImageData(grey_image(dark_seven))
    paste(tab, image)
    wait_until_opened(tab, qtbot)
    assert told.retracted == [NOTHING_PASTED]


def test_the_button_asks_for_a_file(
    tab: DrawTab, file: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, ...]] = []
    answers = ["", str(file)]

    def answer(_parent: QWidget, title: str, _folder: str, kinds: str) -> tuple[str, str]:
        asked.append((title, kinds))
        return answers[len(asked) - 1], kinds

    monkeypatch.setattr(QFileDialog, "getOpenFileName", answer)
    button = find(tab, QPushButton, "open_picture_button")
    QTest.mouseClick(button, LEFT)
    assert tab.drawing.is_empty
    QTest.mouseClick(button, LEFT)
    wait_until_opened(tab, qtbot)
    assert "*.png" in asked[0][1]
    assert digit(tab) == 7


def test_undo_brings_back_what_was_drawn(
    tab: DrawTab, hand: Hand, canvas: QWidget, file: Path, qtbot: QtBot
) -> None:
    hand.draw([(0.2, 0.2), (0.8, 0.2), (0.4, 0.8)])
    before = tab.drawing.pixels()
    drop(canvas, mime_of(file))
    wait_until_opened(tab, qtbot)
    assert tab.drawing.strokes == ()
    QTest.keyClick(canvas, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert np.array_equal(tab.drawing.pixels(), before)
    assert tab.drawing.origin == ""


def test_the_first_step_shows_the_picture_beside_its_ink(
    tab: DrawTab, hand: Hand, file: Path, qtbot: QtBot
) -> None:
    first = find(tab, StepPicture, "framing_step_1")
    assert first.text() == "1 Strokes"
    tab.importer.open_file(file)
    wait_until_opened(tab, qtbot)
    qtbot.waitUntil(lambda: first.text() == "1 Picture")
    image = first.image
    assert isinstance(image, QImage)
    row = image.height() // 2
    assert image.pixelColor(2, row).lightness() == 255, "paper, as it came"
    assert image.pixelColor(image.width() - 2, row).lightness() == 0, "ground of ink"
    assert INVERTED in first.accessibleDescription()
    hand.draw([(0.1, 0.9), (0.5, 0.9)])
    assert first.accessibleDescription() == ""
    assert tab.drawing.origin.endswith(", changed by hand")
    tab.drawing.clear()
    assert first.text() == "1 Strokes"
