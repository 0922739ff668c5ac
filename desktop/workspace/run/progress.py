"""How far a run is, how fast, and how long it still takes; pauses do not count."""

from collections.abc import Callable, Iterable
from time import monotonic

from desktop.workspace.run.time_left import TimeLeft
from nncore.datasets import Dataset
from nncore.datasets.non_digits.images import non_digit_counts
from nncore.events import (
    EpochFinished,
    Event,
    NonDigitsDrawn,
    StepFinished,
    StoppedEarly,
    ValidationAdvanced,
)
from nncore.recipes.recipe import Recipe


class RunProgress:
    """Follows one run of `recipe` on `dataset`. `clock` gives seconds.

    A run that goes on where it once stood begins with what it had done by then: `done_steps`,
    `done_epochs`, and the `seconds` that it was at work.
    """

    def __init__(
        self,
        recipe: Recipe,
        dataset: Dataset,
        clock: Callable[[], float] = monotonic,
        *,
        done_steps: int = 0,
        done_epochs: int = 0,
        seconds: float = 0.0,
    ) -> None:
        images = len(dataset.training)
        self.dataset = dataset
        self.epochs = recipe.epochs
        self.batch_size = recipe.batch_size or images
        self.patience = recipe.patience
        self.steps = recipe.epochs * recipe.steps_per_epoch(images)
        self.step = self._done_steps = done_steps
        self.done_epochs = done_epochs
        self.epoch = min(done_epochs + 1, recipe.epochs)
        self.drawn: float | None = None
        """Which part of the non-digits is drawn, 0..1, while they are; None before and after."""
        self.stopped_early: StoppedEarly | None = None
        self._clock = clock
        self._began: float | None = clock()
        self._before = seconds
        self._checked = len(dataset.validation) + len(dataset.test)
        if recipe.non_digit_share:
            self._checked += non_digit_counts(images, len(dataset.validation))[1]
        self._pace = self._begun_pace()

    def begin_work(self) -> None:
        """The run is at work from here on: what came before is no time of the run.

        The list of runs does not count it either.
        """
        if self.step != self._done_steps:
            return
        if self._began is not None:
            self._began = self._clock()
        self._pace = self._begun_pace()

    def follow(self, events: Iterable[Event]) -> None:
        """Note what `events` tell."""
        self._pace.pass_time(self.seconds)
        for event in events:
            if isinstance(event, NonDigitsDrawn):
                self.drawn = event.part
                self.begin_work()
            elif isinstance(event, StepFinished):
                self.drawn = None
                self.step, self.epoch = event.step, event.epoch
                self._pace.learn(event.step, event.examples)
            elif isinstance(event, ValidationAdvanced):
                self._pace.check(event.images)
            elif isinstance(event, EpochFinished):
                self.done_epochs = event.epoch
                self._pace.end_epoch()
            elif isinstance(event, StoppedEarly):
                self.stopped_early = event
        self._pace.mark()

    def halt(self) -> None:
        """The run pauses or ends: from here on no time passes, whatever single steps it makes."""
        self._before, self._began = self.seconds, None
        self._pace.is_held = True

    def go_on(self) -> None:
        """The run goes on after a pause."""
        self._before, self._began = self.seconds, self._clock()
        self._pace.is_held = False

    def settle(self, seconds: float) -> None:
        """It is over, and was at work for so long by the clock of the process that trained."""
        self._before, self._began = seconds, None

    def _begun_pace(self) -> TimeLeft:
        """Knows of no work yet, but of what was done before the run went on."""
        images = len(self.dataset.training)
        steps_per_epoch = self.steps // self.epochs
        pace = TimeLeft(steps_per_epoch, images, self._checked, self._done_steps, self._before)
        pace.is_held = self._began is None
        return pace

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
        """Whether the recipe was followed to its end, be it the last epoch or an early stop."""
        return self.done_epochs == self.epochs or self.stopped_early is not None

    @property
    def steps_per_second(self) -> float | None:
        """The speed of late while it learns, None before there is one."""
        return self._pace.steps_per_second

    @property
    def images_per_second(self) -> float | None:
        """How many images it learns from in a second of late, None before there is a speed."""
        return self._pace.images_per_second

    @property
    def seconds_left(self) -> float | None:
        """What is left, with the checking after each epoch; None before there is a speed."""
        if self.stopped_early is not None:
            return 0.0
        return self._pace.seconds_left(self.steps - self.step, self.epochs - self.done_epochs)
