"""How fast a run learns and checks, from which follows how long it still takes.

It is told what happens and how much working time passed.
"""

from collections import deque
from dataclasses import dataclass, replace

WINDOW_SECONDS = 3.0
"""How far back the speed that is shown looks."""

LONG_SECONDS = 20.0
"""How far back the time left looks at the least: over whole epochs where there are any."""

_SOON = 0.5
"""Seconds of learning before a speed means anything."""

_LEAST_EPOCHS = 2
"""Whole epochs that the time left looks back on."""

_FULL_BATCH_CYCLE = 10
"""A full-batch run checks more in every tenth epoch: it is looked back on by tens."""

_CHECKING_COST = 1 / 3
"""What checking an image costs beside learning from it: the way forward, without the way back."""


@dataclass(slots=True)
class _Mark:
    """How much was done by a moment, since the run went on; the times in seconds."""

    learned: float = 0.0
    checked: float = 0.0
    steps: int = 0
    images: int = 0
    epochs: int = 0


class TimeLeft:
    """Keeps the time spent on learning apart from that spent on checking after each epoch.

    images, checked: how many an epoch learns from, and how many it checks at its end. steps,
    seconds: what was done before. is_held: whether the run waits; single steps that are made
    meanwhile take no time that is known, so they tell nothing of its pace.
    """

    def __init__(
        self, steps_per_epoch: int, images: int, checked: int, steps: int, seconds: float
    ) -> None:
        self._steps_per_epoch = steps_per_epoch
        self._cycle = _FULL_BATCH_CYCLE if steps_per_epoch == 1 else 1
        self._images, self._checked = images, checked
        self._begin = steps
        self._seconds = seconds
        self._now = _Mark()
        self.is_held = False
        self._checks_since: float | None = None
        self._is_checked_by_hand = False
        self._read = 0
        self._recent = deque([_Mark()])
        self._ends = deque([_Mark()])

    def pass_time(self, seconds: float) -> None:
        """So many seconds it has been at work in all, up to what is told next."""
        passed, self._seconds = seconds - self._seconds, seconds
        if self._checks_since is None:
            self._now.learned += passed
        else:
            self._now.checked += passed

    def learn(self, step: int, images: int) -> None:
        """A step was made, the run's `step`th, from so many images."""
        if self.is_held:
            self._begin = step - self._now.steps
        else:
            self._now.steps = step - self._begin
            self._now.images += images
        self._checks_since, self._is_checked_by_hand, self._read = None, False, 0
        if step % self._steps_per_epoch == 0:
            self._checks_since = self._now.checked

    def check(self, images: int) -> None:
        """So many images of the epoch's end were checked by now."""
        self._is_checked_by_hand |= self.is_held
        self._read = images

    def end_epoch(self) -> None:
        """An epoch is done, with its checking."""
        before, self._checks_since = self._checks_since, None
        if self.is_held or self._is_checked_by_hand:
            # what was checked of it in a time that is known is less than an epoch's
            if before is not None:
                self._now.checked = before
            return
        self._now.epochs += 1
        self._ends.append(replace(self._now))
        while len(self._ends) > 2 and self._is_long_enough_from(self._ends[1]):
            self._ends.popleft()

    def mark(self) -> None:
        """Remember where it stands, for the speed of late."""
        self._recent.append(replace(self._now))
        while self._recent[-1].learned - self._recent[1].learned > WINDOW_SECONDS:
            self._recent.popleft()

    @property
    def steps_per_second(self) -> float | None:
        """The speed of late while it learns."""
        first, last = self._recent[0], self._recent[-1]
        return _speed(last.steps - first.steps, last.learned - first.learned)

    @property
    def images_per_second(self) -> float | None:
        """The same in images."""
        first, last = self._recent[0], self._recent[-1]
        return _speed(last.images - first.images, last.learned - first.learned)

    def seconds_left(self, steps: int, epochs: int) -> float | None:
        """How long so many steps and the ends of so many epochs take; None if nobody can know."""
        since = self._long_ago
        speed = _speed(self._now.steps - since.steps, self._now.learned - since.learned)
        if speed is None:
            return None
        each, current = self._seconds_of_checking(speed), 0.0
        if self._checks_since is not None:
            # the end that is under way: what is left of it, and not all of it
            current = min(self._now.checked - self._checks_since, each)
        return max(0.0, steps / speed + epochs * each - current)

    def _seconds_of_checking(self, speed: float) -> float:
        """What the end of an epoch takes: as measured, else by what is read, else by its size."""
        if self._now.epochs:
            first, last = self._long_ago, self._ends[-1]
            return (last.checked - first.checked) / (last.epochs - first.epochs)
        if self._checks_since is not None and self._read and not self._is_checked_by_hand:
            return (self._now.checked - self._checks_since) * self._checked / self._read
        seconds_per_image = self._steps_per_epoch / (speed * self._images)
        return seconds_per_image * _CHECKING_COST * self._checked

    @property
    def _long_ago(self) -> _Mark:
        """Where the time left looks back to: whole cycles before the last epoch's end."""
        spans = len(self._ends) - 1
        return self._ends[spans % self._cycle if spans > self._cycle else 0]

    def _is_long_enough_from(self, mark: _Mark) -> bool:
        now = self._now
        seconds = now.learned + now.checked - mark.learned - mark.checked
        least = max(_LEAST_EPOCHS, 2 * self._cycle - 1)
        return seconds >= LONG_SECONDS and now.epochs - mark.epochs >= least


def _speed(done: int, seconds: float) -> float | None:
    return done / seconds if seconds >= _SOON and done > 0 else None
