"""The figures of explanations, also where hardly anything is misread."""

import numpy as np
import pytest

import nncore as nn
from benchmarks.drawing import READER
from benchmarks.time_machine import _measure_explanations
from nncore.datasets import Dataset, Split, generated


@pytest.mark.parametrize("wrong", [0, 1])
def test_so_few_misread_images_are_measured(wrong: int, capsys: pytest.CaptureFixture[str]) -> None:
    digits = generated(rng=np.random.default_rng(3), training=60, validation=10, test=60)
    images, labels = digits.test.images, digits.test.labels
    is_right = nn.load(READER).predict(images).argmax(axis=1) == labels
    images, labels = images[is_right], labels[is_right].copy()
    labels[:wrong] = (labels[:wrong] + 1) % 10
    dataset = Dataset("Few", digits.training, digits.validation, Split(images, labels))

    _measure_explanations(dataset)

    told = capsys.readouterr().out
    assert ("nothing is misread" in told) == (wrong == 0)
    assert ("one misread image" in told) == (wrong == 1)
