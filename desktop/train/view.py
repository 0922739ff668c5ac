"""The Train tab: the form at the left, the plots at the right, drawers below, a run between them.

It makes the parts and lays them out; what they do together is the conductor's and the archive's.
"""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.theme import SPACE, Theme
from desktop.train.controller import TrainController
from desktop.train.epoch_log.drawer import EpochLogDrawer
from desktop.train.inside.drawer import InsideDrawer
from desktop.train.kept_run_controller import KeptRunController
from desktop.train.parts import Parts
from desktop.train.plots.plots import Plots
from desktop.train.recipe.data_panel import DataPanel
from desktop.train.recipe.form import RecipeForm
from desktop.train.run.actions import RunActions, RunButtons
from desktop.train.run.run_panel import RunPanel
from desktop.train.run.session import TrainingSession
from desktop.train.runs.drawer import RunsDrawer
from desktop.train.runs.resume_offer import ResumeOffer
from desktop.widgets.drawers import Drawers
from desktop.widgets.scrolling import ScrollColumn
from desktop.workspace.data_choice import DataChoice
from desktop.workspace.jobs import Jobs
from desktop.workspace.kept_runs import KeptRuns
from desktop.workspace.workspace import Workspace

FORM_WIDTH = 300
_FORM_LETTERS = 40
"""What it must have room for in a line, however large the font."""

BAR_WIDTH = 2 * SPACE
"""Room for a scroll bar beside the form, whether there is one or not."""


class TrainTab(QWidget):
    """Choose a recipe, start it, watch the network learn, and come back to earlier runs."""

    def __init__(
        self,
        session: TrainingSession,
        kept_runs: KeptRuns,
        data: DataChoice,
        workspace: Workspace,
        jobs: Jobs,
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("train_tab")
        self.actions_of_run = RunActions(self)
        self.form = RecipeForm(theme, DataPanel(data, theme))
        self.buttons = RunButtons(self.actions_of_run, theme)
        self.plots = Plots(theme)
        self.panel = RunPanel(self.actions_of_run, theme)
        self.drawers = Drawers(self._make_watch())
        self.parts = self._make_parts(kept_runs, data, theme)
        self.conductor = TrainController(session, self.parts, self)
        self.archive = KeptRunController(
            kept_runs, self.parts, self.conductor, workspace, jobs, self
        )
        self.addActions(self.actions_of_run.all)
        self._lay_out()

    def _make_parts(self, kept_runs: KeptRuns, data: DataChoice, theme: Theme) -> Parts:
        inside, journal = InsideDrawer(theme), EpochLogDrawer(theme)
        runs = RunsDrawer(kept_runs, theme)
        runs.set_swatches(self.plots.overlay_colour)
        self.drawers.add("inside", "Inside the network", inside)
        self.drawers.add("journal", "Epoch by epoch", journal)
        self.drawers.add("runs", "Runs", runs)
        return Parts(
            self.form,
            data,
            self.actions_of_run,
            self.plots,
            self.panel,
            self.drawers,
            inside,
            journal,
            runs,
            ResumeOffer(kept_runs, theme),
        )

    def _make_watch(self) -> QWidget:
        """The curves over what is said of the run."""
        watch = QWidget()
        layout = QVBoxLayout(watch)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE)
        layout.addWidget(self.plots, 1)
        layout.addWidget(self.panel)
        return watch

    def _lay_out(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(2 * SPACE, 2 * SPACE, 2 * SPACE, SPACE)
        layout.setSpacing(SPACE)
        layout.addWidget(self._make_form_column())
        right = QVBoxLayout()
        right.setSpacing(SPACE)
        right.addWidget(self.parts.offer)
        right.addWidget(self.drawers, 1)
        layout.addLayout(right, 1)

    def _make_form_column(self) -> QWidget:
        column = QWidget()
        width = max(FORM_WIDTH, _FORM_LETTERS * self.fontMetrics().averageCharWidth())
        column.setFixedWidth(width + BAR_WIDTH)
        layout = QVBoxLayout(column)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2 * SPACE)
        self.form.setMaximumWidth(width)
        self.buttons.setFixedWidth(width)
        layout.addWidget(ScrollColumn(self.form, gap=0), 1)
        layout.addWidget(self.buttons)
        return column
