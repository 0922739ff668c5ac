"""Marks in the whole window: kept from day to day, told of in its status bar and its notice."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView
from pytestqt.qtbot import QtBot

from desktop.demo.walkthrough import Walkthrough
from desktop.mistakes.actions import wording
from desktop.window.main_window import MainWindow
from desktop.workspace.error_words import in_words
from desktop.workspace.jobs import Jobs
from desktop.workspace.mark import MarkKind
from tests.desktop.hands import find, label
from tests.desktop.whole_window import opened


@pytest.fixture(autouse=True)
def _no_mnist(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MISREAD_DATA", raising=False)


def gallery(window: MainWindow) -> QAbstractItemView:
    Walkthrough(window).gather_mistakes()
    return find(window, QAbstractItemView, "mistakes_view")


def test_a_mark_is_there_the_next_day(qtbot: QtBot, tmp_path: Path) -> None:
    first = opened(qtbot, tmp_path)
    view = gallery(first)
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_Right)
    find(first, Jobs).hold()  # it is written when the window closes
    QTest.keyClick(view, Qt.Key.Key_M)
    assert first.statusBar().currentMessage() == wording.marked(1, MarkKind.LOOK_AGAIN)
    sentence = view.currentIndex().data(Qt.ItemDataRole.ToolTipRole)
    first.close()

    second = opened(qtbot, tmp_path)
    view = gallery(second)
    assert second.notice.isHidden()
    find(second, QAction, "show_marked_action").trigger()
    qtbot.waitUntil(lambda: label(second, "count_label").text().startswith("1 of "))
    assert view.model().index(0, 0).data(Qt.ItemDataRole.ToolTipRole) == sentence
    second.close()


def test_marks_that_cannot_be_read_are_said_at_the_start(qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "marks.json").write_text("<b>spoiled</b>")
    (tmp_path / "settings.json").write_text("spoiled too")
    window = opened(qtbot, tmp_path)
    assert window.notice.isVisible()
    assert "settings.damaged.json" in window.notice.text
    assert window.notice.text.endswith("marks.damaged.json.")
    window.close()


def test_the_notice_of_marks_goes_with_the_next_that_are_written(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_path: Path, _content: bytes) -> None:
        raise OSError(28, "No space left on device")

    problem = in_words(OSError(28, "No space left on device"))
    window = opened(qtbot, tmp_path)
    view = gallery(window)
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_Right)
    with monkeypatch.context() as patch:
        patch.setattr("desktop.workspace.marks.write_whole", full)
        QTest.keyClick(view, Qt.Key.Key_M)
        qtbot.waitUntil(lambda: window.notice.text == wording.marks_not_written(problem))
        assert window.notice.isVisible()
    QTest.keyClick(view, Qt.Key.Key_M)
    assert window.notice.isHidden()
    with monkeypatch.context() as patch:
        patch.setattr("desktop.workspace.marks.write_whole", full)
        QTest.keyClick(view, Qt.Key.Key_M)
    window.notice.tell("Something else.")
    QTest.keyClick(view, Qt.Key.Key_M)
    assert window.notice.isVisible()
    window.close()


def test_what_cannot_be_written_stands_in_the_notice(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nowhere = tmp_path / "nowhere" / "mine.csv"
    monkeypatch.setattr("desktop.mistakes.actions.exporter.ask_where", lambda *_: nowhere)
    window = opened(qtbot, tmp_path)
    gallery(window)
    find(window, QAction, "save_table_action").trigger()
    qtbot.waitUntil(window.notice.isVisible)
    problem = in_words(FileNotFoundError(2, "No such file or directory", str(nowhere)))
    assert window.notice.text == wording.not_written(wording.Written.TABLE, problem)
    window.close()
