"""Histories of ticked runs: read once, and drawn together where they come together."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, cast

import pytest
from pytestqt.qtbot import QtBot

from desktop.train.plots.overlay_loader import OverlayLoader
from desktop.train.plots.plot_data import Overlay
from desktop.train.plots.plots import Plots
from desktop.workspace.kept_runs import KeptRuns
from desktop.workspace.run.run_in_sight import RunInSight
from tests.desktop.fake_runs import GENERATED, kept_runs, read, store

__all__ = ["kept_runs", "read", "store"]


class Drawn:
    """What the plots were given, one entry a drawing."""

    def __init__(self) -> None:
        self.names: list[list[str]] = []

    def set_overlays(self, overlays: Sequence[Overlay]) -> None:
        self.names.append([each.name for each in overlays])


def test_runs_that_are_ticked_one_after_the_other_are_read_once_and_drawn_together(
    qtbot: QtBot,
    store: Any,
    kept_runs: KeptRuns,
    read: Callable[[], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ids = [store.add(name).id for name in ("A", "B", "C", "D", "E")]
    read()
    asked: list[str] = []
    monkeypatch.setattr(kept_runs, "load_history", asked.append)
    drawn = Drawn()
    loader = OverlayLoader(cast(Plots, drawn), RunInSight(), kept_runs, ids.index)
    for count in range(1, 6):
        loader.compare(ids[:count])
    assert asked == ids
    before = len(drawn.names)
    for run_id in ids:
        kept_runs.history_loaded.emit(run_id, object())
    qtbot.waitUntil(lambda: len(drawn.names) > before)
    assert drawn.names[before:] == [["A", "B", "C", "D", "E"]]
    loader.compare(ids[1:])
    loader.compare(ids)
    assert asked == [*ids, ids[0]]


def test_beside_runs_that_learned_from_other_data_each_says_from_which(
    qtbot: QtBot,
    store: Any,
    kept_runs: KeptRuns,
    read: Callable[[], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    drawn_digits = store.add("A").id
    photographed = store.add("B", dataset=replace(GENERATED, name="Photographs")).id
    read()
    monkeypatch.setattr(kept_runs, "load_history", str)
    drawn = Drawn()
    ids = [drawn_digits, photographed]
    loader = OverlayLoader(cast(Plots, drawn), RunInSight(), kept_runs, ids.index)
    loader.compare(ids)
    for run_id in ids:
        kept_runs.history_loaded.emit(run_id, object())
    qtbot.waitUntil(lambda: len(drawn.names[-1]) == 2)
    assert drawn.names[-1] == ["A (Generated digits)", "B (Photographs)"]
    loader.compare(ids[1:])
    assert drawn.names[-1] == ["B"]
