"""What deleted and reduced runs still take is known, freed at once, and said where room lacks."""

from collections.abc import Callable
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from desktop.workspace.error_words import of_a_run
from desktop.workspace.kept_runs import KeptRuns
from desktop.workspace.run_bin import BinContents
from nncore.runs import RunError
from tests.desktop.hands import listen

FULL = OSError(28, "No space left on device", "/runs/run-002")


@pytest.fixture
def three(store: Any, read: Callable[[], None]) -> None:
    for number in (1, 2, 3):
        store.add(f"Quick {number}")
    read()


@pytest.fixture
def held(qtbot: QtBot, kept_runs: KeptRuns, three: None) -> KeptRuns:
    """“Quick 1” is deleted, “Quick 2” reduced: that takes 3.6 MB still."""
    kept_runs.delete(["run-001"])
    kept_runs.reduction.reduce({"run-002": "Quick 2"})
    qtbot.waitUntil(lambda: kept_runs.bin.contents.bytes == 3_600_000)
    return kept_runs


def test_nothing_is_told_of_an_empty_bin(kept_runs: KeptRuns, three: None) -> None:
    assert kept_runs.bin.contents.in_words == ""
    assert kept_runs.bin.advise("Full.", lacks_room=True) == "Full."


@pytest.mark.parametrize(
    ("contents", "words"),
    [
        (BinContents(160_000_000, 0), "Deleted runs still take 160\u00a0MB"),
        (BinContents(0, 12_000_000), "Reduced runs still take 12.0\u00a0MB more"),
        (BinContents(160_000_000, 12_000_000), "Deleted and reduced runs still take 172\u00a0MB"),
    ],
)
def test_it_is_said_what_still_takes_room(contents: BinContents, words: str) -> None:
    assert contents.in_words == words


def test_what_was_deleted_in_another_window_counts_too(
    qtbot: QtBot, kept_runs: KeptRuns, three: None, store: Any
) -> None:
    store.delete("run-003")
    kept_runs.refresh()
    qtbot.waitUntil(lambda: kept_runs.bin.contents == BinContents(2_400_000, 0))


def test_all_of_it_is_freed_at_once_and_cannot_be_brought_back(
    qtbot: QtBot, held: KeptRuns, store: Any
) -> None:
    with qtbot.waitSignal(held.bin.emptied) as emptied:
        held.bin.empty()
        held.bin.empty()  # a second click
    assert emptied.args is not None
    assert emptied.args[0].bytes == 3_600_000
    assert held.bin.contents == BinContents()
    assert not held.bin.is_being_emptied
    assert (store.aside, store.reduced) == ({}, {})
    assert not held.reduction.can_bring_back(["run-002"])
    told = listen(held.failed)
    held.restore(["run-001"])
    qtbot.waitUntil(lambda: bool(told))
    assert told == [f"“Quick 1” could not be brought back: {of_a_run(KeyError())}"]


@pytest.mark.parametrize("error", [RunError("run-001 is in use"), PermissionError(13, "Denied")])
def test_what_cannot_be_freed_is_told_and_can_be_brought_back(
    qtbot: QtBot, held: KeptRuns, store: Any, error: Exception
) -> None:
    store.refusals["remove"] = error
    with (
        qtbot.assertNotEmitted(held.bin.emptied),
        qtbot.waitSignal(held.failed) as failed,
    ):
        held.bin.empty()
    assert failed.args is not None
    assert failed.args[0].startswith("Not all that deleted runs take could be freed: ")
    assert held.bin.contents.bytes == 3_600_000
    with qtbot.waitSignals([held.restored, held.reduction.brought_back]):
        held.restore(["run-001"])
        held.reduction.bring_back(["run-002"])


@pytest.mark.parametrize("deed", ["reduce", "delete", "rename"])
def test_whoever_lacks_room_is_told_what_can_be_freed(
    qtbot: QtBot, held: KeptRuns, store: Any, deed: str
) -> None:
    store.refusals[deed] = FULL
    told = listen(held.failed)
    match deed:
        case "reduce":
            held.reduction.reduce({"run-003": "Quick 3"})
        case "delete":
            held.delete(["run-003"])
        case "rename":
            held.rename("run-003", "My best")
    qtbot.waitUntil(lambda: bool(told))
    assert told[0].endswith(
        "No space left on device. Deleted and reduced runs still take 3.6\u00a0MB: free it in Runs."
    )


def test_what_went_wrong_for_another_reason_gives_no_such_advice(held: KeptRuns) -> None:
    assert held.bin.advise("It is damaged.", lacks_room=False) == "It is damaged."
