"""BLAS leaves a core to others, has the threads that a run asks for, and gets them all back."""

import gc
import sys
import threading
from collections.abc import Callable, Generator
from functools import partial
from typing import Any

import pytest
from threadpoolctl import ThreadpoolController, threadpool_limits

from nncore.runtime import threads
from nncore.runtime.threads import (
    SWITCH_SECONDS,
    blas_limited_to,
    blas_threads,
    keep_blas_threads,
    leave_a_core,
    usable_threads,
)

Settings = Callable[[], tuple[int, float, int]]

pytestmark = pytest.mark.usefixtures("nobody_trains")


@pytest.mark.parametrize(("available", "before", "expected"), [(1, 1, 1), (2, 2, 1), (8, 2, 2)])
def test_a_core_is_left_where_there_is_more_than_one(
    monkeypatch: pytest.MonkeyPatch, available: int, before: int, expected: int
) -> None:
    monkeypatch.setattr(threads, "cores", lambda: available)
    with threadpool_limits(limits=before, user_api="blas"):
        with leave_a_core():
            assert blas_threads() == expected
        assert blas_threads() == before


@pytest.mark.parametrize("asked", [1, 2])
def test_so_many_threads_within_and_all_of_them_afterwards(
    asked: int, three_threads: None, settings: Settings
) -> None:
    before = settings()
    for _ in range(2):
        with blas_limited_to(asked):
            assert blas_threads() == asked
            assert sys.getswitchinterval() == pytest.approx(SWITCH_SECONDS)
        assert settings() == before
    with pytest.raises(KeyboardInterrupt), blas_limited_to(asked):
        raise KeyboardInterrupt
    assert settings() == before


def test_turns_that_are_shorter_already_stay(three_threads: None) -> None:
    before = sys.getswitchinterval()
    try:
        sys.setswitchinterval(SWITCH_SECONDS / 5)
        shorter = sys.getswitchinterval()
        with blas_limited_to(1):
            assert sys.getswitchinterval() == pytest.approx(shorter, abs=2e-6)
        assert sys.getswitchinterval() == pytest.approx(shorter, abs=2e-6)
    finally:
        sys.setswitchinterval(before)


@pytest.mark.parametrize("ends_first", [0, 1])
def test_of_two_that_overlap_the_later_decides_and_the_last_restores(
    ends_first: int, three_threads: None, settings: Settings
) -> None:
    before, both = settings(), [blas_limited_to(1), blas_limited_to(2)]
    for asked, each in enumerate(both, start=1):
        each.__enter__()
        assert blas_threads() == asked
    both.pop(ends_first).__exit__(None, None, None)
    assert blas_threads() == 2
    assert sys.getswitchinterval() == pytest.approx(SWITCH_SECONDS)
    both.pop().__exit__(None, None, None)
    assert settings() == before


@pytest.mark.parametrize("ends_first", [0, 1])
def test_of_two_that_overlap_each_can_have_its_own_threads_again(
    ends_first: int, three_threads: None, settings: Settings
) -> None:
    before, both = settings(), [(1, blas_limited_to(1)), (2, blas_limited_to(2))]
    for _, limit in both:
        limit.__enter__()
    for asked in (1, 2, 2, 1, 1):
        keep_blas_threads(asked)
        assert blas_threads() == asked
    both.pop(ends_first)[1].__exit__(None, None, None)
    asked, limit = both.pop()
    keep_blas_threads(asked)
    assert blas_threads() == asked
    limit.__exit__(None, None, None)
    assert settings() == before


def test_threads_are_kept_from_any_thread(three_threads: None, settings: Settings) -> None:
    before = settings()
    with blas_limited_to(1), blas_limited_to(2):
        in_another_thread(partial(keep_blas_threads, 1))
        assert blas_threads() == 1
        keep_blas_threads(2)
        assert blas_threads() == 2
    assert settings() == before


def test_to_keep_what_is_so_costs_no_look_at_any_library(
    three_threads: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    with blas_limited_to(2):
        with monkeypatch.context() as patch:
            patch.setattr(threads, "ThreadpoolController", None)
            keep_blas_threads(2)
        assert blas_threads() == 2


def test_outside_of_any_run_there_is_nothing_to_keep(
    three_threads: None, eight_cores: None, settings: Settings
) -> None:
    before = settings()
    for asked in (1, 2, 8):
        keep_blas_threads(asked)
        assert settings() == before
        assert usable_threads() == 3
    with blas_limited_to(1):
        assert blas_threads() == 1
    for asked in (1, 2):
        keep_blas_threads(asked)
        assert settings() == before
        assert usable_threads() == 3


def in_another_thread(work: Callable[[], object]) -> None:
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()


def test_another_thread_than_the_last_one_may_limit(
    three_threads: None, settings: Settings
) -> None:
    before, seen = settings(), []

    def limit() -> None:
        with blas_limited_to(1):
            seen.append(blas_threads())

    for _ in range(2):
        limit()
        in_another_thread(limit)
    assert seen == [1] * 4
    assert settings() == before


@pytest.mark.parametrize("ends_first", [0, 1])
def test_of_three_threads_that_overlap_the_last_restores(
    ends_first: int, three_threads: None, settings: Settings
) -> None:
    before, both = settings(), [blas_limited_to(1), blas_limited_to(1)]
    both[0].__enter__()
    in_another_thread(both[1].__enter__)
    for each in (both[ends_first], both[1 - ends_first]):
        assert blas_threads() == 1
        in_another_thread(partial(each.__exit__, None, None, None))
    assert settings() == before


@pytest.mark.parametrize("asked", [[1, 1, 1, 1], [1, 2, 1, 2]], ids=["alike", "unlike"])
def test_many_threads_may_begin_and_end_at_any_time(
    asked: list[int], three_threads: None, settings: Settings
) -> None:
    before, seen = settings(), []

    def limit(count: int) -> None:
        for _ in range(20):
            with blas_limited_to(count):
                seen.append(blas_threads())
                keep_blas_threads(count)

    several = [threading.Thread(target=limit, args=(count,)) for count in asked]
    for each in several:
        each.start()
    for each in several:
        each.join()
    assert set(seen) <= set(asked)
    assert settings() == before


def test_a_run_that_nobody_closed_may_be_cleared_away_while_another_begins(
    three_threads: None, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def training() -> Generator[None, None, None]:
        with blas_limited_to(1):
            yield

    def leave_one_behind() -> None:
        run = training()
        next(run)
        cycle: list[Any] = [run]
        cycle.append(cycle)  # only the collector of garbage finds it

    before = settings()

    def collecting() -> Any:
        gc.collect()
        return ThreadpoolController()

    leave_one_behind()
    monkeypatch.setattr(threads, "ThreadpoolController", collecting)
    with blas_limited_to(1):
        assert blas_threads() == 1
        leave_one_behind()
    gc.collect()
    assert settings() == before


def test_a_limit_from_before_is_kept_to(eight_cores: None) -> None:
    for limit in (1, 2):
        with threadpool_limits(limits=limit, user_api="blas"):
            assert usable_threads() == limit
            with blas_limited_to(2), blas_limited_to(1):
                assert usable_threads() == limit
                keep_blas_threads(2)
                assert usable_threads() == limit
            assert usable_threads() == limit


def test_no_more_threads_than_cores(three_threads: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threads, "cores", lambda: 1)
    assert usable_threads() == 1
