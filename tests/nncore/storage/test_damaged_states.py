"""Saved runs on disk: whole or not at all, and never taken for one where they are damaged."""

import json
import os
import re
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from safetensors.numpy import load as tensors_of
from safetensors.numpy import save as tensor_bytes

import nncore as nn
from nncore.recipes.recipe import Recipe, resume

Change = Callable[[dict[str, Any]], object]


def small_state() -> nn.TrainingState:
    """A run amid its second epoch, with everything that a state may hold, in a few kB."""
    rng = np.random.default_rng(1)
    layers = [nn.Conv2D(1, 2, 3, rng=rng), nn.MaxPool2D(2), nn.Flatten(), nn.Dense(8, 10, rng=rng)]
    state = nn.TrainingState(nn.Network(layers, input_shape=(4, 4)), nn.Adam(), rng)
    state.optimizer.update(
        state.network.parameters, [1 + each for each in state.network.parameters]
    )
    progress = state.progress
    progress.epoch, progress.step = 1, 7
    progress.position.batch, progress.position.shuffled_from = 2, dict(rng.bit_generator.state)
    progress.mean.add(0.5, 0.75, 40)
    progress.keep(state.network)
    progress.keep_if_best(state.network, 0.25)
    state.notes["name"] = "seven"
    return state


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The file of `small_state`, whole."""
    path = tmp_path_factory.mktemp("whole") / "run"
    small_state().save(path)
    return path.read_bytes()


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


def test_the_whole_file_is_taken(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "run").write_bytes(content)
    ours, theirs = nn.TrainingState.load(tmp_path / "run"), small_state()

    assert str(ours.network) == "4×4–3×3×2–pool–10"
    for mine, other in (
        (ours.network, theirs.network),
        (ours.progress.kept, theirs.progress.kept),
        (ours.progress.best, theirs.progress.best),
    ):
        assert mine is not None
        assert other is not None
        assert all(map(np.array_equal, mine.parameters, other.parameters))
    assert ours.progress.position == theirs.progress.position
    assert ours.progress.mean == theirs.progress.mean
    assert (ours.progress.best_epoch, ours.progress.best_loss) == (1, 0.25)
    assert ours.rng.bit_generator.state == theirs.rng.bit_generator.state
    assert ours.optimizer.configuration == theirs.optimizer.configuration
    memory = ours.optimizer.state()
    assert memory.keys() == theirs.optimizer.state().keys()
    assert all(
        np.array_equal(memory[name], each) for name, each in theirs.optimizer.state().items()
    )
    assert ours.notes == {"name": "seven"}


def item(place: str, value: object) -> Change:
    """Sets what stands at a place such as "progress.epoch"."""

    def change(description: dict[str, Any]) -> None:
        *groups, name = place.split(".")
        for group in groups:
            description = description[group]
        description[name] = value

    return change


def without(place: str) -> Change:
    def change(description: dict[str, Any]) -> None:
        *groups, name = place.split(".")
        for group in groups:
            description = description[group]
        del description[name]

    return change


PCG = {"bit_generator": "PCG64", "has_uint32": 0, "uinteger": 0}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (item("format", 2), "must have the format 1, got"),
        (without("format"), "must have the format 1, got"),
        (without("network"), "'network'"),
        (item("network", None), "not subscriptable"),
        (item("network.layers", []), "needs at least one layer, got none"),
        (item("network.input_shape", [6, 6]), "does not fit"),
        (item("network.input_shape", [10**9, 10**9]), "at most 4194304 numbers"),
        (without("optimizer"), "'optimizer'"),
        (without("optimizer.kind"), "'kind'"),
        (item("optimizer", "Adam"), "update sequence"),
        (item("optimizer.kind", "Magic"), "unknown optimizer 'Magic', known are"),
        (item("optimizer.kind", ["Adam"]), "unhashable"),
        (item("optimizer.kind", "SGD"), "unexpected keyword argument 'beta1'"),
        (item("optimizer.beta1", 2), "betas must be at least 0 and below 1"),
        (item("optimizer.beta1", "0.9"), "not supported between"),
        (item("optimizer.learning_rate", -1), "the learning rate must be a positive finite number"),
        (item("optimizer.learning_rate", None), "must be real number"),
        (item("optimizer.momentum", 0.9), "unexpected keyword argument 'momentum'"),
        (without("rng"), "'rng'"),
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
        (without("rng.state.inc"), "'inc'"),
        (without("progress"), "'progress'"),
        (item("progress", [1, 2]), "is not a saved run of Misread"),
        (without("progress.step"), "'step'"),
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
        (without("notes"), "'notes'"),
    ],
)
def test_tampered_descriptions_are_refused_in_plain_words(
    change: Change, message: str, content: bytes, tmp_path: Path
) -> None:
    assert_refused(tmp_path / "run", with_description(content, change), message)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (without("network/0/weights"), "weights of the shape (3, 3, 1, 2), got no weights"),
        (without("network/0/bias"), "0.bias must be float32 (2,), got nothing"),
        (without("kept/3/bias"), "3.bias must be float32 (10,), got nothing"),
        (without("best/3/weights"), "weights of the shape (8, 10), got no weights"),
        (without("optimizer/means/0"), "does not fit Adam and these parameters: means.0 should be"),
        (without("optimizer/learning_rate"), "learning_rate should be float64"),
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


def test_a_file_cut_off_anywhere_is_refused(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "cut"
    for length in [*range(0, len(content), 13), len(content) - 1]:
        path.write_bytes(content[:length])

        with pytest.raises(nn.TensorFileError, match="cut is not a saved run of Misread"):
            nn.TrainingState.load(path)


@settings(max_examples=200)
@given(st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1))
def test_a_damaged_file_is_refused_or_still_a_run(
    content: bytes, tmp_path_factory: pytest.TempPathFactory, flips: list[tuple[float, int]]
) -> None:
    path = tmp_path_factory.getbasetemp() / "damaged run"
    damaged = bytearray(content)
    for place, value in flips[:4]:
        damaged[int(place * len(content))] = value
    path.write_bytes(damaged)

    try:
        state = nn.TrainingState.load(path)
    except nn.TensorFileError:
        return
    assert state.network.is_finite
    assert state.optimizer.learning_rate > 0
    state.rng.random()
    state.save(path)


@settings(max_examples=200)
@given(place=st.floats(0, 1, exclude_max=True), value=st.sampled_from(b'0"9-.[{}e'))
def test_a_damaged_description_is_refused_or_still_a_run(
    content: bytes, tmp_path_factory: pytest.TempPathFactory, place: float, value: int
) -> None:
    path = tmp_path_factory.getbasetemp() / "damaged run"
    header = 8 + int.from_bytes(content[:8], "little")
    damaged = bytearray(content)
    damaged[int(place * header)] = value
    path.write_bytes(damaged)

    try:
        state = nn.TrainingState.load(path)
    except nn.TensorFileError:
        return
    assert state.network.is_finite


@given(st.binary(max_size=300))
def test_foreign_bytes_are_refused(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "foreign"
    path.write_bytes(content)

    with pytest.raises(nn.TensorFileError, match="foreign is not a saved run of Misread"):
        nn.TrainingState.load(path)


def test_a_run_is_no_network_and_a_network_no_run(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "run").write_bytes(content)
    nn.save(small_state().network, tmp_path / "network")

    with pytest.raises(nn.TensorFileError, match="network is not a saved run of Misread but a net"):
        nn.TrainingState.load(tmp_path / "network")
    with pytest.raises(nn.NetworkFileError, match="run is not a network file of Misread but a sa"):
        nn.load(tmp_path / "run")


def test_a_missing_file_is_an_os_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        nn.TrainingState.load(tmp_path / "nowhere")
    with pytest.raises(FileNotFoundError):
        small_state().save(tmp_path / "nowhere" / "run")


def test_a_failed_write_leaves_the_old_file(
    content: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "run"
    path.write_bytes(content)
    state = small_state()
    state.progress.step = 8

    def fail(_: int) -> None:
        raise OSError("no space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", fail)
        with pytest.raises(OSError, match="no space left"):
            state.save(path)

    assert path.read_bytes() == content
    assert list(tmp_path.iterdir()) == [path]
    state.save(path)
    assert nn.TrainingState.load(path).progress.step == 8


class Halved(nn.SGD):
    """No optimizer that a file could name."""


def test_what_could_not_be_loaded_is_not_saved(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "run"
    path.write_bytes(content)
    foreign_optimizer, foreign_rng, infinite, foreign_layer = (small_state() for _ in range(4))
    foreign_optimizer.optimizer = Halved(0.1)
    foreign_rng.rng = np.random.Generator(np.random.MT19937(1))
    infinite.network.parameters[0][0] = np.inf

    class Doubled(nn.ReLU):
        pass

    foreign_layer.network = nn.Network([nn.Dense(784, 10, rng=foreign_rng.rng), Doubled()])

    for state, message in (
        (foreign_optimizer, "runs of ['SGD', 'Adam', 'AdamW'] can be saved, got Halved"),
        (foreign_rng, "a generator of ['PCG64', 'PCG64DXSM'] can be saved, got MT19937"),
        (infinite, "only finite weights can be saved, got NaN or infinity"),
        (foreign_layer, "can be saved, got ['Doubled']"),
    ):
        with pytest.raises(ValueError, match=re.escape(message)):
            state.save(path)
    assert path.read_bytes() == content


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"optimizer": "magic"}, "a recipe needs an optimizer of"),
        ({"hidden": [0]}, "hidden layers are units from 1 to 4096"),
        ({"hidden": None}, "a recipe needs a row of hidden layers, got None"),
        ({"speed": 9}, "its recipe cannot be followed"),
        (
            {"learning_rate": "fast"},
            "a recipe needs a positive learning rate of at most 1e+38, got fast",
        ),
        ({"epochs": "5"}, "a recipe needs 1 to 1000000000000 epochs, got 5"),
        ({"augmentation": {"shift": -1}}, "shift must be a number from 0 to 28, got -1"),
        ({"augmentation": {"twist": 1}}, "its recipe cannot be followed"),
    ],
)
def test_a_recipe_that_was_tampered_with_is_refused(
    changes: dict[str, Any], message: str, digits: nn.datasets.Dataset, tmp_path: Path
) -> None:
    run = Recipe(hidden=(3,)).start(digits)
    run.state.notes["recipe"].update(changes)
    run.state.save(tmp_path / "run")

    with pytest.raises(ValueError, match=re.escape(message)):
        resume(nn.TrainingState.load(tmp_path / "run"), digits)


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
