"""Looking ahead brings the same items in the same order, and leaves no thread behind."""

import gc
import threading
from collections.abc import Iterator
from contextlib import closing

import pytest

from nncore.runtime.prefetch import DEPTH, prefetch


def looking_threads() -> list[threading.Thread]:
    return [each for each in threading.enumerate() if each.name.startswith("prefetch")]


def test_every_item_comes_once_and_in_order() -> None:
    assert list(prefetch(iter(range(1, 50)))) == list(range(1, 50))
    assert list(prefetch(iter([]))) == []


def test_never_more_items_are_made_ahead_than_the_depth_says() -> None:
    made: list[int] = []

    def source() -> Iterator[int]:
        for item in range(1, 30):
            made.append(item)
            yield item

    for item in prefetch(source()):
        # the one that was taken last is being worked on, and the ones behind it are being made
        assert max(made) - item <= DEPTH


def test_closing_on_the_way_ends_the_thread() -> None:
    with closing(prefetch(iter(range(1, 1000)))) as items:
        assert next(items) == 1
        assert looking_threads()
    assert not looking_threads()


def test_what_the_source_raises_comes_in_its_place() -> None:
    def source() -> Iterator[int]:
        yield 1
        yield 2
        raise ValueError("no third")

    items = prefetch(source())
    assert [next(items), next(items)] == [1, 2]
    with pytest.raises(ValueError, match="no third"):
        next(items)
    assert not looking_threads()


def test_one_that_nobody_closed_may_be_cleared_away_by_its_own_thread() -> None:
    is_left, is_cleared = threading.Event(), threading.Event()

    def source() -> Iterator[int]:
        yield 1
        assert is_left.wait(5)
        gc.collect()
        is_cleared.set()
        yield 2

    def leave_one_behind() -> None:
        items = prefetch(source())
        next(items)
        cycle: list[object] = [items]
        cycle.append(cycle)  # only the collector of garbage finds it

    gc.disable()
    try:
        leave_one_behind()
        is_left.set()
        assert is_cleared.wait(5)
    finally:
        gc.enable()
    for each in looking_threads():
        each.join(5)
    assert not looking_threads()
