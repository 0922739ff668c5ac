from time import monotonic

import pytest
from PySide6.QtCore import QObject, QThread, Slot
from pytestqt.qtbot import QtBot

from desktop.train.run.session import TrainingSession
from desktop.workspace.accuracy import moment
from desktop.workspace.named_network import NamedNetwork
from desktop.workspace.run.states import State
from nncore import evaluate
from nncore.datasets import Dataset
from nncore.events import Event, StoppedEarly, TestAdvanced
from nncore.recipes.recipe import Recipe

DIVERGING = Recipe(hidden=(128,) * 4, optimizer="sgd", learning_rate=1000.0)


class Listener(QObject):
    """Writes down what a session tells, and in which thread it arrives."""

    def __init__(self, session: TrainingSession) -> None:
        super().__init__()
        self.events: list[Event] = []
        self.states: list[State] = []
        self.networks: list[NamedNetwork] = []
        self.failures: list[str] = []
        self.threads: set[QThread] = set()
        session.events_arrived.connect(self._on_events_arrived)
        session.state_changed.connect(self._on_state_changed)
        session.network_published.connect(self._on_network_published)
        session.failed.connect(self._on_failed)

    @Slot(tuple)
    def _on_events_arrived(self, events: tuple[Event, ...]) -> None:
        self.events += events
        self.threads.add(QThread.currentThread())

    @Slot(State)
    def _on_state_changed(self, state: State) -> None:
        self.states.append(state)

    @Slot(NamedNetwork)
    def _on_network_published(self, network: NamedNetwork) -> None:
        self.networks.append(network)

    @Slot(str)
    def _on_failed(self, message: str) -> None:
        self.failures.append(message)


@pytest.fixture
def listener(session: TrainingSession) -> Listener:
    return Listener(session)


def wait_for(qtbot: QtBot, session: TrainingSession, state: State) -> None:
    qtbot.waitUntil(lambda: session.state is state, timeout=10_000)


def test_a_run_goes_from_start_to_end(
    qtbot: QtBot,
    session: TrainingSession,
    listener: Listener,
    short: Recipe,
    small_dataset: Dataset,
) -> None:
    assert session.start(short, small_dataset)
    assert session.state is State.RUNNING
    wait_for(qtbot, session, State.IDLE)
    told = [event for event in listener.events if not isinstance(event, TestAdvanced)]
    assert told == list(short.start(small_dataset).events)
    assert listener.states == [State.RUNNING, State.IDLE]
    assert listener.networks[0].epoch == 0
    assert listener.networks[-1].epoch == 2
    assert listener.threads == {session.thread()}


def test_a_second_start_while_running_is_refused(
    session: TrainingSession, long: Recipe, short: Recipe, small_dataset: Dataset
) -> None:
    assert session.start(long, small_dataset)
    assert not session.start(short, small_dataset)
    assert session.state is State.RUNNING


def test_no_events_arrive_while_paused_and_more_after_resume(
    qtbot: QtBot,
    session: TrainingSession,
    listener: Listener,
    long: Recipe,
    small_dataset: Dataset,
) -> None:
    session.start(long, small_dataset)
    qtbot.waitUntil(lambda: len(listener.events) > 0)
    session.pause()
    wait_for(qtbot, session, State.PAUSED)
    count = len(listener.events)
    with qtbot.assertNotEmitted(session.events_arrived, wait=200):
        pass
    session.resume()
    qtbot.waitUntil(lambda: len(listener.events) > count)
    assert session.state is State.RUNNING


def test_a_pause_that_is_taken_back_at_once_leaves_it_running(
    qtbot: QtBot,
    session: TrainingSession,
    listener: Listener,
    long: Recipe,
    small_dataset: Dataset,
) -> None:
    session.start(long, small_dataset)
    qtbot.waitUntil(lambda: len(listener.events) > 0)
    for _ in range(20):
        session.pause()
        session.resume()
    count = len(listener.events)
    qtbot.waitUntil(lambda: len(listener.events) > count + 100)
    assert session.state is State.RUNNING


def test_stop_keeps_what_was_learned(
    qtbot: QtBot,
    session: TrainingSession,
    listener: Listener,
    long: Recipe,
    small_dataset: Dataset,
) -> None:
    session.start(long, small_dataset)
    qtbot.waitUntil(lambda: len(listener.events) > 100)
    session.stop()
    assert session.state is State.STOPPING
    wait_for(qtbot, session, State.IDLE)
    qtbot.waitUntil(lambda: listener.networks[-1].accuracy is not None)
    last = listener.networks[-1]
    assert last.accuracy is not None
    expected = evaluate(last.network, small_dataset.validation).accuracy
    assert last.accuracy.value == expected > 0.15
    assert last.accuracy.images_title == "validation, Generated digits"
    assert last.accuracy.moment == moment(last.epoch, last.step) != ""


def test_a_paused_network_is_published_at_once_and_measured_meanwhile(
    qtbot: QtBot,
    session: TrainingSession,
    listener: Listener,
    small_dataset: Dataset,
) -> None:
    session.start(Recipe(hidden=(16,), batch_size=1, epochs=100), small_dataset)
    qtbot.waitUntil(lambda: len(listener.events) > 10)
    session.pause()
    wait_for(qtbot, session, State.PAUSED)
    paused = listener.networks[-1]
    qtbot.waitUntil(lambda: listener.networks[-1].accuracy is not None)
    measured = listener.networks[-1]
    assert measured.network is paused.network
    assert session.state is State.PAUSED
    assert measured.accuracy is not None
    expected = evaluate(measured.network, small_dataset.validation).accuracy
    assert measured.accuracy.value == expected


def test_a_new_run_is_not_disturbed_by_the_measurement_of_the_last(
    qtbot: QtBot,
    session: TrainingSession,
    listener: Listener,
    long: Recipe,
    short: Recipe,
    small_dataset: Dataset,
) -> None:
    session.start(long, small_dataset)
    qtbot.waitUntil(lambda: len(listener.events) > 0)
    session.stop()
    wait_for(qtbot, session, State.IDLE)
    left = listener.networks[-1]
    session.start(short, small_dataset)
    count = len(listener.networks)
    wait_for(qtbot, session, State.IDLE)
    assert all(each.network is not left.network for each in listener.networks[count:])
    assert listener.networks[-1].epoch == 2


def test_an_early_stop_is_an_end_like_any_other(
    qtbot: QtBot,
    session: TrainingSession,
    listener: Listener,
    impatient: Recipe,
    small_dataset: Dataset,
) -> None:
    session.start(impatient, small_dataset)
    wait_for(qtbot, session, State.IDLE)
    stopped = listener.events[-1]
    assert isinstance(stopped, StoppedEarly)
    assert listener.networks[-1].epoch == stopped.best_epoch
    assert listener.failures == []


def test_kernels_pause_stop_and_close_in_time(
    qtbot: QtBot,
    session: TrainingSession,
    listener: Listener,
    convolutional: Recipe,
    small_dataset: Dataset,
) -> None:
    session.start(convolutional, small_dataset)
    qtbot.waitUntil(lambda: len(listener.events) > 0)
    for ask, state in ((session.pause, State.PAUSED), (session.stop, State.IDLE)):
        began = monotonic()
        ask()
        wait_for(qtbot, session, state)
        assert monotonic() - began < 1
    count = len(listener.events)
    session.start(convolutional, small_dataset)
    qtbot.waitUntil(lambda: len(listener.events) > count)
    began = monotonic()
    session.close()
    assert monotonic() - began < 1


def test_stop_while_paused_finishes(
    qtbot: QtBot, session: TrainingSession, long: Recipe, small_dataset: Dataset
) -> None:
    session.start(long, small_dataset)
    session.pause()
    wait_for(qtbot, session, State.PAUSED)
    session.stop()
    wait_for(qtbot, session, State.IDLE)


def test_closing_while_running_joins_within_a_second(
    qtbot: QtBot,
    session: TrainingSession,
    listener: Listener,
    long: Recipe,
    small_dataset: Dataset,
) -> None:
    session.start(long, small_dataset)
    qtbot.waitUntil(lambda: len(listener.events) > 0)
    began = monotonic()
    session.close()
    assert monotonic() - began < 1
    assert session.state is State.IDLE
    assert session.findChildren(QThread) == [] or not any(
        thread.isRunning() for thread in session.findChildren(QThread)
    )


def test_nothing_arrives_after_closing(
    qtbot: QtBot,
    session: TrainingSession,
    listener: Listener,
    long: Recipe,
    small_dataset: Dataset,
) -> None:
    session.start(long, small_dataset)
    qtbot.waitUntil(lambda: len(listener.events) > 0)
    session.close()
    with (
        qtbot.assertNotEmitted(session.events_arrived, wait=100),
        qtbot.assertNotEmitted(session.network_published, wait=100),
        qtbot.assertNotEmitted(session.state_changed, wait=100),
    ):
        pass


def test_closing_while_paused_joins(
    qtbot: QtBot, session: TrainingSession, long: Recipe, small_dataset: Dataset
) -> None:
    session.start(long, small_dataset)
    session.pause()
    wait_for(qtbot, session, State.PAUSED)
    session.close()
    assert session.state is State.IDLE


def test_divergence_fails_in_words_and_the_next_run_may_start(
    qtbot: QtBot,
    session: TrainingSession,
    listener: Listener,
    short: Recipe,
    small_dataset: Dataset,
) -> None:
    session.start(DIVERGING, small_dataset)
    wait_for(qtbot, session, State.FAILED)
    assert "learning rate" in session.failure
    assert listener.failures == [session.failure]
    assert listener.networks[-1].network.is_finite
    assert session.start(short, small_dataset)
    assert session.failure == ""
    wait_for(qtbot, session, State.IDLE)


def test_many_runs_in_a_row_leave_no_thread(
    qtbot: QtBot, session: TrainingSession, small_dataset: Dataset
) -> None:
    for seed in range(10):
        assert session.start(Recipe(hidden=(4,), epochs=1, seed=seed), small_dataset)
        wait_for(qtbot, session, State.IDLE)
    assert not any(thread.isRunning() for thread in session.findChildren(QThread))


def test_without_a_run_nothing_can_be_asked_for(session: TrainingSession) -> None:
    session.pause()
    session.resume()
    session.stop()
    session.close()
    assert session.state is State.IDLE
