import pickle
from dataclasses import fields

import pytest

from desktop.trainer.messages import (
    Abandon,
    Begin,
    Command,
    EventsArrived,
    Failed,
    Failure,
    Finished,
    Kept,
    Message,
    ProbeRequest,
    Request,
    StateChanged,
    Unkept,
)
from desktop.trainer.task import Task
from desktop.workspace.run.state_and_actions import Action, RunState
from nncore.datasets import Dataset
from nncore.events import (
    Diverged,
    EpochFinished,
    Event,
    RateChanged,
    StepCancelled,
    StepFinished,
)
from nncore.recipes.recipe import Recipe
from nncore.runs import RunError


def test_events_cross_a_process_as_they_are_and_in_order() -> None:
    steps = [StepFinished(each, 1 + each // 3, 2.3 / each, 0.1, 0.002, 64) for each in range(1, 6)]
    events: list[Event] = [RateChanged(1, 0.002, 0.1), *steps[:3]]
    events += [EpochFinished(1, 3, 1.2, 0.5, None, None), *steps[3:], StepCancelled(6)]
    sent = EventsArrived((*events, Diverged(7, 2, float("inf"), 0.1, 1)))

    assert pickle.loads(pickle.dumps(sent)) == sent


def test_a_step_crosses_with_all_its_fields() -> None:
    values = {field.name: 7 + place for place, field in enumerate(fields(StepFinished))}
    sent = EventsArrived((StepFinished(**values),))

    (step,) = pickle.loads(pickle.dumps(sent)).events

    assert {name: getattr(step, name) for name in values} == values


@pytest.mark.parametrize(
    "sent",
    [
        *(Command(action) for action in Action),
        Command(Action.CHANGE_RATE, 0.125),
        ProbeRequest(),
        Abandon(),
        Kept("a run"),
        Unkept("the disk is full", lacks_room=True),
        *(StateChanged(state) for state in RunState),
        *(Failed(failure, "why") for failure in Failure),
        Finished(),
    ],
    ids=str,
)
def test_what_is_asked_and_told_crosses_a_process_as_it_is(sent: Request | Message) -> None:
    assert pickle.loads(pickle.dumps(sent)) == sent


def test_a_task_crosses_without_its_data_and_is_the_same_with_them_again(
    small_dataset: Dataset,
) -> None:
    task = Task(Recipe(hidden=(16,)), small_dataset, "Mine", preset="quick", by_step=True)
    pickled = pickle.dumps(Begin.of(task, None))

    again = pickle.loads(pickled).task(small_dataset)

    assert len(pickled) < 10_000
    for field in fields(Task):
        assert getattr(again, field.name) == getattr(task, field.name), field.name


@pytest.mark.parametrize(
    ("error", "failed"),
    [
        (MemoryError(), Failed(Failure.OUT_OF_MEMORY)),
        (RunError("another window has it"), Failed(Failure.UNUSABLE_RUN, "another window has it")),
        (ValueError("a batch of 7"), Failed(Failure.ERROR, "a batch of 7")),
        (ZeroDivisionError(), Failed(Failure.ERROR, "ZeroDivisionError")),
    ],
    ids=str,
)
def test_an_error_says_why_a_run_failed(error: Exception, failed: Failed) -> None:
    assert Failed.by(error) == failed
