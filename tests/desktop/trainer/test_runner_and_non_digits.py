"""Non-digits are drawn before a run, which is steered meanwhile like any other."""

from pathlib import Path

import pytest

from desktop.trainer.messages import (
    EventsArrived,
    Kept,
    Message,
    Request,
    StateChanged,
)
from desktop.trainer.task import Task
from desktop.workspace.run.state_and_actions import RunState
from nncore.datasets import Dataset
from nncore.events import (
    EpochFinished,
    NonDigitsDrawn,
    StepFinished,
)
from nncore.recipes.recipe import Recipe
from nncore.runs import Ending, RunStore, recording
from tests.desktop.trainer.pulled_run import PAUSE, RESUME, STOP, Listener, StopsAtFirstEvents, run


def unseen(dataset: Dataset) -> Dataset:
    """The same images, of which nobody has drawn the non-digits yet."""
    return Dataset(dataset.name, dataset.training, dataset.validation, dataset.test)


def test_how_far_the_non_digits_are_drawn_is_told_before_the_run(
    monkeypatch: pytest.MonkeyPatch, small_dataset: Dataset
) -> None:
    monkeypatch.setattr("desktop.trainer.runner.EMIT_SECONDS", 0.0)
    listener = run(Recipe(hidden=(4,), epochs=1, non_digit_share=0.5), unseen(small_dataset))
    drawn = [event.part for event in listener.events if isinstance(event, NonDigitsDrawn)]
    assert len(drawn) > 10
    assert drawn == sorted(drawn)
    assert isinstance(listener.events[len(drawn)], StepFinished), "all of them come first"
    assert listener.failures == []


def test_a_share_that_brings_none_is_refused_before_any_is_drawn(
    monkeypatch: pytest.MonkeyPatch, small_dataset: Dataset
) -> None:
    monkeypatch.delattr(Dataset, "_non_digits_drawn")
    listener = run(Recipe(batch_size=32, non_digit_share=0.01), unseen(small_dataset))
    (failure,) = listener.failures
    assert "bring none to a batch of 32" in failure.detail


class PausesWhileDrawing(Listener):
    """Pauses while the first of the non-digits are drawn, and then asks for something else."""

    def __init__(self, task: Task, store: RunStore, then: Request) -> None:
        super().__init__(task, store)
        self._then = then

    def tell(self, message: Message) -> None:
        super().tell(message)
        if isinstance(message, EventsArrived) and len(self.batches) == 1:
            self.ask(PAUSE)
        if message == StateChanged(RunState.PAUSED):
            self.ask(self._then)


@pytest.mark.parametrize("then", [RESUME, STOP], ids=str)
def test_a_pause_while_non_digits_are_drawn_is_one_at_once(
    monkeypatch: pytest.MonkeyPatch, small_dataset: Dataset, store: RunStore, then: Request
) -> None:
    monkeypatch.setattr("desktop.trainer.runner.EMIT_SECONDS", 0.0)
    task = Task(Recipe(hidden=(4,), epochs=1, non_digit_share=0.5), unseen(small_dataset))
    listener = PausesWhileDrawing(task, store, then).run()
    place = listener.log.index("paused")
    before = [event for events in listener.batches[:place] for event in events]
    assert place == 2
    assert all(isinstance(event, NonDigitsDrawn) and event.part < 0.1 for event in before)
    assert listener.failures == []
    if then == STOP:
        assert listener.log[place:] == ["paused", "finished"]
        assert store.runs() == []
    else:
        assert listener.log[place : place + 2] == ["paused", "running"]
        assert listener.log.count("running") == 1
        assert [kept.ending for kept in store.runs()] == [Ending.FINISHED]


def test_a_stop_while_non_digits_are_drawn_leaves_no_run(
    monkeypatch: pytest.MonkeyPatch, small_dataset: Dataset, tmp_path: Path
) -> None:
    monkeypatch.setattr("desktop.trainer.runner.EMIT_SECONDS", 0.0)
    store = RunStore(tmp_path)
    recipe = Recipe(hidden=(4,), epochs=1, non_digit_share=0.5)
    listener = StopsAtFirstEvents(Task(recipe, unseen(small_dataset)), store).run()
    assert len(listener.events) == 1
    assert listener.log == ["events", "finished"]
    assert listener.failures == []
    assert store.runs() == []


def test_a_stop_while_they_are_drawn_for_a_run_that_is_gone_on_with_is_noted_as_its_end(
    monkeypatch: pytest.MonkeyPatch, small_dataset: Dataset, tmp_path: Path
) -> None:
    monkeypatch.setattr("desktop.trainer.runner.EMIT_SECONDS", 0.0)
    store = RunStore(tmp_path)
    recipe = Recipe(hidden=(4,), epochs=2, non_digit_share=0.5)
    record = store.begin("cut", recipe, small_dataset)
    begun = recording.keep(recipe.start(small_dataset), small_dataset, record)
    next(event for event in begun if isinstance(event, EpochFinished))
    begun.close()
    kept = store.get(record.id)
    assert kept.is_interrupted
    listener = StopsAtFirstEvents(Task.going_on(kept, unseen(small_dataset), 0), store).run()
    after = store.get(record.id)
    assert [each for each in listener.messages if isinstance(each, Kept)] == [Kept(record.id)]
    assert listener.failures == []
    assert after.ending is Ending.STOPPED
    assert (after.epochs, after.steps) == (kept.epochs, kept.steps)
