"""A kept run is reduced to its last weights, and brought back: whole or not at all."""

import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import nncore as nn
from nncore.recipes.recipe import Recipe, resume
from nncore.runs import Ending, KeptRun, RunError, RunStore
from tests.earlier_version.earlier import copied
from tests.nncore.runs.failing_disk import assert_readable
from tests.nncore.runs.moments import pull_until, step_finished, told

Started = Callable[..., KeptRun]
Facts = Callable[[KeptRun], dict[str, Any]]


def stopped(
    store: RunStore, recipe: Recipe, few: nn.datasets.Dataset, step: int
) -> nn.runs.RunWriter:
    record = store.begin("stopped", recipe, few)
    events = nn.runs.keep(recipe.start(few), few, record)
    pull_until(events, step_finished(step))
    events.close()
    record.end(Ending.STOPPED)
    return record


def test_only_the_last_weights_are_left_and_all_that_was_told(
    store: RunStore, started: Started, facts: Facts
) -> None:
    kept = started()
    before, size = facts(kept), kept.bytes_on_disk
    freed = store.reduce(kept.id)
    reduced = store.get(kept.id)
    assert kept.weights_epochs == (0, 1, 2, 3)
    assert reduced.weights_epochs == (3,)
    assert told(facts(reduced)) == told(before)
    assert size - reduced.bytes_on_disk == pytest.approx(freed, abs=100)  # and a shorter commit
    assert freed > 4 * sum(each.nbytes for each in reduced.network().parameters)
    assert [each.name for each in (reduced.folder / "weights").iterdir()] == [
        "epoch-00003.safetensors"
    ]
    assert reduced.has_weights_at(3)
    assert not reduced.has_weights_at(2)
    assert reduced.predictions().at(1).labels.shape == (130,)


def test_a_run_that_was_reduced_has_nothing_more_to_free(
    store: RunStore, started: Started, facts: Facts
) -> None:
    kept = started()
    store.reduce(kept.id)
    before = facts(store.get(kept.id))
    store.free(kept.id)
    assert store.reduce(kept.id) == 0
    assert facts(store.get(kept.id)) == before
    with pytest.raises(KeyError):
        store.restore_weights(kept.id)


def test_what_was_reduced_comes_back_to_the_bit(
    store: RunStore, started: Started, facts: Facts
) -> None:
    kept = started()
    before = facts(kept)
    store.reduce(kept.id)
    assert facts(store.restore_weights(kept.id)) == before
    assert len([*kept.folder.glob("state-*")]) == 1
    with pytest.raises(KeyError):
        store.restore_weights(kept.id)


def test_an_interrupted_run_goes_on_to_the_bit(
    store: RunStore, started: Started, continued: Started, whole: KeptRun, facts: Facts
) -> None:
    kept = started(stop=step_finished(6))
    assert store.reduce(kept.id) > 0
    goes_on = continued(store.get(kept.id))
    ours, theirs = facts(goes_on), facts(whole)
    gone = {name for name in theirs if name.startswith(("weights 0", "weights 1"))}
    assert ours == {name: theirs[name] for name in theirs if name not in gone}


def test_what_a_run_goes_back_to_if_it_diverges_is_there_again(
    store: RunStore, few: nn.datasets.Dataset, recipe: Recipe
) -> None:
    for step in (2, 6):  # in the first epoch, and in the second
        record = stopped(store, recipe, few, step)
        expected = record.kept().state().progress.kept
        assert expected is not None
        store.reduce(record.id)
        run = resume(store.get(record.id).state(), few)
        next(run.events)
        kept = run.state.progress.kept
        assert kept is not None
        for ours, theirs in zip(kept.parameters, expected.parameters, strict=True):
            np.testing.assert_array_equal(ours, theirs)
        run.events.close()


@pytest.mark.parametrize("step", [2, 6, 8])
def test_a_run_that_was_stopped_and_reduced_goes_on(
    store: RunStore, few: nn.datasets.Dataset, recipe: Recipe, continued: Started, step: int
) -> None:
    record = stopped(store, recipe, few, step)
    store.reduce(record.id)
    reduced = store.get(record.id)
    assert reduced.state().optimizer.updates == 0
    goes_on = continued(reduced)
    assert (goes_on.epochs, goes_on.steps, goes_on.ending) == (3, 12, Ending.FINISHED)


def test_a_run_that_stopped_early_keeps_its_best_weights(
    store: RunStore, started: Started, continued: Started, recipe: Recipe
) -> None:
    kept = started(replace(recipe, learning_rate=0.05, epochs=60, patience=2))
    assert kept.ending is Ending.EARLY
    assert kept.weights_epoch is not None
    best = kept.weights_epoch.epoch
    assert best < kept.epochs
    weights = [each.copy() for each in kept.network().parameters]
    store.reduce(kept.id)
    reduced = store.get(kept.id)
    assert set(reduced.weights_epochs) <= {best}
    for ours, theirs in zip(reduced.network_at(best).parameters, weights, strict=True):
        np.testing.assert_array_equal(ours, theirs)
    assert continued(reduced, more_epochs=3).epochs > kept.epochs


def test_who_read_the_run_before_finds_its_last_weights_still(
    store: RunStore, started: Started, few: nn.datasets.Dataset
) -> None:
    kept = started()
    expected = kept.network().predict(few.test.images)
    store.reduce(kept.id)
    np.testing.assert_array_equal(kept.network().predict(few.test.images), expected)


def test_a_run_under_way_is_not_reduced(store: RunStore, started: Started, facts: Facts) -> None:
    kept = started(stop=step_finished(6))
    before = facts(kept)
    with store.reopen(kept), pytest.raises(RunError, match="“a run” is under way already"):
        store.reduce(kept.id)
    assert facts(store.get(kept.id)) == before


def test_a_run_that_went_on_since_stays_as_it_is(
    store: RunStore, started: Started, continued: Started, facts: Facts
) -> None:
    kept = started()
    store.reduce(kept.id)
    goes_on = continued(store.get(kept.id), more_epochs=1)
    before = facts(goes_on)
    with pytest.raises(RunError, match="went on since"):
        store.restore_weights(kept.id)
    assert facts(store.get(kept.id)) == before


def test_what_was_let_go_of_is_gone_for_good_after_a_while(
    store: RunStore, started: Started
) -> None:
    kept = started()
    store.reduce(kept.id)
    store.purge(older_than_seconds=60)
    aside = store.folder / ".deleted" / f"{kept.id}.reduced"
    assert aside.is_dir()
    os.utime(aside, (10**9, 10**9))
    store.purge(older_than_seconds=60)
    assert not aside.exists()
    assert store.get(kept.id).weights_epochs == (3,)


def test_what_somebody_put_there_stays(store: RunStore, started: Started, tmp_path: Path) -> None:
    kept = started()
    elsewhere = tmp_path / "elsewhere.safetensors"
    elsewhere.write_text("somebody's")
    mine = kept.folder / "weights" / "thesis.safetensors"
    mine.write_text("years of work")
    (kept.folder / "weights" / "epoch-00077.safetensors").symlink_to(elsewhere)
    store.reduce(kept.id)
    store.free(kept.id)
    assert mine.read_text() == "years of work"
    assert elsewhere.read_text() == "somebody's"


def test_no_link_is_followed(store: RunStore, started: Started, tmp_path: Path) -> None:
    kept = started()
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (store.folder / ".deleted").rmdir()
    (store.folder / ".deleted").symlink_to(elsewhere)
    with pytest.raises(OSError, match="A link stands there"):
        store.reduce(kept.id)
    with pytest.raises(OSError, match="A link stands there"):
        store.free(kept.id)
    assert [*elsewhere.iterdir()] == []
    assert store.get(kept.id).weights_epochs == (0, 1, 2, 3)


def test_a_forged_note_brings_nothing_in(store: RunStore, started: Started, facts: Facts) -> None:
    kept = started()
    store.reduce(kept.id)
    before = facts(store.get(kept.id))
    aside = store.folder / ".deleted" / f"{kept.id}.reduced"
    target = aside / "epoch-00001.safetensors"
    target.unlink()
    target.symlink_to(kept.folder / "run.json")
    with pytest.raises(RunError, match="not a plain file"):
        store.restore_weights(kept.id)
    assert facts(store.get(kept.id)) == before
    (aside / "commit.json").write_text("{}")
    with pytest.raises(RunError):
        store.restore_weights(kept.id)
    assert facts(store.get(kept.id)) == before


def test_runs_of_an_earlier_version_are_reduced_and_brought_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, facts: Facts
) -> None:
    store = RunStore(copied(tmp_path, monkeypatch).runs)
    for kept in store.runs():
        before = facts(kept)
        freed = store.reduce(kept.id)
        assert told(facts(store.get(kept.id))) == told(before)
        if freed:
            assert facts(store.restore_weights(kept.id)) == before
    assert_readable(store)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(
    optimizer=st.sampled_from(["adam", "sgd", "momentum", "adamw"]),
    patience=st.sampled_from([None, 1]),
    step=st.integers(1, 12),
    ends=st.booleans(),
)
def test_whatever_a_run_is_it_says_the_same_afterwards_and_comes_back(
    few: nn.datasets.Dataset,
    recipe: Recipe,
    facts: Facts,
    tmp_path_factory: pytest.TempPathFactory,
    optimizer: str,
    patience: int | None,
    step: int,
    ends: bool,
) -> None:
    store = RunStore(tmp_path_factory.mktemp("any"))
    chosen = replace(recipe, optimizer=optimizer, patience=patience, learning_rate=0.01)
    record = store.begin("any", chosen, few)
    events = nn.runs.keep(chosen.start(few), few, record)
    with suppress(StopIteration):
        pull_until(events, step_finished(step))
    events.close()
    if ends:
        record.end(Ending.STOPPED)
    before = facts(store.get(record.id))
    freed = store.reduce(record.id)
    assert freed >= 0
    assert_readable(store)
    assert told(facts(store.get(record.id))) == told(before)
    if freed:
        assert facts(store.restore_weights(record.id)) == before
