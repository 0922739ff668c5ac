"""Kept runs in the Train tab: opened, compared, gone on with, exported.

It leads between the list of runs, the plots and the conductor; files are the store's matter.
"""

from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from desktop.train import wording
from desktop.train.controller import TrainController
from desktop.train.parts import Parts
from desktop.train.plots.history import History
from desktop.train.plots.plot_data import Overlay
from desktop.train.recipe.choices import nearest_preset
from desktop.train.run.opened_run import OpenedRun, read, read_anew, summary
from desktop.workspace.error_words import in_words
from desktop.workspace.jobs import Jobs, LatestJob
from desktop.workspace.kept_run_summary import KeptRunSummary
from desktop.workspace.kept_runs import KeptRuns
from desktop.workspace.network_ref import NetworkRef
from desktop.workspace.workspace import Workspace
from nncore.runs import KeptRun
from nncore.safe_text import quoted


class KeptRunController(QObject):
    """Brings kept runs into sight.

    told: something that a person should know, in words. exported: what was written, in words.
    """

    exported = Signal(str)
    told = Signal(str)

    def __init__(
        self,
        kept_runs: KeptRuns,
        parts: Parts,
        conductor: TrainController,
        workspace: Workspace,
        jobs: Jobs,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._kept_runs = kept_runs
        self._parts = parts
        self._conductor = conductor
        self._workspace = workspace
        self._choice: NetworkRef | None = None
        self._opening = LatestJob(jobs, self)
        self._resumes: tuple[str, int] | None = None
        self._waiting: tuple[KeptRun, int] | None = None
        self._compared: list[str] = []
        self._overlays: dict[str, Overlay] = {}
        self._connect()

    def _connect(self) -> None:
        runs, kept_runs = self._parts.runs, self._kept_runs
        runs.open_requested.connect(self._on_open_requested)
        runs.resume_requested.connect(self._on_resume_requested)
        runs.comparison_changed.connect(self._on_comparison_changed)
        runs.plot_export_requested.connect(self._on_plot_export_requested)
        self._parts.offer.resume_requested.connect(self._on_resume_requested)
        self._parts.data.changed.connect(self._on_data_changed)
        self._opening.finished.connect(self._on_opened)
        self._opening.failed.connect(self._on_opening_failed)
        kept_runs.changed.connect(self._on_runs_changed)
        kept_runs.history_loaded.connect(self._on_history_loaded)
        kept_runs.deleted.connect(self._conductor.let_go)
        self._conductor.follower.epoch_kept.connect(kept_runs.refresh)
        self._conductor.data_missed.connect(self._on_data_missed)
        self._conductor.parted.connect(self._on_parted)

    def _open(self, kept: KeptRun | None, more_epochs: int | None = None) -> None:
        """Bring a run into sight, and go on with it for `more_epochs` beyond its recipe, if any."""
        if kept is not None:
            self._resumes = None if more_epochs is None else (kept.id, more_epochs)
            self._waiting = None
            self._choice = self._workspace.choice
            self._opening.request(partial(read, kept))

    def _show(self, opened: OpenedRun) -> None:
        kept, parts = opened.kept, self._parts
        parts.plots.show_history(opened.history)
        parts.journal.show_news(opened.news)
        parts.runs.set_shown(kept.id)
        self._conductor.status.rest_on(kept, opened.news, summary(kept))
        self._conductor.rest_on(kept, opened.network.network)

    def _renew(self, opened: OpenedRun) -> None:
        """Show the run in sight as it is by now; the form, and what other tabs look at, stay."""
        kept = self._conductor.kept
        if kept is None or kept.id != opened.kept.id:
            return  # another one came into sight meanwhile
        self._show(opened)
        self._workspace.put(opened.network, kept=opened.kept)

    def _renew_sight(self) -> None:
        """Say how the run in sight is called; read it anew if another window went on with it."""
        kept = self._conductor.kept
        listed = None if kept is None else self._kept_runs.get(kept.id)
        if kept is None or listed is None:
            return
        self._conductor.status.summarize(summary(replace(kept, name=listed.name)))
        if self._opening.is_busy or self._waiting is not None:
            return
        if listed.epochs > len(self._parts.plots.history.epoch_ends):
            self._opening.request(partial(read_anew, listed))

    def _resume(self, kept: KeptRun, more_epochs: int) -> None:
        """Go on with the run in sight as soon as the data that it learned from are here."""
        self._waiting = None
        if not self._parts.data.want(kept.dataset):
            self.told.emit(wording.missing_data(kept.name, kept.dataset.name))
            return
        self._waiting = kept, more_epochs
        self._on_data_changed()

    @Slot(str)
    def _on_open_requested(self, run_id: str) -> None:
        self._open(self._kept_runs.get(run_id))

    @Slot(str)
    def _on_resume_requested(self, run_id: str) -> None:
        self._open(self._kept_runs.get(run_id), more_epochs=0)

    @Slot(object)
    def _on_opened(self, opened: OpenedRun | None) -> None:
        if opened is None or self._conductor.is_busy:
            return
        if opened.is_renewed:
            self._renew(opened)
            return
        recipe = opened.kept.recipe
        lacking = self._parts.form.set_recipe(recipe, nearest_preset(recipe))
        if lacking:
            self.told.emit(lacking)
        self._show(opened)
        is_last_wish = self._workspace.choice == self._choice  # nobody chose another meanwhile
        self._workspace.put(opened.network, choose=is_last_wish, kept=opened.kept)
        self._choice = self._workspace.choice
        if self._resumes is not None and self._resumes[0] == opened.kept.id:
            more_epochs, self._resumes = self._resumes[1], None
            self._resume(opened.kept, more_epochs)

    @Slot(object, int)
    def _on_data_missed(self, kept: KeptRun, more_epochs: int) -> None:
        self._resume(kept, more_epochs)

    @Slot(object, int)
    def _on_parted(self, kept: KeptRun, more_epochs: int) -> None:
        if len(self._parts.plots.history) > kept.steps:
            self.told.emit(
                f"“{quoted(kept.name)}” goes on after step {wording.count(kept.steps)}: "
                "what came later could not be kept."
            )
        self._open(kept, more_epochs)

    @Slot(Exception)
    def _on_opening_failed(self, error: Exception) -> None:
        self.told.emit(f"The run cannot be opened. {in_words(error)}")

    @Slot()
    def _on_data_changed(self) -> None:
        if self._waiting is None:
            return
        waiting, more_epochs = self._waiting
        if self._conductor.go_on(waiting, more_epochs):
            self._waiting = None
            self._parts.offer.offer([each for each in self._offered if each.id != waiting.id])
        elif self._parts.data.wanted is not waiting.dataset:
            self._waiting = None  # somebody chose other data: that was a change of mind
        elif self._parts.data.dataset is not None:
            self._waiting = None  # they came, and are other images
            self.told.emit(wording.missing_data(waiting.name, waiting.dataset.name))

    @Slot(list)
    def _on_comparison_changed(self, run_ids: list[str]) -> None:
        self._compared = run_ids
        self._overlays = {each: self._overlays[each] for each in run_ids if each in self._overlays}
        for run_id in run_ids:
            if run_id not in self._overlays:
                self._kept_runs.load_history(run_id)
        self._overlay()

    @Slot(str, object)
    def _on_history_loaded(self, run_id: str, history: History) -> None:
        kept = self._kept_runs.get(run_id)
        if kept is None or run_id not in self._compared:
            return
        colour = self._parts.runs.colour_index(run_id)
        if colour is not None:
            self._overlays[run_id] = Overlay(quoted(kept.name), colour, history)
            self._overlay()

    @Slot()
    def _on_runs_changed(self) -> None:
        self._parts.offer.offer(self._offered)
        self._conductor.know_names(tuple(kept.name for kept in self._kept_runs.runs))
        if not self._conductor.is_busy:  # else one of them may get longer all the time
            self._renew_overlays()
            self._renew_sight()

    @Slot(Path)
    def _on_plot_export_requested(self, path: Path) -> None:
        try:
            self._parts.plots.export(path)
        except (OSError, ValueError) as error:
            self.told.emit(f"The plot could not be exported. {in_words(error)}")
        else:
            self.exported.emit(f"The plot was written to {quoted(path.name)}.")

    @property
    def _offered(self) -> list[KeptRunSummary]:
        """Interrupted runs, but for one in sight that says itself how much of it is kept."""
        in_sight = self._conductor.kept
        hidden = in_sight.id if in_sight is not None and self._conductor.status.unkept else ""
        return [each for each in self._kept_runs.interrupted if each.id != hidden]

    def _renew_overlays(self) -> None:
        """Read those anew that have another name by now, or were gone on with."""
        for run_id, overlay in self._overlays.items():
            kept = self._kept_runs.get(run_id)
            if kept is not None and (overlay.name, len(overlay.history)) != (
                quoted(kept.name),
                kept.steps,
            ):
                self._kept_runs.load_history(run_id)

    def _overlay(self) -> None:
        ready = [self._overlays[each] for each in self._compared if each in self._overlays]
        self._parts.plots.set_overlays(ready)
