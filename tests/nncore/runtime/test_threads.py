"""BLAS leaves a core to others, has one thread while a network trains, and gets them all back."""

import gc
import sys
import threading
from collections.abc import Callable, Generator, Iterator
from functools import partial
from typing import Any

import numpy as np
import pytest
import threadpoolctl
from threadpoolctl import threadpool_limits

import nncore as nn
from nncore.runtime import threads
from nncore.runtime.thread_pair import ThreadPair
from nncore.runtime.threads import (
    SWITCH_SECONDS,
    blas_threads,
    leave_a_core,
    one_blas_thread,
    usable_threads,
)

NewNetwork = Callable[..., nn.Network]
Events = Generator[nn.Event, None, None]


@pytest.fixture(autouse=True)
def nobody_trains(monkeypatch: pytest.MonkeyPatch) -> None:
    """A run that another test left between two pulls still holds the limit of its own."""
    monkeypatch.setattr(threads, "_LIMIT", threads._Limit())


@pytest.fixture
def two_threads() -> Iterator[None]:
    """BLAS has two threads, whatever the machine has, and any thread may change that."""
    with threadpool_limits(limits=2, user_api="blas"):
        if blas_threads() != 2:
            pytest.skip("this BLAS cannot be told")
        _let_any_thread_set_limits()
        yield
        _let_any_thread_set_limits()


def _let_any_thread_set_limits() -> None:
    """In newer versions of threadpoolctl the thread that set a limit keeps all others from it."""
    clear = getattr(threadpoolctl.OpenBLASController, "clear_controlling_thread", None)
    if clear is not None:
        clear(force=True)


@pytest.fixture
def eight_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threads, "_cores", lambda: 8)


def settings() -> tuple[int, float, int]:
    """What must be the same before and after."""
    return blas_threads(), sys.getswitchinterval(), threading.active_count()


@pytest.mark.parametrize(("available", "before", "expected"), [(1, 1, 1), (2, 2, 1), (8, 2, 2)])
def test_a_core_is_left_where_there_is_more_than_one(
    monkeypatch: pytest.MonkeyPatch, available: int, before: int, expected: int
) -> None:
    monkeypatch.setattr(threads, "_cores", lambda: available)
    with threadpool_limits(limits=before, user_api="blas"):
        with leave_a_core():
            assert blas_threads() == expected
        assert blas_threads() == before


def test_one_thread_within_and_all_of_them_afterwards(two_threads: None) -> None:
    before = settings()
    for _ in range(2):
        with one_blas_thread():
            assert blas_threads() == 1
            assert sys.getswitchinterval() == pytest.approx(SWITCH_SECONDS)
        assert settings() == before
    with pytest.raises(KeyboardInterrupt), one_blas_thread():
        raise KeyboardInterrupt
    assert settings() == before


def test_turns_that_are_shorter_already_stay(two_threads: None) -> None:
    before = sys.getswitchinterval()
    try:
        sys.setswitchinterval(SWITCH_SECONDS / 5)
        shorter = sys.getswitchinterval()
        with one_blas_thread():
            assert sys.getswitchinterval() == pytest.approx(shorter, abs=2e-6)
        assert sys.getswitchinterval() == pytest.approx(shorter, abs=2e-6)
    finally:
        sys.setswitchinterval(before)


@pytest.mark.parametrize("ends_first", [0, 1])
def test_of_two_that_overlap_the_last_restores(two_threads: None, ends_first: int) -> None:
    before, both = settings(), [one_blas_thread(), one_blas_thread()]
    for each in both:
        each.__enter__()
    both.pop(ends_first).__exit__(None, None, None)
    assert blas_threads() == 1
    assert sys.getswitchinterval() == pytest.approx(SWITCH_SECONDS)
    both.pop().__exit__(None, None, None)
    assert settings() == before


def in_another_thread(work: Callable[[], object]) -> None:
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()


def test_another_thread_than_the_last_one_may_limit(two_threads: None) -> None:
    before, seen = settings(), []

    def limit() -> None:
        with one_blas_thread():
            seen.append(blas_threads())

    for _ in range(2):
        limit()
        in_another_thread(limit)
    assert seen == [1] * 4
    assert settings() == before


@pytest.mark.parametrize("ends_first", [0, 1])
def test_of_two_threads_that_overlap_the_last_restores(two_threads: None, ends_first: int) -> None:
    before, both = settings(), [one_blas_thread(), one_blas_thread()]
    both[0].__enter__()
    in_another_thread(both[1].__enter__)
    for each in (both[ends_first], both[1 - ends_first]):
        assert blas_threads() == 1
        in_another_thread(partial(each.__exit__, None, None, None))
    assert settings() == before


def test_many_threads_may_begin_and_end_at_any_time(two_threads: None) -> None:
    before, seen = settings(), []

    def limit() -> None:
        for _ in range(20):
            with one_blas_thread():
                seen.append(blas_threads())

    several = [threading.Thread(target=limit) for _ in range(4)]
    for each in several:
        each.start()
    for each in several:
        each.join()
    assert set(seen) == {1}
    assert settings() == before


def test_a_run_that_nobody_closed_may_be_cleared_away_while_another_begins(
    two_threads: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def training() -> Generator[None, None, None]:
        with one_blas_thread():
            yield

    def leave_one_behind() -> None:
        run = training()
        next(run)
        cycle: list[Any] = [run]
        cycle.append(cycle)  # only the collector of garbage finds it

    before, controller = settings(), threads.ThreadpoolController

    def collecting() -> Any:
        gc.collect()
        return controller()

    leave_one_behind()
    monkeypatch.setattr(threads, "ThreadpoolController", collecting)
    with one_blas_thread():
        assert blas_threads() == 1
        leave_one_behind()
    gc.collect()
    assert settings() == before


def test_a_limit_from_before_is_kept_to(eight_cores: None) -> None:
    for limit in (1, 2):
        with threadpool_limits(limits=limit, user_api="blas"):
            assert usable_threads() == limit
            with one_blas_thread(), one_blas_thread():
                assert usable_threads() == limit
            assert usable_threads() == limit


def test_no_more_threads_than_cores(two_threads: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threads, "_cores", lambda: 1)
    assert usable_threads() == 1


@pytest.fixture
def events(
    two_threads: None,
    eight_cores: None,
    new_network: NewNetwork,
    digits: nn.datasets.Dataset,
    monkeypatch: pytest.MonkeyPatch,
) -> Events:
    """A run whose steps two threads share."""
    monkeypatch.setattr("nncore.runtime.batch_pass.SHARED_STEP", 0)
    monkeypatch.setattr("nncore.layers.dense.SHARED_PRODUCT", 0)
    optimizer, rng = nn.Adam(), np.random.default_rng(3)
    options: dict[str, Any] = {"epochs": 2, "batch_size": 100, "rng": rng}
    return nn.train(new_network(), digits.training, optimizer=optimizer, **options)


def pull_all(events: Events) -> None:
    for _ in events:
        pass


def close_early(events: Events) -> None:
    next(events)
    assert blas_threads() == 1
    assert any(each.name == "beside" for each in threading.enumerate())
    events.close()


def throw(events: Events) -> None:
    next(events)
    with pytest.raises(KeyboardInterrupt):
        events.throw(KeyboardInterrupt)


@pytest.mark.parametrize("end", [pull_all, close_early, throw, lambda events: events.close()])
def test_a_run_gives_everything_back_however_it_ends(
    events: Events, end: Callable[[Events], None]
) -> None:
    before = settings()
    end(events)
    assert settings() == before


def test_a_run_that_is_never_pulled_takes_nothing(events: Events) -> None:
    assert blas_threads() == 2
    assert not any(each.name == "beside" for each in threading.enumerate())


@pytest.mark.parametrize("where", ["forward", "update"])
def test_a_run_that_fails_in_a_step_gives_everything_back(
    events: Events, where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*arguments: object, **options: object) -> None:
        raise MemoryError

    before = settings()
    next(events)
    monkeypatch.setattr({"forward": nn.Dense, "update": nn.Adam}[where], where, fail)
    with pytest.raises(MemoryError):
        pull_all(events)
    assert settings() == before


def test_an_optimizer_keeps_no_pair_when_an_update_fails(
    new_network: NewNetwork, digits: nn.datasets.Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nncore.train_step.threads_for", lambda *a, **b: 2)
    optimizer, network = nn.Adam(), new_network()
    options: dict[str, Any] = {"epochs": 1, "batch_size": 100, "rng": np.random.default_rng(3)}
    run = ThreadPair.run

    def fail(self: ThreadPair, here: Callable[[], object], beside: Callable[[], object]) -> None:
        run(self, here, beside)
        raise KeyboardInterrupt

    monkeypatch.setattr(ThreadPair, "run", fail)
    with pytest.raises(KeyboardInterrupt):
        pull_all(nn.train(network, digits.training, optimizer=optimizer, **options))
    assert optimizer.pair is None
