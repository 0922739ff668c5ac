"""Two things at once: both are done, either may fail, and no thread stays behind."""

import signal
import threading
from collections.abc import Callable, Iterator
from threading import Event

import pytest

from nncore.runtime.thread_pair import ThreadPair


class HereError(Exception):
    """Raised in the calling thread."""


class BesideError(Exception):
    """Raised in the thread beside."""


def nothing() -> None:
    """Nothing to do."""


def rest() -> None:
    """Takes a moment, and lets go of the interpreter."""
    Event().wait(0.0005)


def raising(error: BaseException) -> Callable[[], None]:
    def fail() -> None:
        raise error

    return fail


@pytest.fixture(params=[True, False], ids=["two threads", "one thread"])
def pair(request: pytest.FixtureRequest) -> Iterator[ThreadPair]:
    with ThreadPair(is_concurrent=request.param) as pair:
        yield pair


@pytest.fixture
def concurrent() -> Iterator[ThreadPair]:
    with ThreadPair() as pair:
        yield pair


def require_works(pair: ThreadPair) -> None:
    done: list[str] = []
    pair.run(lambda: done.append("here"), lambda: done.append("beside"))
    assert sorted(done) == ["beside", "here"]


def test_both_are_done_again_and_again(pair: ThreadPair) -> None:
    here, beside = [0], [0]
    for number in range(2000):
        pair.run(lambda: here.append(here[-1] + 1), lambda: beside.append(beside[-1] + 1))
        assert here[-1] == beside[-1] == number + 1


def test_they_run_at_once(concurrent: ThreadPair) -> None:
    barrier = threading.Barrier(2, timeout=10)
    concurrent.run(barrier.wait, barrier.wait)
    assert not barrier.broken


def test_whoever_is_faster_is_waited_for(concurrent: ThreadPair) -> None:
    here_is_done, order = Event(), []

    def here() -> None:
        order.append("here")
        here_is_done.set()

    def beside() -> None:
        assert here_is_done.wait(10)
        order.append("beside")

    concurrent.run(here, beside)
    assert order == ["here", "beside"]


def test_one_thread_is_always_the_caller(pair: ThreadPair) -> None:
    threads: list[threading.Thread] = []
    pair.run(lambda: threads.append(threading.current_thread()), nothing)
    assert threads == [threading.current_thread()]


@pytest.mark.parametrize(
    ("here", "beside", "expected"),
    [
        (raising(HereError()), nothing, HereError),
        (nothing, raising(BesideError()), BesideError),
        (raising(HereError()), raising(BesideError()), HereError),
        (nothing, raising(SystemExit()), SystemExit),
    ],
    ids=["here", "beside", "both", "an exit beside"],
)
def test_what_either_raises_is_raised_and_the_pair_works_afterwards(
    here: Callable[[], None],
    beside: Callable[[], None],
    expected: type[BaseException],
    pair: ThreadPair,
) -> None:
    with pytest.raises(expected):
        pair.run(here, beside)
    require_works(pair)


def test_what_fails_here_waits_for_the_other(concurrent: ThreadPair) -> None:
    begun, finished = Event(), Event()

    def here() -> None:
        assert begun.wait(10)
        raise KeyboardInterrupt

    def beside() -> None:
        begun.set()
        for _ in range(200):
            rest()
        finished.set()

    with pytest.raises(KeyboardInterrupt):
        concurrent.run(here, beside)
    assert finished.is_set()
    require_works(concurrent)


@pytest.mark.timeout(10)
@pytest.mark.skipif(not hasattr(signal, "SIGALRM"), reason="Windows interrupts in other ways")
def test_ctrl_c_right_as_the_other_ends_is_told_and_hangs_nothing(concurrent: ThreadPair) -> None:
    finished: list[int] = []

    def beside() -> None:
        for _ in range(100):  # until the calling thread waits
            rest()
        # of another thread: Python tells the first one of it when that has the lock already
        signal.raise_signal(signal.SIGINT)
        finished.append(1)

    with pytest.raises(KeyboardInterrupt):
        concurrent.run(nothing, beside)
    assert finished == [1]
    require_works(concurrent)


def test_no_thread_is_made_before_there_is_work_or_without_concurrency() -> None:
    before = threading.active_count()
    with ThreadPair() as unused:
        assert threading.active_count() == before
        unused.run(nothing, nothing)
        assert threading.active_count() == before + 1
    with ThreadPair(is_concurrent=False) as alone:
        alone.run(nothing, nothing)
        assert threading.active_count() == before


@pytest.mark.parametrize("error", [None, HereError(), KeyboardInterrupt()])
def test_no_thread_is_left_at_the_end(error: BaseException | None) -> None:
    before = threading.enumerate()
    pair = ThreadPair()
    try:
        with pair:
            pair.run(raising(error) if error else nothing, nothing)
    except (HereError, KeyboardInterrupt) as raised:
        assert raised is error  # noqa: PT017 - both ways are tested
    assert threading.enumerate() == before


def test_a_closed_pair_may_be_closed_and_used_again() -> None:
    before = threading.enumerate()
    pair = ThreadPair()
    for _ in range(3):
        require_works(pair)
        pair.close()
        pair.close()
    assert threading.enumerate() == before
