"""What crosses between the window and the process that trains: requests, and what a run tells."""

from dataclasses import dataclass, fields
from enum import Enum
from typing import Any, TypeAlias

from desktop.trainer.task import Task
from desktop.workspace.error_words import in_words
from desktop.workspace.named_network import NamedNetwork
from desktop.workspace.run.state_and_actions import Action, RunState
from nncore.datasets import Dataset
from nncore.events import Event, StepFinished
from nncore.runs import KeptRun, RunError, RunStore


@dataclass(frozen=True, eq=False)
class Begin:
    """Make a run on the data set that was sent last. details: the task but for its data set."""

    details: dict[str, Any]
    store: RunStore | None

    @classmethod
    def of(cls, task: Task, store: RunStore | None) -> "Begin":
        """The request to carry out `task`, keeping the run in `store`."""
        names = [field.name for field in fields(task) if field.name != "dataset"]
        return cls({name: getattr(task, name) for name in names}, store)

    def task(self, dataset: Dataset) -> Task:
        """The task again."""
        return Task(dataset=dataset, **self.details)


@dataclass(frozen=True, slots=True)
class Command:
    """What a person asks of the run under way; rate: the new one, with CHANGE_RATE."""

    action: Action
    rate: float = 0.0


@dataclass(frozen=True, slots=True)
class ProbeRequest:
    """Look into the layers at the next step."""


@dataclass(frozen=True, slots=True)
class Abandon:
    """End the run, and leave out what nobody is going to see: the window closes."""


Request: TypeAlias = Command | ProbeRequest | Abandon
"""What is asked of a run under way."""


@dataclass(frozen=True, slots=True)
class Kept:
    """The run is being kept, under this id."""

    run_id: str


@dataclass(frozen=True, slots=True)
class Unkept:
    """The run cannot be kept, and why; lacks_room: whether it is that the disk is full."""

    reason: str
    lacks_room: bool = False


@dataclass(frozen=True, slots=True)
class EventsArrived:
    """What happened since the last of these; every event comes once, in order."""

    events: tuple[Event, ...]

    def __reduce__(self) -> tuple[object, ...]:
        """Overrides the way of dataclasses, which takes four times as long for many steps."""
        return _unpacked, ([_packed(event) for event in self.events],)


@dataclass(frozen=True, slots=True)
class NetworkPublished:
    """A snapshot of the network in training."""

    network: NamedNetwork


@dataclass(frozen=True, slots=True)
class StateChanged:
    """The run waits, or goes on after a pause: PAUSED or RUNNING."""

    state: RunState


class Failure(Enum):
    """Why a run failed."""

    NOT_STARTED = "not started"
    OUT_OF_MEMORY = "out of memory"
    UNUSABLE_RUN = "unusable run"
    TRAINER_ENDED = "trainer ended"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Failed:
    """The run ended of itself, and why. detail: what the error says."""

    failure: Failure
    detail: str = ""

    @classmethod
    def by(cls, error: Exception) -> "Failed":
        """The failure that an error means."""
        if isinstance(error, MemoryError):
            return cls(Failure.OUT_OF_MEMORY)
        if isinstance(error, RunError):
            return cls(Failure.UNUSABLE_RUN, str(error))
        return cls(Failure.ERROR, in_words(error) or type(error).__name__)


@dataclass(frozen=True, slots=True)
class Finished:
    """The run is over; comes last, and always.

    kept: the run as it lies on the disk then, which the window reads, for the process may be gone;
    None where it is not kept, or cannot be read.
    """

    kept: KeptRun | None = None


Message: TypeAlias = (
    Kept | Unkept | EventsArrived | NetworkPublished | StateChanged | Failed | Finished
)
"""What a run tells. All that happened before a pause or the end is told before it."""


_Row: TypeAlias = tuple[int, int, float, float, float, int]
"""The fields of a step, in their order."""


def _packed(event: Event) -> Event | _Row:
    if type(event) is not StepFinished:
        return event
    return (
        event.step,
        event.epoch,
        event.loss,
        event.accuracy,
        event.learning_rate,
        event.examples,
    )


def _unpacked(parts: list[Event | _Row]) -> EventsArrived:
    events = (StepFinished(*part) if isinstance(part, tuple) else part for part in parts)
    return EventsArrived(tuple(events))
