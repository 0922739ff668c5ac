"""A run to which tests let happen what they like: its events, its signals, and its clock."""

from math import inf

from PySide6.QtCore import QObject, Slot

from desktop.workspace.accuracy import Accuracy
from desktop.workspace.named_network import NamedNetwork
from desktop.workspace.network_ref import NetworkRef
from desktop.workspace.run.opened_run import OpenedRun, read
from desktop.workspace.run.run_in_sight import RunInSight
from desktop.workspace.run.state_and_actions import RunState
from nncore.datasets import SplitName
from nncore.events import Diverged, EpochFinished, Event, StepFinished
from nncore.network import Network
from nncore.recipes.recipe import Recipe
from nncore.runs import KeptRun

RECIPE = Recipe(hidden=(4,), learning_rate=0.5, schedule="constant", epochs=2)
"""Two epochs of 19 steps on the small data set."""

OVERFLOWING = Recipe(hidden=(128,) * 4, optimizer="sgd", learning_rate=1000.0)
"""A run whose loss is beyond all measure within its first steps."""

ACTIVE = [RunState.RUNNING, RunState.PAUSED, RunState.STOPPING]
LOST = Diverged(3, 1, inf, 0.5, 0)


class Listener(QObject):
    """Writes down the signals, and what could be read of the run when they came."""

    def __init__(self, run: RunInSight) -> None:
        super().__init__()
        self.log: list[str] = []
        self.states: list[RunState] = []
        self.known_steps: list[tuple[int, int]] = []
        self._run = run
        run.begun.connect(self._on_begun)
        run.appended.connect(self._on_appended)
        run.published.connect(self._on_published)
        run.changed.connect(self._on_changed)
        run.ended.connect(self._on_ended)

    def heard(self) -> list[str]:
        """The signals since this was asked last."""
        heard, self.log = self.log, []
        return heard

    def _note(self, word: str) -> None:
        self.log.append(word)
        self.states.append(self._run.state)

    @Slot()
    def _on_begun(self) -> None:
        self._note("begun")

    @Slot(tuple)
    def _on_appended(self, _events: tuple[Event, ...]) -> None:
        self._note("appended")
        assert self._run.progress is not None
        self.known_steps.append((len(self._run.history), self._run.progress.step))

    @Slot(NamedNetwork)
    def _on_published(self, _network: NamedNetwork) -> None:
        self._note("published")

    @Slot()
    def _on_changed(self) -> None:
        self._note("changed")

    @Slot()
    def _on_ended(self) -> None:
        self._note("ended")


class Clock:
    """A clock that a test turns."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def steps(first: int, last: int, loss: float = 1.0) -> tuple[Event, ...]:
    return tuple(
        StepFinished(step, (step - 1) // 19 + 1, loss, 0.5, 0.5, 64)
        for step in range(first, last + 1)
    )


def epoch(number: int, accuracy: float = 0.8) -> EpochFinished:
    return EpochFinished(number, 19 * number, 1.0, 0.5, 0.9, accuracy)


IMAGES = 5_000
"""That an epoch is validated with."""


def an_epoch(
    number: int,
    validation: tuple[float, float] | None,
    training: tuple[float, float] = (0.3, 0.9),
) -> EpochFinished:
    """An epoch of ten steps, by its losses and accuracies."""
    return EpochFinished(number, 10 * number, *training, *(validation or (None, None)))


def read_run(kept: KeptRun) -> OpenedRun:
    """As it comes into sight."""
    return read(kept, lambda _part: None)


def snapshot(network: Network, accuracy: float | None = None) -> NamedNetwork:
    known = None
    if accuracy is not None:
        known = Accuracy(accuracy, "Generated digits", SplitName.VALIDATION, 300, 1)
    return NamedNetwork("Mine", NetworkRef.of_run("mine"), network, known)


def in_state(run: RunInSight, state: RunState) -> RunInSight:
    """The run, once it has come to an active state."""
    if state is not RunState.RUNNING:
        run.enter(state)
    assert run.state is state
    return run
