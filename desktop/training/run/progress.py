"""How far a run is, how fast, and how long it still takes; pauses do not count.

It knows no Qt; whoever shows it asks when they like.
"""

from collections import deque
from collections.abc import Callable, Iterable
from time import monotonic

from nncore.datasets import Dataset
from nncore.events import EpochFinished, Event, StepFinished, StoppedEarly
from nncore.recipes import Recipe

WINDOW_SECONDS = 3.0
"""How far back the speed looks."""

_SOON = 0.5
"""Seconds of training before a speed means anything."""


class RunProgress:
    """Follows one run of `recipe` on `dataset`. `clock` gives seconds."""

    def __init__(
        self, recipe: Recipe, dataset: Dataset, clock: Callable[[], float] = monotonic
    ) -> None:
        images = len(dataset.training)
        self.dataset = dataset
        self.epochs = recipe.epochs
        self.batch_size = recipe.batch_size or images
        self.steps = recipe.epochs * recipe.steps_per_epoch(images)
        self.step = 0
        self.epoch = 1
        self.validation_accuracy: float | None = None
        self.stopped_early: StoppedEarly | None = None
        self._clock = clock
        self._began: float | None = clock()
        self._before = 0.0
        self._samples = deque([(0.0, 0)])

    def take(self, events: Iterable[Event]) -> None:
        """Note what `events` tell."""
        for event in events:
            if isinstance(event, StepFinished):
                self.step, self.epoch = event.step, event.epoch
            elif isinstance(event, EpochFinished):
                self.validation_accuracy = event.validation_accuracy
            elif isinstance(event, StoppedEarly):
                self.stopped_early = event
        self._samples.append((self.seconds, self.step))
        while self._samples[-1][0] - self._samples[1][0] > WINDOW_SECONDS:
            self._samples.popleft()

    def halt(self) -> None:
        """The run pauses or ends: from here on no time passes."""
        self._before, self._began = self.seconds, None

    def go_on(self) -> None:
        """The run goes on after a pause."""
        self._before, self._began = self.seconds, self._clock()

    @property
    def seconds(self) -> float:
        """How long it has been at work."""
        return self._before + (0.0 if self._began is None else self._clock() - self._began)

    @property
    def fraction(self) -> float:
        """The part that is done, 0..1."""
        return 1.0 if self.is_complete else self.step / self.steps

    @property
    def is_complete(self) -> bool:
        """Whether the recipe was followed to its end, be it the last step or an early stop."""
        return self.step == self.steps or self.stopped_early is not None

    @property
    def steps_per_second(self) -> float | None:
        """The speed of late, None before there is one."""
        (start, first), (end, last) = self._samples[0], self._samples[-1]
        return (last - first) / (end - start) if end - start >= _SOON and last > first else None

    @property
    def seconds_left(self) -> float | None:
        """What is left at the speed of late, None before there is one."""
        speed = self.steps_per_second
        return None if speed is None else (self.steps - self.step) / speed
