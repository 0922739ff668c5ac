"""BLAS leaves a core to whoever computes beside it, and gets it back."""

import pytest
from threadpoolctl import threadpool_limits

from nncore.runtime import threads
from nncore.runtime.threads import blas_threads, leave_a_core


@pytest.mark.parametrize(("available", "before", "expected"), [(1, 1, 1), (2, 2, 1), (8, 2, 2)])
def test_a_core_is_left_where_there_is_more_than_one(
    monkeypatch: pytest.MonkeyPatch, available: int, before: int, expected: int
) -> None:
    monkeypatch.setattr(threads, "_cores", lambda: available)
    with threadpool_limits(limits=before, user_api="blas"):
        with leave_a_core():
            assert blas_threads() == expected
        assert blas_threads() == before
