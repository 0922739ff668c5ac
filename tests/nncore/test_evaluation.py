"""Evaluation: figures counted by hand, and every misread image told exactly."""

import json
import re
from collections.abc import Callable
from math import log

import numpy as np
import pytest

import nncore as nn

NewNetwork = Callable[..., nn.Network]

THREE = np.array([[0.7, 0.3], [0.4, 0.6], [0.9, 0.1]])


def padded(probabilities: np.ndarray) -> np.ndarray:
    return np.pad(probabilities, ((0, 0), (0, 8)))


def report_of(labels: list[int], first_index: int = 0) -> nn.Evaluation:
    """Three images, read as 0, 1 and 0."""
    probabilities = padded(THREE)
    truth = np.array(labels, np.uint8)
    losses = -np.log(probabilities[np.arange(3), truth])
    return nn.Evaluation(
        truth,
        probabilities.argmax(axis=1).astype(np.uint8),
        probabilities.max(axis=1),
        losses,
        probabilities,
        np.log(np.maximum(probabilities, 1e-30)),
        np.arange(first_index, first_index + 3),
    )


def test_accuracy_and_loss_are_means() -> None:
    report = report_of([0, 1, 1])

    assert report.accuracy == pytest.approx(2 / 3)
    assert report.loss == pytest.approx(-(log(0.7) + log(0.6) + log(0.1)) / 3)


def test_confusion_has_the_truth_in_rows() -> None:
    confusion = report_of([0, 1, 1]).confusion

    assert confusion.shape == (10, 10)
    assert confusion[:2, :2].tolist() == [[1, 0], [1, 1]]
    assert confusion.sum() == 3


def test_mistakes_come_with_the_largest_loss_first() -> None:
    first, second = report_of([1, 1, 1], first_index=55_000).mistakes()

    assert (first.index, first.truth, first.predicted) == (55_002, 1, 0)
    assert first.confidence == pytest.approx(0.9)
    assert first.loss == pytest.approx(-log(0.1))
    assert second.index == 55_000


def test_figures_of_a_digit_follow_their_formulas() -> None:
    zero, one, *others = report_of([0, 1, 1]).per_class()

    assert (zero.count, zero.precision, zero.recall) == (1, 0.5, 1.0)
    assert zero.f1 == pytest.approx(2 / 3)
    assert (one.count, one.precision, one.recall) == (2, 1.0, 0.5)
    assert all((row.count, row.precision, row.recall, row.f1) == (0, 0, 0, 0) for row in others)


def test_the_summary_goes_through_json() -> None:
    report = report_of([0, 1, 1])
    summary = json.loads(json.dumps(report.summary(), allow_nan=False))

    assert summary["accuracy"] == report.accuracy
    assert summary["loss"] == report.loss
    assert summary["confusion"] == report.confusion.tolist()
    assert (summary["images"], summary["misread"]) == (3, 1)
    assert [row["digit"] for row in summary["per_class"]] == list(range(10))


def test_evaluating_a_split_agrees_with_predicting_it(digits: nn.datasets.Dataset) -> None:
    network = nn.Network([nn.Dense(784, 10, rng=np.random.default_rng(1))])
    split = digits.validation

    report = nn.evaluate(network, split)

    probabilities = network.predict(split.images)
    assert np.array_equal(report.probabilities, probabilities)
    assert report.accuracy == np.mean(probabilities.argmax(axis=1) == split.labels)
    of_truth = probabilities[np.arange(len(split)), split.labels]
    np.testing.assert_allclose(report.losses, -np.log(of_truth), rtol=1e-3, atol=1e-5)
    assert report.confusion.sum(axis=1).tolist() == np.bincount(split.labels).tolist()


def test_every_image_has_its_row_the_rightly_read_ones_too(
    digits: nn.datasets.Dataset, new_network: NewNetwork
) -> None:
    split = digits.validation

    report = nn.evaluate(new_network(), split)

    assert len(report) == len(split) > len(report.misread_positions) > 0
    assert np.array_equal(report.labels, split.labels)
    assert np.array_equal(report.predictions, report.probabilities.argmax(axis=1))
    rows = np.arange(len(split))
    assert np.array_equal(report.confidences, report.probabilities[rows, report.predictions])


def test_mistakes_can_be_looked_up_in_their_split(digits: nn.datasets.Dataset) -> None:
    network = nn.Network([nn.Dense(784, 10, rng=np.random.default_rng(1))])
    split = digits.validation
    assert split.first_index == len(digits.training)

    mistakes = nn.evaluate(network, split).mistakes()

    assert len(mistakes) > 50
    for mistake in mistakes:
        image = split.images[mistake.index - split.first_index]
        assert network.predict(image[np.newaxis]).argmax() == mistake.predicted != mistake.truth


def test_a_network_with_other_classes_is_refused(
    digits: nn.datasets.Dataset, rng: np.random.Generator
) -> None:
    with pytest.raises(ValueError, match=re.escape("must end in 10 classes, got (5,)")):
        nn.evaluate(nn.Network([nn.Dense(784, 5, rng=rng)]), digits.test)


def test_weights_about_to_diverge_are_read_without_a_warning(
    digits: nn.datasets.Dataset, new_network: NewNetwork
) -> None:
    network = new_network()
    for parameter in network.parameters:
        parameter[...] = 1e38

    with np.errstate(over="raise", invalid="raise"):
        report = nn.evaluate(network, digits.test)

    assert not np.isfinite(report.probabilities).any()


def test_mistakes_can_be_looked_up_in_the_split_that_they_are_of(
    digits: nn.datasets.Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    network = nn.Network([nn.Dense(784, 10, rng=np.random.default_rng(1))])
    whole = digits.whole
    monkeypatch.setattr("nncore.evaluation.MOST_IMAGES", 70)
    assert len(digits.training) % 70  # a chunk has images of two splits

    report = nn.evaluate(network, whole)

    found = set()
    for position, mistake in zip(report.misread_positions, report.mistakes(), strict=True):
        split_name, index = whole.place(int(position))
        assert index == mistake.index == whole.index(int(position)) == report.indices[position]
        split = digits.split(split_name)
        image = split.images[index - split.first_index]
        assert np.array_equal(image, whole.images[position])
        assert network.predict(image[np.newaxis]).argmax() == mistake.predicted != mistake.truth
        found.add(split_name)
    assert found == set(digits.splits)
