"""A saved run says how many threads shared its steps, and which arithmetic it was computed with."""

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import load as tensors_of
from safetensors.numpy import save as tensor_bytes

import nncore as nn
from nncore.storage.training_state import ARITHMETIC

KEY = "misread-training"
MISSING = object()


@pytest.fixture
def path(tmp_path: Path, new_network: Any) -> Path:
    """A saved run, three steps before its end."""
    state = nn.TrainingState(new_network(4), nn.SGD(0.1), np.random.default_rng(1))
    state.progress.threads = 2
    state.save(tmp_path / "saved.run")
    return tmp_path / "saved.run"


def description_of(path: Path) -> dict[str, Any]:
    content = path.read_bytes()
    header = json.loads(content[8 : 8 + int.from_bytes(content[:8], "little")])
    description: dict[str, Any] = json.loads(header["__metadata__"][KEY])
    return description


def change(path: Path, name: str, value: object) -> None:
    description = description_of(path) | {name: value}
    if value is MISSING:
        del description[name]
    path.write_bytes(tensor_bytes(tensors_of(path.read_bytes()), {KEY: json.dumps(description)}))


def test_both_are_noted_and_come_back(path: Path) -> None:
    description, state = description_of(path), nn.TrainingState.load(path)
    assert (description["threads"], description["arithmetic"]) == (2, ARITHMETIC)
    assert (state.threads, state.arithmetic) == (2, ARITHMETIC)


@pytest.mark.parametrize("threads", [1, 2, 3, 64])
def test_earlier_runs_have_the_first_arithmetic_and_any_number_of_threads(
    path: Path, threads: int
) -> None:
    change(path, "arithmetic", MISSING)
    change(path, "threads", threads)
    state = nn.TrainingState.load(path)
    assert (state.threads, state.arithmetic) == (threads, 1)
    state.save(path)
    assert "arithmetic" not in description_of(path), "earlier versions take no other"
    state.adopt_arithmetic()
    assert (state.threads, state.arithmetic) == (None, ARITHMETIC)


def test_what_has_our_arithmetic_keeps_its_threads(path: Path) -> None:
    state = nn.TrainingState.load(path)
    state.adopt_arithmetic()
    assert (state.threads, state.arithmetic) == (2, ARITHMETIC)


HOSTILE = [0, -1, 1e9, 10**9, 10**400, "2", True, False, 2.0, None, [2], {"2": 2}]


@pytest.mark.parametrize("value", HOSTILE, ids=lambda value: f"{value!r:.12}")
@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("threads", "the number of threads cannot be read"),
        ("arithmetic", "the arithmetic is a count, got"),
    ],
)
def test_what_is_no_count_is_refused_in_words(
    path: Path, name: str, message: str, value: object
) -> None:
    change(path, name, value)
    with pytest.raises(nn.TensorFileError, match=re.escape(message)) as caught:
        nn.TrainingState.load(path)
    assert str(path) in str(caught.value)
    assert len(str(caught.value)) < 400


def test_a_number_of_threads_is_needed(path: Path) -> None:
    change(path, "threads", MISSING)
    with pytest.raises(nn.TensorFileError, match="threads"):
        nn.TrainingState.load(path)
