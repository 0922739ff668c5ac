"""The Train tab: the form at the left, the plots at the right, drawers below, the run between."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from desktop.theme import SPACE, Theme
from desktop.train.controller import TrainController
from desktop.train.epoch_log.drawer import EpochLogDrawer
from desktop.train.inside.drawer import InsideDrawer
from desktop.train.inside.probe_poller import ProbePoller
from desktop.train.plots.overlay_loader import OverlayLoader
from desktop.train.plots.plots import Plots
from desktop.train.plots.wording import export_title, written
from desktop.train.recipe.data_panel import DataPanel
from desktop.train.recipe.form import RecipeForm
from desktop.train.run.controls import RunActions, RunButtons
from desktop.train.run.opener import RunOpener
from desktop.train.run.run_panel import RunPanel
from desktop.train.run.status import RunStatus
from desktop.train.runs.drawer import RunsDrawer
from desktop.train.runs.resume_offer import ResumeOffer
from desktop.trainer.client import TrainerClient
from desktop.translation import tr
from desktop.widgets.drawers import Drawers
from desktop.widgets.layouts import column, holding, row
from desktop.widgets.scrolling import ScrollColumn
from desktop.workspace.data_choice import DataChoice
from desktop.workspace.data_titles import data_title
from desktop.workspace.error_words import in_words
from desktop.workspace.evaluation_service import EvaluationService
from desktop.workspace.jobs import Job, Jobs, Progress
from desktop.workspace.kept_runs import KeptRuns
from desktop.workspace.run.run_in_sight import RunInSight
from desktop.workspace.run_costs import RunCosts
from desktop.workspace.workspace import Workspace
from nncore.safe_text import quoted
from nncore.storage.files import write_whole

FORM_WIDTH = 300
_FORM_LETTERS = 40
"""What it must have room for in a line, however large the font."""

BAR_WIDTH = 2 * SPACE
"""Room for a scroll bar beside the form, whether there is one or not."""


class TrainTab(QWidget):
    """Choose a recipe, start it, watch the network learn, and come back to earlier runs.

    announced: something that a person should know, in words.
    """

    announced = Signal(str)

    def __init__(
        self,
        run: RunInSight,
        trainer: TrainerClient,
        evaluations: EvaluationService,
        kept_runs: KeptRuns,
        data: DataChoice,
        workspace: Workspace,
        jobs: Jobs,
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("train_tab")
        self.run = run
        self._trainer = trainer
        self._kept_runs = kept_runs
        self._jobs = jobs
        self.actions_of_run = RunActions(self)
        costs = RunCosts(data, kept_runs, jobs, self)
        self.form = RecipeForm(theme, DataPanel(data, theme), costs)
        self.buttons = RunButtons(self.actions_of_run, theme)
        self.plots = Plots(theme, run)
        self.panel = RunPanel(self.actions_of_run, theme)
        self.drawers = Drawers(holding(column(self.plots, self.panel, fills=self.plots)))
        self.inside = InsideDrawer(theme)
        self.epoch_log = EpochLogDrawer(theme, run)
        self.runs = RunsDrawer(kept_runs, theme)
        self.offer = ResumeOffer(kept_runs, theme)
        self.status = RunStatus(self.panel, run, self.memory, self)
        self.controller = TrainController(
            run,
            trainer,
            evaluations,
            kept_runs,
            self.form,
            data,
            self.actions_of_run,
            self.status,
            workspace,
            self,
        )
        self.opener = RunOpener(
            run, self.controller, kept_runs, self.form, data, workspace, jobs, self
        )
        ProbePoller(run, trainer, workspace, jobs, self.inside, self)
        self.addActions(self.actions_of_run.all)
        self.export_action = QAction(
            tr("&Export run…"), self, shortcut=QKeySequence("Ctrl+Shift+E")
        )
        self._add_drawers()
        self._connect()
        self._lay_out()

    def memory(self) -> int | None:
        """The bytes that this process and the one that trains hold; None if nobody can tell."""
        there = self._trainer.process_id
        return resident_bytes() if there is None else resident_bytes(there)

    def _add_drawers(self) -> None:
        self.drawers.add("inside", tr("Inside the network"), self.inside)
        self.drawers.add("epoch_log", tr("Epoch by epoch"), self.epoch_log)
        self.drawers.add("runs", tr("Runs"), self.runs)

    def _connect(self) -> None:
        runs, offer = self.runs, self.offer
        colour_index = runs.model.colour_index
        overlays = OverlayLoader(self.plots, self.run, self._kept_runs, colour_index, self)
        runs.open_requested.connect(self.opener.open)
        runs.resume_requested.connect(self.opener.resume)
        runs.model.comparison_changed.connect(overlays.compare)
        runs.plot_export_requested.connect(self._on_plot_export_requested)
        offer.resume_requested.connect(self.opener.resume)
        self.export_action.triggered.connect(self._on_export)
        self.run.appended.connect(self._on_steps_changed)
        self.run.changed.connect(self._on_run_changed)
        self._kept_runs.changed.connect(self._on_run_changed)
        self.controller.started.connect(runs.undo.dismiss)  # what was done last is another thing
        self.controller.started.connect(offer.undo.dismiss)
        self.controller.announced.connect(self.announced)
        self.opener.announced.connect(self.announced)

    @Slot()
    def _on_steps_changed(self) -> None:
        self.export_action.setEnabled(len(self.run.history) > 0)

    @Slot()
    def _on_export(self) -> None:
        kept = self.run.kept or self._kept_runs.get(self.run.id)
        has_table = kept is not None and kept.steps > 0
        self.runs.export_in_sight(self.run.name, has_table=has_table)

    @Slot()
    def _on_run_changed(self) -> None:
        run = self.run
        self._on_steps_changed()
        self.runs.set_shown(run.id or None)
        self.runs.set_busy(run.is_active, run.id or None)
        self.offer.set_busy(run.is_active)
        is_told = run.progress is not None and (run.is_active or run.kept is not None)
        hidden = run.id if is_told else ""  # the panel says what may follow
        self.offer.offer([each for each in self._kept_runs.interrupted if each.id != hidden])

    @Slot(Path)
    def _on_plot_export_requested(self, path: Path) -> None:
        """Draw the plots as they are now; the file is written in the background."""
        try:
            content = self.plots.exported(path, self._export_title)
        except ValueError as error:
            self._on_plot_export_failed(error)
            return
        said = written(quoted(self.run.name), path)
        job = Job(partial(_write, path, content, said))
        job.finished.connect(self._on_plot_exported)
        job.failed.connect(self._on_plot_export_failed)
        self._jobs.start(job)

    @Slot(object)
    def _on_plot_exported(self, said: str) -> None:
        self.runs.announced.emit(said)

    @Slot(Exception)
    def _on_plot_export_failed(self, error: Exception) -> None:
        self.announced.emit(
            tr("The plots could not be exported. {problem}", problem=in_words(error))
        )

    @property
    def _export_title(self) -> str:
        """Which run is exported: its name, its data and when it was begun."""
        run = self.run
        kept = self._kept_runs.get(run.id) if run.id else None
        begun = None if kept is None else kept.created
        return export_title(quoted(run.name), quoted(data_title(run.data_name)), begun)

    def _lay_out(self) -> None:
        width = max(FORM_WIDTH, _FORM_LETTERS * self.fontMetrics().averageCharWidth())
        self.form.setMaximumWidth(width)
        self.buttons.setFixedWidth(width)
        scrolled = ScrollColumn(self.form, gap=0)
        left = holding(column(scrolled, self.buttons, gap=2 * SPACE, fills=scrolled))
        left.setFixedWidth(width + BAR_WIDTH)
        right = column(self.offer, self.drawers, fills=self.drawers)
        layout = row(left, right, fills=right)
        layout.setContentsMargins(2 * SPACE, 2 * SPACE, 2 * SPACE, SPACE)
        self.setLayout(layout)


def _write(path: Path, content: bytes, said: str, _progress: Progress) -> str:
    """Write the whole file or nothing; then: what to say of it. Raises OSError."""
    write_whole(path, content)
    return said


def resident_bytes(*others: int) -> int | None:
    """The memory that this process holds just now, and the others by their process ids.

    None where the system does not tell, or one of them is not there any more.
    """
    import psutil  # noqa: PLC0415 - no window without a run needs it

    try:
        return sum(int(psutil.Process(each).memory_info().rss) for each in (None, *others))
    except (psutil.Error, OSError):
        return None
