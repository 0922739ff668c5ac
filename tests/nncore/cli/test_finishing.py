"""`train --from --average --calibrate`: where a run sets out from, and what is saved of it."""

import os
from collections.abc import Callable, Generator
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import nncore as nn
from nncore.datasets import Dataset
from nncore.recipes.recipe import Recipe, Run
from nncore.recognition.temperature import find_temperature
from nncore.storage.networks import load_notes

Command = Callable[..., Any]


def test_a_network_is_trained_further_from_where_it_stands(train: Command, tmp_path: Path) -> None:
    assert train().code == 0
    (tmp_path / "out").rename(tmp_path / "first")
    began = sha256((tmp_path / "first").read_bytes()).hexdigest()
    assert train("--from", tmp_path / "first", "--learning-rate", "1e-6", "--epochs", 1).code == 0
    for mine, theirs in zip(
        nn.load(tmp_path / "out").parameters, nn.load(tmp_path / "first").parameters, strict=True
    ):
        np.testing.assert_allclose(mine, theirs, atol=1e-4)
        assert not np.array_equal(mine, theirs)
    assert load_notes(tmp_path / "out")["began_with"] == began


def test_the_mean_of_all_epochs_and_the_start_is_saved(
    train: Command, tmp_path: Path, small_mnist: Path
) -> None:
    assert train("--epochs", 1).code == 0
    (tmp_path / "out").rename(tmp_path / "start")
    further = ("--from", tmp_path / "start", "--schedule", "constant", "--learning-rate", "1e-3")
    after = []
    for epochs in (1, 2):
        assert train(*further, "--epochs", epochs).code == 0
        after.append(nn.load(tmp_path / "out"))
    assert train(*further, "--epochs", 2, "--average").code == 0
    networks = [nn.load(tmp_path / "start"), *after]
    for mean, *each in zip(
        nn.load(tmp_path / "out").parameters, *(one.parameters for one in networks), strict=True
    ):
        np.testing.assert_allclose(mean, np.mean(each, axis=0), atol=1e-6)
    notes = load_notes(tmp_path / "out")
    assert notes["averaged"] == 3
    report = nn.evaluate(nn.load(tmp_path / "out"), nn.datasets.load_mnist(small_mnist).test)
    assert notes["test_accuracy"] == report.accuracy


def test_probabilities_are_calibrated_where_that_is_asked_for(
    train: Command, tmp_path: Path, small_mnist: Path
) -> None:
    assert train("--calibrate").code == 0
    notes = load_notes(tmp_path / "out")
    assert 0.25 <= notes["temperature"] <= 4
    network = nn.load(tmp_path / "out")
    assert find_temperature(
        network, nn.datasets.load_mnist(small_mnist).validation
    ) == pytest.approx(1, abs=0.05)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--average", "--patience", "2"), "--average and --patience do not go together"),
        (("--average", "--checkpoint", "run"), "--average and --checkpoint do not go together"),
        (("--from", "missing"), "missing"),
    ],
)
def test_what_does_not_go_together_is_said_before_anything_is_trained(
    options: tuple[str, ...], words: str, train: Command, tmp_path: Path
) -> None:
    result = train(*options)
    result.assert_refused(words)
    assert not (tmp_path / "out").exists()


def test_a_network_built_otherwise_cannot_be_begun_with(train: Command, tmp_path: Path) -> None:
    assert train("--hidden", 5).code == 0
    (tmp_path / "out").rename(tmp_path / "first")
    result = train("--hidden", 6, "--from", tmp_path / "first")
    result.assert_refused("built unlike")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes in folders")
def test_a_pipe_to_begin_with_is_not_waited_for(train: Command, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for source in (tmp_path / "pipe", "/dev/zero"):
        result = train("--from", source)
        result.assert_refused(f"{source}: Not a regular file")


def test_before_an_epoch_has_ended_what_was_learned_is_saved_and_no_mean(
    train: Command, press_ctrl_c: Callable[..., None], tmp_path: Path
) -> None:
    press_ctrl_c(before_update=5, times=1)
    assert train("--seed", 3).code == 130
    learned = nn.load(tmp_path / "out").parameters
    press_ctrl_c(before_update=5, times=1)
    result = train("--seed", 3, "--average")
    assert result.code == 130
    assert "Saved were the weights learned so far." in result.errors
    assert all(map(np.array_equal, nn.load(tmp_path / "out").parameters, learned))
    assert "averaged" not in load_notes(tmp_path / "out")


def test_of_a_mean_it_is_said_of_what(
    train: Command, press_ctrl_c: Callable[..., None], tmp_path: Path
) -> None:
    press_ctrl_c(before_update=12, times=1)
    result = train("--average")
    assert "Saved was the mean of the weights at the start and after 1 epoch." in result.errors
    assert load_notes(tmp_path / "out")["averaged"] == 2


def test_a_file_that_is_gone_when_the_run_ends_takes_nothing_along(
    train: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert train().code == 0
    first = (tmp_path / "out").rename(tmp_path / "first")
    began, start = sha256(first.read_bytes()).hexdigest(), Recipe.start

    def started_and_gone(recipe: Recipe, *arguments: Any, **options: Any) -> Run:
        run = start(recipe, *arguments, **options)

        def events() -> Generator[nn.Event, None, None]:
            first.unlink()
            yield from run.events

        return run._replace(events=events())

    monkeypatch.setattr(Recipe, "start", started_and_gone)
    assert train("--from", first).code == 0
    assert load_notes(tmp_path / "out")["began_with"] == began


def test_a_network_that_has_hardly_learned_gets_no_threshold(
    train: Command, tmp_path: Path
) -> None:
    assert train("--learning-rate", "1e-6", "--non-digit-share", "0.5").code == 0
    notes = load_notes(tmp_path / "out")
    assert notes["known_from"] is None
    assert "refused" not in notes
    assert nn.load(tmp_path / "out").known_from is None


def test_a_share_that_brings_no_non_digit_is_refused_before_any_is_drawn(
    train: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(Dataset, "_non_digits_drawn")
    result = train("--non-digit-share", "0.01", "--batch-size", 32)
    result.assert_refused("0.01 non-digits for each digit bring none to a batch of 32")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "options", [("--from", "other"), ("--from", "none"), ("--batch-size", "100000")], ids=str
)
def test_what_no_run_can_begin_with_is_refused_before_non_digits_are_drawn(
    train: Command,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    options: tuple[str, str],
) -> None:
    monkeypatch.chdir(tmp_path)
    nn.save(Recipe(hidden=(3,)).build()[0], "other")
    monkeypatch.delattr(Dataset, "_non_digits_drawn")
    assert train("--non-digit-share", "0.5", *options).code == 2
