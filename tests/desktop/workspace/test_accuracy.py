"""What figures say of themselves, to the letter: which images, and which moment."""

import pytest

from desktop.workspace.accuracy import Accuracy
from nncore.datasets import SplitName


@pytest.mark.parametrize(
    ("accuracy", "short", "whole", "images_title"),
    [
        (
            Accuracy(0.974, "MNIST", SplitName.VALIDATION, 5_000, epoch=3),
            "97.4\u00a0% validation",
            "97.40\u00a0% of the 5,000 validation images of MNIST read right, after epoch 3",
            "validation, MNIST",
        ),
        (
            Accuracy(0.9985, "MNIST", SplitName.TEST),
            "99.9\u00a0% test",
            "99.85\u00a0% of the test images of MNIST read right",
            "test, MNIST",
        ),
        (
            Accuracy(0.1, "Generated digits", SplitName.VALIDATION, 2_000, epoch=0),
            "10.0\u00a0% validation",
            "10.00\u00a0% of the 2,000 validation images of Generated digits read right, untrained",
            "validation, Generated digits",
        ),
        (
            Accuracy(0.5, "MNIST", SplitName.TRAINING, 55_000, step=1_234),
            "50.0\u00a0% training",
            "50.00\u00a0% of the 55,000 training images of MNIST read right, after step 1,234",
            "training, MNIST",
        ),
        (
            Accuracy(1.0, "", SplitName.TEST, 10),
            "100.0\u00a0% test",
            "100.00\u00a0% of the 10 test images read right",
            "test",
        ),
        (
            Accuracy(1.0, "", SplitName.TEST, 1),
            "100.0\u00a0% test",
            "100.00\u00a0% of the 1 test image read right",
            "test",
        ),
        (
            Accuracy(0.9999, "my digits", None),
            "99.99\u00a0%",
            "99.99\u00a0% of the images of my digits read right",
            "my digits",
        ),
    ],
)
def test_an_accuracy_says_of_what_it_is(
    accuracy: Accuracy, short: str, whole: str, images_title: str
) -> None:
    assert (accuracy.short, accuracy.whole, accuracy.images_title) == (short, whole, images_title)
