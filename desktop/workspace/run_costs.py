"""What a run will cost here, before it is started: time, room on the disk, and the longest step.

Nothing is measured in the event loop, nor while a run is under way.
"""

import shutil
from contextlib import suppress
from dataclasses import dataclass, field
from math import isfinite
from pathlib import Path
from statistics import median

from PySide6.QtCore import QObject, Signal, Slot

from desktop.workspace.data_choice import DataChoice
from desktop.workspace.jobs import Jobs, LatestJob, Progress
from desktop.workspace.kept_runs import KeptRuns
from desktop.workspace.run_bin import BinContents
from nncore.recipes.recipe import Recipe
from nncore.runs import KeptRun, estimated_seconds, estimated_size, slowness

LARGEST_STEP = 6_000_000_000
"""Multiplications that read the images of one update: half a second with kernels, less without.

Measured on one core: a step, there and back, takes a second for 12 billion multiplications of its
forward pass through kernels, and for 18 to 22 billion through dense layers. Stop and closing wait
for a layer of one, and the largest has few.
"""

LARGEST_PICTURE_BATCH = 512
"""Images at a time where layers make pictures: they take memory, and time to move it."""

_VARYING = 200_000
"""Multiplications that take as long as varying one image: 6 to 12 microseconds."""

_LATEST, _RUNS = 20, 5
"""Of so many of the latest runs, the first few that are alike tell how fast this machine is."""

_LEAST_SECONDS = 1.0
"""That a run was at work before its speed means anything."""

_SLOWEST = 100.0
"""Times slower or faster than estimated: beyond it a run is not believed."""


@dataclass(frozen=True)
class RunCost:
    """seconds: how long all epochs take; None while that is not known. size: bytes on the disk when
    the run is done. most: bytes at any time on the way. free: bytes that are free there; None while
    that is not known. may_end_early: whether it may take less. held: what could be freed there.
    """

    seconds: float | None
    size: int
    most: int
    free: int | None
    may_end_early: bool = False
    held: BinContents = field(default_factory=BinContents)


class RunCosts(QObject):
    """Estimates for the chosen data set, by this machine's speed. changed: they may be others now.

    The speed is that of the latest kept runs, the same network's if there are such; without any it
    is measured in the background, once.
    """

    changed = Signal()

    def __init__(
        self,
        data: DataChoice,
        kept_runs: KeptRuns,
        jobs: Jobs,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._data = data
        self._kept_runs = kept_runs
        self._measured: float | None = None
        self._free: int | None = None
        self._told: tuple[object, ...] = ()
        self._speeds: dict[tuple[str, int], tuple[Recipe, float | None]] = {}
        self._looking = LatestJob(jobs, self)
        self._looking.finished.connect(self._on_looked)
        data.changed.connect(self._on_changed)
        kept_runs.changed.connect(self._on_changed)
        kept_runs.bin.changed.connect(self._on_bin_changed)

    def of(self, recipe: Recipe) -> RunCost | None:
        """What a run of all of `recipe` takes; None without data to learn from."""
        images = self._images
        if images is None:
            return None
        size = estimated_size(recipe, *images)
        times = self._times_slower(recipe)
        seconds = None if times is None else times * estimated_seconds(recipe, *images)
        return RunCost(
            seconds,
            size.kept,
            size.most,
            self._free,
            may_end_early=recipe.patience is not None,
            held=self._kept_runs.bin.contents,
        )

    @property
    def _images(self) -> tuple[int, int, int] | None:
        dataset = self._data.trainable
        if dataset is None:
            return None
        return len(dataset.training), len(dataset.validation), len(dataset.test)

    def _times_slower(self, recipe: Recipe) -> float | None:
        """How many times longer than estimated runs take here; None if nobody knows yet."""
        known = [(told, times) for told, times in self._speeds.values() if times is not None]
        alike = [times for told, times in known if _learns_alike(told, recipe)]
        chosen = alike or [times for _, times in known]
        return median(chosen[:_RUNS]) if chosen else self._measured

    def _look(self) -> None:
        """Look how much of the disk is free, and how fast this machine is if no run has told."""
        is_known = self._times_slower(Recipe()) is not None
        measures = self._kept_runs.is_loaded and not is_known
        self._looking.request(_Look(self._kept_runs.folder, measures=measures))

    @Slot()
    def _on_changed(self) -> None:
        if self._data.is_locked:
            return  # a run is under way
        before = self._speeds
        self._speeds = {}
        for kept in self._kept_runs.runs[:_LATEST]:
            key = kept.id, kept.steps
            self._speeds[key] = before.get(key) or (kept.recipe, _times_slower(kept))
        now = self._images, self._kept_runs.is_loaded, tuple(self._speeds)
        if now != self._told:
            self._told = now
            self.changed.emit()
            if self._images is not None:
                self._look()

    @Slot()
    def _on_bin_changed(self) -> None:
        if self._images is not None and not self._data.is_locked:
            self._look()  # there may be more room than before

    @Slot(object)
    def _on_looked(self, found: tuple[int | None, float | None]) -> None:
        free, measured = found
        self._free = free
        self._measured = measured or self._measured
        self.changed.emit()


def is_too_large(recipe: Recipe, images: int) -> bool:
    """Whether a step takes much longer than half a second, `images` being all there are."""
    batch = recipe.images_per_step(images)
    work = recipe.work_per_step(images)
    if not recipe.augmentation.is_nothing:
        work += batch * _VARYING
    makes_pictures = any(isinstance(layer, str) and "x" in layer for layer in recipe.hidden)
    return work > LARGEST_STEP or (makes_pictures and batch > LARGEST_PICTURE_BATCH)


class _Look:
    """The work in the background: how many bytes are free, how slow the machine is."""

    def __init__(self, folder: Path, *, measures: bool) -> None:
        self._folder, self._measures = folder, measures

    def __call__(self, _progress: Progress) -> tuple[int | None, float | None]:
        free = None
        with suppress(OSError):
            # the folder of runs is made with the first of them
            there = next(each for each in (self._folder, *self._folder.parents) if each.is_dir())
            free = shutil.disk_usage(there).free
        return free, slowness() if self._measures else None


def _times_slower(kept: KeptRun) -> float | None:
    """How many times longer than estimated a kept run took; None where it tells nothing."""
    data = kept.dataset
    if kept.seconds < _LEAST_SECONDS or not (kept.epochs and data.training and kept.steps):
        return None
    whole = estimated_seconds(kept.recipe, data.training, data.validation, data.test)
    steps = kept.recipe.epochs * kept.recipe.steps_per_epoch(data.training)
    times = kept.seconds * steps / (whole * kept.steps)
    return times if isfinite(times) and 1 / _SLOWEST < times < _SLOWEST else None


def _learns_alike(one: Recipe, other: Recipe) -> bool:
    """Whether two recipes make the same steps."""
    names = ("hidden", "optimizer", "batch_size", "augmentation", "non_digit_share")
    return all(getattr(one, name) == getattr(other, name) for name in names)
