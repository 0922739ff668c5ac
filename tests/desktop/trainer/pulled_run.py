"""A run that is pulled here and now, by somebody who listens to it and steers it."""

from desktop.trainer.messages import (
    Command,
    EventsArrived,
    Failed,
    Message,
    NetworkPublished,
    Request,
    StateChanged,
)
from desktop.trainer.run_control import RunControl
from desktop.trainer.runner import TrainingRunner
from desktop.trainer.task import Task
from desktop.workspace.named_network import NamedNetwork
from desktop.workspace.run.state_and_actions import Action
from nncore.datasets import Dataset
from nncore.events import (
    Event,
)
from nncore.recipes.recipe import Recipe
from nncore.runs import RunStore

PAUSE, RESUME = Command(Action.PAUSE), Command(Action.RESUME)


STEP, STOP = Command(Action.STEP), Command(Action.STOP)


class Listener:
    """Writes down every message of a run in the order of arrival, and steers the run."""

    def __init__(
        self,
        task: Task,
        store: RunStore | None = None,
        runner: type[TrainingRunner] = TrainingRunner,
    ) -> None:
        self.control = RunControl()
        self.messages: list[Message] = []
        self._runner = runner(task, store, self.control, self.tell)

    def tell(self, message: Message) -> None:
        self.messages.append(message)

    def ask(self, request: Request) -> None:
        self.control.carry_out(request)

    def run(self) -> "Listener":
        """The whole run, here and now."""
        self._runner.run()
        return self

    @property
    def log(self) -> list[str]:
        """A word for each message."""
        return [_word(message) for message in self.messages]

    @property
    def batches(self) -> list[tuple[Event, ...]]:
        return [each.events for each in self.messages if isinstance(each, EventsArrived)]

    @property
    def events(self) -> list[Event]:
        return [event for events in self.batches for event in events]

    @property
    def networks(self) -> list[NamedNetwork]:
        return [each.network for each in self.messages if isinstance(each, NetworkPublished)]

    @property
    def failures(self) -> list[Failed]:
        return [each for each in self.messages if isinstance(each, Failed)]


def _word(message: Message) -> str:
    match message:
        case EventsArrived():
            return "events"
        case NetworkPublished():
            return "network"
        case StateChanged(state):
            return state.value
    return type(message).__name__.lower()


def run(recipe: Recipe, dataset: Dataset) -> Listener:
    """The whole run, here and now."""
    return Listener(Task(recipe, dataset)).run()


class StopsAtFirstEvents(Listener):
    """Asks for a stop as soon as it hears of a step."""

    def tell(self, message: Message) -> None:
        super().tell(message)
        if isinstance(message, EventsArrived):
            self.ask(STOP)
