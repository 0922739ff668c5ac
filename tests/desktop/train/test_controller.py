"""Runs begun and steered at the tab: what comes into sight, in which order, and how they end."""

from collections.abc import Callable
from time import monotonic
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QObject, QThread, Slot

from desktop.train.view import TrainTab
from desktop.trainer.client import TrainerClient
from desktop.trainer.messages import Command
from desktop.trainer.task import Task
from desktop.workspace.accuracy import moment
from desktop.workspace.named_network import NamedNetwork
from desktop.workspace.run.run_in_sight import RunInSight
from desktop.workspace.run.state_and_actions import Action, RunState
from desktop.workspace.workspace import Workspace
from nncore import evaluate
from nncore.datasets import Dataset
from nncore.events import Diverged, Event, StoppedEarly, TestAdvanced
from nncore.recipes.recipe import Recipe
from nncore.runs import Ending, RunStore
from tests.desktop import in_process
from tests.desktop.in_process import trainer_threads
from tests.desktop.whole_window import others_share

Hands = Any
"""The fixture `hands`: see conftest."""

DIVERGING = Recipe(hidden=(128,) * 4, optimizer="sgd", learning_rate=1000.0)


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
def begin(tab: TrainTab, listener: Listener, small_dataset: Dataset) -> Callable[[Recipe], bool]:
    """Begins a run; tells whether it does."""

    def begin_now(recipe: Recipe) -> bool:
        return tab.controller.carry_out(Task(recipe, small_dataset))

    return begin_now


@pytest.fixture
def ask(tab: TrainTab) -> Callable[[Action], None]:
    """Asks something of the run in sight, whether it is offered or not."""
    return tab.actions_of_run.asked.emit


Begin = Callable[[Recipe], bool]
Ask = Callable[[Action], None]


def wait_for_events(hands: Hands, listener: Listener, more: int = 1) -> None:
    enough = len(listener.events) + more
    hands.qtbot.waitUntil(lambda: len(listener.events) >= enough, timeout=20_000)


def is_measured(listener: Listener) -> bool:
    return listener.networks[-1].accuracy is not None


def test_a_run_goes_from_start_to_end(
    hands: Hands,
    run: RunInSight,
    listener: Listener,
    begin: Begin,
    short: Recipe,
    small_dataset: Dataset,
    store: RunStore,
) -> None:
    assert begin(short)
    assert run.state is RunState.RUNNING
    hands.wait_for(RunState.IDLE)
    told = [event for event in listener.events if not isinstance(event, TestAdvanced)]
    assert told == list(short.start(small_dataset).events)
    assert listener.states == [RunState.RUNNING, RunState.IDLE]
    assert listener.ends == 1
    assert listener.networks[0].epoch == 0
    assert listener.networks[-1].epoch == 2
    assert listener.threads == {run.thread()}
    (kept,) = store.runs()
    assert run.kept is not None
    assert run.id == run.kept.id == kept.id
    assert kept.ending is Ending.FINISHED


def test_a_second_run_beside_one_that_is_under_way_is_refused(
    run: RunInSight, begin: Begin, long: Recipe, short: Recipe
) -> None:
    assert begin(long)
    assert not begin(short)
    assert run.state is RunState.RUNNING
    assert run.recipe == long


def test_no_events_arrive_while_paused_and_more_after_resume(
    hands: Hands, run: RunInSight, listener: Listener, begin: Begin, ask: Ask, long: Recipe
) -> None:
    begin(long)
    wait_for_events(hands, listener)
    ask(Action.PAUSE)
    hands.wait_for(RunState.PAUSED)
    with hands.qtbot.assertNotEmitted(run.appended, wait=200):
        pass
    ask(Action.RESUME)
    wait_for_events(hands, listener)
    assert run.state is RunState.RUNNING


def test_a_pause_that_is_taken_back_at_once_leaves_it_running(
    hands: Hands, run: RunInSight, listener: Listener, begin: Begin, trainer: TrainerClient
) -> None:
    begin(Recipe(hidden=(16,), epochs=10_000))
    wait_for_events(hands, listener)
    for _ in range(20):
        trainer.send(Command(Action.PAUSE))
        trainer.send(Command(Action.RESUME))
    wait_for_events(hands, listener, 100)
    assert run.state is RunState.RUNNING


def test_stop_keeps_what_was_learned(
    hands: Hands,
    run: RunInSight,
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
    assert run.state is RunState.STOPPING
    hands.wait_for(RunState.IDLE)
    hands.qtbot.waitUntil(lambda: is_measured(listener))
    last = listener.networks[-1]
    assert last.accuracy is not None
    expected = evaluate(last.network, small_dataset.validation).accuracy
    assert last.accuracy.value == expected > 0.15
    assert last.accuracy.images_title == "validation, Generated digits"
    assert last.accuracy.moment == moment(last.epoch, last.step) != ""
    assert run.accuracy == last.accuracy
    hands.qtbot.waitUntil(lambda: workspace.network is last)
    assert run.kept is not None
    assert run.kept.ending is Ending.STOPPED
    ours, theirs = last.network.parameters, run.kept.network().parameters
    assert all(map(np.array_equal, ours, theirs))


def test_a_paused_network_is_published_at_once_and_measured_meanwhile(
    hands: Hands,
    run: RunInSight,
    listener: Listener,
    begin: Begin,
    ask: Ask,
    small_dataset: Dataset,
) -> None:
    begin(Recipe(hidden=(16,), batch_size=1, epochs=100))
    wait_for_events(hands, listener, 10)
    ask(Action.PAUSE)
    hands.wait_for(RunState.PAUSED)
    paused = listener.networks[-1]
    hands.qtbot.waitUntil(lambda: is_measured(listener))
    measured = listener.networks[-1]
    assert measured.network is paused.network
    assert run.state is RunState.PAUSED
    assert measured.accuracy is not None
    expected = evaluate(measured.network, small_dataset.validation).accuracy
    assert measured.accuracy.value == expected


def test_a_new_run_is_not_disturbed_by_the_measurement_of_the_last(
    hands: Hands,
    listener: Listener,
    begin: Begin,
    ask: Ask,
    long: Recipe,
    short: Recipe,
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


def test_an_early_stop_is_an_end_like_any_other(
    hands: Hands, run: RunInSight, listener: Listener, begin: Begin, impatient: Recipe
) -> None:
    begin(impatient)
    hands.wait_for(RunState.IDLE)
    stopped = listener.events[-1]
    assert isinstance(stopped, StoppedEarly)
    assert listener.networks[-1].epoch == stopped.best_epoch
    assert (run.ending, run.failure) == (stopped, "")


def test_kernels_pause_stop_and_close_in_time(
    hands: Hands,
    listener: Listener,
    begin: Begin,
    ask: Ask,
    trainer: TrainerClient,
    convolutional: Recipe,
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
    trainer.close()
    assert monotonic() - began < others_share()


def test_stop_while_paused_finishes(hands: Hands, begin: Begin, ask: Ask, long: Recipe) -> None:
    begin(long)
    ask(Action.PAUSE)
    hands.wait_for(RunState.PAUSED)
    ask(Action.STOP)
    hands.wait_for(RunState.IDLE)


def test_closing_while_running_ends_the_run_within_a_second(
    hands: Hands,
    run: RunInSight,
    listener: Listener,
    begin: Begin,
    trainer: TrainerClient,
    long: Recipe,
) -> None:
    begin(long)
    wait_for_events(hands, listener)
    began = monotonic()
    trainer.close()
    assert monotonic() - began < others_share()
    assert run.state is RunState.IDLE
    assert listener.ends == 1
    assert trainer_threads() == []


def test_nothing_arrives_after_closing(
    hands: Hands,
    run: RunInSight,
    listener: Listener,
    begin: Begin,
    trainer: TrainerClient,
    long: Recipe,
) -> None:
    begin(long)
    wait_for_events(hands, listener)
    trainer.close()
    with (
        hands.qtbot.assertNotEmitted(run.appended, wait=100),
        hands.qtbot.assertNotEmitted(run.ended, wait=100),
        hands.qtbot.assertNotEmitted(run.begun, wait=100),
    ):
        pass
    assert not begin(long)
    assert run.state is RunState.IDLE


def test_closing_while_paused_ends_the_run(
    hands: Hands,
    run: RunInSight,
    begin: Begin,
    ask: Ask,
    trainer: TrainerClient,
    long: Recipe,
) -> None:
    begin(long)
    ask(Action.PAUSE)
    hands.wait_for(RunState.PAUSED)
    trainer.close()
    assert run.state is RunState.IDLE
    assert trainer_threads() == []


def test_divergence_fails_in_words_and_the_next_run_may_start(
    hands: Hands, run: RunInSight, listener: Listener, begin: Begin, short: Recipe
) -> None:
    begin(DIVERGING)
    hands.wait_for(RunState.FAILED)
    assert isinstance(run.ending, Diverged)
    assert "1000" in run.failure
    assert listener.ends == 1
    assert listener.networks[-1].network.is_finite
    assert begin(short)
    assert run.failure == ""
    hands.wait_for(RunState.IDLE)


def test_a_loss_that_diverges_at_a_rate_set_on_the_way_is_blamed_on_that_rate(
    hands: Hands, run: RunInSight, listener: Listener, begin: Begin, tab: TrainTab
) -> None:
    begin(Recipe(hidden=(128,) * 4, optimizer="sgd", learning_rate=0.001, epochs=10_000))
    wait_for_events(hands, listener)
    tab.form.rate_changed.emit(2000.0)
    hands.wait_for(RunState.FAILED)
    assert "learning rate of 2000 too high" in run.failure
    assert run.slower is not None
    assert run.slower.learning_rate == 200.0


def test_a_run_that_cannot_be_made_fails_in_words(
    hands: Hands, run: RunInSight, listener: Listener, begin: Begin, short: Recipe
) -> None:
    begin(Recipe(batch_size=5_000))
    hands.wait_for(RunState.FAILED)
    assert "batch size" in run.failure
    assert listener.ends == 1
    assert begin(short)
    hands.wait_for(RunState.IDLE)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OSError("no more processes"), "no more processes."),
        (FileNotFoundError(2, "No such file", "python"), "python: No such file."),
    ],
    ids=str,
)
def test_where_no_process_can_be_started_the_run_fails_in_words_and_can_be_tried_again(
    hands: Hands,
    run: RunInSight,
    begin: Begin,
    ask: Ask,
    tab: TrainTab,
    short: Recipe,
    store: RunStore,
    monkeypatch: pytest.MonkeyPatch,
    error: OSError,
    words: str,
) -> None:
    def refuse(_line: object) -> None:
        raise error

    with monkeypatch.context() as patched:
        patched.setattr(in_process, "ServerThread", refuse)
        assert begin(short)
        hands.wait_for(RunState.FAILED)
    assert run.failure == f"The process that trains cannot be started: {words}"
    assert Action.TRY_AGAIN in run.offers
    assert store.runs() == []
    tab.form.set_recipe(short)
    ask(Action.TRY_AGAIN)
    assert run.recipe == short
    hands.wait_for(RunState.IDLE)
    (kept,) = store.runs()
    assert kept.epochs == short.epochs


def test_many_runs_in_a_row_leave_no_thread(
    hands: Hands, begin: Begin, trainer: TrainerClient
) -> None:
    for seed in range(10):
        assert begin(Recipe(hidden=(4,), epochs=1, seed=seed))
        hands.wait_for(RunState.IDLE)
    assert "training" not in trainer_threads()
    trainer.close()
    assert trainer_threads() == []


def test_without_a_run_nothing_can_be_asked_for(
    hands: Hands, run: RunInSight, listener: Listener, ask: Ask, trainer: TrainerClient
) -> None:
    for action in set(Action) - {Action.START, Action.STEP}:
        ask(action)
    trainer.close()
    assert run.state is RunState.IDLE
    assert (listener.states, listener.ends) == ([], 0)
