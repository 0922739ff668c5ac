"""What may follow the run in sight: that it goes on, or starts again at a tenth of its rate."""

import pytest

from desktop.workspace.data_choice import DataChoice
from desktop.workspace.network_ref import NetworkRef
from desktop.workspace.run.state_and_actions import Action, RunState
from nncore.datasets import Dataset
from nncore.events import RateChanged
from nncore.recipes.recipe import Recipe
from nncore.runs import Ending, KeptRun, RunStore
from tests.desktop.stand_ins import change
from tests.desktop.train.tab_hands import DIVERGING, FOLLOW_UPS, Hands
from tests.desktop.workspace.real_runs import Keep, make_run


def test_a_run_opened_after_a_failure_can_be_gone_on_with(
    hands: Hands, yesterday: KeptRun, store: RunStore
) -> None:
    hands.fail()
    assert hands.offered(*FOLLOW_UPS) == ["start_slower_button"]
    hands.open(yesterday.id)
    assert hands.offered(*FOLLOW_UPS) == ["train_more_button"]
    hands.go_on()
    hands.wait_for(RunState.IDLE)
    assert store.get(yesterday.id).epochs == 7


def test_an_opened_run_that_diverged_can_be_started_again_slower(
    hands: Hands, keep_run: Keep
) -> None:
    kept = keep_run("Yesterday", DIVERGING)
    assert kept.ending is Ending.DIVERGED
    hands.open(kept.id)
    assert hands.offered(*FOLLOW_UPS) == ["start_slower_button"]
    hands.click("start_slower_button")
    hands.qtbot.waitUntil(lambda: not hands.run.state.is_active, timeout=20_000)
    assert hands.recipe.learning_rate == 100.0


def test_with_other_data_chosen_going_on_fetches_its_own(
    hands: Hands, opened: KeptRun, store: RunStore, data: DataChoice
) -> None:
    data.choose("mnist")
    hands.go_on()
    hands.wait_for(RunState.IDLE)
    assert store.get(opened.id).epochs == 7
    assert data.chosen == "generated"


def test_a_run_that_waits_for_its_data_does_not_go_on_after_a_change_of_mind(
    hands: Hands,
    store: RunStore,
    short: Recipe,
    small_dataset: Dataset,
    data: DataChoice,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    change(monkeypatch, "mnist", fingerprint=small_dataset.fingerprint)
    data.library._datasets.clear()
    mnist = Dataset("MNIST", small_dataset.training, small_dataset.validation, small_dataset.test)
    hands.open(make_run(store, "Yesterday", short, mnist).id)
    hands.click("train_more_button")
    assert data.chosen == "mnist"
    assert not hands.run.is_active
    data.choose("generated")
    data.choose("mnist")
    data.library._datasets["mnist"] = mnist
    data.changed.emit()
    assert not hands.run.is_active


def test_a_run_opened_while_another_is_on_its_way_to_go_on_only_comes_into_sight(
    hands: Hands, keep_run: Keep, store: RunStore, short: Recipe
) -> None:
    first, second = keep_run("Yesterday", short, steps=25), keep_run("Today", short)
    hands.refresh()
    hands.tab.runs.resume_requested.emit(first.id)
    hands.tab.runs.open_requested.emit(second.id)
    hands.qtbot.waitUntil(lambda: hands.workspace.choice == NetworkRef.of_run(second.id))
    assert not hands.run.is_active
    assert store.get(first.id).steps == 25


def test_the_form_says_the_rate_that_a_run_goes_on_with(
    hands: Hands, keep_run: Keep, long: Recipe
) -> None:
    kept = keep_run("Yesterday", long, steps=25, rates={20: 0.03})
    assert kept.rate_changes == (RateChanged(20, long.learning_rate, 0.03),)
    hands.open(kept.id)
    hands.go_on()
    assert hands.entered.learning_rate == 0.03
    assert hands.entered.hidden == long.hidden


def test_a_run_that_goes_on_is_as_long_as_what_is_done_now(hands: Hands, opened: KeptRun) -> None:
    with hands.qtbot.waitSignal(hands.run.ended, timeout=20_000):
        hands.click("train_more_button")
    assert hands.run.seconds_here == pytest.approx(hands.progress.seconds - opened.seconds)


def test_nothing_is_started_again_without_data_to_learn_from(
    hands: Hands, data: DataChoice
) -> None:
    hands.fail()
    data.choose("mnist")
    assert hands.offered(*FOLLOW_UPS) == []
    data.choose("generated")
    assert hands.offered(*FOLLOW_UPS) == ["start_slower_button"]


def test_a_diverged_run_on_other_data_than_the_chosen_is_not_started_again_on_these(
    hands: Hands, store: RunStore, small_dataset: Dataset
) -> None:
    others = Dataset("Others", small_dataset.training, small_dataset.test, small_dataset.validation)
    hands.open(make_run(store, "Lost", DIVERGING, others).id)
    assert hands.run.slower is not None
    assert hands.offered(*FOLLOW_UPS) == []
    hands.tab.actions_of_run.asked.emit(Action.START_SLOWER)
    assert not hands.run.is_active


def test_which_run_is_in_sight_stays_above_why_nothing_can_be_started(
    hands: Hands, opened: KeptRun, data: DataChoice
) -> None:
    said = hands.says("status_line")
    data.choose("mnist")
    assert hands.says("status_line") == said
    assert hands.says("message_line") == data.reason != ""


def test_why_a_run_failed_stays_above_why_nothing_can_be_started(
    hands: Hands, data: DataChoice
) -> None:
    hands.fail()
    failure = hands.says("status_line")
    data.choose("mnist")
    assert hands.says("status_line") == failure
    assert hands.says("message_line") == data.reason != ""
    data.choose("generated")
    assert hands.says("status_line") == failure
    assert "MNIST" not in hands.says("message_line")
