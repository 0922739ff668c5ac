"""Each optimizer against its published formula, written out naively."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes

import nncore as nn

Array = np.ndarray
Formula = Callable[[Array, list[Array]], Array]
RATE = 0.05
STEPS = 7

rates = st.floats(1e-4, 0.5)
decays = st.sampled_from([0.0]) | st.floats(1e-4, 0.5)
momenta = st.floats(0.01, 0.99)
betas = st.tuples(st.floats(0, 0.99), st.floats(0, 0.9999))
epsilons = st.floats(1e-10, 1)
several_shapes = st.lists(
    array_shapes(min_dims=0, max_dims=4, min_side=1, max_side=5), min_size=1, max_size=5
)


def gradients(shape: tuple[int, ...] = (4, 3), steps: int = STEPS) -> list[Array]:
    rng = np.random.default_rng(3)
    return [np.asarray(rng.normal(size=shape)) for _ in range(steps)]


def followed(optimizer: nn.Optimizer) -> Array:
    """Where an optimizer takes weights of 1."""
    weights = np.ones((4, 3))
    for gradient in gradients():
        optimizer.update([weights], [gradient])
    return weights


def plain(rate: float, decay: float = 0.0) -> Formula:
    def follow(w: Array, gs: list[Array]) -> Array:
        for g in gs:
            w = w - rate * (g + decay * w)
        return w

    return follow


def with_momentum(rate: float, momentum: float, nesterov: bool, decay: float = 0.0) -> Formula:
    def follow(w: Array, gs: list[Array]) -> Array:
        v: Array | float = 0.0
        for g in gs:
            g = g + decay * w
            v = momentum * v + g
            w = w - rate * (g + momentum * v if nesterov else v)
        return w

    return follow


def adam(
    rate: float,
    beta: tuple[float, float],
    epsilon: float,
    decay: float = 0.0,
    decoupled: float = 0.0,
) -> Formula:
    def follow(w: Array, gs: list[Array]) -> Array:
        m: Array | float = 0.0
        v: Array | float = 0.0
        for t, g in enumerate(gs, start=1):
            w = w - rate * decoupled * w
            g = g + decay * w
            m = beta[0] * m + (1 - beta[0]) * g
            v = beta[1] * v + (1 - beta[1]) * g**2
            m_hat, v_hat = m / (1 - beta[0] ** t), v / (1 - beta[1] ** t)
            w = w - rate * m_hat / (np.sqrt(v_hat) + epsilon)
        return w

    return follow


def require_same(optimizer: nn.Optimizer, formula: Formula, tolerance: float = 1e-9) -> None:
    np.testing.assert_allclose(
        followed(optimizer),
        formula(np.ones((4, 3)), gradients()),
        rtol=tolerance,
        atol=tolerance,
    )


@given(rates, decays)
def test_sgd_follows_the_gradient(rate: float, decay: float) -> None:
    require_same(nn.SGD(rate, weight_decay=decay), plain(rate, decay))


@given(rates, momenta, st.booleans(), decays)
def test_momentum_follows_its_formula(
    rate: float, momentum: float, nesterov: bool, decay: float
) -> None:
    optimizer = nn.SGD(rate, momentum, nesterov=nesterov, weight_decay=decay)

    require_same(optimizer, with_momentum(rate, momentum, nesterov, decay))


@given(rates, betas, epsilons, decays)
def test_adam_follows_its_formula(
    rate: float, beta: tuple[float, float], epsilon: float, decay: float
) -> None:
    optimizer = nn.Adam(rate, beta1=beta[0], beta2=beta[1], epsilon=epsilon, weight_decay=decay)

    require_same(optimizer, adam(rate, beta, epsilon, decay), 1e-8)


@given(rates, betas, epsilons, decays)
def test_adamw_decays_apart_from_the_gradient(
    rate: float, beta: tuple[float, float], epsilon: float, decay: float
) -> None:
    optimizer = nn.AdamW(rate, beta1=beta[0], beta2=beta[1], epsilon=epsilon, weight_decay=decay)

    require_same(optimizer, adam(rate, beta, epsilon, decoupled=decay), 1e-8)


OPTIMIZERS: dict[str, tuple[Callable[[], nn.Optimizer], Formula]] = {
    "sgd": (lambda: nn.SGD(RATE), plain(RATE)),
    "decay": (lambda: nn.SGD(RATE, weight_decay=0.1), plain(RATE, 0.1)),
    "momentum": (lambda: nn.SGD(RATE, 0.9), with_momentum(RATE, 0.9, nesterov=False)),
    "nesterov": (
        lambda: nn.SGD(RATE, 0.9, nesterov=True, weight_decay=0.1),
        with_momentum(RATE, 0.9, nesterov=True, decay=0.1),
    ),
    "adam": (lambda: nn.Adam(RATE), adam(RATE, (0.9, 0.999), 1e-8)),
    "adam with decay": (
        lambda: nn.Adam(RATE, weight_decay=0.1),
        adam(RATE, (0.9, 0.999), 1e-8, decay=0.1),
    ),
    "adamw": (lambda: nn.AdamW(RATE), adam(RATE, (0.9, 0.999), 1e-8, decoupled=1e-2)),
}


@pytest.fixture(params=OPTIMIZERS)
def new_optimizer(request: pytest.FixtureRequest) -> Callable[[], nn.Optimizer]:
    return OPTIMIZERS[request.param][0]


@pytest.mark.parametrize("name", OPTIMIZERS)
@given(shapes=several_shapes)
def test_arrays_of_all_shapes_are_followed_together(
    name: str, shapes: list[tuple[int, ...]]
) -> None:
    new_optimizer, formula = OPTIMIZERS[name]
    optimizer = new_optimizer()
    weights = [np.full(shape, 0.5) for shape in shapes]
    given_gradients = [gradients(shape) for shape in shapes]
    for step in range(STEPS):
        optimizer.update(weights, [each[step] for each in given_gradients])

    for shape, array, each in zip(shapes, weights, given_gradients, strict=True):
        np.testing.assert_allclose(array, formula(np.full(shape, 0.5), each), rtol=1e-8, atol=1e-9)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_float32_keeps_to_the_formula_for_a_hundred_steps(name: str) -> None:
    new_optimizer, formula = OPTIMIZERS[name]
    optimizer = new_optimizer()
    exact = gradients((30, 20), 100)
    rounded = [gradient.astype(np.float32) for gradient in exact]
    weights = np.ones((30, 20), np.float32)
    for gradient in rounded:
        optimizer.update([weights], [gradient])

    expected = formula(np.ones((30, 20)), [gradient.astype(np.float64) for gradient in rounded])
    assert weights.dtype == np.float32
    assert np.abs(weights - expected).max() < 3e-6 * np.abs(expected).max()


def test_adam_takes_a_first_step_of_the_learning_rate() -> None:
    weights = np.zeros(3)
    nn.Adam(0.01).update([weights], [np.array([1e-3, -5.0, 0.0])])

    np.testing.assert_allclose(weights, [-0.01, 0.01, 0.0], rtol=1e-4)


def test_adamw_draws_weights_without_a_gradient_towards_zero() -> None:
    weights, bias = np.ones((2, 2)), np.ones(2)
    nn.AdamW(0.1, weight_decay=0.5).update([weights, bias], [np.zeros((2, 2)), np.zeros(2)])

    np.testing.assert_allclose(weights, 0.95)
    np.testing.assert_allclose(bias, 0.95)


def test_the_decay_of_adamw_follows_the_schedule() -> None:
    optimizer = nn.AdamW(0.1, weight_decay=0.5)
    optimizer.factor = 0.1
    weights = np.ones(3)
    optimizer.update([weights], [np.zeros(3)])

    np.testing.assert_allclose(weights, 0.995)


def test_only_adamw_decays_unasked() -> None:
    assert nn.AdamW().weight_decay == 0.01
    assert [each.weight_decay for each in (nn.SGD(0.1), nn.Adam())] == [0.0, 0.0]


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
    assert optimizer.effective_rate == pytest.approx(0.05)


def test_gradients_are_left_as_they_were(new_optimizer: Callable[[], nn.Optimizer]) -> None:
    optimizer = new_optimizer()
    weights = [np.ones((300, 100)), np.ones(100)]
    given_gradients = [gradients(array.shape)[0] for array in weights]
    before = [gradient.copy() for gradient in given_gradients]
    for _ in range(3):
        optimizer.update(weights, given_gradients)

    for gradient, copy in zip(given_gradients, before, strict=True):
        np.testing.assert_array_equal(gradient, copy)


@pytest.mark.parametrize("rate", [0, -1, float("nan"), float("inf")])
def test_a_learning_rate_must_be_positive_and_finite(rate: float) -> None:
    with pytest.raises(ValueError, match="learning rate must be a positive finite number, got"):
        nn.SGD(rate)
    optimizer = nn.Adam()
    with pytest.raises(ValueError, match="learning rate must be"):
        optimizer.learning_rate = rate
    assert optimizer.learning_rate == 1e-3


@pytest.mark.parametrize("decay", [-1e-3, float("nan"), float("inf")])
@pytest.mark.parametrize("kind", [nn.SGD, nn.Adam, nn.AdamW])
def test_a_weight_decay_must_be_finite_and_not_negative(
    kind: Callable[..., nn.Optimizer], decay: float
) -> None:
    with pytest.raises(ValueError, match="weight decay must be at least 0 and finite, got"):
        kind(0.1, weight_decay=decay)


@pytest.mark.parametrize("momentum", [-0.1, 1.0, float("nan")])
def test_momentum_must_lie_in_its_range(momentum: float) -> None:
    with pytest.raises(ValueError, match="momentum must be at least 0 and below 1, got"):
        nn.SGD(0.1, momentum)


def test_nesterov_needs_momentum() -> None:
    with pytest.raises(ValueError, match="needs a momentum above 0, got 0"):
        nn.SGD(0.1, nesterov=True)


@pytest.mark.parametrize("options", [{"beta1": 1.0}, {"beta2": -0.1}, {"beta1": float("nan")}])
def test_betas_must_lie_in_their_range(options: dict[str, float]) -> None:
    for kind in (nn.Adam, nn.AdamW):
        with pytest.raises(ValueError, match="betas must be at least 0 and below 1, got"):
            kind(**options)


@pytest.mark.parametrize("epsilon", [0.0, -1.0, float("nan")])
def test_epsilon_must_be_positive(epsilon: float) -> None:
    with pytest.raises(ValueError, match="epsilon must be positive and finite, got"):
        nn.Adam(epsilon=epsilon)
