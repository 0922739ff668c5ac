"""The folder of runs: listed, named, deleted and brought back; what is damaged never stops it."""

import errno
import json
import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

import nncore as nn
from nncore.recipes.recipe import Recipe
from nncore.runs import Ending, KeptRun, RunError, RunStore

Started = Callable[..., KeptRun]


def test_a_store_without_runs_has_no_folder(store: RunStore) -> None:
    assert store.runs() == []
    assert store.damaged() == []
    assert not store.folder.exists()


def test_a_run_that_has_begun_is_listed_at_once(
    store: RunStore, few: nn.datasets.Dataset, recipe: Recipe
) -> None:
    with store.begin(" my run ", recipe, few) as record:
        (kept,) = store.runs()
        assert (kept.id, kept.name, kept.recipe) == (record.id, "my run", recipe)
        assert (kept.steps, kept.epochs, kept.seconds, kept.ending) == (0, 0, 0.0, None)
        assert (kept.last_epoch, kept.best_validation, kept.rate_changes) == (None, None, ())
        assert datetime.now(UTC) - kept.created < timedelta(minutes=1)
        assert kept.dataset.name == few.name
        assert kept.dataset.fingerprint == few.fingerprint
        assert (kept.dataset.training, kept.dataset.validation, kept.dataset.test) == (80, 20, 30)
        assert kept.note.threads == kept.recipe.threads(kept.dataset.training)
        assert (kept.is_under_way, kept.is_interrupted) == (True, False)
        assert len(kept.history().losses) == 0
        assert kept.predictions().labels.shape == (0, 130)
        assert kept.state().progress.step == 0
        assert kept.weights_epochs == ()
    assert store.get(kept.id).is_interrupted
    assert kept.id.startswith(f"{kept.created:%Y-%m-%d-%H%M%S}-")


def test_the_newest_run_comes_first(started: Started, store: RunStore) -> None:
    ids = [started(name=f"run {number}").id for number in range(3)]
    assert [each.id for each in store.runs()] == ids[::-1]


def test_a_finished_run_tells_all(started: Started, store: RunStore) -> None:
    kept = started()
    assert kept.ending is Ending.FINISHED
    assert (kept.steps, kept.epochs) == (12, 3)
    assert kept.seconds > 0
    assert not kept.is_under_way
    assert not kept.is_interrupted
    assert kept.last_epoch == kept.history().epochs[-1]
    figures = [each.validation_accuracy or 0 for each in kept.history().epochs]
    assert kept.best_validation == max(figures)
    assert kept.weights_epochs == (0, 1, 2, 3)
    on_disk = sum(each.stat().st_size for each in kept.folder.rglob("*") if each.is_file())
    assert kept.bytes_on_disk == on_disk


def test_renaming_reaches_the_disk_and_nothing_else(started: Started, store: RunStore) -> None:
    kept = started(name="first")
    before = (kept.folder / "run.json").read_bytes()
    assert kept.rename("  zweiter Versuch – 𝟐  ").name == "zweiter Versuch – 𝟐"
    assert store.get(kept.id).name == "zweiter Versuch – 𝟐"
    assert (kept.folder / "run.json").read_bytes() == before
    for name in ("", "  ", "x" * 201):
        with pytest.raises(ValueError, match="1 to 200 characters"):
            kept.rename(name)


def test_a_run_without_a_name_is_not_begun(
    store: RunStore, few: nn.datasets.Dataset, recipe: Recipe
) -> None:
    with pytest.raises(ValueError, match="1 to 200 characters"):
        store.begin(" ", recipe, few)
    with pytest.raises(ValueError, match=r"run\.json cannot hold this"):
        store.begin("name", recipe, few, notes={"thing": object()})
    assert [*store.folder.iterdir()] == []


def test_where_nothing_can_be_written_a_run_does_not_begin(
    tmp_path: Path, few: nn.datasets.Dataset, recipe: Recipe
) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OSError, match="file"):
        RunStore(tmp_path / "file").begin("name", recipe, few)


def test_a_deleted_run_comes_back_as_it_was(
    started: Started, store: RunStore, facts: Callable[[KeptRun], object]
) -> None:
    kept, other = started(), started()
    before = facts(kept)
    store.delete(kept.id)
    assert [each.id for each in store.runs()] == [other.id]
    with pytest.raises(KeyError):
        store.get(kept.id)
    assert facts(store.restore(kept.id)) == before
    assert len(store.runs()) == 2
    with pytest.raises(KeyError):
        store.restore(kept.id)


def test_what_was_purged_is_gone(started: Started, store: RunStore) -> None:
    old, new = started(), started()
    store.delete(old.id)
    store.delete(new.id)
    hour_ago = datetime.now(UTC).timestamp() - 3600
    os.utime(store.folder / ".deleted" / old.id, (hour_ago, hour_ago))
    store.purge(older_than_seconds=1800)
    with pytest.raises(KeyError):
        store.restore(old.id)
    store.restore(new.id)
    store.delete(new.id)
    store.purge(0)
    with pytest.raises(KeyError):
        store.restore(new.id)
    assert store.runs() == []
    assert store.damaged() == []


def test_the_age_of_a_deleted_run_counts_from_its_deletion(
    started: Started, store: RunStore
) -> None:
    kept = started()
    os.utime(kept.folder, (0, 0))
    store.delete(kept.id)
    store.purge(older_than_seconds=1800)
    assert store.restore(kept.id).id == kept.id


def test_a_run_that_would_be_found_older_than_its_deletion_is_not_deleted(
    started: Started, store: RunStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = started()

    def refuse(_path: Path) -> None:
        raise PermissionError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "utime", refuse)
    with pytest.raises(PermissionError):
        store.delete(kept.id)
    assert [each.id for each in store.runs()] == [kept.id]


def test_what_was_never_quite_begun_is_purged(started: Started, store: RunStore) -> None:
    kept = started()
    young, old = ".begun-2026-11-22-220512-00aa", ".begun-2026-11-22-210512-00bb"
    for age, name in ((0, young), (3600, old)):
        begun = store.folder / name
        shutil.copytree(kept.folder, begun)
        moment = datetime.now(UTC).timestamp() - age
        os.utime(begun, (moment, moment))
    assert len(store.runs()) == 1
    store.purge(0)
    left = {each.name for each in store.folder.iterdir()}
    assert left == {kept.id, young, ".deleted"}


def test_a_run_under_way_is_neither_deleted_nor_reopened(
    store: RunStore, few: nn.datasets.Dataset, recipe: Recipe
) -> None:
    with store.begin("name", recipe, few) as record:
        with pytest.raises(RunError, match="“name” is under way, in this window or another"):
            store.delete(record.id)
        with pytest.raises(RunError, match="under way already, in this window or another"):
            store.reopen(record.kept())
    store.delete(record.id)


@pytest.mark.parametrize(
    "name", ["", ".", "..", "../x", "nothing", "2026-11-22-220512-3f9c", ".deleted", "/etc"]
)
def test_there_is_no_run_of_such_a_name(name: str, store: RunStore, started: Started) -> None:
    kept = started()
    for ask in (store.get, store.delete, store.restore):
        with pytest.raises(KeyError):
            ask(name)
    with pytest.raises(KeyError):
        store.reopen(replace(kept, folder=store.folder / name))


def test_damaged_runs_are_left_out_and_told_of(started: Started, store: RunStore) -> None:
    good, bad, empty, link = (started() for _ in range(4))
    (bad.folder / "commit.json").write_text("{")
    shutil.rmtree(empty.folder)
    empty.folder.mkdir()
    shutil.move(link.folder, store.folder.parent / "elsewhere")
    link.folder.symlink_to(store.folder.parent / "elsewhere")
    (store.folder / "a note of mine.txt").touch()
    (store.folder / "folder").mkdir()

    assert [each.id for each in store.runs()] == [good.id]
    told = dict(store.damaged())
    assert set(told) == {bad.folder, empty.folder, link.folder}
    assert "commit.json cannot be read as JSON" in told[bad.folder]
    assert "run.json cannot be read: No such file" in told[empty.folder]
    assert "a link stands there" in told[link.folder]
    with pytest.raises(RunError, match=r"commit\.json"):
        store.get(bad.id)
    store.delete(bad.id)
    assert len(store.damaged()) == 2


def test_listing_reads_small_files_alone(
    started: Started, store: RunStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = started()
    for number in range(200):
        shutil.copytree(kept.folder, store.folder / f"2026-01-01-000000-{number:04x}")
    opened: list[str] = []
    open_ = os.open

    def noted(path: Path, *how: Any, **options: Any) -> int:
        opened.append(path.name)
        return open_(path, *how, **options)

    monkeypatch.setattr(os, "open", noted)

    assert len(store.runs()) == 201
    assert set(opened) == {"run.json", "name.json", "commit.json", "epochs.npy", "lock"}


def test_files_are_what_any_program_reads(started: Started) -> None:
    folder = started().folder
    names = sorted(str(each.relative_to(folder)) for each in folder.rglob("*") if each.is_file())
    assert names == [
        "commit.json",
        "confidences.npy",
        "epochs.npy",
        "labels.npy",
        "lock",
        "log-probabilities.npy",
        "losses.npy",
        "name.json",
        "predicted-epochs.npy",
        "run.json",
        "state-12.safetensors",
        "steps.npy",
        *(f"weights/epoch-{epoch:05}.safetensors" for epoch in range(4)),
    ]
    for name in ("commit", "name", "run"):
        assert isinstance(json.loads((folder / f"{name}.json").read_text("utf-8")), dict)
