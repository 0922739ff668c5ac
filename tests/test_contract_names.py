"""The library's names that outside scripts hold on to, and the shape of what they return.

A name of the contract stays: what breaks one of these tests breaks somebody's script.
"""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import nncore as nn
from tests.idx_files import write_idx_files

POSITIONAL = inspect.Parameter.POSITIONAL_ONLY

SIGNATURES: dict[str, Callable[..., object]] = {
    "Network": lambda layers, /: ...,
    "Network.predict": lambda self, images: ...,
    "Dense": lambda inputs, outputs, /, *, rng: ...,
    "ReLU": lambda: ...,
    "SGD": lambda learning_rate: ...,
    "Adam": lambda learning_rate: ...,
    "train": lambda network, split, *, optimizer, epochs, batch_size, rng, validation=None: ...,
    "evaluate": lambda network, split: ...,
    "save": lambda network, path, /: ...,
    "load": lambda path, /: ...,
    "draw_strokes": lambda strokes: ...,
    "frame_drawing": lambda canvas: ...,
    "read_drawing": lambda network, canvas: ...,
    "datasets.Split": lambda images, labels: ...,
    "datasets.load_mnist": lambda folder=None: ...,
    "datasets.generated": lambda *, rng: ...,
}
"""How each is called. What stands before / is given by position, under whatever name."""


@dataclass(frozen=True)
class Example:
    """What the contract's example leaves behind."""

    mnist: nn.datasets.Dataset
    network: nn.Network
    steps: list[tuple[int, float]]
    epochs: list[tuple[int, float | None]]
    report: nn.Evaluation
    file: Path


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Example:
    """The contract's example, with a few generated digits in place of MNIST."""
    rng = np.random.default_rng(seed=7)
    few = nn.datasets.generated(rng=rng, training=240, validation=1, test=60)
    folder = tmp_path_factory.mktemp("example")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MISREAD_DATA", str(write_idx_files(folder / "digits", few)))
        mnist = nn.datasets.load_mnist()
    network = nn.Network([nn.Dense(784, 128, rng=rng), nn.ReLU(), nn.Dense(128, 10, rng=rng)])
    optimizer = nn.Adam(learning_rate=1e-3)
    steps: list[tuple[int, float]] = []
    epochs: list[tuple[int, float | None]] = []
    for event in nn.train(
        network,
        mnist.training,
        optimizer=optimizer,
        epochs=5,
        batch_size=64,
        rng=rng,
        validation=mnist.validation,
    ):
        match event:
            case nn.StepFinished(step=step, loss=loss):
                steps.append((step, loss))
            case nn.EpochFinished(epoch=epoch, validation_accuracy=accuracy):
                epochs.append((epoch, accuracy))
    report = nn.evaluate(network, mnist.test)
    nn.save(network, str(folder / "digits.safetensors"))
    return Example(mnist, network, steps, epochs, report, folder / "digits.safetensors")


def broken_promises(promised: Callable[..., object], given: Callable[..., object]) -> list[str]:
    """What a script that calls `given` as `promised` would stumble over."""
    wanted = inspect.signature(promised).parameters
    there = inspect.signature(given).parameters
    order = list(there.values())
    broken, known = [], set()
    for position, parameter in enumerate(wanted.values()):
        name = parameter.name
        if parameter.kind is not inspect.Parameter.KEYWORD_ONLY:
            found = order[position] if position < len(order) else None
        else:
            found = there.get(name)
        if found is None or (parameter.kind is not POSITIONAL and found.name != name):
            broken.append(f"no {name} in its place")
            continue
        known.add(found.name)
        if parameter.kind not in (found.kind, POSITIONAL):
            broken.append(f"{name} is {found.kind.description}")
        if parameter.default is not parameter.empty and found.default != parameter.default:
            broken.append(f"{name} is {found.default} by default")
        if name == "rng" and found.default is not found.empty:
            broken.append("rng can be left out")
    return broken + [
        f"{each.name} is required too"
        for each in order
        if each.name not in known and each.default is each.empty
    ]


@pytest.mark.parametrize("name", SIGNATURES)
def test_what_scripts_call_takes_what_the_contract_promises(name: str) -> None:
    promised = SIGNATURES[name]
    try:
        given = attrgetter(name)(nn)
    except AttributeError:
        pytest.fail(f"the contract promises nn.{name}, and it is gone")
    broken = broken_promises(promised, given)
    assert not broken, f"the contract promises nn.{name}{inspect.signature(promised)}: {broken}"


@pytest.mark.parametrize(
    "given",
    [
        lambda network: ...,
        lambda split, network, *, rng: ...,
        lambda network, split, rng: ...,
        lambda network, split, *, rng=None: ...,
        lambda network, split, *, rng, other: ...,
        lambda network, split, *, rng, folder="here": ...,
        lambda network, split, *, random, folder=None: ...,
    ],
)
def test_a_signature_that_breaks_its_promise_is_seen(given: Callable[..., object]) -> None:
    assert broken_promises(lambda network, split, *, rng, folder=None: ..., given)


def test_training_tells_of_each_step_and_epoch(example: Example) -> None:
    assert [step for step, _ in example.steps] == list(range(1, len(example.steps) + 1))
    assert [epoch for epoch, _ in example.epochs] == [1, 2, 3, 4, 5]
    assert all(loss > 0 for _, loss in example.steps)
    assert all(accuracy is not None and 0 <= accuracy <= 1 for _, accuracy in example.epochs)


@pytest.mark.parametrize("name", ["training", "validation", "test"])
def test_a_data_set_has_three_splits_of_images_with_labels(name: str, example: Example) -> None:
    made = nn.datasets.generated(rng=np.random.default_rng(7), training=20, validation=10, test=10)
    for dataset in (example.mnist, made):
        split = getattr(dataset, name, None)
        assert isinstance(split, nn.datasets.Split), f"the contract promises .{name}"
        assert split.images.shape == (len(split.labels), 28, 28)
        assert split.images.dtype == split.labels.dtype == np.dtype(np.uint8)


def test_an_evaluation_tells_what_the_contract_promises(example: Example) -> None:
    report, images = example.report, len(example.mnist.test.labels)
    assert isinstance(report.loss, float)
    assert 0 <= report.accuracy <= 1
    assert report.confusion.shape == (10, 10)
    assert report.confusion.sum() == images
    assert report.probabilities.shape == (images, 10)


def test_mistakes_are_named_by_their_place_in_the_file(example: Example) -> None:
    mistakes = example.report.mistakes()
    assert len(mistakes) == round((1 - example.report.accuracy) * len(example.mnist.test.labels))
    assert mistakes, "the example is to leave something misread"
    for mistake in mistakes:
        assert mistake.truth == example.mnist.test.labels[mistake.index] != mistake.predicted
        probabilities = example.report.probabilities[mistake.index]
        assert mistake.confidence == pytest.approx(probabilities[mistake.predicted])


def test_a_saved_network_predicts_as_it_did(example: Example) -> None:
    images = example.mnist.test.images[:3]
    probabilities = nn.load(example.file).predict(images)
    assert probabilities.shape == (3, 10)
    assert np.array_equal(probabilities, example.network.predict(images))
    assert probabilities.sum(axis=1) == pytest.approx(1)


def test_a_named_folder_comes_before_misread_data(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rng = np.random.default_rng(7)
    for name, images in (("named", 10), ("environment", 20)):
        few = nn.datasets.generated(rng=rng, training=24, validation=1, test=images)
        write_idx_files(tmp_path / name, few)
    monkeypatch.setenv("MISREAD_DATA", str(tmp_path / "environment"))
    assert len(nn.datasets.load_mnist(tmp_path / "named").test.labels) == 10
    assert len(nn.datasets.load_mnist(folder=str(tmp_path / "named")).test.labels) == 10
    assert len(nn.datasets.load_mnist().test.labels) == 20


def test_a_drawing_is_framed_and_read(example: Example) -> None:
    canvas: Any = np.zeros((90, 120), np.uint8)
    assert nn.read_drawing(example.network, canvas) is None
    canvas[10:80, 55:65] = 255
    frame = nn.frame_drawing(canvas)
    assert (frame.shape, frame.dtype) == ((28, 28), np.dtype(np.uint8))
    reading = nn.read_drawing(example.network, canvas)
    assert reading is not None
    assert reading.probabilities.shape == (10,)
    assert reading.digit == reading.probabilities.argmax()
    assert isinstance(reading.known, bool)
    assert np.array_equal(reading.probabilities, example.network.predict(frame[np.newaxis])[0])
