"""One data set is chosen for all tabs; runs find theirs by what its images are."""

from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.workspace import data_titles
from desktop.workspace.data_choice import DataChoice
from desktop.workspace.data_folders import DataFolders
from desktop.workspace.data_library import DataLibrary
from desktop.workspace.data_titles import DATA_WORDS, DataWords, data_title
from desktop.workspace.jobs import Jobs
from desktop.workspace.settings import Settings
from desktop.workspace.workspace import Workspace
from nncore.datasets import Dataset
from nncore.datasets.registry import SOURCES
from nncore.runs import DataNote
from tests.desktop.stand_ins import change, download_instead, load_instead


@pytest.fixture
def mnist(small_dataset: Dataset) -> Dataset:
    """Other images than the small data set's, which are MNIST here."""
    fewer = small_dataset.training.between(0, 600)
    return Dataset("MNIST", fewer, small_dataset.validation, small_dataset.test, "mnist")


@pytest.fixture
def data(
    jobs: Jobs,
    workspace: Workspace,
    small_dataset: Dataset,
    mnist: Dataset,
    monkeypatch: pytest.MonkeyPatch,
) -> DataChoice:
    """Small data sets, none of them loaded; MNIST is on this machine."""
    load_instead(monkeypatch, "generated", small_dataset)
    load_instead(monkeypatch, "mnist", mnist)
    change(monkeypatch, "mnist", find=lambda _folder: Path("here"), fingerprint=mnist.fingerprint)
    return DataChoice(DataLibrary(jobs), workspace)


def choose(qtbot: QtBot, data: DataChoice, key: str) -> None:
    """Choose a data set, and wait until it is ready."""
    with qtbot.waitSignal(data.library.loaded):
        data.choose(key)


@pytest.fixture
def ready(qtbot: QtBot, data: DataChoice) -> DataChoice:
    """The same, with the generated digits ready."""
    with qtbot.waitSignal(data.library.loaded):
        data.library.load("generated")
    return data


def test_what_is_chosen_is_for_all_tabs_as_soon_as_it_is_ready(
    qtbot: QtBot, ready: DataChoice, workspace: Workspace, small_dataset: Dataset, mnist: Dataset
) -> None:
    assert workspace.dataset is small_dataset
    choose(qtbot, ready, "mnist")
    assert workspace.dataset is mnist
    ready.choose("generated")
    assert workspace.dataset is small_dataset


def test_while_a_run_learns_from_it_the_choice_stays(
    qtbot: QtBot, ready: DataChoice, workspace: Workspace, small_dataset: Dataset
) -> None:
    ready.set_locked(True)
    ready.choose("mnist")
    with qtbot.waitSignal(ready.library.loaded):
        ready.library.load("mnist")
    assert (ready.chosen, workspace.dataset) == ("generated", small_dataset)
    ready.set_locked(False)
    assert (ready.chosen, ready.postponed) == ("mnist", "")
    assert workspace.dataset is ready.library.get("mnist")


def test_a_folder_opened_while_a_run_learns_is_chosen_when_it_has_ended(
    qtbot: QtBot, ready: DataChoice, mnist: Dataset, tmp_path: Path, workspace: Workspace
) -> None:
    ready.set_locked(True)
    assert ready.postponed == ""
    with qtbot.waitSignal(ready.library.loaded):
        ready.use_folder(tmp_path / "here")
        assert ready.postponed == "here"
    assert ready.chosen == "generated"
    ready.set_locked(False)
    assert (ready.chosen, workspace.dataset) == ("mnist", mnist)


def test_a_download_asked_for_while_a_run_learns_is_chosen_when_it_has_ended(
    qtbot: QtBot,
    ready: DataChoice,
    mnist: Dataset,
    workspace: Workspace,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    download_instead(monkeypatch, mnist)
    ready.set_locked(True)
    with qtbot.waitSignal(ready.library.loaded):
        ready.download("mnist")
    assert (ready.chosen, ready.postponed) == ("generated", "MNIST")
    ready.set_locked(False)
    assert (ready.chosen, workspace.dataset) == ("mnist", mnist)


def test_images_are_found_by_what_they_are(
    qtbot: QtBot, data: DataChoice, mnist: Dataset, small_dataset: Dataset
) -> None:
    elsewhere = "0" * 64
    assert data.find(DataNote("before", mnist.fingerprint, 1, 1, 1)) == "mnist"
    assert data.find(DataNote("MNIST", elsewhere, 1, 1, 1)) is None
    assert data.find(DataNote("Generated digits", elsewhere, 1, 1, 1)) == "generated"
    with qtbot.waitSignal(data.library.loaded):
        data.library.load("generated")
    assert data.find(DataNote("before", small_dataset.fingerprint, 1, 1, 1)) == "generated"
    assert data.find(DataNote("Generated digits", elsewhere, 1, 1, 1)) is None


def test_a_folder_is_found_by_its_name_until_it_was_read(
    jobs: Jobs, workspace: Workspace, tmp_path: Path
) -> None:
    folders = DataFolders(digits=tmp_path / "my digits")
    data = DataChoice(DataLibrary(jobs, folders), workspace)
    assert data.keys == ("generated", "mnist", "folder")
    assert data.title("folder") == "my digits"
    assert data.find(DataNote("my digits", "0" * 64, 1, 1, 1)) == "folder"
    assert data.find(DataNote("others", "0" * 64, 1, 1, 1)) is None


def test_what_a_run_wants_is_chosen_and_wanted_until_a_change_of_mind(
    qtbot: QtBot, ready: DataChoice, mnist: Dataset
) -> None:
    note = DataNote.of(mnist)
    with qtbot.waitSignal(ready.library.loaded):
        assert ready.want(note)
    assert (ready.dataset, ready.wanted) == (mnist, note)
    ready.choose("generated")
    assert ready.wanted is None
    assert not ready.want(replace(note, fingerprint="0" * 64))
    assert (ready.chosen, ready.wanted) == ("generated", None)


def test_a_data_set_that_only_tests_is_for_all_tabs_and_not_learned_from(
    qtbot: QtBot,
    ready: DataChoice,
    workspace: Workspace,
    mnist: Dataset,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    drawings = Dataset("My drawings", None, None, mnist.test, "drawings")
    add(monkeypatch, drawings)
    choose(qtbot, ready, "drawings")
    assert (workspace.dataset, ready.trainable) == (drawings, None)
    assert ready.reason == "Drawings: images to test with, and none to learn from."


def add(monkeypatch: pytest.MonkeyPatch, dataset: Dataset) -> None:
    """Register a data set under its key, with a title."""
    source = replace(SOURCES["generated"], key=dataset.key, name=dataset.name)
    monkeypatch.setitem(SOURCES, dataset.key, source)
    load_instead(monkeypatch, dataset.key, dataset)
    words = DataWords(dataset.key.capitalize(), "Somebody added them")
    monkeypatch.setitem(DATA_WORDS, dataset.key, words)


def test_a_loader_need_not_say_its_key(
    qtbot: QtBot, ready: DataChoice, mnist: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    toys = replace(mnist, key="toys")
    add(monkeypatch, toys)
    load_instead(monkeypatch, "toys", replace(toys, key="folder"))
    choose(qtbot, ready, "toys")
    assert ready.dataset is not None
    assert ready.keys == ("generated", "mnist", "toys")


def test_every_title_is_of_a_registered_data_set() -> None:
    assert set(DATA_WORDS) <= set(SOURCES)
    assert [data_title(SOURCES[key].name) for key in DATA_WORDS] == ["Generated digits", "MNIST"]
    assert data_title("my digits") == "my digits"


def test_titles_may_be_in_any_language(
    qtbot: QtBot, ready: DataChoice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    note = DataNote.of(SOURCES["generated"].load(None, None))
    translated = {key: replace(words, title="Ziffern") for key, words in DATA_WORDS.items()}
    for key, words in translated.items():
        monkeypatch.setitem(data_titles.DATA_WORDS, key, words)
    assert ready.title("generated") == data_title("Generated digits") == "Ziffern"
    assert ready.find(note) == "generated"
    settings = Settings(tmp_path)
    settings.data_source = ready.chosen
    settings.write()
    assert '"data_source": "GENERATED"' in (tmp_path / "settings.json").read_text()
    assert Settings(tmp_path).data_source == "generated"
