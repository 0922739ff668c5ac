"""What stands in files is held: every key and every word in them is what an earlier version wrote.

A class may be renamed and a module may move; files on people's disks do not follow.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import nncore as nn
from nncore.__main__ import main
from nncore.datasets import Dataset, load_generated
from nncore.recipes.recipe import Recipe
from nncore.runs import Ending, RunStore, keep
from nncore.storage.networks import load_notes
from tests.earlier_version.earlier import (
    FOLDER,
    LATER_FILES,
    RUNS,
    STATE,
    Copy,
    arrays,
    description,
    form,
    learned_from,
)

_LATER_EPOCH = re.compile(r"weights/epoch-(?!0000[01]).*")

NETWORKS = sorted(
    each.relative_to(FOLDER).as_posix()
    for each in FOLDER.glob("s*/**/*.safetensors")
    if "misread" in description(each)
)
STATES = sorted(
    each.relative_to(FOLDER).as_posix()
    for each in FOLDER.glob("s*/**/*.safetensors")
    if "misread-training" in description(each)
)


@pytest.fixture
def digits(earlier: Copy) -> Dataset:
    """The generated digits that the runs learned from."""
    return load_generated()


@pytest.mark.parametrize("path", NETWORKS)
def test_a_network_that_is_saved_again_is_the_same_file(path: str, tmp_path: Path) -> None:
    before, after = FOLDER / path, tmp_path / "again.safetensors"

    nn.save(nn.load(before), after, notes=load_notes(before))

    assert description(after) == description(before)
    assert arrays(after) == arrays(before)


@pytest.mark.parametrize("path", STATES)
def test_a_run_that_is_saved_again_is_the_same_file(path: str, tmp_path: Path) -> None:
    before, after = FOLDER / path, tmp_path / "again.safetensors"

    nn.TrainingState.load(before).save(after)

    said, now = (description(each)["misread-training"] for each in (before, after))
    assert now == said
    assert arrays(after) == arrays(before)


@pytest.mark.parametrize("run_id", RUNS)
def test_a_run_of_the_same_recipe_is_kept_in_the_same_form(
    run_id: str, earlier: Copy, digits: Dataset
) -> None:
    said = RUNS[run_id]
    again = RunStore(earlier.runs / "again")

    make_again(again, said, learned_from(run_id, digits))

    (kept,) = again.runs()
    before, now = forms(earlier.runs / run_id), forms(kept.folder)
    assert now.keys() == before.keys() | LATER_FILES
    for name, expected in before.items():
        assert now[name] == expected, name


def test_the_command_line_writes_the_same_form(earlier: Copy, tmp_path: Path) -> None:
    out, run = tmp_path / "out.safetensors", tmp_path / "run.safetensors"

    trained = ("--hidden", "5x5x2 valid, pool, dropout 0.1, 6", "--optimizer", "nesterov")
    train(out, *trained, "--augmentation", "light", "--batch-size", "40", "--epochs", "2")
    assert form(out) == form(earlier.saved / "trained.safetensors")

    interrupted = ("--preset", "quick", "--hidden", "pool 4, 8", "--optimizer", "adamw")
    train(out, *interrupted, "--patience", "2", "--epochs", "3", "--checkpoint", str(run))
    before, now = form(earlier.saved / "checkpoint.safetensors"), form(run)
    for words, _ in (before, now):  # it was interrupted in the middle of an epoch
        words["misread-training"]["progress"].pop("shuffled_from")
    assert now == before


def train(out: Path, *options: str) -> None:
    """`python -m nncore train` on the generated digits."""
    assert main(["train", "--dataset", "generated", "--out", str(out), *options]) == 0


def make_again(store: RunStore, said: dict[str, Any], digits: Dataset) -> None:
    """A run as `said` tells of one: as far as that came, and ended as that did."""
    recipe = Recipe.from_json(said["recipe"])
    record = store.begin(said["name"], recipe, digits, notes=said["notes"])
    if said["dataset"]["name"] == "MNIST":
        record.close()  # nothing but the beginning was written
        return
    run = recipe.start(digits)
    events = keep(run, digits, record)
    rates = {step - 1: rate for step, _, rate in said["rate_changes"]}
    end = said["steps"], len(said["epochs"])
    for stands in places(events):
        if stands[0] in rates:
            run.optimizer.learning_rate = rates.pop(stands[0])
        if stands == end and said["ending"] in (None, "stopped"):
            break
    if said["ending"] == "stopped":
        record.end(Ending.STOPPED)
    events.close()


def places(events: Iterator[nn.Event]) -> Iterator[tuple[int, int]]:
    """How many steps and epochs are done, after each."""
    steps = epochs = 0
    for event in events:
        match event:
            case nn.StepFinished():
                steps += 1
                yield steps, epochs
            case nn.EpochFinished():
                epochs += 1
                yield steps, epochs


def forms(run: Path) -> dict[str, Any]:
    """By the names of its files, how a run's folder is written.

    How long it was until a run stopped early may differ with a processor's last bits: so of the
    weights those before and after the first epoch count.
    """
    files = [each for each in run.rglob("*") if each.is_file()]
    found = {STATE.sub("state", each.relative_to(run).as_posix()): form(each) for each in files}
    return {name: each for name, each in found.items() if not _LATER_EPOCH.fullmatch(name)}
