"""Marks and the disk: kept from day to day, and none is lost where it hangs, is full or spoiled."""

import json
from collections.abc import Iterator
from pathlib import Path
from threading import Event, current_thread, main_thread

import pytest
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

import nncore as nn
from desktop.mistakes.actions.wording import marked, marks_not_written
from desktop.mistakes.cards.model import MistakeRole
from desktop.mistakes.view import MistakesTab
from desktop.theme import Theme
from desktop.workspace import marks as marks_module
from desktop.workspace.error_words import in_words
from desktop.workspace.evaluation_service import EvaluationService
from desktop.workspace.jobs import Jobs
from desktop.workspace.kept_runs import KeptRuns
from desktop.workspace.mark import Mark, MarkedImage, MarkKind
from desktop.workspace.marks import Marks
from desktop.workspace.named_network import NamedNetwork
from desktop.workspace.network_ref import NetworkRef
from desktop.workspace.workspace import Workspace
from nncore.datasets import Dataset, SplitName
from nncore.storage.files import write_whole
from tests.desktop.hands import find
from tests.desktop.mistakes.helpers import (
    act,
    click_card,
    figures,
    headline,
    index_of,
    marked_rows,
    press_m,
)

FULL = "No space left on device"


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
    press_m(tab)


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


def test_marks_are_there_after_a_restart(
    qtbot: QtBot,
    read_tab: MistakesTab,
    workspace: Workspace,
    kept_runs: KeptRuns,
    evaluations: EvaluationService,
    theme: Theme,
    tmp_path: Path,
) -> None:
    click_card(read_tab, 4)
    act(read_tab, "mark_wrong_label_action")
    index = index_of(read_tab, 4)
    qtbot.waitUntil((tmp_path / "marks.json").exists)
    again = MistakesTab(workspace, kept_runs, evaluations, Marks(tmp_path), theme)
    qtbot.addWidget(again)
    again.show()
    qtbot.waitUntil(lambda: "misread" in headline(again))
    qtbot.waitUntil(lambda: len(marked_rows(again)) == 1)
    assert index_of(again, marked_rows(again)[0]) == index


def test_marks_of_images_that_are_not_there_do_no_harm(
    qtbot: QtBot,
    tab: MistakesTab,
    marks: Marks,
    workspace: Workspace,
    network: nn.Network,
    small_dataset: Dataset,
) -> None:
    ambiguous = Mark.now(MarkKind.AMBIGUOUS, "<b>Run</b>", "run x")
    images = [
        MarkedImage(small_dataset.fingerprint, SplitName.TEST, each) for each in (5, 300, 999_999)
    ]
    marks.put(dict.fromkeys(images, ambiguous))
    workspace.set_dataset(small_dataset)
    workspace.put(NamedNetwork("Run", NetworkRef.of_run("run"), network))
    qtbot.waitUntil(lambda: "misread" in headline(tab))
    act(tab, "show_marked_action")
    qtbot.waitUntil(lambda: figures(tab, MistakeRole.INDEX) == [5])
    click_card(tab, 0)
    hint = find(tab, QToolButton, "mark_button").toolTip()
    assert "&lt;b&gt;Run&lt;/b&gt;" in hint


def test_what_cannot_be_written_is_said_and_marked_all_the_same(
    qtbot: QtBot,
    read_tab: MistakesTab,
    told: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(path: Path, _content: bytes) -> None:
        raise OSError(28, FULL, str(path))

    monkeypatch.setattr("desktop.workspace.marks.write_whole", fail)
    mark(read_tab, 0)
    assert told[0] == marked(1, MarkKind.LOOK_AGAIN)
    qtbot.waitUntil(lambda: len(told) == 2)
    assert told[1] == marks_not_written(in_words(OSError(28, FULL, str(tmp_path / "marks.json"))))
    assert marked_rows(read_tab) == [0]


def test_a_file_that_was_spoiled_meanwhile_is_told_of(
    qtbot: QtBot, read_tab: MistakesTab, told: list[str], tmp_path: Path
) -> None:
    mark(read_tab, 0)
    qtbot.waitUntil((tmp_path / "marks.json").exists)
    (tmp_path / "marks.json").write_text("spoiled")
    mark(read_tab, 1)
    qtbot.waitUntil(lambda: len(told) == 3)
    assert "marks.damaged.json" in told[2]
    assert len(json.loads((tmp_path / "marks.json").read_text())["marks"]) == 1
    assert marked_rows(read_tab) == [0, 1]
