"""A disk that refuses: every operation of writing is made to fail in turn."""

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import copytree
from typing import Any

import numpy as np
import pytest

from nncore.runs import RunStore


class PowerCut(BaseException):
    """Nothing runs after it, so nothing may catch it."""


class Disk:
    """Counts operations; from the `first` on, `failures` of them do not work."""

    def __init__(self, first: int, failures: float, error: BaseException) -> None:
        self.count = 0
        self._first, self._failures, self._error = first, failures, error

    def refuses(self) -> bool:
        self.count += 1
        return self._first <= self.count < self._first + self._failures

    def check(self) -> None:
        if self.refuses():
            raise self._error


@contextmanager
def failing(
    first: int, *, failures: float = 1, error: BaseException | None = None
) -> Iterator[Disk]:
    """Every operation from the `first` on fails, so many times. Nothing is really synced."""
    disk = Disk(first, failures, error or OSError(errno.ENOSPC, "No space left on device"))
    write, open_ = os.write, Path.open

    def written(descriptor: int, content: memoryview) -> int:
        if disk.refuses():
            write(descriptor, content[: len(content) // 2])  # torn
            raise disk._error
        return write(descriptor, content)

    def opened(self: Path, mode: str = "r", *others: Any, **options: Any) -> Any:
        if "x" in mode or "w" in mode:
            disk.check()
        return open_(self, mode, *others, **options)

    def checked(call: Callable[..., Any]) -> Callable[..., Any]:
        def operation(*arguments: Any, **options: Any) -> Any:
            disk.check()
            return call(*arguments, **options)

        return operation

    with pytest.MonkeyPatch.context() as patch:
        for name in ("replace", "rename", "unlink", "mkdir", "rmdir"):
            patch.setattr(os, name, checked(getattr(os, name)))
        patch.setattr(os, "fsync", checked(lambda _: None))
        patch.setattr(os, "write", written)
        patch.setattr(Path, "open", opened)
        yield disk


def assert_readable(store: RunStore) -> None:
    """No run is damaged, and all that each says it has can be had."""
    assert store.damaged() == []
    for kept in store.runs():
        kept.state()
        assert kept.history().epochs == kept.history().epochs[: kept.epochs]
        for epoch in kept.predictions().epochs:
            kept.predictions().at(int(epoch))
        for each in kept.weights_epochs:
            kept.network(each)
        for file in kept.folder.glob("*.npy"):
            np.load(file)


def for_each_operation(
    store: RunStore, folder: Path, work: Callable[[RunStore], object]
) -> Iterator[tuple[int, RunStore]]:
    """The number of each operation of writing that `work` takes, and a copy of the store that it
    can fail in.
    """
    with failing(10**9) as disk:
        there = RunStore(copytree(store.folder, folder / "counted"))
        disk.count = 0
        work(there)
    for number in range(1, disk.count + 1):
        yield number, RunStore(copytree(store.folder, folder / str(number)))
