"""A folder of runs from elsewhere leads no writing and no removing out of it by its links.

Nor does anything go that a person put beside our files.
"""

import errno
import os
from collections.abc import Callable
from pathlib import Path
from shutil import copytree

import pytest

import nncore as nn
from nncore.recipes.recipe import Recipe, resume
from nncore.runs import Ending, KeptRun, RunError, RunStore, keep
from nncore.runs.disk import sync_folder
from nncore.runs.own_files import require_own
from nncore.storage.files import is_link

Started = Callable[..., KeptRun]
LONG_AGO = 10**9


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    """Somebody's folder, with a folder and a file in it, all old."""
    folder = tmp_path / "elsewhere"
    (folder / "2020-01-01-000000-0000").mkdir(parents=True)
    (folder / "2020-01-01-000000-0000" / "thesis.txt").write_text("years of work")
    (folder / "epoch-00077.safetensors").write_text("somebody's")
    for each in (folder, *folder.iterdir()):
        os.utime(each, (LONG_AGO, LONG_AGO))
    return folder


@pytest.fixture
def interrupted(started: Started) -> KeptRun:
    """A run that can be gone on with."""
    return started(stop=lambda event: isinstance(event, nn.EpochFinished) and event.epoch == 2)


def contents(folder: Path) -> dict[str, tuple[bytes, int]]:
    """Everything below a folder, with the moment of its last change."""
    return {
        str(each.relative_to(folder)): (
            each.read_bytes() if each.is_file() else b"",
            each.stat().st_mtime_ns,
        )
        for each in (folder, *folder.rglob("*"))
    }


def replaced_by_link(path: Path, target: Path) -> None:
    if path.is_dir():
        path.rename(path.with_name(f"{path.name}-moved"))
    else:
        path.unlink(missing_ok=True)
    path.symlink_to(target)


def test_a_deleted_folder_that_is_a_link_is_not_emptied(store: RunStore, elsewhere: Path) -> None:
    store.folder.mkdir(parents=True)
    (store.folder / ".deleted").symlink_to(elsewhere)
    before = contents(elsewhere)
    store.purge()
    assert contents(elsewhere) == before


def test_links_in_what_is_purged_lead_nowhere(
    store: RunStore, started: Started, elsewhere: Path
) -> None:
    before = contents(elsewhere)
    kept = started()
    (kept.folder / "more").symlink_to(elsewhere)
    (kept.folder / "weights" / "thesis").symlink_to(elsewhere / "2020-01-01-000000-0000")
    store.delete(kept.id)
    linked = store.folder / ".deleted" / "2020-01-01-000000-0000"
    linked.symlink_to(elsewhere / linked.name)
    begun = store.folder / ".begun-2020-01-01-000000-0000"
    begun.symlink_to(elsewhere)
    store.purge()
    assert contents(elsewhere) == before
    assert not (store.folder / ".deleted" / kept.id).exists()


def test_a_person_may_keep_folders_beside_deleted_runs(store: RunStore) -> None:
    for name in (".deleted/notes", ".begun-notes"):
        (store.folder / name).mkdir(parents=True)
        os.utime(store.folder / name, (LONG_AGO, LONG_AGO))
    store.purge()
    assert (store.folder / ".deleted" / "notes").is_dir()
    assert (store.folder / ".begun-notes").is_dir()


def test_nothing_is_deleted_into_a_folder_that_is_a_link(
    store: RunStore, started: Started, elsewhere: Path
) -> None:
    kept = started()
    replaced_by_link(store.folder / ".deleted", elsewhere)
    before = contents(elsewhere)
    with pytest.raises(OSError, match="A link stands there") as caught:
        store.delete(kept.id)
    assert caught.value.errno == errno.ELOOP
    with pytest.raises(OSError, match="A link stands there"):
        store.restore("2020-01-01-000000-0000")
    assert contents(elsewhere) == before
    assert store.get(kept.id).steps == kept.steps


@pytest.mark.parametrize("name", ["weights", "lock", "."])
def test_a_run_with_links_for_folders_is_listed_as_damaged_and_not_gone_on_with(
    store: RunStore, interrupted: KeptRun, elsewhere: Path, name: str
) -> None:
    path = interrupted.folder / name
    replaced_by_link(interrupted.folder if name == "." else path, elsewhere)
    before = contents(elsewhere)
    with pytest.raises((OSError, RunError), match="link"):
        store.reopen(interrupted)
    assert contents(elsewhere) == before
    assert store.runs() == []
    ((folder, why),) = store.damaged()
    assert folder == interrupted.folder
    assert "a link stands there" in why


def test_a_dangling_link_for_a_lock_makes_no_file(
    store: RunStore, interrupted: KeptRun, tmp_path: Path
) -> None:
    replaced_by_link(interrupted.folder / "lock", tmp_path / "made")
    with pytest.raises(RunError, match="lock"):
        store.get(interrupted.id)
    with pytest.raises(OSError, match="cannot be a link"):
        store.reopen(interrupted)
    assert not (tmp_path / "made").exists()


def test_a_pipe_for_a_lock_is_refused(store: RunStore, interrupted: KeptRun) -> None:
    (interrupted.folder / "lock").unlink()
    os.mkfifo(interrupted.folder / "lock")
    assert not store.get(interrupted.id).is_under_way
    with pytest.raises(OSError, match="Not a plain file"):
        store.reopen(interrupted)


@pytest.mark.parametrize(
    "name",
    [
        "steps.npy",
        "epochs.npy",
        "labels.npy",
        "losses.npy",
        "log-probabilities.npy",
        "commit.json",
        "state-12.safetensors",
    ],
)
def test_a_link_for_a_file_is_not_written_through(
    store: RunStore,
    interrupted: KeptRun,
    few: nn.datasets.Dataset,
    tmp_path: Path,
    name: str,
) -> None:
    """It appears between two commits: else the run would not be read at all."""
    target = tmp_path / "target"
    record = store.reopen(interrupted)
    events = keep(resume(interrupted.state(), few), few, record)
    path = interrupted.folder / name
    content = path.read_bytes() if path.exists() else b"mine"
    target.write_bytes(content)
    replaced_by_link(path, target)
    told = list(events)
    assert target.read_bytes() == content
    assert any(isinstance(each, nn.KeepingFailed) for each in told)
    assert "link" in str(record.failure)


def test_a_name_is_not_written_through_a_link(interrupted: KeptRun, tmp_path: Path) -> None:
    target = tmp_path / "target"
    target.write_text("somebody's")
    replaced_by_link(interrupted.folder / "name.json", target)
    with pytest.raises(OSError, match="A link stands there"):
        interrupted.rename("mine")
    assert target.read_text() == "somebody's"


def test_a_file_with_a_second_name_is_not_written_in_place(
    store: RunStore, interrupted: KeptRun, tmp_path: Path
) -> None:
    twin = tmp_path / "twin"
    os.link(interrupted.folder / "steps.npy", twin)
    before = twin.read_bytes()
    with pytest.raises(OSError, match=r"second name.*steps\.npy"):
        store.reopen(interrupted)
    assert twin.read_bytes() == before


def test_runs_below_a_link_are_not_read_and_not_begun(
    store: RunStore, started: Started, few: nn.datasets.Dataset, recipe: Recipe, tmp_path: Path
) -> None:
    started()
    linked = RunStore(tmp_path / "linked")
    linked.folder.symlink_to(store.folder)
    assert linked.runs() == []
    assert "a link stands there" in linked.damaged()[0][1]
    with pytest.raises(OSError, match="A link stands there"):
        linked.begin("name", recipe, few)
    assert len(store.runs()) == 1


def test_the_folder_that_holds_the_runs_may_be_a_link(
    store: RunStore, started: Started, few: nn.datasets.Dataset, recipe: Recipe, tmp_path: Path
) -> None:
    kept = started()
    (tmp_path / "storage").symlink_to(store.folder.parent)
    linked = RunStore(tmp_path / "storage" / "runs")
    assert [each.id for each in linked.runs()] == [kept.id]
    linked.get(kept.id).rename("renamed")
    linked.begin("another", recipe, few).close()
    assert sorted(each.name for each in store.runs()) == ["another", "renamed"]


def test_what_a_person_put_beside_our_files_stays(
    store: RunStore, interrupted: KeptRun, few: nn.datasets.Dataset
) -> None:
    names = (
        "notes.txt",
        "state-best.safetensors",
        "state-8-copy.safetensors",
        "state-007.safetensors",
        "weights/my-notes.txt",
        "weights/epoch-best.safetensors",
        "weights/epoch-7.safetensors",
        "weights/epoch-000007.safetensors",
        ".part",
        "weights/.hidden.part",
    )
    for name in names:
        (interrupted.folder / name).write_text("mine")
        os.utime(interrupted.folder / name, (LONG_AGO, LONG_AGO))
    (interrupted.folder / "state-99.safetensors").mkdir()
    (interrupted.folder / "weights" / "epoch-00099.safetensors").symlink_to("nowhere")
    list(keep(resume(interrupted.state(), few), few, store.reopen(interrupted)))
    assert store.get(interrupted.id).ending is Ending.FINISHED
    assert [name for name in names if not (interrupted.folder / name).is_file()] == []
    assert (interrupted.folder / "state-99.safetensors").is_dir()
    assert is_link(interrupted.folder / "weights" / "epoch-00099.safetensors")


def test_an_ending_is_not_written_through_a_link(
    store: RunStore, recipe: Recipe, few: nn.datasets.Dataset, tmp_path: Path
) -> None:
    record = store.begin("name", recipe, few)
    record.close()
    moved = Path(copytree(record.folder, tmp_path / "moved"))
    replaced_by_link(record.folder, moved)
    before = contents(moved)
    record.end(Ending.STOPPED)
    assert "link" in str(record.failure)
    assert contents(moved) == before


def test_only_what_lies_below_is_own(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="does not lie below"):
        require_own(tmp_path, below=tmp_path / "other")


def test_a_pipe_for_a_folder_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "weights")
    with pytest.raises(NotADirectoryError):
        sync_folder(tmp_path / "weights")
