"""Moments of a run, by what it tells of them."""

from collections.abc import Callable, Iterator

import nncore as nn


def epoch_finished(number: int) -> Callable[[nn.Event], bool]:
    return lambda event: isinstance(event, nn.EpochFinished) and event.epoch == number


def step_finished(number: int) -> Callable[[nn.Event], bool]:
    return lambda event: isinstance(event, nn.StepFinished) and event.step == number


def pull_until(events: Iterator[nn.Event], stop: Callable[[nn.Event], bool]) -> None:
    next(event for event in events if stop(event))
