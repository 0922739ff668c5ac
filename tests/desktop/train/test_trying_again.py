"""Where the process that trains cannot be started, that is told, and can be tried again."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from desktop.train import wording
from desktop.trainer.messages import Failed, Failure
from desktop.workspace.data_choice import DataChoice
from desktop.workspace.run.state_and_actions import Action, RunState
from nncore.recipes.recipe import Recipe
from nncore.runs import KeptRun, RunStore
from tests.desktop import in_process
from tests.desktop.train.tab_hands import Hands


class Refusal:
    """Refuses to start a process, until it is taken back. error: why."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.error = OSError("too many processes")
        self._patch = patch
        patch.setattr(in_process, "ServerThread", self._refuse)

    def take_back(self) -> None:
        self._patch.undo()

    def _refuse(self, _line: object) -> None:
        raise self.error


@pytest.fixture
def refusal() -> Iterator[Refusal]:
    with pytest.MonkeyPatch.context() as patch:
        yield Refusal(patch)


@pytest.mark.parametrize(
    ("error", "detail"),
    [
        (OSError("no more processes"), "no more processes"),
        (FileNotFoundError(2, "No such file", "python"), "python: No such file."),
    ],
    ids=str,
)
def test_a_process_that_cannot_be_started_is_told_and_tried_again(
    hands: Hands, refusal: Refusal, short: Recipe, store: RunStore, error: OSError, detail: str
) -> None:
    refusal.error = error
    hands.fail(short)
    assert hands.run.failure == wording.failure_message(Failed(Failure.NOT_STARTED, detail))
    assert hands.run.failure in hands.says("status_line")
    assert hands.offered("try_again_button") == ["try_again_button"]
    assert store.runs() == []
    refusal.take_back()
    hands.click("try_again_button")
    hands.wait_for(RunState.RUNNING)
    assert not hands.button("try_again_button").isVisible()
    hands.wait_for(RunState.IDLE)
    assert hands.steps == 2 * 19
    (kept,) = store.runs()
    assert kept.epochs == short.epochs


def test_what_is_tried_again_is_what_the_form_says_by_then(
    hands: Hands, refusal: Refusal, data: DataChoice, short: Recipe
) -> None:
    hands.fail(short)
    data.choose("mnist")
    assert hands.offered("try_again_button") == []
    data.choose("generated")
    other = replace(short, seed=short.seed + 1)
    hands.tab.form.set_recipe(other)
    refusal.take_back()
    hands.click("try_again_button")
    assert hands.run.recipe == other
    hands.wait_for(RunState.IDLE)


def test_a_kept_run_that_could_not_go_on_is_tried_again_itself(
    hands: Hands, refusal: Refusal, opened: KeptRun, short: Recipe, store: RunStore
) -> None:
    hands.click("train_more_button")
    hands.wait_for(RunState.FAILED)
    hands.tab.form.set_recipe(replace(short, seed=short.seed + 1))
    assert hands.offered("try_again_button") == ["try_again_button"]
    refusal.take_back()
    with hands.qtbot.waitSignal(hands.run.ended, timeout=20_000):
        hands.tab.actions_of_run.asked.emit(Action.TRY_AGAIN)
    (kept,) = store.runs()
    assert kept.id == opened.id
    assert kept.epochs == short.epochs + 5
