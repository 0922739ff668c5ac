"""A run is reduced with as little room as can be, and where there is none it stays as it is."""

import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from nncore.runs import KeptRun, RunStore
from nncore.storage.training_state import TrainingState

Started = Callable[..., KeptRun]
Facts = Callable[[KeptRun], dict[str, Any]]


def refusing(number: int) -> Callable[..., None]:
    def save(_state: TrainingState, path: Path) -> None:
        raise OSError(number, os.strerror(number), str(path))

    return save


def commit_bytes(store: RunStore, kept: KeptRun) -> int:
    return (store.folder / ".deleted" / f"{kept.id}.reduced" / "commit.json").stat().st_size


def test_without_room_for_a_leaner_state_a_run_loses_its_earlier_weights_alone(
    store: RunStore, started: Started, facts: Facts, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = started()
    before = facts(kept)
    with monkeypatch.context() as full:
        full.setattr(TrainingState, "save", refusing(errno.ENOSPC))
        freed = store.reduce(kept.id)
        reduced = store.get(kept.id)
        assert (reduced.weights_epochs, reduced.commit.state) == ((3,), kept.commit.state)
        assert freed == sum(each.bytes for each in store.binned()) - commit_bytes(store, kept)
        with pytest.raises(OSError, match="No space left"):  # there is nothing but the state now
            store.reduce(kept.id)
        assert facts(store.restore_weights(kept.id)) == before
        store.reduce(kept.id)
    assert store.reduce(kept.id) > 0  # there is room again
    assert store.get(kept.id).state().optimizer.updates == 0


def test_what_is_refused_for_another_reason_than_room_is_not_done_in_part(
    store: RunStore, started: Started, facts: Facts, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = started()
    before = facts(kept)
    monkeypatch.setattr(TrainingState, "save", refusing(errno.EIO))
    with pytest.raises(OSError, match="Input/output error"):
        store.reduce(kept.id)
    assert facts(store.get(kept.id)) == before
    assert store.binned() == []


def test_what_a_commit_left_behind_makes_room_before_anything_is_written(
    store: RunStore, started: Started, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = started()
    left = kept.folder / "state-3.safetensors"
    left.write_bytes(bytes(1_000))

    def full(*_others: object) -> None:
        assert not left.exists()
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "mkdir", full)
    with pytest.raises(OSError, match="No space left"):
        store.reduce(kept.id)
    assert store.get(kept.id).weights_epochs == kept.weights_epochs
