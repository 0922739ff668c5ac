"""`train --resume` refuses what is no run, and what contradicts it."""

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

import nncore as nn
from nncore.recipes.recipe import Recipe

Command = Callable[..., Any]


def test_a_run_from_a_large_seed_goes_on(
    interrupted: Command, resume: Command, tmp_path: Path
) -> None:
    seed = 10**4_299 + 7
    interrupted(4, "--seed", seed)

    result = resume("--seed", 7)
    result.assert_refused("--seed 7 contradicts")
    assert len(result.errors) < 1_000
    assert resume("--seed", seed).code == 0


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--epochs", 9), "--epochs 9 contradicts {run}, which goes on with 2: leave it out"),
        (("--hidden", "32"), '--hidden "32" contradicts {run}, which goes on with "8"'),
        (("--batch-size", "all"), "--batch-size all contradicts {run}, which goes on with 64"),
        (("--learning-rate", 1), "--learning-rate 1.0 contradicts {run}"),
        (("--optimizer", "sgd"), "--optimizer sgd contradicts {run}, which goes on with adam"),
        (("--seed", 8), "--seed 8 contradicts {run}, which goes on with 7"),
        (("--patience", 3), "--patience 3 contradicts {run}, which goes on with none"),
        (("--augmentation", "pens"), "--augmentation pens contradicts {run}, which goes on with n"),
        (("--dataset", "generated"), "--dataset generated contradicts {run}, which goes on with m"),
        (("--generated-images", 100), "--generated-images 100 contradicts {run}"),
        (("--preset", "quick"), "--preset quick contradicts {run}, which goes on with none"),
    ],
)
def test_options_that_contradict_the_run_are_refused(
    options: tuple[object, ...],
    message: str,
    interrupted: Command,
    resume: Command,
    tmp_path: Path,
) -> None:
    interrupted(4)
    before = (tmp_path / "run").read_bytes()
    result = resume(*options)

    result.assert_refused(message.format(run=tmp_path / "run"))
    assert not (tmp_path / "resumed").exists()
    assert (tmp_path / "run").read_bytes() == before


def test_other_images_are_refused(
    interrupted: Command, command: Command, resume: Command, small_mnist: Path, tmp_path: Path
) -> None:
    interrupted(4)
    images = small_mnist / "train-images-idx3-ubyte"
    content = bytearray(images.read_bytes())
    content[-1] ^= 1
    images.write_bytes(content)
    result = resume()

    result.assert_refused("the run to resume was begun with other images than small mnist's")


@pytest.mark.parametrize("damage", ["cut", "text", "network", "nothing"])
def test_what_is_no_run_is_refused(
    damage: str, interrupted: Command, resume: Command, tmp_path: Path
) -> None:
    interrupted(4)
    run = tmp_path / "run"
    contents = {
        "cut": run.read_bytes()[:-9],
        "text": b"hello" * 100,
        "network": (tmp_path / "out").read_bytes(),
        "nothing": b"",
    }
    run.write_bytes(contents[damage])
    result = resume()

    result.assert_refused(f"{run} is not a saved run of Misread")


@pytest.mark.parametrize(
    ("notes", "message"),
    [
        ({"recipe": None}, "no recipe was saved with it"),
        ({"recipe": {"hidden": [8], "speed": 9}}, "its recipe cannot be followed"),
        ({"recipe": asdict(Recipe()) | {"epochs": 0}}, "1 to 1000000000000 epochs, got 0"),
        ({"dataset": "MNIST"}, "its data set must be one of ('mnist', "),
        ({"dataset": ["mnist"]}, "its data set must be one of ('mnist', "),
        ({"generated_images": "many"}, "its generated images must be 1 to 1000000, got 'many'"),
        ({"preset": 7}, "its preset must be a name, got 7"),
        ({"epochs": [{"epoch": 1}]}, "its epochs cannot be read"),
        ({"epochs": 7}, "its epochs cannot be read"),
        ({"fingerprint": None}, "begun with other images"),
    ],
)
def test_a_run_that_tells_too_little_is_refused(
    notes: dict[str, Any], message: str, interrupted: Command, resume: Command, tmp_path: Path
) -> None:
    interrupted(4)
    state = nn.TrainingState.load(tmp_path / "run")
    state.notes |= notes
    state.save(tmp_path / "run")
    result = resume()

    result.assert_refused(message)


def test_the_network_and_the_run_need_two_files(train: Command, tmp_path: Path) -> None:
    result = train("--checkpoint", tmp_path / "out")

    result.assert_refused("the network and the run need two files")
