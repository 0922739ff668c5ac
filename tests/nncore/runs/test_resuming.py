"""A kept run goes on where it stood: in the same way, further than planned, or by command."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import nncore as nn
from nncore.__main__ import main
from nncore.recipes.recipe import Recipe, recipe_of, resume
from nncore.runs import Ending, KeptRun, RunStore, keep
from nncore.runs.state_document import MOST_EPOCHS, StateNotes

Started = Callable[..., KeptRun]


def test_a_run_interrupted_before_its_first_pull_begins_anew(
    store: RunStore,
    few: nn.datasets.Dataset,
    recipe: Recipe,
    continued: Started,
    whole: KeptRun,
    facts: Callable[[KeptRun], object],
) -> None:
    with store.begin("name", recipe, few) as record:
        pass
    assert facts(continued(record.kept())) == facts(whole)


def test_a_run_may_be_interrupted_again_and_again(
    started: Started, continued: Started, whole: KeptRun, facts: Callable[[KeptRun], object]
) -> None:
    kept = started(stop=lambda event: True)
    pulls = 0
    while kept.ending is None:
        kept = continued(kept, stop=lambda event: True)
        pulls += 1
    assert pulls == 14, "twelve steps and three epochs, but for the first"
    assert facts(kept) == facts(whole)


def test_a_finished_run_goes_on_for_more_epochs(
    started: Started, continued: Started, recipe: Recipe, store: RunStore, few: nn.datasets.Dataset
) -> None:
    kept = started()
    record = store.reopen(kept)
    events = keep(resume(kept.state(), few, more_epochs=2), few, record)
    next(events)
    now = store.get(kept.id)
    assert (now.ending, now.recipe.epochs, now.note.recipe.epochs) == (None, 5, 3)
    list(events)
    now = store.get(kept.id)
    assert (now.ending, now.epochs, now.steps) == (Ending.FINISHED, 5, 20)
    assert now.recipe == replace(recipe, epochs=5)
    assert now.history().epochs[:3] == kept.history().epochs
    assert now.predictions().epochs.tolist() == [1, 2, 3, 4, 5]
    assert now.created == kept.created


def test_a_run_stopped_early_goes_on_for_more_epochs(
    started: Started, continued: Started, recipe: Recipe
) -> None:
    kept = started(replace(recipe, epochs=60, patience=2, learning_rate=0.05))
    again = continued(kept, more_epochs=1)
    assert (again.epochs, again.steps) == (kept.epochs + 1, kept.steps + 4)


def test_a_finished_run_that_is_resumed_is_finished_again(
    started: Started, continued: Started, facts: Callable[[KeptRun], object]
) -> None:
    kept = started()
    before = facts(kept)
    assert facts(continued(kept)) == before


def test_states_of_the_past_are_deleted(started: Started, continued: Started) -> None:
    kept = started(stop=lambda event: isinstance(event, nn.EpochFinished))
    (kept.folder / "state-99.safetensors").touch()
    (kept.folder / "weights" / "epoch-00099.safetensors").touch()
    (kept.folder / "weights" / f".{16 * 'a'}.part").touch()
    part = kept.folder / f".{16 * '0'}.part"
    part.touch()
    continued(kept)
    states = [each.name for each in kept.folder.glob("state-*")]
    assert len(states) == 1
    assert len([*(kept.folder / "weights").iterdir()]) == 4
    assert part.exists(), "somebody may be giving the run a name"


@pytest.mark.parametrize("step", [6, 8])
def test_the_command_line_goes_on_with_a_kept_run(
    step: int, small_mnist: Path, store: RunStore, tmp_path: Path, recipe: Recipe
) -> None:
    mnist = nn.datasets.load_mnist(small_mnist)
    whole, kept = (store.begin(name, recipe, mnist) for name in "ab")
    list(keep(recipe.start(mnist), mnist, whole))
    events = keep(recipe.start(mnist), mnist, kept)
    steps = recipe.steps_per_epoch(len(mnist.training)) + step
    next(each for each in events if isinstance(each, nn.StepFinished) and each.step == steps)
    events.close()

    (state,) = kept.folder.glob("state-*")
    out, run = tmp_path / "out", tmp_path / "run"
    words = ["train", "--resume", state, "--data", small_mnist, "--out", out, "--checkpoint", run]
    assert main([str(word) for word in words]) == 0
    for ours, theirs in zip(
        nn.load(out).parameters, whole.kept().network().parameters, strict=True
    ):
        assert np.array_equal(ours, theirs)
    assert len(nn.TrainingState.load(run).notes["epochs"]) == 3


@pytest.mark.parametrize(
    ("name", "training", "expected"),
    [
        ("MNIST", 55_000, ("mnist", None)),
        ("Generated digits", 12_000, ("generated", None)),
        ("Generated digits", 640, ("generated", 640)),
        ("MNIST + generated", 67_000, ("mnist+generated", None)),
        ("drawings", 640, ("drawings", None)),
    ],
)
def test_the_command_line_finds_the_data_by_its_own_name(
    name: str, training: int, expected: tuple[str, int | None], started: Started
) -> None:
    note = started().note
    notes = StateNotes(
        replace(note, dataset=replace(note.dataset, name=name, training=training))
    ).values()
    assert (notes["dataset"], notes["generated_images"]) == expected


def test_what_the_run_was_begun_with_travels_with_its_state(
    store: RunStore, few: nn.datasets.Dataset, recipe: Recipe
) -> None:
    record = store.begin("name", recipe, few, notes={"preset": "quick", "generated_images": 80})
    list(keep(recipe.start(few), few, record))
    notes = record.kept().state().notes
    assert (notes["preset"], notes["generated_images"]) == ("quick", 80)
    assert notes["fingerprint"] == few.fingerprint
    assert notes["epochs"] == [each.as_json() for each in record.kept().history().epochs]
    assert recipe_of(notes) == recipe


def test_of_very_long_runs_the_latest_epochs_travel(started: Started) -> None:
    kept = started()
    notes = StateNotes(kept.note)
    for number in range(MOST_EPOCHS + 5):
        notes.follow(nn.EpochFinished(number + 1, 4, 0.5, 0.5, None, None))
    epochs = notes.values()["epochs"]
    assert (len(epochs), epochs[0]["epoch"]) == (MOST_EPOCHS, 6)
