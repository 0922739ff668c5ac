"""Letters, signs and shapes: the right ones, each in the frame that its skeleton asks for."""

from itertools import pairwise

import numpy as np
import pytest

from nncore.datasets.generated_digits.skeletons import skeleton
from nncore.datasets.non_digits.writing import UPRIGHT, Writings, written
from nncore.datasets.non_digits.writings import CAPITALS, SHAPES, SIGNS, SMALL_LETTERS

EVERY = {**CAPITALS, **SMALL_LETTERS, **SIGNS, **SHAPES}


def test_letters_are_those_that_resemble_no_digit() -> None:
    assert "".join(CAPITALS) == "ACEFHKMNPRTVWXY"
    assert "".join(SMALL_LETTERS) == "aefhkmnprvwx"


@pytest.mark.parametrize("letters", [CAPITALS, SMALL_LETTERS])
def test_each_letter_is_written_in_several_ways(letters: Writings) -> None:
    assert all(len(each) >= 3 for each in letters.values())


def test_names_of_letters_signs_and_shapes_differ() -> None:
    groups = [set(group) for group in (CAPITALS, SMALL_LETTERS, SIGNS, SHAPES)]
    assert all(one.isdisjoint(other) for one, other in pairwise(groups))


@pytest.mark.parametrize("name", EVERY)
def test_skeletons_stay_in_their_box(name: str) -> None:
    for way in EVERY[name]:
        points = np.concatenate([stroke.forms.reshape(-1, 2) for stroke in way.strokes])
        assert np.abs(points).max() <= 1.01
        assert np.ptp(points, axis=0).max() > 0.8


def test_count_of_writings_is_kept() -> None:
    images = [*written(CAPITALS, 130, rng=np.random.default_rng(1))]
    assert sum(len(batch) for batch in images) == 130


def test_ways_are_as_frequent_as_their_shares_say() -> None:
    level, upright = skeleton(3, "0,50 100,50"), skeleton(1, "50,0 50,100")
    writings = {"level": (level,), "upright": (upright,)}
    images = np.concatenate(
        [*written(writings, 400, rng=np.random.default_rng(1), hands=(UPRIGHT,))]
    )
    heights = np.count_nonzero(images.max(axis=2), axis=1)
    assert 260 < np.count_nonzero(heights < 14) < 340
