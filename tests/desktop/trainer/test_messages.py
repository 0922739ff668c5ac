import pickle
from dataclasses import fields

from desktop.trainer.messages import EventsArrived
from nncore.events import EpochFinished, Event, RateChanged, StepCancelled, StepFinished


def test_events_cross_a_process_as_they_are_and_in_order() -> None:
    steps = [StepFinished(each, 1 + each // 3, 2.3 / each, 0.1, 0.002, 64) for each in range(1, 6)]
    events: list[Event] = [RateChanged(1, 0.002, 0.1), *steps[:3]]
    events += [EpochFinished(1, 3, 1.2, 0.5, None, None), *steps[3:], StepCancelled(6)]
    sent = EventsArrived(tuple(events))

    assert pickle.loads(pickle.dumps(sent)) == sent


def test_a_step_crosses_with_all_its_fields() -> None:
    values = {field.name: 7 + place for place, field in enumerate(fields(StepFinished))}
    sent = EventsArrived((StepFinished(**values),))

    (step,) = pickle.loads(pickle.dumps(sent)).events

    assert {name: getattr(step, name) for name in values} == values
