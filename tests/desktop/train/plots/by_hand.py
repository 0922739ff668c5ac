"""Plots of a run to which a test lets happen what it likes."""

from desktop.theme import Theme
from desktop.train.plots.plots import Plots
from desktop.workspace.run.history import History
from desktop.workspace.run.run_in_sight import RunInSight
from nncore.events import Event


class RunByHand(RunInSight):
    """A run in sight that is told by a test how many steps it is to make."""

    planned = 0

    @property
    def planned_steps(self) -> int:
        return self.planned


class PlotsByHand(Plots):
    """Plots with their own run, to which a test lets happen what it likes."""

    def __init__(self, theme: Theme) -> None:
        self.run = RunByHand()
        super().__init__(theme, self.run)

    def begin(self, batch_size: int, steps: int) -> None:
        """Another run of so many planned steps."""
        self._bring(History(batch_size), steps)

    def show_history(self, history: History) -> None:
        """A run at rest."""
        self._bring(history, len(history))

    def extend_plan(self, steps: int) -> None:
        """The run goes on, to so many steps in all."""
        self._bring(self.run.history, steps)

    def follow(self, events: tuple[Event, ...]) -> None:
        """The run tells something."""
        self.run.history.follow(events)
        self.run.appended.emit(events)

    def end(self) -> None:
        """The run is over."""
        self.run.planned = len(self.run.history)
        self.run.ended.emit()

    def _bring(self, history: History, steps: int) -> None:
        self.run.history, self.run.planned = history, steps
        self.run.begun.emit()
