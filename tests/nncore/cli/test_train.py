"""`train`: what it saves, tells and refuses; files repeat to the byte."""

import argparse
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import nncore as nn
from nncore.augmentation import AUGMENTATIONS
from nncore.cli.train import add_arguments
from nncore.recipes.presets import PRESETS
from nncore.recipes.recipe import FIELDS, Recipe, recipe_of
from nncore.storage.networks import load_notes

Command = Callable[..., Any]


@pytest.mark.usefixtures("known_as_mnist")
def test_training_saves_a_network(train: Command, tmp_path: Path) -> None:
    result = train()

    assert (result.code, result.errors) == (0, "")
    first, second, last = result.output.splitlines()
    assert first.startswith("epoch   1: training loss ")
    assert re.search(r"validation loss \d\.\d{4}, accuracy \d+\.\d\d %$", second)
    assert re.fullmatch(r"test accuracy \d+\.\d\d %, saved to .*out", last)
    assert str(nn.load(tmp_path / "out")) == "784–8–10"


@pytest.mark.parametrize("seed", [2**31, 2**64, 10**400, 10**4_300 - 1])
def test_a_seed_may_be_of_any_size(train: Command, tmp_path: Path, seed: int) -> None:
    assert train("--seed", seed, "--epochs", 1).code == 0
    assert load_notes(tmp_path / "out")["recipe"]["seed"] == seed


@pytest.mark.usefixtures("known_as_mnist")
def test_notes_tell_what_was_trained_and_how_well(train: Command, tmp_path: Path) -> None:
    result = train("--seed", 3, "--batch-size", 100, "--json").json
    notes = load_notes(tmp_path / "out")

    assert notes["dataset"] == "mnist"
    assert notes["recipe"]["hidden"] == [8]
    assert (notes["recipe"]["seed"], notes["recipe"]["batch_size"]) == (3, 100)
    assert (notes["name"], notes["status"], notes["epochs_finished"]) == ("784–8–10", "finished", 2)
    for key in ("validation_accuracy", "test_accuracy"):
        assert 0 <= notes[key] == result[key] <= 1


def test_the_noted_accuracy_is_what_evaluate_finds(
    train: Command, command: Command, small_mnist: Path, tmp_path: Path
) -> None:
    told = train("--json").json
    found = command("evaluate", tmp_path / "out", "--data", small_mnist, "--json").json

    assert told["test_accuracy"] == found["accuracy"]
    assert told["test_loss"] == found["loss"]


def test_json_is_one_object_with_the_history(train: Command, tmp_path: Path) -> None:
    result = train("--json")

    assert result.output.count("\n") == 1
    assert [epoch["epoch"] for epoch in result.json["epochs"]] == [1, 2]
    assert result.json["file"] == str(tmp_path / "out")


def test_the_same_command_gives_the_same_bytes(train: Command, tmp_path: Path) -> None:
    contents = []
    for name in ("one", "two"):
        assert train("--out", tmp_path / name).code == 0
        contents.append((tmp_path / name).read_bytes())

    assert contents[0] == contents[1]


def test_another_seed_gives_another_network(train: Command, tmp_path: Path) -> None:
    contents = []
    for seed in (1, 2):
        train("--seed", seed)
        contents.append((tmp_path / "out").read_bytes())

    assert contents[0] != contents[1]


@pytest.mark.parametrize("preset", PRESETS)
def test_options_override_the_presets(preset: str, train: Command, tmp_path: Path) -> None:
    train("--preset", preset, "--batch-size", 60)
    notes = load_notes(tmp_path / "out")

    assert notes["name"] == preset
    assert (notes["recipe"]["epochs"], notes["recipe"]["batch_size"]) == (2, 60)
    assert notes["recipe"]["optimizer"] == PRESETS[preset].optimizer


def test_all_images_can_be_one_batch(train: Command, tmp_path: Path) -> None:
    assert train("--batch-size", "all").code == 0
    assert load_notes(tmp_path / "out")["recipe"]["batch_size"] is None


@pytest.mark.parametrize("text", ["64, 32", "64,32"])
def test_several_hidden_layers(text: str, train: Command, tmp_path: Path) -> None:
    assert train("--hidden", text).code == 0
    assert str(nn.load(tmp_path / "out")) == "784–64–32–10"


def test_convolutions_are_trained_from_words(train: Command, tmp_path: Path) -> None:
    assert train("--hidden", "3x3x4, pool, dropout 0.2, 16", "--epochs", 1).code == 0
    assert str(nn.load(tmp_path / "out")) == "28×28–3×3×4–pool–16–10"
    assert load_notes(tmp_path / "out")["recipe"]["hidden"] == ["3x3x4", "pool", "dropout 0.2", 16]


def test_every_field_of_a_recipe_has_its_option() -> None:
    parser = argparse.ArgumentParser()
    add_arguments(parser)

    assert FIELDS.keys() <= vars(parser.parse_args(["--out", "file"])).keys()


def test_notes_keep_the_whole_recipe(train: Command, tmp_path: Path) -> None:
    options = ("--augmentation", "light", "--weight-decay", "1e-4", "--patience", 3)
    assert train("--optimizer", "adamw", *options).code == 0
    recipe = load_notes(tmp_path / "out")["recipe"]

    assert recipe_of({"recipe": recipe}) == Recipe(
        hidden=(8,),
        epochs=2,
        optimizer="adamw",
        weight_decay=1e-4,
        augmentation=AUGMENTATIONS["light"],
        patience=3,
    )


def test_without_progress_a_run_stops_early(train: Command, tmp_path: Path) -> None:
    overfitting = ("--epochs", 200, "--learning-rate", 0.03, "--patience", 2)
    told = train(*overfitting, "--json")
    words = train(*overfitting).output.splitlines()
    notes = load_notes(tmp_path / "out")
    losses = [epoch["validation_loss"] for epoch in told.json["epochs"]]

    assert (told.code, told.errors) == (0, "")
    assert told.json["status"] == notes["status"] == "stopped early"
    assert notes["epochs_finished"] == len(losses) < 200
    best = notes["best_epoch"]
    assert losses[best - 1] == min(losses)
    assert best == len(losses) - 2
    assert words[-2].startswith(f"Stopped early after epoch {len(losses)}: ")
    assert f"in epoch {best}, {min(losses):.4f}" in words[-2]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--hidden", "0"), "hidden layers are units from 1 to 4096"),
        (("--hidden", "ten"), "hidden layers are units from 1 to 4096"),
        (("--epochs", "0"), "1 to 1000000000000 epochs, got 0"),
        (("--epochs", "many"), "invalid int value: 'many'"),
        (("--batch-size", "0"), "a batch of 1 to 1000000000000, got 0"),
        (("--batch-size", "551"), "batch size must be 1 to 550, the size of the data, got 551"),
        (("--batch-size", "some"), "invalid batch size value: 'some'"),
        (("--learning-rate", "0"), "a positive learning rate of at most 1e+38, got 0"),
        (("--learning-rate", "nan"), "a positive learning rate of at most 1e+38, got nan"),
        (("--learning-rate", "-1"), "a positive learning rate of at most 1e+38, got -1"),
        (("--seed", "9" * 5_000), "expected a whole number of at most 4300 digits, got 999"),
        (("--seed", "many"), "expected a whole number of at most 4300 digits, got many"),
        (("--seed", "-1"), "a seed of 0 or more, at most 4300 digits, got -1"),
        (("--optimizer", "magic"), "invalid choice: 'magic'"),
        (("--dataset", "letters"), "invalid choice: 'letters'"),
        (("--preset", "best"), "invalid choice: 'best'"),
        (("--hidden", "128, pool"), "kernels and pooling must come before dense layers"),
        (("--hidden", "29x29x4"), "hidden layers are units from 1 to 4096"),
        (("--weight-decay", "-1"), "a weight decay of 0 or more, at most 1e+38, got -1"),
        (("--weight-decay", "inf"), "a weight decay of 0 or more, at most 1e+38, got inf"),
        (("--augmentation", "wild"), "invalid choice: 'wild'"),
        (("--patience", "0"), "a patience of 1 to 1000000000000 epochs, got 0"),
        (("--checkpoint", "nowhere/file"), "cannot be written: there is no folder nowhere"),
        (("--resume", "nowhere"), "nowhere: No such file or directory"),
        (("--data", "nowhere"), "nowhere does not hold MNIST"),
        (("--out", "nowhere/file"), "cannot be written: there is no folder nowhere"),
        (("--out", "."), "is not a file that can be written"),
        (("--epoch", "1"), "unrecognized arguments: --epoch"),
    ],
)
def test_bad_use_says_what_is_wrong_and_exits_with_2(
    options: tuple[str, ...], message: str, train: Command, tmp_path: Path
) -> None:
    result = train(*options)

    result.assert_refused(message)
    assert not (tmp_path / "out").exists()


def test_without_a_file_nothing_is_trained(command: Command) -> None:
    result = command("train", "--dataset", "generated")

    result.assert_refused("--out")


def test_generated_digits_need_no_files(command: Command, tmp_path: Path) -> None:
    result = command("train", "--dataset", "generated", "--epochs", 1, "--out", tmp_path / "out")

    assert result.code == 0
    assert load_notes(tmp_path / "out")["test_accuracy"] > 0.3


@pytest.mark.usefixtures("known_as_mnist")
def test_both_sets_together_are_tested_on_mnist(train: Command, tmp_path: Path) -> None:
    result = train("--dataset", "mnist+generated", "--epochs", 1, "--json")

    assert result.code == 0
    assert result.json["dataset"] == "mnist+generated"
