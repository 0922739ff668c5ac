"""Saved runs whose files were tampered with are refused in plain words."""

import json
import re
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import load as tensors_of
from safetensors.numpy import save as tensor_bytes

import nncore as nn
from tests.nncore.storage.stopped_runs import small_state

Change = Callable[[dict[str, Any]], object]


def description_of(content: bytes) -> dict[str, Any]:
    header = json.loads(content[8 : 8 + int.from_bytes(content[:8], "little")])
    description: dict[str, Any] = json.loads(header["__metadata__"]["misread-training"])
    return description


def with_description(content: bytes, change: Change) -> bytes:
    """The file with its description changed in place."""
    description = description_of(content)
    change(description)
    return bytes(tensor_bytes(tensors_of(content), {"misread-training": json.dumps(description)}))


def with_tensors(content: bytes, change: Change) -> bytes:
    """The file with its arrays changed in place."""
    tensors = dict(tensors_of(content))
    change(tensors)
    return bytes(tensor_bytes(tensors, {"misread-training": json.dumps(description_of(content))}))


def assert_refused(path: Path, content: bytes, message: str) -> None:
    path.write_bytes(content)
    tracemalloc.start()
    try:
        with pytest.raises(nn.TensorFileError, match=re.escape(message)) as caught:
            nn.TrainingState.load(path)
        assert tracemalloc.get_traced_memory()[1] < 2**20
    finally:
        tracemalloc.stop()
    assert str(path) in str(caught.value)
    assert len(str(caught.value)) < 600, "a message, not the file"


def item(place: str, *value: object) -> Change:
    """Sets what stands at a place such as "progress.epoch"; without a value, deletes it."""

    def change(description: dict[str, Any]) -> None:
        *groups, name = place.split(".")
        for group in groups:
            description = description[group]
        if value:
            (description[name],) = value
        else:
            del description[name]

    return change


PCG = {"bit_generator": "PCG64", "has_uint32": 0, "uinteger": 0}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (item("format", 2), "must have the format 1, got"),
        (item("format"), "must have the format 1, got"),
        (item("network"), "'network'"),
        (item("network", None), "not subscriptable"),
        (item("network.layers", []), "needs at least one layer, got none"),
        (item("network.input_shape", [6, 6]), "does not fit"),
        (item("network.input_shape", [10**9, 10**9]), "at most 4194304 numbers"),
        (item("optimizer"), "'optimizer'"),
        (item("optimizer.kind"), "'kind'"),
        (item("optimizer", "Adam"), "update sequence"),
        (item("optimizer.kind", "Magic"), "unknown optimizer 'Magic', known are"),
        (item("optimizer.kind", ["Adam"]), "unhashable"),
        (item("optimizer.kind", "SGD"), "unexpected keyword argument 'beta1'"),
        (item("optimizer.beta1", 2), "betas must be at least 0 and below 1"),
        (item("optimizer.beta1", "0.9"), "not supported between"),
        (item("optimizer.learning_rate", -1), "the learning rate must be a positive finite number"),
        (item("optimizer.learning_rate", None), "must be real number"),
        (item("optimizer.momentum", 0.9), "unexpected keyword argument 'momentum'"),
        (item("rng"), "'rng'"),
        (item("rng", None), "not subscriptable"),
        (item("rng", []), "list indices"),
        (item("rng.bit_generator", "MT19937"), "unknown random generator 'MT19937'"),
        (item("rng.bit_generator", "PCG64DXSM"), "the order must be drawn by PCG64DXSM, got"),
        (item("rng.bit_generator", ["PCG64"]), "unhashable"),
        (item("rng.state", 7), "is not a saved run of Misread"),
        (item("rng.state.state", "7"), "is not a saved run of Misread"),
        (item("rng.state.state", 1.5), "no PCG64 can stand at"),
        (item("rng.state.state", -1), "is not a saved run of Misread"),
        (item("rng.state.state", 2**128), "is not a saved run of Misread"),
        (item("rng.state.inc", 2**200), "is not a saved run of Misread"),
        (item("rng.uinteger", -1), "is not a saved run of Misread"),
        (item("rng.has_uint32", "no"), "is not a saved run of Misread"),
        (item("rng.state.inc"), "'inc'"),
        (item("progress"), "'progress'"),
        (item("progress", [1, 2]), "is not a saved run of Misread"),
        (item("progress.step"), "'step'"),
        (item("progress.epoch", -1), "are counts, got -1"),
        (item("progress.epoch", 1.5), "are counts, got 1.5"),
        (item("progress.step", "7"), "are counts, got '7'"),
        (item("progress.step", True), "are counts, got True"),
        (item("progress.step", 10**400), "are counts, got 1000"),
        (item("progress.batch", None), "are counts, got None"),
        (item("progress.kept_epoch", -2), "are counts, got -2"),
        (item("progress.best_epoch", [1]), "are counts, got [1]"),
        (item("progress.shuffled_from", 5), "not subscriptable"),
        (item("progress.shuffled_from", {}), "'bit_generator'"),
        (item("progress.shuffled_from.bit_generator", "SFC64"), "must be drawn by PCG64, got"),
        (item("progress.shuffled_from.state.state", -5), "is not a saved run of Misread"),
        (item("progress.shuffled_from", {**PCG, "state": None}), "is not a saved run of Misread"),
        (item("progress.tally", [1.0, 2.0]), "not enough values to unpack"),
        (item("progress.tally", None), "cannot unpack"),
        (item("progress.tally", ["1", 2.0, 3]), "must be finite numbers, got '1'"),
        (item("progress.tally", [float("nan"), 2.0, 3]), "must be finite numbers, got nan"),
        (item("progress.tally", [1.0, float("inf"), 3]), "must be finite numbers, got inf"),
        (item("progress.tally", [1.0, 2.0, -3]), "are counts, got -3"),
        (item("progress.tally", [1.0, 2.0, 3.5]), "are counts, got 3.5"),
        (item("progress.best_loss", None), "must be finite numbers, got None"),
        (item("progress.best_loss", "0"), "must be finite numbers, got '0'"),
        (item("progress.best_loss", float("nan")), "must be finite numbers, got nan"),
        (item("progress.best_loss", True), "must be finite numbers, got True"),
        (item("progress.best_loss", 10**400), "too large"),
        (item("threads", None), "the number of threads cannot be read"),
        (item("threads", "2"), "the number of threads cannot be read"),
        (item("threads", 10**400), "the number of threads cannot be read"),
        (item("progress.kept_epoch", 2), "kept and best epochs are done"),
        (item("progress.best_epoch", 2**53), "kept and best epochs are done"),
        (item("progress.patient_from", 2), "kept and best epochs are done"),
        (item("progress.tally", [1.0, 41.0, 40]), "hits are counted among the examples"),
        (item("optimizer.epsilon", float("inf")), "epsilon must be positive and finite"),
        (item("notes", []), "the notes and the number of threads cannot be read"),
        (item("notes"), "'notes'"),
    ],
)
def test_tampered_descriptions_are_refused_in_plain_words(
    change: Change, message: str, content: bytes, tmp_path: Path
) -> None:
    assert_refused(tmp_path / "run", with_description(content, change), message)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (item("network/0/weights"), "weights of the shape (3, 3, 1, 2), got no weights"),
        (item("network/0/bias"), "0.bias must be float32 (2,), got nothing"),
        (item("kept/3/bias"), "3.bias must be float32 (10,), got nothing"),
        (item("best/3/weights"), "weights of the shape (8, 10), got no weights"),
        (item("optimizer/means/0"), "does not fit Adam and these parameters: means.0 should be"),
        (item("optimizer/learning_rate"), "learning_rate should be float64"),
        (item("optimizer/updates", np.array(-1)), "a count of updates, got 1.0 and -1"),
        (item("optimizer/updates", np.array(0)), "means.0 should be none"),
        (item("optimizer/updates", np.array(1.0)), "updates should be int64"),
        (item("optimizer/updates", np.array([1])), "updates should be int64 of shape ()"),
        (item("optimizer/learning_rate", np.array(-1.0)), "must be a positive finite number"),
        (item("optimizer/learning_rate", np.array(np.nan)), "must be a positive finite number"),
        (item("optimizer/factor", np.array(np.inf)), "needs a finite factor"),
        (item("optimizer/means/0", np.zeros((3, 3, 2, 1), np.float32)), "means.0 should be"),
        (
            item("optimizer/means/0", np.full((3, 3, 1, 2), np.nan, np.float32)),
            "means.0 of the state holds numbers that no update leaves there",
        ),
        (
            item("optimizer/squares/3", np.full(10, -1, np.float32)),
            "squares.3 of the state holds numbers that no update leaves there",
        ),
        (item("optimizer/means/9", np.zeros(1, np.float32)), "means.9 should be none"),
        (item("network/3/weights", np.zeros((8, 10))), "3.bias must be float64 (10,)"),
        (item("network/3/bias", np.full(10, np.nan, np.float32)), "3.bias must be finite numbers"),
        (item("kept/0/bias", np.full(2, np.inf, np.float32)), "0.bias must be finite numbers"),
        (item("best/0/scale", np.zeros(2, np.float32)), "no layer takes 0.scale"),
        (item("former/0/bias", np.zeros(2, np.float32)), "nothing takes former"),
        (item("network", np.zeros(2, np.float32)), "no layer takes"),
    ],
)
def test_tampered_arrays_are_refused_in_plain_words(
    change: Change, message: str, content: bytes, tmp_path: Path
) -> None:
    def dotted(tensors: dict[str, Any]) -> None:
        # "a.b" would be a place in a place; names of arrays are flat
        slashed = {name.replace(".", "/"): array for name, array in tensors.items()}
        change(slashed)
        tensors.clear()
        tensors.update({name.replace("/", "."): array for name, array in slashed.items()})

    assert_refused(tmp_path / "run", with_tensors(content, dotted), message)


def test_without_a_network_there_is_no_run(content: bytes, tmp_path: Path) -> None:
    def no_network(tensors: dict[str, Any]) -> None:
        for name in [name for name in tensors if name.startswith("network.")]:
            del tensors[name]

    assert_refused(tmp_path / "run", with_tensors(content, no_network), "the network is missing")


@pytest.mark.parametrize(
    ("losses", "message"),
    [
        (np.full(3, -1, np.float16), "losses are from 0 to 65504, or not known"),
        (np.full(3, np.inf, np.float16), "losses are from 0 to 65504, or not known"),
        (np.zeros(4, np.float16), "training.losses should be float16 of shape (3,)"),
        (np.zeros(3, np.float32), "training.losses should be float16 of shape (3,)"),
    ],
)
def test_losses_that_no_run_has_are_refused(
    losses: np.ndarray, message: str, tmp_path: Path
) -> None:
    state = small_state()
    state.progress.predictions = predicted = nn.EpochPredictions.empty(3, 2)
    predicted.training.losses[:] = 0, 0.5, np.nan
    path = tmp_path / "run"
    state.save(path)
    again = nn.TrainingState.load(path).progress.predictions
    assert again is not None
    assert again.training.losses.tobytes() == predicted.training.losses.tobytes()
    change = {"predictions.training.losses": losses}
    assert_refused(path, with_tensors(path.read_bytes(), lambda each: each.update(change)), message)
