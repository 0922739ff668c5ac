"""Runs are reduced in the background; whatever goes wrong is told in words."""

from collections.abc import Callable
from typing import Any

from pytestqt.qtbot import QtBot

from desktop.workspace.error_words import of_a_run
from desktop.workspace.kept_runs import KeptRuns
from tests.desktop.fake_runs import LAST_WEIGHTS
from tests.desktop.hands import listen

FULL = OSError(28, "No space left on device", "/runs/run-001")


def test_tells_which_runs_were_reduced_and_what_that_frees(
    qtbot: QtBot, kept_runs: KeptRuns, store: Any, read: Callable[[], None]
) -> None:
    store.add("Quick 1")
    store.add("Quick 2", bytes_on_disk=LAST_WEIGHTS)
    read()
    with qtbot.waitSignal(kept_runs.reduction.reduced) as reduced:
        kept_runs.reduction.reduce({"run-001": "Quick 1", "run-002": "Quick 2"})
    assert reduced.args == [{"run-001": LAST_WEIGHTS}]
    qtbot.waitUntil(lambda: [each.size for each in kept_runs.summaries] == [LAST_WEIGHTS] * 2)


def test_what_could_not_be_reduced_is_told_and_the_others_are(
    qtbot: QtBot, kept_runs: KeptRuns, store: Any
) -> None:
    store.add("Quick 1")
    told = listen(kept_runs.failed)
    with qtbot.waitSignal(kept_runs.reduction.reduced) as reduced:
        kept_runs.reduction.reduce({"gone": "Gone", "run-001": "Quick 1"})
    assert reduced.args == [{"run-001": LAST_WEIGHTS}]
    assert told == [f"“Gone” could not be reduced: {of_a_run(KeyError())}"]
    store.refusals["reduce"] = FULL
    with (
        qtbot.assertNotEmitted(kept_runs.reduction.reduced),
        qtbot.waitSignal(kept_runs.failed) as failed,
    ):
        kept_runs.reduction.reduce({"run-001": "Quick 1"})
    assert failed.args is not None
    assert of_a_run(FULL) in failed.args[0]


def test_weights_that_cannot_be_brought_back_are_told_of(
    qtbot: QtBot, kept_runs: KeptRuns, store: Any
) -> None:
    store.add("Quick 1")
    with qtbot.waitSignal(kept_runs.reduction.reduced):
        kept_runs.reduction.reduce({"run-001": "Quick 1"})
    store.refusals["restore_weights"] = FULL
    with (
        qtbot.assertNotEmitted(kept_runs.reduction.brought_back),
        qtbot.waitSignal(kept_runs.failed) as failed,
    ):
        kept_runs.reduction.bring_back(["run-001"])
    assert failed.args is not None
    trouble = f"The weights could not be brought back: {of_a_run(FULL)}"
    assert failed.args[0].startswith(trouble)


def test_what_was_never_reduced_here_is_neither_freed_nor_brought_back(
    qtbot: QtBot, kept_runs: KeptRuns, store: Any
) -> None:
    store.reduced["run-007"] = 12  # by another window
    kept_runs.reduction.free(["run-007"])
    kept_runs.reduction.bring_back(["run-007"])
    kept_runs.reduction.close()
    assert store.reduced == {"run-007": 12}


def test_a_window_that_closes_lets_go_of_all_that_was_reduced(
    qtbot: QtBot, kept_runs: KeptRuns, store: Any
) -> None:
    store.add("Quick 1")
    with qtbot.waitSignal(kept_runs.reduction.reduced):
        kept_runs.reduction.reduce({"run-001": "Quick 1"})
    assert store.reduced
    kept_runs.reduction.close()
    assert not store.reduced
    kept_runs.reduction.close()
