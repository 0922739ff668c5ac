"""A run is reduced with as little room as can be, and stays whole where a disk is full or fails."""

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from nncore.runs import KeptRun, RunStore
from nncore.storage.training_state import TrainingState
from tests.nncore.runs.failing_disk import PowerCut, assert_readable, failing, for_each_operation
from tests.nncore.runs.moments import told

Started = Callable[..., KeptRun]
Facts = Callable[[KeptRun], dict[str, Any]]


def refusing(number: int) -> Callable[..., None]:
    def save(_state: TrainingState, path: Path) -> None:
        raise OSError(number, os.strerror(number), str(path))

    return save


@contextmanager
def failing_writes() -> Iterator[None]:
    """Folders are made, but there is no room for a file."""
    open_ = Path.open

    def opened(path: Path, mode: str = "r", *others: Any, **options: Any) -> Any:
        if "x" in mode:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))
        return open_(path, mode, *others, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Path, "open", opened)
        yield


def reduce(kept: KeptRun) -> Callable[[RunStore], int]:
    return lambda store: store.reduce(kept.id)


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


def test_a_leaner_state_gives_way_where_it_takes_the_last_room(
    store: RunStore, started: Started, facts: Facts, tmp_path: Path
) -> None:
    kept = started()
    before = facts(kept)
    ends = set()
    for first, there in for_each_operation(store, tmp_path, reduce(kept)):
        with failing(first), suppress(OSError):
            there.reduce(kept.id)
        now = there.get(kept.id)
        ends.add((now.weights_epochs, now.commit.state == kept.commit.state))
        if now.commit == kept.commit:
            assert there.binned() == []
            assert facts(now) == before
    assert ends >= {((3,), True), ((3,), False)}


def test_a_disk_that_refuses_once_leaves_the_run_as_it_was(
    store: RunStore, started: Started, facts: Facts, tmp_path: Path
) -> None:
    kept = started()
    before = facts(kept)
    for first, there in for_each_operation(store, tmp_path, reduce(kept)):
        try:
            with failing(first):
                there.reduce(kept.id)
        except OSError:
            found = facts(there.get(kept.id))
            is_in_doubt = found.keys() != before.keys()  # the commit's last sync was refused
            assert told(found) == told(before) if is_in_doubt else found == before
        assert_readable(there)


def test_wherever_the_power_goes_the_run_is_whole(
    store: RunStore, started: Started, facts: Facts, tmp_path: Path
) -> None:
    kept = started()
    before = facts(kept)

    def there_and_back(store: RunStore) -> None:
        store.reduce(kept.id)
        store.restore_weights(kept.id)

    for first, there in for_each_operation(store, tmp_path, there_and_back):
        with failing(first, failures=10**9, error=PowerCut()), suppress(PowerCut):
            there_and_back(there)
        assert_readable(there)
        found = facts(there.get(kept.id))
        assert told(found) == told(before), f"operation {first}"
        assert found.keys() <= before.keys()


def test_where_nothing_at_all_can_be_written_a_run_is_as_it_was(
    store: RunStore, started: Started, facts: Facts
) -> None:
    kept = started()
    before, files = facts(kept), sorted(kept.folder.rglob("*"))
    with failing_writes(), pytest.raises(OSError, match="No space left"):
        store.reduce(kept.id)
    assert facts(store.get(kept.id)) == before
    assert sorted(kept.folder.rglob("*")) == files
    assert store.binned() == []


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


def test_what_finds_no_room_to_come_back_comes_back_later(
    store: RunStore, started: Started, facts: Facts
) -> None:
    kept = started()
    before = facts(kept)
    store.reduce(kept.id)
    reduced = facts(store.get(kept.id))
    binned = store.binned()
    with failing_writes(), pytest.raises(OSError, match="No space left"):
        store.restore_weights(kept.id)
    assert facts(store.get(kept.id)) == reduced
    assert store.binned() == binned
    assert store.reduce(kept.id) == 0  # which clears away what nobody names
    assert facts(store.restore_weights(kept.id)) == before
