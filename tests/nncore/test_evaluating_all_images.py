"""Evaluation of all splits of a data set at once: an image keeps its split and its index."""

import numpy as np
import pytest

import nncore as nn


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
