import pytest
from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QProgressBar, QWidget
from pytestqt.qtbot import QtBot

from desktop.theme import Theme
from desktop.train.view import TrainTab
from desktop.trainer.client import TrainerClient
from desktop.workspace.data_choice import DataChoice
from desktop.workspace.evaluation_service import EvaluationService
from desktop.workspace.jobs import Jobs
from desktop.workspace.kept_runs import KeptRuns
from desktop.workspace.named_network import NamedNetwork
from desktop.workspace.run.run_in_sight import RunInSight
from desktop.workspace.run.state_and_actions import RunState
from desktop.workspace.workspace import Workspace
from nncore.recipes.recipe import Recipe
from tests.desktop.hands import button, click, find

NAMES = (
    "start_button",
    "pause_button",
    "stop_button",
    "loss_plot",
    "accuracy_plot",
    "training_progress",
    "preset_box",
    "dataset_box",
    "optimizer_box",
    "epochs_box",
    "batch_size_box",
    "learning_rate_box",
    "hidden_layers_edit",
    "seed_box",
    "initializer_box",
    "schedule_box",
    "augmentation_box",
    "more_button",
)


class Networks(QObject):
    """What the run published."""

    def __init__(self, run: RunInSight) -> None:
        super().__init__()
        self.all: list[NamedNetwork] = []
        run.published.connect(self._on_network_published)

    @Slot(NamedNetwork)
    def _on_network_published(self, network: NamedNetwork) -> None:
        self.all.append(network)


def status(tab: TrainTab) -> str:
    label = find(tab, QLabel, "status_line")
    return label.text()


def bar(tab: TrainTab) -> QProgressBar:
    return find(tab, QProgressBar, "training_progress")


def figure(tab: TrainTab) -> str:
    label = find(tab, QLabel, "accuracy_figure")
    return label.text()


def wait_for(qtbot: QtBot, run: RunInSight, state: RunState) -> None:
    qtbot.waitUntil(lambda: run.state is state, timeout=20_000)


@pytest.mark.parametrize("name", NAMES)
def test_everything_has_its_name(tab: TrainTab, name: str) -> None:
    assert tab.objectName() == "train_tab"
    widget = find(tab, QWidget, name)
    assert widget.accessibleName()


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
    assert not button(tab, "start_button").isEnabled()
    assert "Generated digits" in button(tab, "start_button").toolTip()
    with qtbot.waitSignal(data.library.loaded):
        data.library.load("generated")
    assert button(tab, "start_button").isEnabled()
    assert workspace.dataset is not None


def test_a_run_from_start_to_end(
    qtbot: QtBot, tab: TrainTab, run: RunInSight, short: Recipe
) -> None:
    networks = Networks(run)
    tab.form.set_recipe(short)
    click(tab, "start_button")
    assert run.state is RunState.RUNNING
    assert not button(tab, "start_button").isEnabled()
    assert button(tab, "stop_button").isEnabled()
    wait_for(qtbot, run, RunState.IDLE)
    assert tab.plots.loss.point_count == 38
    assert tab.plots.accuracy.point_count == 38
    assert bar(tab).value() == bar(tab).maximum()
    assert status(tab).startswith("Done: ")
    assert "after 2 epochs" in status(tab)
    accuracy = networks.all[-1].accuracy
    assert accuracy is not None
    assert figure(tab) == f"{accuracy.value * 100:.1f}\u00a0%"
    assert button(tab, "start_button").isEnabled()
    assert not button(tab, "stop_button").isEnabled()


def test_points_arrive_while_it_runs(
    qtbot: QtBot, tab: TrainTab, run: RunInSight, long: Recipe
) -> None:
    tab.form.set_recipe(long)
    click(tab, "start_button")
    qtbot.waitUntil(lambda: tab.plots.loss.point_count > 20)
    count = len(tab.plots.history.losses)
    qtbot.waitUntil(lambda: len(tab.plots.history.losses) > count)
    assert run.state is RunState.RUNNING
    qtbot.waitUntil(lambda: "steps/s" in status(tab))
    assert "of 10,000" in status(tab)


def test_pause_holds_the_plot_and_resume_goes_on(
    qtbot: QtBot, tab: TrainTab, run: RunInSight, long: Recipe
) -> None:
    tab.form.set_recipe(long)
    click(tab, "start_button")
    qtbot.waitUntil(lambda: tab.plots.loss.point_count > 0)
    click(tab, "pause_button")
    wait_for(qtbot, run, RunState.PAUSED)
    assert button(tab, "pause_button").text().replace("&", "") == "Resume"
    assert status(tab).startswith("Paused")
    count = len(tab.plots.history.losses)
    with qtbot.assertNotEmitted(run.appended, wait=150):
        pass
    assert len(tab.plots.history.losses) == count
    click(tab, "pause_button")
    wait_for(qtbot, run, RunState.RUNNING)
    qtbot.waitUntil(lambda: len(tab.plots.history.losses) > count)
    assert button(tab, "pause_button").text().replace("&", "") == "Pause"


def test_stop_while_paused_finishes(
    qtbot: QtBot, tab: TrainTab, run: RunInSight, long: Recipe
) -> None:
    tab.form.set_recipe(long)
    click(tab, "start_button")
    qtbot.waitUntil(lambda: tab.plots.loss.point_count > 0)
    click(tab, "pause_button")
    wait_for(qtbot, run, RunState.PAUSED)
    click(tab, "stop_button")
    wait_for(qtbot, run, RunState.IDLE)
    assert status(tab).startswith("Stopped: ")
    assert tab.plots.loss.point_count > 0
    assert bar(tab).value() < bar(tab).maximum()


def test_a_second_run_begins_with_empty_plots(
    qtbot: QtBot, tab: TrainTab, run: RunInSight, short: Recipe
) -> None:
    tab.form.set_recipe(short)
    for _ in range(2):
        click(tab, "start_button")
        wait_for(qtbot, run, RunState.IDLE)
        assert len(tab.plots.history.losses) == 38


def test_divergence_is_told_and_the_next_run_may_start(
    qtbot: QtBot, tab: TrainTab, run: RunInSight
) -> None:
    tab.form.set_recipe(Recipe(hidden=(128,) * 4, optimizer="sgd", learning_rate=1000.0))
    click(tab, "start_button")
    wait_for(qtbot, run, RunState.FAILED)
    assert "beyond all measure" in status(tab)
    assert button(tab, "start_button").isEnabled()
    tab.form.set_recipe(Recipe(hidden=(8,), epochs=1))
    click(tab, "start_button")
    wait_for(qtbot, run, RunState.IDLE)
    assert status(tab).startswith("Done")


def test_an_error_in_the_worker_is_told_in_the_tab(
    qtbot: QtBot, tab: TrainTab, run: RunInSight, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_recipe: Recipe, _dataset: object, **_options: object) -> None:
        raise MemoryError

    monkeypatch.setattr(Recipe, "start", broken)
    click(tab, "start_button")
    wait_for(qtbot, run, RunState.FAILED)
    assert "not enough memory" in status(tab)
    assert button(tab, "start_button").isEnabled()


def test_unreadable_layers_disable_start(qtbot: QtBot, tab: TrainTab) -> None:
    edit = find(tab, QLineEdit, "hidden_layers_edit")
    edit.selectAll()
    QTest.keyClicks(edit, "many")
    assert not button(tab, "start_button").isEnabled()
    edit.selectAll()
    QTest.keyClicks(edit, "32")
    assert button(tab, "start_button").isEnabled()


def test_steps_that_would_take_seconds_cannot_be_started(qtbot: QtBot, tab: TrainTab) -> None:
    tab.form.set_recipe(Recipe(hidden=(4096, 4096), batch_size=None))
    assert not button(tab, "start_button").isEnabled()
    assert "smaller batch" in status(tab)
    tab.form.set_recipe(Recipe(hidden=(4096, 4096), batch_size=16))
    assert button(tab, "start_button").isEnabled()
    assert status(tab) == "Ready."


def test_all_images_at_once_through_kernels_cannot_be_started(tab: TrainTab) -> None:
    tab.form.set_recipe(Recipe(hidden=("5x5x16", "pool", 128), batch_size=None))
    assert not button(tab, "start_button").isEnabled()
    assert "smaller batch" in status(tab)
    tab.form.set_recipe(Recipe(hidden=("5x5x16", "pool", 128), batch_size=512))
    assert button(tab, "start_button").isEnabled()


def test_an_early_stop_ends_the_run_in_plain_words(
    qtbot: QtBot, tab: TrainTab, run: RunInSight, impatient: Recipe
) -> None:
    networks = Networks(run)
    tab.form.set_recipe(impatient)
    click(tab, "start_button")
    wait_for(qtbot, run, RunState.IDLE)
    best = networks.all[-1]
    assert best.accuracy is not None
    assert "stopped early after" in status(tab)
    news = find(tab, QLabel, "message_line")
    assert "Stopped early: validation loss had not fallen for 2 epochs." in news.text()
    assert f"Kept the weights of epoch {best.epoch} " in news.text()
    assert bar(tab).value() == bar(tab).maximum()
    assert figure(tab) == f"{best.accuracy.value * 100:.1f}\u00a0%"
    assert button(tab, "start_button").isEnabled()
    assert not button(tab, "stop_button").isEnabled()


def test_a_stopped_network_gets_its_figure_when_it_is_measured(
    qtbot: QtBot, tab: TrainTab, run: RunInSight
) -> None:
    networks = Networks(run)
    tab.form.set_recipe(Recipe(hidden=(16,), batch_size=1, epochs=100))
    click(tab, "start_button")
    qtbot.waitUntil(lambda: tab.plots.loss.point_count > 0)
    click(tab, "stop_button")
    wait_for(qtbot, run, RunState.IDLE)
    assert status(tab).startswith("Stopped: ")
    qtbot.waitUntil(lambda: "of validation digits right" in status(tab))
    accuracy = networks.all[-1].accuracy
    assert accuracy is not None
    assert figure(tab) == f"{accuracy.value * 100:.1f}\u00a0%"


def test_a_convolution_runs_pauses_and_stops(
    qtbot: QtBot, tab: TrainTab, run: RunInSight, convolutional: Recipe
) -> None:
    tab.form.set_recipe(convolutional)
    click(tab, "start_button")
    qtbot.waitUntil(lambda: tab.plots.loss.point_count > 0)
    click(tab, "pause_button")
    wait_for(qtbot, run, RunState.PAUSED)
    click(tab, "stop_button")
    wait_for(qtbot, run, RunState.IDLE)
    assert len(tab.plots.history.losses) > 0


def test_the_keyboard_starts_a_run(
    qtbot: QtBot, tab: TrainTab, run: RunInSight, short: Recipe
) -> None:
    tab.form.set_recipe(short)
    edit = find(tab, QLineEdit, "hidden_layers_edit")
    edit.setFocus()
    QTest.keyClick(edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert run.state is RunState.RUNNING
    wait_for(qtbot, run, RunState.IDLE)


def test_the_form_holds_still_during_a_run(
    qtbot: QtBot, tab: TrainTab, run: RunInSight, long: Recipe
) -> None:
    tab.form.set_recipe(long)
    click(tab, "start_button")
    box = find(tab, QComboBox, "preset_box")
    assert not box.isEnabled()
    click(tab, "stop_button")
    wait_for(qtbot, run, RunState.IDLE)
    assert box.isEnabled()


def test_a_hidden_tab_trains_on_and_shows_it_later(
    qtbot: QtBot, tab: TrainTab, run: RunInSight, short: Recipe
) -> None:
    tab.form.set_recipe(short)
    click(tab, "start_button")
    tab.hide()
    wait_for(qtbot, run, RunState.IDLE)
    tab.show()
    qtbot.waitUntil(lambda: tab.plots.loss.point_count == 38)
    assert bar(tab).value() == bar(tab).maximum()


def test_closing_in_the_middle_of_a_run_ends_it(
    qtbot: QtBot, tab: TrainTab, run: RunInSight, trainer: TrainerClient, long: Recipe
) -> None:
    tab.form.set_recipe(long)
    click(tab, "start_button")
    qtbot.waitUntil(lambda: tab.plots.loss.point_count > 0)
    trainer.close()
    tab.close()
    assert run.state is RunState.IDLE


def test_the_tab_is_whole_at_the_smallest_size(qtbot: QtBot, tab: TrainTab) -> None:
    tab.resize(868, 500)
    more = find(tab, QWidget, "more_button")
    QTest.mouseClick(more, Qt.MouseButton.LeftButton)
    assert tab.width() == 868
    assert tab.height() == 500
    for name in ("start_button", "stop_button", "training_progress", "loss_plot"):
        widget = find(tab, QWidget, name)
        place = widget.mapTo(tab, widget.rect().bottomRight())
        assert tab.rect().contains(place), name
