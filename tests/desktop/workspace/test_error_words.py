"""What nobody foresaw is told, and still reaches the console."""

import sys

import pytest
from PySide6.QtCore import QTimer, Slot
from pytestqt.qtbot import QtBot

from desktop.widgets.message_bar import MessageBar
from desktop.window.error_reporter import ErrorReporter
from desktop.workspace.error_words import LONGEST_MESSAGE, in_words, of_a_run
from tests.desktop.hands import listen


class Clumsy(MessageBar):
    """A notice with a slot that fails."""

    @Slot()
    def fail(self) -> None:
        raise MemoryError("no room for that")


def test_exception_in_a_slot_is_told_in_the_window(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.excepthook", lambda *_: None)
    reporter = ErrorReporter()
    reporter.install()
    notice = Clumsy()
    qtbot.addWidget(notice)
    reporter.happened.connect(notice.tell)
    QTimer.singleShot(0, notice.fail)
    qtbot.waitUntil(notice.isVisible, timeout=5_000)
    reporter.uninstall()
    assert "MemoryError: no room for that" in notice.text
    assert reporter.count == 1


def test_earlier_hook_hears_of_it_too(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[str] = []
    monkeypatch.setattr("sys.excepthook", lambda _kind, error, _trace: heard.append(str(error)))
    reporter = ErrorReporter()
    reporter.install()
    notice = Clumsy()
    qtbot.addWidget(notice)
    with qtbot.waitSignal(reporter.happened, timeout=5_000):
        QTimer.singleShot(0, notice.fail)
    reporter.uninstall()
    assert heard == ["no room for that"]


def test_errors_of_the_system_are_said_without_numbers() -> None:
    error = FileNotFoundError(2, "No such file or directory", "mine.safetensors")
    assert in_words(error) == "mine.safetensors: No such file or directory."
    assert in_words(OSError(12, "Cannot allocate memory")) == "Cannot allocate memory."
    assert in_words(ValueError("a clear sentence")) == "a clear sentence"


def test_an_error_that_names_no_file_is_said_without_its_number() -> None:
    assert in_words(OSError(28, "No space left on device")) == "No space left on device."
    assert in_words(OSError("no more processes")) == "no more processes"


def test_of_a_run_that_is_not_kept_it_is_said_that_it_is_gone() -> None:
    assert of_a_run(KeyError("run-001")) == "it is not there any more."
    assert of_a_run(ValueError("it is damaged")) == "it is damaged"


@pytest.mark.parametrize(
    "error",
    [
        FileNotFoundError(2, "No such file", f"{'x' * 100_000}\n\x1b[2J"),
        ValueError(f"{'x' * 100_000}\nof what"),
        OSError("y" * 100_000),
    ],
)
def test_errors_are_told_on_one_line_of_a_readable_length(error: Exception) -> None:
    words = in_words(error)
    assert len(words) <= LONGEST_MESSAGE
    assert words.isprintable()


def test_what_nobody_foresaw_is_quoted_at_a_bounded_length(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sys.excepthook", lambda *_: None)
    reporter = ErrorReporter()
    told = listen(reporter.happened)
    reporter.install()
    sys.excepthook(ValueError, ValueError("<img src=x>\n" + "x" * 100_000), None)
    reporter.uninstall()
    assert len(told[0]) < 400
    assert told[0].isprintable()
