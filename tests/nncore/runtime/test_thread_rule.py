"""Which steps are worth two threads, and that nobody gets more of them than there are."""

from dataclasses import replace
from typing import Any

import pytest
from threadpoolctl import threadpool_limits

import nncore as nn
from nncore.augmentation import AUGMENTATIONS
from nncore.recipes.recipe import Recipe
from nncore.runtime import batch_pass, threads
from nncore.runtime.batch_pass import threads_for
from nncore.runtime.threads import blas_limited_to, blas_threads

Hidden = tuple[Any, ...]

PICTURES: Hidden = ("5x5x16", "5x5x16", "pool 2", 10)

RULE: list[tuple[Hidden, int, int]] = [
    ((16,), 1, 1),
    ((128,), 32, 1),
    ((128,), 64, 1),
    ((128,), 99, 1),
    ((128,), 100, 2),
    ((128,), 128, 2),
    ((128, "dropout 0.2"), 64, 1),
    ((128, "dropout 0.2"), 128, 2),
    ((512,), 24, 1),
    ((512,), 32, 2),
    ((512,), 64, 2),
    ((16, 512, 512), 32, 1),
    ((16, 512, 512), 64, 2),
    ((1,), 1024, 1),
    ((1,), 1025, 2),
    ((16,), 60_000, 2),
    (PICTURES, 1, 1),
    (PICTURES, 2, 2),
    (PICTURES, 64, 2),
    ((*PICTURES, "dropout 0.2"), 2, 2),
    (("3x3x2", "pool 4"), 512, 1),
    (("3x3x2", "pool 4"), 1025, 2),
]
"""Hidden layers between 784 inputs and 10 outputs, images a step, threads where there are two."""


def network_of(hidden: Hidden) -> nn.Network:
    return Recipe(hidden=hidden).build()[0]


@pytest.mark.parametrize(("hidden", "batch_size", "expected"), RULE)
def test_large_steps_get_two_threads_where_there_are_two(
    hidden: Hidden, batch_size: int, expected: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    network = network_of(hidden)
    for usable in (1, 2, 8):
        monkeypatch.setattr(batch_pass, "usable_threads", lambda usable=usable: usable)
        assert threads_for(network, batch_size) == (1 if usable == 1 else expected)


def test_a_network_without_weights_is_not_worth_two(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch_pass, "usable_threads", lambda: 2)
    assert threads_for(nn.Network([nn.ReLU()]), 1024) == 1


@pytest.mark.parametrize(
    "recipe",
    [
        Recipe(optimizer="sgd"),
        Recipe(optimizer="adam"),
        Recipe(augmentation=AUGMENTATIONS["light"]),
        Recipe(patience=2),
    ],
    ids=["gradient descent", "Adam", "varied", "patient"],
)
def test_neither_the_optimizer_nor_what_is_done_beside_decides(
    recipe: Recipe, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch_pass, "usable_threads", lambda: 2)
    for batch_size, expected in ((64, 1), (128, 2)):
        assert replace(recipe, hidden=(128,), batch_size=batch_size).threads(60_000) == expected


def test_no_step_is_larger_than_the_data(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch_pass, "usable_threads", lambda: 2)
    for batch_size in (128, None):
        recipe = Recipe(hidden=(128,), batch_size=batch_size)
        assert recipe.threads(80) == 1
        assert recipe.threads(128) == 2


@pytest.mark.parametrize(("limit", "expected"), [(1, 1), (2, 2), (3, 2)])
@pytest.mark.parametrize(("hidden", "batch_size"), [((512,), 64), (PICTURES, 64), ((16,), 2000)])
def test_a_limit_from_outside_is_kept_to(
    hidden: Hidden,
    batch_size: int,
    limit: int,
    expected: int,
    nobody_trains: None,
    eight_cores: None,
) -> None:
    network = network_of(hidden)
    with threadpool_limits(limits=limit, user_api="blas"):
        if blas_threads() != limit:
            pytest.skip("this BLAS cannot be told")
        assert threads_for(network, batch_size) == expected
        for of_another_run in (1, 2):
            with blas_limited_to(of_another_run):
                assert threads_for(network, batch_size) == expected


def test_the_innermost_limit_from_outside_counts(nobody_trains: None, eight_cores: None) -> None:
    network = network_of((512,))
    with threadpool_limits(limits=2, user_api="blas"):
        if blas_threads() != 2:
            pytest.skip("this BLAS cannot be told")
        with threadpool_limits(limits=1, user_api="blas"):
            assert threads_for(network, 64) == 1
        assert threads_for(network, 64) == 2


def test_one_core_gets_one_thread_whatever_blas_has(
    three_threads: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(threads, "cores", lambda: 1)
    assert threads_for(network_of((512,)), 64) == 1
