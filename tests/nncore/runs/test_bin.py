"""What deleted and reduced runs still take of the disk is freed at once, and nothing else is."""

import errno
import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from nncore.runs import Binned, KeptRun, RunError, RunStore
from nncore.runs.lock import Lock
from tests.nncore.runs.failing_disk import PowerCut, failing
from tests.nncore.runs.test_links import contents, replaced_by_link

Started = Callable[..., KeptRun]


def freed(store: RunStore) -> int:
    """Free all that there is; how many bytes that were."""
    binned = store.binned()
    for each in binned:
        store.remove(each)
    return sum(each.bytes for each in binned)


def test_nothing_is_there_before_something_was_deleted(store: RunStore, started: Started) -> None:
    assert store.binned() == []
    started()
    assert store.binned() == []


def test_what_was_deleted_or_reduced_is_told_and_freed_at_once(
    store: RunStore, started: Started
) -> None:
    gone, reduced, stays = started(), started(), started()
    size = gone.bytes_on_disk
    store.delete(gone.id)
    bytes_less = store.reduce(reduced.id)
    told = {(each.run_id, each.is_reduced): each.bytes for each in store.binned()}
    assert told[gone.id, False] == size
    assert told[reduced.id, True] > bytes_less
    assert freed(store) == sum(told.values())
    assert store.binned() == []
    assert [*(store.folder / ".deleted").iterdir()] == []
    with pytest.raises(KeyError):
        store.restore(gone.id)
    with pytest.raises(KeyError):
        store.restore_weights(reduced.id)
    assert {each.id for each in store.runs()} == {reduced.id, stays.id}


def test_what_came_back_meanwhile_is_not_removed(store: RunStore, started: Started) -> None:
    kept = started()
    store.delete(kept.id)
    (binned,) = store.binned()
    store.restore(kept.id)
    with pytest.raises(KeyError):
        store.remove(binned)
    assert store.get(kept.id).steps == kept.steps


@pytest.mark.parametrize("is_reduced", [False, True])
def test_a_run_that_somebody_goes_on_with_keeps_all_that_is_there(
    store: RunStore, started: Started, is_reduced: bool
) -> None:
    kept = started()
    store.reduce(kept.id) if is_reduced else store.delete(kept.id)
    (binned,) = store.binned()
    where = kept.folder if is_reduced else binned.folder
    lock = Lock(where / "lock")
    assert lock.take()
    assert store.binned() == []
    with pytest.raises(RunError, match="in use"):
        store.remove(binned)
    store.purge(0)
    assert binned.folder.is_dir()
    lock.release()
    assert store.binned() == [binned]


def test_what_is_not_ours_is_neither_counted_nor_removed(
    store: RunStore, started: Started, tmp_path: Path
) -> None:
    kept = started()
    bin_ = store.folder / ".deleted"
    elsewhere = Path(shutil.copytree(kept.folder, tmp_path / "2020-01-01-000000-0000"))
    (bin_ / "notes").mkdir()
    (bin_ / "notes" / "thesis.txt").write_text("years of work")
    (bin_ / "2020-01-01-000000-0001").write_text("a file by the name of a run")
    (bin_ / "2020-01-01-000000-0002").symlink_to(elsewhere)
    (bin_ / "2020-01-01-000000-0003.reduced").symlink_to(elsewhere)
    (bin_ / f"{kept.id}.reduced.bak").mkdir()
    before = contents(store.folder), contents(elsewhere)
    assert store.binned() == []
    store.purge(0)
    assert (contents(store.folder), contents(elsewhere)) == before


def test_a_bin_that_is_a_link_is_not_looked_into(
    store: RunStore, started: Started, tmp_path: Path
) -> None:
    kept = started()
    elsewhere = tmp_path / "elsewhere"
    shutil.copytree(kept.folder, elsewhere / kept.id)
    shutil.rmtree(store.folder / ".deleted")
    replaced_by_link(store.folder / ".deleted", elsewhere)
    before = contents(elsewhere)
    assert store.binned() == []
    store.purge(0)
    assert contents(elsewhere) == before


@pytest.mark.parametrize("name", ["..", "../2020-01-01-000000-0000", "2020-01-01-000000-0000/.."])
def test_nothing_outside_of_the_bin_can_be_removed(
    store: RunStore, started: Started, name: str
) -> None:
    kept = started()
    shutil.copytree(kept.folder, store.folder / "2020-01-01-000000-0000")
    forged = Binned(store.folder / ".deleted" / name, kept.id, False, False, 0)
    before = contents(store.folder)
    for binned in (forged, replace(forged, folder=kept.folder), replace(forged, is_going=True)):
        with pytest.raises(KeyError):
            store.remove(binned)
    assert contents(store.folder) == before


def test_links_in_what_is_freed_lead_nowhere(
    store: RunStore, started: Started, tmp_path: Path
) -> None:
    kept = started()
    (tmp_path / "thesis.txt").write_text("years of work")
    (kept.folder / "more").symlink_to(tmp_path)
    (kept.folder / "weights" / "thesis").symlink_to(tmp_path / "thesis.txt")
    store.delete(kept.id)
    freed(store)
    assert (tmp_path / "thesis.txt").read_text() == "years of work"
    assert store.binned() == []


def test_wherever_the_power_goes_no_half_of_a_run_comes_back(
    store: RunStore, started: Started, tmp_path: Path
) -> None:
    kept = started()
    size = kept.bytes_on_disk
    store.delete(kept.id)
    for first in range(1, 40):
        there = RunStore(shutil.copytree(store.folder, tmp_path / str(first)))
        with failing(first, failures=10**9, error=PowerCut()) as disk, suppress(PowerCut):
            freed(there)
        if disk.count < first:
            return
        try:
            assert there.restore(kept.id).bytes_on_disk == size
        except KeyError:
            assert all(each.is_going for each in there.binned())
            freed(there)
            assert there.binned() == []
    pytest.fail("it never came to its end")


def test_what_the_system_keeps_is_told_and_counted_still(
    store: RunStore, started: Started, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = started()
    store.delete(kept.id)
    with monkeypatch.context() as patch:
        patch.setattr(shutil, "rmtree", lambda *_others, **_options: None)
        with pytest.raises(OSError, match="Not all of it can be removed"):
            freed(store)
    assert [each.run_id for each in store.binned()] == [kept.id]
    assert freed(store) > 0
    assert store.binned() == []


def test_a_run_is_deleted_though_the_disk_has_no_room_for_a_folder(
    store: RunStore, started: Started, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = started()

    def full(*_others: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "mkdir", full)
    store.delete(kept.id)
    assert freed(store) > 0
