"""Softmax and cross-entropy against their formulas, and where the naive ones overflow."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

import nncore as nn
from nncore.losses import cross_entropy, log_softmax, losses_and_confidences

finite_logits = arrays(
    np.float64, st.tuples(st.integers(1, 5), st.just(10)), elements=st.floats(-50, 50)
)


@given(finite_logits)
def test_softmax_follows_its_formula(logits: np.ndarray) -> None:
    naive = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)

    np.testing.assert_allclose(nn.softmax(logits), naive, rtol=1e-9)


@given(arrays(np.float32, (3, 10), elements=st.floats(-(2.0**127), 2.0**127, width=32)))
def test_softmax_of_any_finite_logits_is_a_distribution(logits: np.ndarray) -> None:
    probabilities = nn.softmax(logits)

    assert ((probabilities >= 0) & (probabilities <= 1)).all()
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, rtol=1e-5)


def test_softmax_of_huge_logits_does_not_overflow() -> None:
    logits = np.array([[1e4, 0, -1e4], [3e38, -3e38, 0]], np.float32)

    assert nn.softmax(logits).tolist() == [[1, 0, 0], [1, 0, 0]]


@given(finite_logits, st.integers(0, 9), st.floats(-30, 30))
def test_losses_do_not_change_with_a_shift(logits: np.ndarray, label: int, shift: float) -> None:
    labels = np.full(len(logits), label, np.uint8)

    np.testing.assert_allclose(
        cross_entropy(logits + shift, labels), cross_entropy(logits, labels), atol=1e-9
    )


@given(finite_logits, st.integers(0, 9))
def test_losses_of_many_are_those_of_few(logits: np.ndarray, label: int) -> None:
    labels = np.full(len(logits), label, np.uint8)

    losses, confidences = losses_and_confidences(logits, labels)

    np.testing.assert_allclose(losses, cross_entropy(logits, labels), atol=1e-12)
    np.testing.assert_allclose(confidences, nn.softmax(logits).max(axis=1), rtol=1e-12)


@given(finite_logits, st.integers(0, 9))
def test_cross_entropy_follows_its_formula(logits: np.ndarray, label: int) -> None:
    labels = np.full(len(logits), label, np.uint8)
    naive = -np.log(np.exp(logits[:, label]) / np.exp(logits).sum(axis=1))

    np.testing.assert_allclose(cross_entropy(logits, labels), naive, atol=1e-9)
    loss, _ = nn.softmax_cross_entropy(logits, nn.one_hot(labels, dtype=np.float64))
    assert loss == pytest.approx(naive.mean(), abs=1e-9)


def test_a_sure_and_wrong_answer_has_a_finite_loss() -> None:
    logits = np.array([[1000.0] + [0.0] * 9])

    assert cross_entropy(logits, np.array([1], np.uint8)).tolist() == [1000.0]
    loss, gradient = nn.softmax_cross_entropy(logits, nn.one_hot(np.array([1], np.uint8)))
    assert loss == 1000.0
    assert gradient.tolist() == [[1.0, -1.0] + [0.0] * 8]


def test_the_gradient_of_the_loss_sums_to_zero_over_classes_but_not_over_examples() -> None:
    logits = np.random.default_rng(1).normal(size=(6, 10))

    _, gradient = nn.softmax_cross_entropy(logits, nn.one_hot(np.zeros(6, np.uint8)))

    np.testing.assert_allclose(gradient.sum(axis=1), 0, atol=1e-8)
    assert np.abs(gradient.sum(axis=0)).min() > 1e-3, "the output bias must be able to learn"


def test_one_hot_has_a_one_at_the_label() -> None:
    rows = nn.one_hot(np.array([2, 0], np.uint8), classes=3)

    assert rows.tolist() == [[0, 0, 1], [1, 0, 0]]
    assert rows.dtype == np.float32


@pytest.mark.parametrize("labels", [[10], [3, 200]])
def test_one_hot_refuses_labels_out_of_range(labels: list[int]) -> None:
    with pytest.raises(ValueError, match="labels must be 0 to 9, got"):
        nn.one_hot(np.array(labels, np.uint8))


def test_one_hot_of_no_labels_has_no_rows() -> None:
    assert nn.one_hot(np.array([], np.uint8)).shape == (0, 10)


@given(finite_logits)
def test_log_softmax_is_the_log_of_softmax(logits: np.ndarray) -> None:
    logs = log_softmax(logits)

    np.testing.assert_allclose(np.exp(logs), nn.softmax(logits), atol=1e-12)
    assert (logs <= 0).all()


def test_log_softmax_tells_of_probabilities_that_are_0() -> None:
    assert log_softmax(np.array([[1000.0, 0.0]])).tolist() == [[0.0, -1000.0]]
