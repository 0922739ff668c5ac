"""The Train tab on screen: what a person sees from Start to the end of a run."""

import psutil
import pytest
from PySide6.QtCore import QObject, Slot
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from desktop import formats
from desktop.theme import Theme
from desktop.train import wording
from desktop.train.view import TrainTab, resident_bytes
from desktop.trainer.client import TrainerClient
from desktop.trainer.messages import Failed
from desktop.workspace.data_choice import DataChoice
from desktop.workspace.evaluation_service import EvaluationService
from desktop.workspace.jobs import Jobs
from desktop.workspace.kept_runs import KeptRuns
from desktop.workspace.named_network import NamedNetwork
from desktop.workspace.run import epoch_sentences
from desktop.workspace.run.run_in_sight import RunInSight
from desktop.workspace.run.state_and_actions import RunState
from desktop.workspace.workspace import Workspace
from nncore.events import StoppedEarly
from nncore.recipes.recipe import Recipe
from tests.desktop.hands import button, find
from tests.desktop.train.tab_hands import Hands

START_AND_STOP = ("start_button", "stop_button")


class Networks(QObject):
    """What the run published."""

    def __init__(self, run: RunInSight) -> None:
        super().__init__()
        self.all: list[NamedNetwork] = []
        run.published.connect(self._on_published)

    @property
    def last_accuracy(self) -> float:
        accuracy = self.all[-1].accuracy
        assert accuracy is not None
        return accuracy.value

    @Slot(NamedNetwork)
    def _on_published(self, network: NamedNetwork) -> None:
        self.all.append(network)


@pytest.fixture
def networks(run: RunInSight) -> Networks:
    return Networks(run)


def test_start_waits_for_the_data(
    qtbot: QtBot,
    run: RunInSight,
    trainer: TrainerClient,
    evaluations: EvaluationService,
    kept_runs: KeptRuns,
    data: DataChoice,
    workspace: Workspace,
    jobs: Jobs,
    theme: Theme,
) -> None:
    tab = TrainTab(run, trainer, evaluations, kept_runs, data, workspace, jobs, theme)
    qtbot.addWidget(tab)
    tab.show()
    start = button(tab, "start_button")
    assert not start.isEnabled()
    assert data.reason in start.toolTip() != ""
    with qtbot.waitSignal(data.library.loaded):
        data.library.load("generated")
    assert start.isEnabled()
    assert workspace.dataset is not None


def test_a_run_from_start_to_end(hands: Hands, networks: Networks, short: Recipe) -> None:
    hands.begin(short)
    assert hands.offered(*START_AND_STOP) == ["stop_button"]
    hands.wait_for(RunState.IDLE)
    assert hands.tab.plots.loss.point_count == 38
    assert hands.tab.plots.accuracy.point_count == 38
    assert hands.bar == 1
    assert hands.says("status_line") == wording.ended(hands.progress, networks.last_accuracy)
    assert (hands.progress.is_complete, hands.progress.done_epochs) == (True, 2)
    assert hands.says("accuracy_figure") == formats.accuracy(networks.last_accuracy)
    assert hands.offered(*START_AND_STOP) == ["start_button"]


def test_points_arrive_while_it_runs(hands: Hands, long: Recipe) -> None:
    hands.begin(long)
    hands.qtbot.waitUntil(lambda: hands.tab.plots.loss.point_count > 20)
    hands.wait_for_steps(hands.steps + 1)
    assert hands.run.state is RunState.RUNNING
    hands.qtbot.waitUntil(lambda: "steps/s" in hands.says("status_line"))
    assert formats.count(long.epochs) in hands.says("status_line")


def test_pause_holds_the_plot_and_resume_goes_on(hands: Hands, long: Recipe) -> None:
    hands.start(long)
    hands.pause()
    assert hands.title("pause_button") == "Resume"
    assert hands.says("status_line").startswith("Paused")
    steps = hands.steps
    with hands.qtbot.assertNotEmitted(hands.run.appended, wait=150):
        pass
    assert hands.steps == steps
    hands.click("pause_button")
    hands.wait_for(RunState.RUNNING)
    hands.wait_for_steps(steps + 1)
    assert hands.title("pause_button") == "Pause"


def test_stop_while_paused_finishes(hands: Hands, long: Recipe) -> None:
    hands.start(long)
    hands.pause()
    hands.stop()
    assert hands.says("status_line").startswith("Stopped: ")
    assert hands.tab.plots.loss.point_count > 0
    assert hands.bar < 1


def test_a_second_run_begins_with_empty_plots(hands: Hands, short: Recipe) -> None:
    for _ in range(2):
        hands.train(short)
        assert hands.steps == 38


def test_an_error_in_the_worker_is_told_in_the_tab(
    hands: Hands, monkeypatch: pytest.MonkeyPatch, short: Recipe
) -> None:
    def broken(_recipe: Recipe, _dataset: object, **_options: object) -> None:
        raise MemoryError

    monkeypatch.setattr(Recipe, "start", broken)
    hands.fail(short)
    assert hands.run.failure == wording.failure_message(Failed.by(MemoryError()))
    assert wording.in_two(hands.run.failure)[0] in hands.says("status_line")
    assert hands.offered(*START_AND_STOP) == ["start_button"]


def test_unreadable_layers_disable_start(hands: Hands) -> None:
    edit = find(hands.tab, QLineEdit, "hidden_layers_edit")
    for words, offered in (("many", []), ("32", ["start_button"])):
        edit.selectAll()
        QTest.keyClicks(edit, words)
        assert hands.offered("start_button") == offered


@pytest.mark.parametrize(
    ("hidden", "batch_size"), [((4096, 4096), 16), (("5x5x16", "pool", 128), 512)]
)
def test_steps_that_would_take_seconds_cannot_be_started(
    hands: Hands, hidden: tuple[int | str, ...], batch_size: int
) -> None:
    hands.tab.form.set_recipe(Recipe(hidden=hidden, batch_size=None))
    assert hands.offered("start_button") == []
    assert hands.says("status_line") == wording.TOO_LARGE
    hands.tab.form.set_recipe(Recipe(hidden=hidden, batch_size=batch_size))
    assert hands.offered("start_button") == ["start_button"]
    assert hands.says("status_line") == "Ready."


def test_an_early_stop_ends_the_run_in_plain_words(
    hands: Hands, networks: Networks, impatient: Recipe
) -> None:
    hands.begin(impatient)
    hands.wait_for(RunState.IDLE)
    ending = hands.run.ending
    assert isinstance(ending, StoppedEarly)
    assert ending.epoch == ending.best_epoch + 2
    assert networks.all[-1].epoch == ending.best_epoch
    assert hands.says("status_line") == wording.ended(hands.progress, None)
    assert hands.says("message_line") == epoch_sentences.early_stop(ending)
    assert hands.bar == 1
    assert hands.says("accuracy_figure") == formats.accuracy(networks.last_accuracy)
    assert hands.offered(*START_AND_STOP) == ["start_button"]


def test_a_stopped_network_gets_its_figure_when_it_is_measured(
    hands: Hands, networks: Networks
) -> None:
    hands.start(Recipe(hidden=(16,), batch_size=1, epochs=100))
    hands.stop()
    assert hands.says("status_line").startswith("Stopped: ")
    hands.qtbot.waitUntil(lambda: networks.all[-1].accuracy is not None)
    assert hands.says("status_line") == wording.ended(hands.progress, networks.last_accuracy)
    assert hands.says("accuracy_figure") == formats.accuracy(networks.last_accuracy)


def test_the_form_holds_still_during_a_run(hands: Hands, long: Recipe) -> None:
    box = find(hands.tab, QWidget, "preset_box")
    hands.begin(long)
    assert not box.isEnabled()
    hands.stop()
    assert box.isEnabled()


def test_a_hidden_tab_trains_on_and_shows_it_later(hands: Hands, short: Recipe) -> None:
    hands.begin(short)
    hands.tab.hide()
    hands.wait_for(RunState.IDLE)
    hands.tab.show()
    hands.qtbot.waitUntil(lambda: hands.tab.plots.loss.point_count == 38)
    assert hands.bar == 1


def test_the_tab_is_whole_at_the_smallest_size(hands: Hands) -> None:
    tab = hands.tab
    tab.resize(868, 500)
    hands.click("more_button")
    assert (tab.width(), tab.height()) == (868, 500)
    for name in ("start_button", "stop_button", "training_progress", "loss_plot"):
        widget = find(tab, QWidget, name)
        place = widget.mapTo(tab, widget.rect().bottomRight())
        assert tab.rect().contains(place), name


def test_this_process_holds_some_memory() -> None:
    size = resident_bytes()
    assert size is not None
    assert 10_000_000 < size < 100_000_000_000


def test_a_system_that_does_not_tell_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_process_id: int | None) -> psutil.Process:
        raise psutil.AccessDenied

    monkeypatch.setattr(psutil, "Process", refuse)
    assert resident_bytes() is None
