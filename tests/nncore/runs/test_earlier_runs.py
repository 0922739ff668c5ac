"""Runs that an earlier version kept are read as it left them, and go on."""

import json

import numpy as np
import pytest

import nncore as nn
from nncore.__main__ import main
from nncore.datasets import Dataset, load_generated
from nncore.recipes.recipe import Recipe, resume
from nncore.runs import Ending, KeptRun, RunStore, keep
from nncore.storage.networks import load_notes
from tests.earlier_version.earlier import (
    BEGUN,
    CLOSED,
    DIVERGED,
    EARLY,
    FIGURES,
    FINISHED,
    FULL_BATCH,
    KILLED,
    RUNS,
    SAME,
    SCRIPT,
    STOPPED,
    Copy,
    learned_from,
)


@pytest.fixture
def store(earlier: Copy) -> RunStore:
    return RunStore(earlier.runs)


@pytest.fixture
def generated_digits(earlier: Copy) -> Dataset:
    """The generated digits, few of them, from the cache that was written then."""
    return load_generated()


def pull(kept: KeptRun, store: RunStore, digits: Dataset, more_epochs: int = 0) -> KeptRun:
    """Go on with a kept run to its end; how it is kept then."""
    record = store.reopen(kept)
    run = resume(kept.state(), digits, more_epochs=more_epochs)
    for _ in keep(run, digits, record):
        pass
    return store.get(kept.id)


def test_every_run_is_there_and_none_is_damaged(store: RunStore) -> None:
    assert [kept.id for kept in store.runs()] == list(reversed(RUNS))
    assert store.damaged() == []


def test_the_cache_gives_the_digits_that_it_gave(generated_digits: Dataset) -> None:
    assert generated_digits.fingerprint == FIGURES["digits"]


@pytest.mark.parametrize("run_id", RUNS)
def test_a_run_is_what_it_was(run_id: str, store: RunStore) -> None:
    kept, said = store.get(run_id), RUNS[run_id]

    assert (kept.name, kept.created.isoformat()) == (said["name"], said["created"])
    assert kept.recipe == Recipe.from_json(said["recipe"])
    assert kept.dataset.as_json() == said["dataset"]
    assert (kept.ending, kept.is_interrupted) == (said["ending"], said["interrupted"])
    assert (kept.steps, kept.epochs) == (said["steps"], len(said["epochs"]))
    assert (kept.seconds, kept.best_validation) == (said["seconds"], said["best_validation"])
    assert [[each.step, each.before, each.after] for each in kept.rate_changes] == (
        said["rate_changes"]
    )
    assert [*kept.weights_epochs] == said["weights_epochs"]
    of_weights = None if kept.weights_epoch is None else kept.weights_epoch.epoch
    assert of_weights == said["weights_of"]


@pytest.mark.parametrize("run_id", RUNS)
def test_its_history_and_predictions_are_what_they_were(run_id: str, store: RunStore) -> None:
    kept, said = store.get(run_id), RUNS[run_id]
    history, predictions = kept.history(), kept.predictions()

    assert len(history.losses) == said["steps"]
    for column in ("losses", "accuracies", "learning_rates", "examples"):
        assert getattr(history, column)[-3:].tolist() == said[column], column
    assert [epoch.as_json() for epoch in history.epochs] == said["epochs"]
    assert predictions.epochs.tolist() == said["predicted_epochs"]
    for epoch, counts in zip(said["predicted_epochs"][-1:], said["predicted"], strict=True):
        predicted = predictions.at(epoch)
        assert np.bincount(predicted.labels, minlength=256)[[*range(10), 255]].tolist() == counts
        assert [predicted.confidences.astype(np.float64).sum()] == said["confidence"]
        assert (predicted.losses, predicted.log_probabilities) == (None, None)


@pytest.mark.parametrize("run_id", RUNS)
def test_its_network_says_what_it_said(
    run_id: str, store: RunStore, generated_digits: Dataset
) -> None:
    kept, said = store.get(run_id), RUNS[run_id]
    test = generated_digits.test

    for epoch in kept.weights_epochs:
        assert str(kept.network(epoch)) == str(kept.network())
    np.testing.assert_allclose(
        kept.network().predict(test.images[:2]), said["probabilities"], atol=SAME
    )
    assert abs(len(nn.evaluate(kept.network(), test).mistakes()) - said["mistakes"]) <= 1


@pytest.mark.parametrize("run_id", RUNS)
def test_its_state_stands_where_it_stood(run_id: str, store: RunStore) -> None:
    state, said = store.get(run_id).state(), RUNS[run_id]["state"]
    stands = state.progress.step, state.progress.epoch, state.progress.position.batch

    assert stands == (said["step"], said["epoch"], said["batch"])
    assert state.optimizer.learning_rate == said["learning_rate"]


@pytest.mark.parametrize("run_id", [STOPPED, CLOSED, KILLED, SCRIPT])
def test_a_run_that_was_left_goes_on_to_its_end(
    run_id: str, store: RunStore, generated_digits: Dataset
) -> None:
    before = store.get(run_id)
    left = before.history()

    ended = pull(before, store, learned_from(run_id, generated_digits))

    history = ended.history()
    assert ended.ending in (Ending.FINISHED, Ending.EARLY)
    assert ended.epochs == ended.recipe.epochs or ended.ending is Ending.EARLY
    assert history.losses[: before.steps].tolist() == left.losses.tolist()
    assert history.epochs[: before.epochs] == left.epochs
    assert history.epochs[-1].step == ended.steps == len(history.losses)
    assert store.get(run_id).rate_changes == before.rate_changes
    predictions, kept_before = ended.predictions(), len(before.predictions().epochs)
    assert len(predictions.losses) == len(predictions.log_probabilities)
    assert len(predictions.losses) == len(predictions.epochs) - kept_before
    for row, epoch in enumerate(predictions.epochs.tolist()):
        predicted = predictions.at(epoch)
        assert (predicted.losses is None) == (predicted.log_probabilities is None)
        assert (predicted.losses is None) == (row < kept_before)


@pytest.mark.parametrize("run_id", [FINISHED, DIVERGED, EARLY, FULL_BATCH])
def test_a_run_that_ended_is_trained_for_two_epochs_more(
    run_id: str, store: RunStore, generated_digits: Dataset
) -> None:
    before = store.get(run_id)
    record = store.reopen(before)
    run = resume(before.state(), generated_digits, more_epochs=2)
    run.optimizer.learning_rate = 1e-3

    for _ in keep(run, generated_digits, record):
        pass

    ended = store.get(run_id)
    assert ended.epochs == before.epochs + 2
    assert ended.ending in (Ending.FINISHED, Ending.EARLY)


def test_a_run_of_which_nothing_but_the_beginning_was_written_begins(
    store: RunStore, mnist: Dataset
) -> None:
    ended = pull(store.get(BEGUN), store, mnist)

    assert (ended.ending, ended.steps) == (Ending.FINISHED, 250)
    assert ended.weights_epochs == (0, 1)


@pytest.mark.parametrize("name", FIGURES["networks"])
def test_a_saved_network_says_what_it_said(
    name: str, earlier: Copy, generated_digits: Dataset
) -> None:
    said = FIGURES["networks"][name]
    network = nn.load(earlier.saved / name)
    images = generated_digits.test.images[:2]

    assert str(network) == said["text"]
    assert load_notes(earlier.saved / name) == said["notes"]
    np.testing.assert_allclose(network.predict(images), said["probabilities"], atol=SAME)


def test_the_command_line_goes_on_with_its_run(
    earlier: Copy, capsys: pytest.CaptureFixture[str]
) -> None:
    run, out = earlier.saved / "checkpoint.safetensors", earlier.saved / "out.safetensors"
    said = FIGURES["checkpoint"]

    code = main(["train", "--resume", str(run), "--out", str(out), "--json"])

    told = json.loads(capsys.readouterr().out)
    assert code == 0
    assert told["recipe"] == said["notes"]["recipe"]
    assert told["name"] == said["notes"]["preset"] == "quick"
    assert told["epochs"][: said["epoch"]] == said["notes"]["epochs"]
    assert told["epochs_finished"] == len(told["epochs"]) > said["epoch"]
    assert nn.TrainingState.load(run).progress.step > said["step"]


def test_the_command_line_measures_a_network(
    earlier: Copy, capsys: pytest.CaptureFixture[str]
) -> None:
    saved, said = earlier.saved / "network.safetensors", FIGURES["networks"]["network.safetensors"]

    assert main(["evaluate", str(saved), "--dataset", "generated", "--json"]) == 0

    told = json.loads(capsys.readouterr().out)
    assert told["accuracy"] == pytest.approx(said["accuracy"], abs=1.01 / told["images"])
