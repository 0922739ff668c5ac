"""Gradient descent on the whole set: in parts, so that it takes little memory."""

import tracemalloc

import numpy as np
import pytest

import nncore as nn
from nncore.events import ValidationAdvanced
from nncore.recipes.recipe import Recipe

IMAGES = 20_000
FLOATS = IMAGES * 28 * 28 * 4
"""Bytes of all images as floats."""


@pytest.fixture(scope="module")
def many() -> nn.datasets.Dataset:
    """Many images, few of them different."""
    few = nn.datasets.generated(rng=np.random.default_rng(7), training=500, validation=50, test=50)
    chosen = np.arange(IMAGES) % 500
    split = nn.datasets.Split(few.training.images[chosen], few.training.labels[chosen])
    return nn.datasets.Dataset("many", split, few.validation, few.test)


@pytest.mark.parametrize("cores", [1, 2])
@pytest.mark.parametrize("hidden", [(10,), (64, 32)])
def test_it_takes_far_less_memory_than_its_images_as_floats(
    hidden: tuple[int, ...],
    cores: int,
    many: nn.datasets.Dataset,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("nncore.runtime.batch_pass.usable_threads", lambda: cores)
    tracemalloc.start()
    try:
        run = Recipe(hidden=hidden, batch_size=None, epochs=3, optimizer="sgd").start(many)
        events = list(run.events)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    assert run.state.threads == cores
    told = [type(event).__name__ for event in events if not isinstance(event, ValidationAdvanced)]
    assert told == ["StepFinished", "EpochFinished"] * 3
    assert peak < FLOATS / 2


def test_its_figures_are_those_of_an_evaluation(many: nn.datasets.Dataset) -> None:
    run = Recipe(hidden=(10,), batch_size=None, epochs=1).start(many)
    before = nn.evaluate(run.network, many.training)
    first = next(run.events)

    assert isinstance(first, nn.StepFinished)
    assert first.examples == IMAGES
    assert first.loss == pytest.approx(before.loss, rel=1e-5)
    assert first.accuracy == pytest.approx(before.accuracy)
