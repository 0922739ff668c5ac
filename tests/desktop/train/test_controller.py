"""Runs begun and steered at the tab: what comes into sight, in which order, and how they end."""

from collections.abc import Callable
from time import monotonic

import numpy as np
import pytest
from PySide6.QtCore import QObject, QThread, Slot

from desktop.train.view import TrainTab
from desktop.trainer.client import TrainerClient
from desktop.trainer.messages import Command
from desktop.trainer.task import Task
from desktop.workspace.accuracy import Accuracy
from desktop.workspace.named_network import NamedNetwork
from desktop.workspace.run.epoch_sentences import divergence
from desktop.workspace.run.run_in_sight import RunInSight
from desktop.workspace.run.state_and_actions import Action, RunState
from desktop.workspace.workspace import Workspace
from nncore import evaluate
from nncore.datasets import Dataset, SplitName
from nncore.events import Diverged, Event, TestAdvanced
from nncore.recipes.recipe import Recipe
from nncore.runs import Ending, RunStore
from tests.desktop.in_process import trainer_threads
from tests.desktop.train.tab_hands import DIVERGING, Hands
from tests.desktop.whole_window import others_share

Begin = Callable[[Recipe], bool]
Ask = Callable[[Action], None]


class Listener(QObject):
    """Writes down what the run in sight says, and in which thread it arrives."""

    def __init__(self, run: RunInSight) -> None:
        super().__init__()
        self.events: list[Event] = []
        self.states: list[RunState] = []
        """Each that it came to, once."""
        self.networks: list[NamedNetwork] = []
        self.threads: set[QThread] = set()
        self.ends = 0
        self._run = run
        run.appended.connect(self._on_appended)
        run.changed.connect(self._on_changed)
        run.published.connect(self._on_published)
        run.ended.connect(self._on_ended)

    @Slot(tuple)
    def _on_appended(self, events: tuple[Event, ...]) -> None:
        self.events += events
        self.threads.add(QThread.currentThread())

    @Slot()
    def _on_changed(self) -> None:
        if self._run.state not in self.states[-1:]:
            self.states.append(self._run.state)

    @Slot(NamedNetwork)
    def _on_published(self, network: NamedNetwork) -> None:
        self.networks.append(network)

    @Slot()
    def _on_ended(self) -> None:
        self.ends += 1


@pytest.fixture
def listener(run: RunInSight) -> Listener:
    return Listener(run)


@pytest.fixture
def begin(tab: TrainTab, listener: Listener, small_dataset: Dataset) -> Begin:
    """Begins a run; tells whether it does."""

    def begin_now(recipe: Recipe) -> bool:
        return tab.controller.carry_out(Task(recipe, small_dataset))

    return begin_now


@pytest.fixture
def ask(tab: TrainTab) -> Ask:
    """Asks something of the run in sight, whether it is offered or not."""
    return tab.actions_of_run.asked.emit


def wait_for_events(hands: Hands, listener: Listener, more: int = 1) -> None:
    enough = len(listener.events) + more
    hands.qtbot.waitUntil(lambda: len(listener.events) >= enough, timeout=20_000)


def wait_until_measured(hands: Hands, listener: Listener) -> NamedNetwork:
    """The last network, once its accuracy is known."""
    hands.qtbot.waitUntil(lambda: listener.networks[-1].accuracy is not None)
    return listener.networks[-1]


def on_validation(network: NamedNetwork, dataset: Dataset) -> Accuracy:
    """Its accuracy, measured here."""
    value = evaluate(network.network, dataset.validation).accuracy
    images = len(dataset.validation)
    split = SplitName.VALIDATION
    return Accuracy(value, dataset.name, split, images, network.epoch, network.step)


def test_a_run_goes_from_start_to_end(
    hands: Hands,
    listener: Listener,
    begin: Begin,
    short: Recipe,
    small_dataset: Dataset,
    store: RunStore,
) -> None:
    assert begin(short)
    hands.wait_for(RunState.IDLE)
    told = [event for event in listener.events if not isinstance(event, TestAdvanced)]
    assert told == list(short.start(small_dataset).events)
    assert listener.states == [RunState.RUNNING, RunState.IDLE]
    assert listener.ends == 1
    assert [listener.networks[each].epoch for each in (0, -1)] == [0, 2]
    assert listener.threads == {hands.run.thread()}
    (kept,) = store.runs()
    assert hands.run.kept is not None
    assert hands.run.id == hands.run.kept.id == kept.id
    assert kept.ending is Ending.FINISHED


def test_a_second_run_beside_one_that_is_under_way_is_refused(
    run: RunInSight, begin: Begin, long: Recipe, short: Recipe
) -> None:
    assert begin(long)
    assert not begin(short)
    assert run.state is RunState.RUNNING
    assert run.recipe == long


def test_no_events_arrive_while_paused_and_more_after_resume(
    hands: Hands, listener: Listener, begin: Begin, ask: Ask, long: Recipe
) -> None:
    begin(long)
    wait_for_events(hands, listener)
    ask(Action.PAUSE)
    hands.wait_for(RunState.PAUSED)
    with hands.qtbot.assertNotEmitted(hands.run.appended, wait=200):
        pass
    ask(Action.RESUME)
    wait_for_events(hands, listener)
    assert hands.run.state is RunState.RUNNING


def test_a_pause_that_is_taken_back_at_once_leaves_it_running(
    hands: Hands, listener: Listener, begin: Begin, long: Recipe
) -> None:
    begin(long)
    wait_for_events(hands, listener)
    for _ in range(20):
        hands.trainer.send(Command(Action.PAUSE))
        hands.trainer.send(Command(Action.RESUME))
    wait_for_events(hands, listener, 100)
    assert hands.run.state is RunState.RUNNING


def test_stop_keeps_what_was_learned(
    hands: Hands,
    listener: Listener,
    begin: Begin,
    ask: Ask,
    long: Recipe,
    small_dataset: Dataset,
    workspace: Workspace,
) -> None:
    begin(long)
    wait_for_events(hands, listener, 100)
    ask(Action.STOP)
    assert hands.run.state is RunState.STOPPING
    hands.wait_for(RunState.IDLE)
    last = wait_until_measured(hands, listener)
    assert last.accuracy == on_validation(last, small_dataset) == hands.run.accuracy
    assert last.accuracy.value > 0.15
    hands.qtbot.waitUntil(lambda: workspace.network is last)
    kept = hands.run.kept
    assert kept is not None
    assert kept.ending is Ending.STOPPED
    assert all(map(np.array_equal, last.network.parameters, kept.network().parameters))


def test_a_paused_network_is_published_at_once_and_measured_meanwhile(
    hands: Hands, listener: Listener, begin: Begin, ask: Ask, small_dataset: Dataset
) -> None:
    begin(Recipe(hidden=(16,), batch_size=1, epochs=100))
    wait_for_events(hands, listener, 10)
    ask(Action.PAUSE)
    hands.wait_for(RunState.PAUSED)
    paused = listener.networks[-1]
    measured = wait_until_measured(hands, listener)
    assert measured.network is paused.network
    assert hands.run.state is RunState.PAUSED
    assert measured.accuracy == on_validation(paused, small_dataset)


def test_a_new_run_is_not_disturbed_by_the_measurement_of_the_last(
    hands: Hands, listener: Listener, begin: Begin, ask: Ask, long: Recipe, short: Recipe
) -> None:
    begin(long)
    wait_for_events(hands, listener)
    ask(Action.STOP)
    hands.wait_for(RunState.IDLE)
    left = listener.networks[-1]
    begin(short)
    count = len(listener.networks)
    hands.wait_for(RunState.IDLE)
    assert all(each.network is not left.network for each in listener.networks[count:])
    assert listener.networks[-1].epoch == 2


def test_kernels_pause_stop_and_close_in_time(
    hands: Hands, listener: Listener, begin: Begin, ask: Ask, convolutional: Recipe
) -> None:
    begin(convolutional)
    wait_for_events(hands, listener)
    for action, state in ((Action.PAUSE, RunState.PAUSED), (Action.STOP, RunState.IDLE)):
        began = monotonic()
        ask(action)
        hands.wait_for(state)
        assert monotonic() - began < others_share()
    begin(convolutional)
    wait_for_events(hands, listener)
    began = monotonic()
    hands.trainer.close()
    assert monotonic() - began < others_share()


@pytest.mark.parametrize("is_paused", [False, True])
def test_closing_ends_the_run_and_no_other_begins(
    hands: Hands,
    listener: Listener,
    begin: Begin,
    ask: Ask,
    trainer: TrainerClient,
    long: Recipe,
    is_paused: bool,
) -> None:
    begin(long)
    wait_for_events(hands, listener)
    if is_paused:
        ask(Action.PAUSE)
        hands.wait_for(RunState.PAUSED)
    trainer.close()
    assert trainer_threads() == []
    assert not begin(long)
    assert not hands.run.is_active
    assert listener.ends == 1


def test_divergence_fails_in_words_and_the_next_run_may_start(
    hands: Hands, listener: Listener, begin: Begin, short: Recipe
) -> None:
    begin(DIVERGING)
    hands.wait_for(RunState.FAILED)
    ending = listener.events[-1]
    assert isinstance(ending, Diverged)
    assert hands.run.ending == ending
    assert hands.run.failure == divergence(ending, DIVERGING, 1000.0)
    assert listener.ends == 1
    assert listener.networks[-1].network.is_finite
    assert begin(short)
    assert hands.run.failure == ""
    hands.wait_for(RunState.IDLE)


def test_a_run_that_cannot_be_made_fails_in_words(
    hands: Hands, listener: Listener, begin: Begin, short: Recipe
) -> None:
    begin(Recipe(batch_size=5_000))
    hands.wait_for(RunState.FAILED)
    assert "batch size" in hands.run.failure
    assert listener.ends == 1
    assert begin(short)
    hands.wait_for(RunState.IDLE)


def test_without_a_run_nothing_can_be_asked_for(
    hands: Hands, listener: Listener, ask: Ask, trainer: TrainerClient
) -> None:
    for action in set(Action) - {Action.START, Action.STEP}:
        ask(action)
    trainer.close()
    assert hands.run.state is RunState.IDLE
    assert (listener.states, listener.ends) == ([], 0)
