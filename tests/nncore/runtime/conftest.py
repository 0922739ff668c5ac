"""What BLAS and the process are set to, for tests of who changes it and who puts it back."""

import sys
import threading
from collections.abc import Callable, Iterator

import pytest
import threadpoolctl
from threadpoolctl import threadpool_limits

from nncore.runtime import threads
from nncore.runtime.threads import blas_threads

Settings = Callable[[], tuple[int, float, int]]


@pytest.fixture
def nobody_trains(monkeypatch: pytest.MonkeyPatch) -> None:
    """A run that another test left between two pulls still holds the limit of its own."""
    monkeypatch.setattr(threads, "_LIMIT", threads._Limit())


@pytest.fixture
def three_threads(nobody_trains: None) -> Iterator[None]:
    """BLAS has three threads, whatever the machine has, and any thread may change that."""
    with threadpool_limits(limits=3, user_api="blas"):
        if blas_threads() != 3:
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
    monkeypatch.setattr(threads, "cores", lambda: 8)


@pytest.fixture
def settings() -> Settings:
    """Tells what must be the same before and after."""
    return lambda: (blas_threads(), sys.getswitchinterval(), threading.active_count())
