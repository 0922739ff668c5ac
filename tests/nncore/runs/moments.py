"""Moments of a run, by what it tells of them, and what of it a reduction leaves."""

from collections.abc import Callable, Iterator
from typing import Any

import nncore as nn


def epoch_finished(number: int) -> Callable[[nn.Event], bool]:
    return lambda event: isinstance(event, nn.EpochFinished) and event.epoch == number


def step_finished(number: int) -> Callable[[nn.Event], bool]:
    return lambda event: isinstance(event, nn.StepFinished) and event.step == number


def pull_until(events: Iterator[nn.Event], stop: Callable[[nn.Event], bool]) -> None:
    next(event for event in events if stop(event))


def told(facts: dict[str, Any]) -> dict[str, Any]:
    """What of a run's facts is still there when it was reduced to its last weights."""
    gone = {name for name in facts if name.startswith(("state", "weights"))}
    of_state = ("state network.", "state best.", "state predictions.")
    kept = {name for name in facts if name.startswith(of_state)}
    return {name: facts[name] for name in facts if name not in gone or name in kept}
