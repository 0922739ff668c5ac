"""Fixtures of the run in sight: none at first, one that has just begun, one on the disk."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from desktop.workspace.run.epoch_log import EpochLog
from desktop.workspace.run.run_in_sight import RunInSight
from nncore.datasets import Dataset
from nncore.recipes.recipe import Recipe
from nncore.runs import KeptRun, RunStore
from tests.desktop.workspace.real_runs import Keep
from tests.desktop.workspace.run.run_by_hand import IMAGES, RECIPE, Clock, Listener, read_run


@pytest.fixture
def run(qapp: QApplication) -> RunInSight:
    return RunInSight()


@pytest.fixture
def listener(run: RunInSight) -> Listener:
    return Listener(run)


@pytest.fixture
def begun(run: RunInSight, listener: Listener, small_dataset: Dataset) -> RunInSight:
    """A run that has just begun: two epochs of 19 steps."""
    run.begin(RECIPE, small_dataset, "Mine")
    listener.heard()
    return run


@pytest.fixture
def news() -> EpochLog:
    """A log to which nothing was told yet."""
    return EpochLog(IMAGES, Recipe())


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(tmp_path: Path) -> RunStore:
    """Runs on the disk, as they are."""
    return RunStore(tmp_path / "runs")


@pytest.fixture
def kept(keep_run: Keep) -> KeptRun:
    """A whole run that lies on the disk."""
    return keep_run("Yesterday", RECIPE)


@pytest.fixture
def opened(run: RunInSight, listener: Listener, kept: KeptRun) -> RunInSight:
    """The same, in sight."""
    run.open(read_run(kept))
    listener.heard()
    return run
