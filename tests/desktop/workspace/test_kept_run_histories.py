"""The histories of kept runs are read and exported in the background."""

from pathlib import Path
from typing import Any

from pytestqt.qtbot import QtBot

from desktop.workspace.kept_runs import KeptRuns
from desktop.workspace.run.history import History
from nncore.runs import RunError
from tests.desktop.fake_runs import FakeRun


def test_a_history_comes_in_the_background(
    qtbot: QtBot, kept_runs: KeptRuns, quick: FakeRun
) -> None:
    with qtbot.waitSignal(kept_runs.history_loaded) as loaded:
        kept_runs.load_history(quick.id)
    assert loaded.args is not None
    assert loaded.args[0] == quick.id
    assert isinstance(loaded.args[1], History)


def test_a_damaged_history_is_told(
    qtbot: QtBot, kept_runs: KeptRuns, store: Any, quick: FakeRun
) -> None:
    store.refusals["history"] = RunError("steps.npy is too short")
    with qtbot.waitSignal(kept_runs.failed) as failed:
        kept_runs.load_history(quick.id)
    assert failed.args == ["The curves of “Quick 1” could not be read: steps.npy is too short"]


def test_exports_a_history(
    qtbot: QtBot, kept_runs: KeptRuns, quick: FakeRun, tmp_path: Path
) -> None:
    with qtbot.waitSignal(kept_runs.exported) as exported:
        kept_runs.export_csv(quick.id, quick.name, tmp_path / "history.csv")
    assert exported.args == [tmp_path / "history.csv"]
    assert (tmp_path / "history.csv").read_text("utf-8").startswith("step")


def test_an_export_that_fails_is_told(
    qtbot: QtBot, kept_runs: KeptRuns, store: Any, quick: FakeRun, tmp_path: Path
) -> None:
    store.refusals["export"] = OSError(13, "Denied", "/root/a.csv")
    with qtbot.waitSignal(kept_runs.failed) as failed:
        kept_runs.export_csv(quick.id, quick.name, tmp_path / "history.csv")
    assert failed.args == ["The history of “Quick 1” could not be exported: /root/a.csv: Denied."]
