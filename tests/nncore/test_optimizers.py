"""Each optimizer against its published formula, written out naively."""

from collections.abc import Callable, Iterator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import nncore as nn

Array = np.ndarray
RATE = 0.05
STEPS = 7


def gradients() -> list[Array]:
    rng = np.random.default_rng(3)
    return [rng.normal(size=(4, 3)) for _ in range(STEPS)]


def followed(optimizer: nn.Optimizer) -> Array:
    """Where an optimizer takes weights of 1."""
    weights = np.ones((4, 3))
    for gradient in gradients():
        optimizer.update([weights], [gradient])
    return weights


def expected(steps: Iterator[Array]) -> Array:
    return np.ones((4, 3)) - sum(steps)


def plain() -> Iterator[Array]:
    for gradient in gradients():
        yield RATE * gradient


def with_momentum(momentum: float, nesterov: bool) -> Iterator[Array]:
    velocity: Array | float = 0.0
    for gradient in gradients():
        velocity = momentum * velocity + gradient
        yield RATE * (gradient + momentum * velocity if nesterov else velocity)


def adam(beta1: float, beta2: float, epsilon: float) -> Iterator[Array]:
    m: Array | float = 0.0
    v: Array | float = 0.0
    for t, g in enumerate(gradients(), start=1):
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g**2
        m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
        yield RATE * m_hat / (np.sqrt(v_hat) + epsilon)


def test_sgd_follows_the_gradient() -> None:
    np.testing.assert_allclose(followed(nn.SGD(RATE)), expected(plain()), rtol=1e-12)


@given(st.floats(0.01, 0.99), st.booleans())
def test_momentum_follows_its_formula(momentum: float, nesterov: bool) -> None:
    optimizer = nn.SGD(RATE, momentum, nesterov=nesterov)

    np.testing.assert_allclose(
        followed(optimizer), expected(with_momentum(momentum, nesterov)), rtol=1e-9
    )


@given(st.floats(0, 0.99), st.floats(0, 0.9999), st.floats(1e-10, 1))
def test_adam_follows_its_formula(beta1: float, beta2: float, epsilon: float) -> None:
    optimizer = nn.Adam(RATE, beta1=beta1, beta2=beta2, epsilon=epsilon)

    np.testing.assert_allclose(
        followed(optimizer), expected(adam(beta1, beta2, epsilon)), rtol=1e-8, atol=1e-8
    )


def test_adam_takes_a_first_step_of_the_learning_rate() -> None:
    weights = np.zeros(3)
    nn.Adam(0.01).update([weights], [np.array([1e-3, -5.0, 0.0])])

    np.testing.assert_allclose(weights, [-0.01, 0.01, 0.0], rtol=1e-4)


@pytest.mark.parametrize(
    "new_optimizer", [nn.SGD, nn.Adam, lambda rate: nn.SGD(rate, 0.9, nesterov=True)]
)
def test_a_changed_rate_counts_from_the_next_update(
    new_optimizer: Callable[[float], nn.Optimizer],
) -> None:
    changed, constant = new_optimizer(RATE), new_optimizer(RATE)
    ours, theirs = np.ones(3), np.ones(3)
    gradient = np.array([1.0, -2.0, 0.5])
    for optimizer, weights in ((changed, ours), (constant, theirs)):
        optimizer.update([weights], [gradient])
    changed.learning_rate = 2 * RATE
    before = ours.copy()
    for optimizer, weights in ((changed, ours), (constant, theirs)):
        optimizer.update([weights], [gradient])

    np.testing.assert_allclose(ours - before, 2 * (theirs - before), rtol=1e-9)


def test_a_schedule_scales_the_step_and_leaves_the_users_rate() -> None:
    optimizer = nn.SGD(0.5)
    optimizer.factor = 0.1
    weights = np.ones(1)
    optimizer.update([weights], [np.ones(1)])

    assert weights[0] == pytest.approx(0.95)
    assert optimizer.learning_rate == 0.5
    assert optimizer.rate == pytest.approx(0.05)


def test_gradients_are_left_as_they_were() -> None:
    gradient = np.array([1.0, 2.0])
    for optimizer in (nn.SGD(0.1), nn.SGD(0.1, 0.9), nn.SGD(0.1, 0.9, nesterov=True), nn.Adam()):
        optimizer.update([np.ones(2)], [gradient])

    assert gradient.tolist() == [1.0, 2.0]


@pytest.mark.parametrize("rate", [0, -1, float("nan"), float("inf")])
def test_a_learning_rate_must_be_positive_and_finite(rate: float) -> None:
    with pytest.raises(ValueError, match="learning rate must be a positive finite number, got"):
        nn.SGD(rate)
    optimizer = nn.Adam()
    with pytest.raises(ValueError, match="learning rate must be"):
        optimizer.learning_rate = rate
    assert optimizer.learning_rate == 1e-3


@pytest.mark.parametrize("momentum", [-0.1, 1.0, float("nan")])
def test_momentum_must_lie_in_its_range(momentum: float) -> None:
    with pytest.raises(ValueError, match="momentum must be at least 0 and below 1, got"):
        nn.SGD(0.1, momentum)


def test_nesterov_needs_momentum() -> None:
    with pytest.raises(ValueError, match="needs a momentum above 0, got 0"):
        nn.SGD(0.1, nesterov=True)


@pytest.mark.parametrize("options", [{"beta1": 1.0}, {"beta2": -0.1}, {"beta1": float("nan")}])
def test_betas_must_lie_in_their_range(options: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="betas must be at least 0 and below 1, got"):
        nn.Adam(**options)


@pytest.mark.parametrize("epsilon", [0.0, -1.0, float("nan")])
def test_epsilon_must_be_positive(epsilon: float) -> None:
    with pytest.raises(ValueError, match="epsilon must be positive, got"):
        nn.Adam(epsilon=epsilon)


def test_parameters_and_gradients_must_pair_up() -> None:
    for optimizer in (nn.SGD(0.1), nn.Adam()):
        with pytest.raises(ValueError, match="zip"):
            optimizer.update([np.ones(2), np.ones(2)], [np.ones(2)])
