import psutil
import pytest

from desktop.train.view import resident_bytes


def test_this_process_holds_some_memory() -> None:
    size = resident_bytes()
    assert size is not None
    assert 10_000_000 < size < 100_000_000_000


def test_a_system_that_does_not_tell_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_process_id: int | None) -> psutil.Process:
        raise psutil.AccessDenied

    monkeypatch.setattr(psutil, "Process", refuse)
    assert resident_bytes() is None
