"""Lays the histories of ticked runs over the curves of the run in sight."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Slot

from desktop.train.plots import wording
from desktop.train.plots.plot_data import Overlay
from desktop.train.plots.plots import Plots
from desktop.workspace.data_titles import data_title
from desktop.workspace.kept_runs import KeptRuns
from desktop.workspace.run.history import History
from desktop.workspace.run.run_in_sight import RunInSight
from nncore.safe_text import quoted


class OverlayLoader(QObject):
    """Reads what is to be laid over, and hands it to the plots.

    colour_index: a ticked run's place in the palette, None for one that is not ticked.
    """

    def __init__(
        self,
        plots: Plots,
        run: RunInSight,
        kept_runs: KeptRuns,
        colour_index: Callable[[str], int | None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._plots = plots
        self._run = run
        self._kept_runs = kept_runs
        self._colour_index = colour_index
        self._compared: list[str] = []
        self._overlays: dict[str, Overlay] = {}
        self._asked: set[str] = set()
        """The compared runs whose histories were asked for."""
        # one drawing of all curves costs so much that it is done once for those that come together
        self._arrived = QTimer(self, singleShot=True, interval=0)
        self._arrived.timeout.connect(self._show)
        self._in_sight = run.id
        run.changed.connect(self._on_run_changed)
        kept_runs.changed.connect(self._on_runs_changed)
        kept_runs.history_loaded.connect(self._on_history_loaded)

    @Slot(list)
    def compare(self, run_ids: list[str]) -> None:
        """Lay these runs over, in this order, and no others."""
        self._compared = run_ids
        self._overlays = {each: self._overlays[each] for each in run_ids if each in self._overlays}
        earlier, self._asked = self._asked, {*run_ids}
        for run_id in run_ids:
            if run_id not in earlier:
                self._kept_runs.load_history(run_id)
        self._show()

    @Slot()
    def _show(self) -> None:
        """All but the run in sight, which has its own curves."""
        others = [
            each for each in self._compared if each != self._in_sight and each in self._overlays
        ]
        data = {each: self._data_of(each) for each in others}
        overlays = [self._overlays[each] for each in others]
        if len({self._run.data_name, *data.values()} - {""}) > 1:  # no figure without its data
            overlays = [
                overlay._replace(name=wording.run_on(overlay.name, data_title(name)))
                for overlay, name in zip(overlays, data.values(), strict=True)
            ]
        self._plots.set_overlays(overlays)

    def _data_of(self, run_id: str) -> str:
        """What a run's files call its data; "" where the run is gone."""
        kept = self._kept_runs.get(run_id)
        return "" if kept is None else kept.dataset.name

    @Slot()
    def _on_run_changed(self) -> None:
        if self._run.id != self._in_sight:
            self._in_sight = self._run.id
            self._show()

    @Slot(str, object)
    def _on_history_loaded(self, run_id: str, history: History) -> None:
        kept = self._kept_runs.get(run_id)
        if kept is None or run_id not in self._compared:
            return
        colour = self._colour_index(run_id)
        if colour is not None:
            self._overlays[run_id] = Overlay(quoted(kept.name), colour, history)
            self._arrived.start()

    @Slot()
    def _on_runs_changed(self) -> None:
        """Read those anew that have another name by now, or were gone on with."""
        if self._run.is_active:
            return  # one of them may get longer all the time
        for run_id, overlay in self._overlays.items():
            kept = self._kept_runs.get(run_id)
            if kept is not None and (overlay.name, len(overlay.history)) != (
                quoted(kept.name),
                kept.steps,
            ):
                self._kept_runs.load_history(run_id)
