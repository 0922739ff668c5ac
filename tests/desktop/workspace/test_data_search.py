"""Whether data sets are here is asked in the background, and the latest answer counts."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.workspace.data_choice import DataChoice
from desktop.workspace.data_folders import DataFolders
from desktop.workspace.data_library import DataLibrary
from desktop.workspace.data_search import DataSearch
from desktop.workspace.jobs import Jobs
from desktop.workspace.workspace import Workspace
from nncore.datasets import Dataset
from tests.desktop.stand_ins import GatedDisk, change, load_instead


@pytest.fixture
def disk(small_dataset: Dataset, monkeypatch: pytest.MonkeyPatch) -> Iterator[GatedDisk]:
    """Where MNIST lies."""
    disk = GatedDisk(replace(small_dataset, key="mnist"))
    change(monkeypatch, "mnist", find=disk.find, load=disk.load)
    yield disk
    disk.gate.set()


@pytest.fixture
def folders(tmp_path: Path) -> DataFolders:
    return DataFolders(tmp_path / "mnist")


@pytest.fixture
def search(jobs: Jobs, folders: DataFolders) -> DataSearch:
    return DataSearch(jobs, folders)


def test_nobody_knows_until_the_disk_has_answered(
    qtbot: QtBot, search: DataSearch, disk: GatedDisk
) -> None:
    search.look("mnist")
    assert (search.is_here("mnist"), search.is_looking("mnist")) == (None, True)
    with qtbot.waitSignal(search.answered):
        disk.gate.set()
    assert (search.is_here("mnist"), search.is_looking("mnist")) == (True, False)


def test_what_needs_no_files_is_here_and_no_folder_holds_no_digits(search: DataSearch) -> None:
    for key in ("generated", "folder"):
        search.look(key)
        assert not search.is_looking(key)
    assert (search.is_here("generated"), search.is_here("folder")) == (True, False)


def test_what_was_said_of_another_folder_counts_no_more(
    qtbot: QtBot, search: DataSearch, folders: DataFolders, disk: GatedDisk
) -> None:
    search.look("mnist")
    with qtbot.waitSignal(search.answered):
        folders.expect_download("mnist")
        disk.gate.set()
    assert search.is_here("mnist") is None


def test_the_last_answer_holds_until_the_next(
    qtbot: QtBot, search: DataSearch, disk: GatedDisk, tmp_path: Path
) -> None:
    disk.is_there = False
    disk.gate.set()
    with qtbot.waitSignal(search.answered):
        search.look("mnist")
    assert search.is_here("mnist") is False
    assert search.reason("mnist") == "No such file or directory"
    disk.is_there = True
    with qtbot.waitSignal(search.answered):
        search.look("mnist")
        assert search.is_here("mnist") is False
    assert search.is_here("mnist")
    assert search.reason("mnist") == ""


def test_an_answer_that_nobody_waits_for_is_not_told(
    qtbot: QtBot, search: DataSearch, disk: GatedDisk
) -> None:
    search.look("mnist")
    search.cancel("mnist")
    assert not search.is_looking("mnist")
    with qtbot.assertNotEmitted(search.answered, wait=100):
        disk.gate.set()
    assert search.is_here("mnist") is None


@pytest.fixture
def data(
    jobs: Jobs,
    folders: DataFolders,
    workspace: Workspace,
    small_dataset: Dataset,
    monkeypatch: pytest.MonkeyPatch,
    disk: GatedDisk,
) -> DataChoice:
    load_instead(monkeypatch, "generated", small_dataset)
    return DataChoice(DataLibrary(jobs, folders), workspace)


def test_what_is_chosen_before_anybody_knows_is_loaded_once_that_is_known(
    qtbot: QtBot, data: DataChoice, disk: GatedDisk
) -> None:
    data.choose("mnist")
    assert data.reason == "MNIST: on the way…"
    with qtbot.waitSignal(data.library.loaded):
        disk.gate.set()
    assert data.dataset is not None


def test_who_chooses_another_meanwhile_keeps_that(
    qtbot: QtBot, data: DataChoice, disk: GatedDisk
) -> None:
    data.recall("mnist")
    data.choose("generated")
    disk.is_there = False
    with qtbot.waitSignal(data.library.looked_for):
        disk.gate.set()
    assert data.chosen == "generated"
    assert not data.library.is_under_way("mnist")


def test_what_is_not_here_any_more_stays_chosen_by_hand_and_not_from_the_last_time(
    qtbot: QtBot, data: DataChoice, disk: GatedDisk
) -> None:
    disk.is_there = False
    data.recall("mnist")
    assert data.chosen == "mnist"
    with qtbot.waitSignal(data.library.looked_for):
        disk.gate.set()
    assert data.chosen == "generated"
    data.choose("mnist")
    with qtbot.waitSignal(data.library.looked_for):
        assert data.reason == "MNIST: not on this machine yet."
    assert data.chosen == "mnist"
    data.choose("generated")
    data.recall("mnist")
    assert data.chosen == "generated", "by now that is known at once"


def test_loading_what_is_nowhere_downloads_nothing(
    jobs: Jobs, qtbot: QtBot, disk: GatedDisk, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded: list[Path | None] = []
    change(monkeypatch, "mnist", load=lambda folder, _progress: loaded.append(folder))
    library = DataLibrary(jobs)
    disk.is_there = False
    library.load("mnist")
    with qtbot.waitSignal(library.looked_for):
        disk.gate.set()
    assert library.is_here("mnist") is False
    assert (loaded, library.problem("mnist")) == ([], "")


def test_a_load_reads_where_the_files_were_found(
    jobs: Jobs, qtbot: QtBot, disk: GatedDisk, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[Path | None] = []

    def load(folder: Path | None, _progress: object) -> Dataset:
        read.append(folder)
        return disk.dataset

    change(monkeypatch, "mnist", load=load)
    library = DataLibrary(jobs)
    disk.gate.set()
    with qtbot.waitSignal(library.loaded):
        library.load("mnist")
    assert read == [Path("here")], "not wherever else a download would bring them to"
