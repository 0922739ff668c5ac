"""Images that are marked while the disk hangs: the window goes on, and no mark is lost."""

from collections.abc import Iterator
from pathlib import Path
from threading import Event, current_thread, main_thread

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop.mistakes.view import MistakesTab
from desktop.workspace import marks as marks_module
from desktop.workspace.jobs import Jobs
from desktop.workspace.marks import Marks
from nncore.datasets import Dataset, SplitName
from nncore.storage.files import write_whole
from tests.desktop.hands import press_keys
from tests.desktop.mistakes.helpers import click_card, view


class HangingDisk:
    """Marks are written no sooner than the disk answers, and never while the window waits."""

    def __init__(self) -> None:
        self.answers, self.is_asked = Event(), Event()
        self.may_wait = False

    def write(self, path: Path, content: bytes) -> None:
        assert self.may_wait or current_thread() is not main_thread()
        self.is_asked.set()
        assert self.answers.wait(20)
        write_whole(path, content)


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Iterator[HangingDisk]:
    disk = HangingDisk()
    monkeypatch.setattr(marks_module, "write_whole", disk.write)
    yield disk
    disk.answers.set()


def mark(tab: MistakesTab, row: int) -> None:
    click_card(tab, row)
    press_keys(view(tab), Qt.Key.Key_M)


def written(folder: Path, dataset: Dataset) -> int:
    """How many marks of test images are in the file."""
    return len(Marks(folder).of_split(dataset.fingerprint, SplitName.TEST))


def test_images_are_marked_while_the_disk_hangs_and_written_then(
    qtbot: QtBot,
    read_tab: MistakesTab,
    marks: Marks,
    small_dataset: Dataset,
    disk: HangingDisk,
    tmp_path: Path,
) -> None:
    mark(read_tab, 0)
    qtbot.waitUntil(disk.is_asked.is_set)
    for row in (1, 2):
        mark(read_tab, row)
    assert len(marks) == 3
    assert written(tmp_path, small_dataset) == 0
    disk.answers.set()
    qtbot.waitUntil(lambda: written(tmp_path, small_dataset) == 3)


def test_a_mark_that_is_taken_away_while_it_is_written_stays_away(
    qtbot: QtBot,
    read_tab: MistakesTab,
    small_dataset: Dataset,
    disk: HangingDisk,
    tmp_path: Path,
) -> None:
    mark(read_tab, 0)
    mark(read_tab, 1)
    qtbot.waitUntil(disk.is_asked.is_set)
    mark(read_tab, 0)
    disk.answers.set()
    qtbot.waitUntil(lambda: not read_tab.image_actions.marking._writing.is_busy)
    assert written(tmp_path, small_dataset) == 1


def test_marks_that_wait_when_the_window_closes_are_written_all_the_same(
    qtbot: QtBot,
    read_tab: MistakesTab,
    marks: Marks,
    small_dataset: Dataset,
    disk: HangingDisk,
    jobs: Jobs,
    tmp_path: Path,
) -> None:
    mark(read_tab, 0)
    qtbot.waitUntil(disk.is_asked.is_set)
    mark(read_tab, 1)
    disk.answers.set()
    jobs.close()
    disk.may_wait = True  # there is no window any more that could
    marks.close()
    assert written(tmp_path, small_dataset) == 2
