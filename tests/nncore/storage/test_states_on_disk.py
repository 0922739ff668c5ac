"""Saved runs on disk: whole or not at all, and never taken for one where they are damaged."""

import os
import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import nncore as nn
from tests.nncore.storage.stopped_runs import small_state


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


def test_a_file_cut_off_anywhere_is_refused(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "cut"
    for length in [*range(0, len(content), 13), len(content) - 1]:
        path.write_bytes(content[:length])

        with pytest.raises(nn.TensorFileError, match="cut is not a saved run of Misread"):
            nn.TrainingState.load(path)


def assert_refused_or_a_run(path: Path, damaged: bytes | bytearray) -> None:
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
@given(st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1))
def test_a_damaged_file_is_refused_or_still_a_run(
    content: bytes, tmp_path_factory: pytest.TempPathFactory, flips: list[tuple[float, int]]
) -> None:
    path = tmp_path_factory.getbasetemp() / "damaged run"
    damaged = bytearray(content)
    for place, value in flips[:4]:
        damaged[int(place * len(content))] = value
    assert_refused_or_a_run(path, damaged)


@settings(max_examples=200)
@given(place=st.floats(0, 1, exclude_max=True), value=st.sampled_from(b'0"9-.[{}e'))
def test_a_damaged_description_is_refused_or_still_a_run(
    content: bytes, tmp_path_factory: pytest.TempPathFactory, place: float, value: int
) -> None:
    path = tmp_path_factory.getbasetemp() / "damaged run"
    header = 8 + int.from_bytes(content[:8], "little")
    damaged = bytearray(content)
    damaged[int(place * header)] = value
    assert_refused_or_a_run(path, damaged)


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
