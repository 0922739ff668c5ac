"""`python -m benchmarks.trust [FILE]`: how far a network's word can be taken; without FILE, the
shipped reader's.

How many digits it reads and knows, which non-digits it refuses, and whether its probabilities are
what they say. None of these images was learned from: MNIST's test images, generated digits and
non-digits of other seeds, and digits that were turned, blurred or made noisy.
"""

import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

import nncore as nn
from benchmarks.drawing import READER
from nncore.array_types import ImageArray, LabelArray
from nncore.augmentation.camera import defocused, noisy
from nncore.augmentation.varied import varied
from nncore.datasets import Split
from nncore.datasets.non_digits.images import KINDS
from nncore.datasets.non_digits.non_digits import non_digits
from nncore.recognition.known import yardstick_of
from nncore.recognition.temperature import calibration_error

EACH = 1_250
"""Digits that are drawn, turned, blurred and noisy: 5,000 in all."""
OTHERS = 10_000
GOALS = {"letters": 0.90, "scribbles": 0.95, "shapes": 0.95, "side by side": 0.95}
"""Of non-digits to be refused."""

Images = tuple[ImageArray, LabelArray]


def main(words: Sequence[str]) -> None:
    """Measure and print."""
    path = Path(words[0]) if words else READER
    network = nn.load(path)
    mnist = nn.datasets.load_mnist()
    rng = np.random.default_rng(91)
    drawn = nn.datasets.generated(rng=rng, training=5_000, validation=1, test=1).training
    judged = "by its energy" if network.known_from is None else f"from {network.known_from:.3f} on"
    print(f"{path.name}: a digit is known {judged}")
    print(f"{'digits':24}{'read right':>12}{'known':>9}")
    for name, split in (("MNIST, test", mnist.test), ("generated", drawn)):
        accuracy = nn.evaluate(network, split).accuracy
        known = np.mean(_known(network, split.images))
        print(f"{name:24}{accuracy:12.2%}{known:9.1%}")
    print(f"\n{'non-digits, generated':24}{'refused':>12}{'goal':>9}")
    others = non_digits(rng=rng, count=OTHERS, digits=mnist.test)
    is_refused = ~_known(network, others.images)
    for number, kind in enumerate(KINDS):
        goal = f"{GOALS[kind]:9.0%}" if kind in GOALS else ""
        print(f"{kind:24}{np.mean(is_refused[others.kinds == number]):12.1%}{goal}")
    _print_calibration(network, _pooled(mnist.test, drawn, rng))


def _known(network: nn.Network, images: ImageArray) -> np.ndarray:
    """Of each image whether it is taken for a digit."""
    yardstick = yardstick_of(network)
    logits, probabilities = network.logits(images), network.predict(images)
    return np.array(
        [yardstick.score(*each) >= 0.5 for each in zip(logits, probabilities, strict=True)]
    )


def _pooled(test: Split, drawn: Split, rng: np.random.Generator) -> dict[str, Images]:
    """The digits whose probabilities are looked at, by what was done to them."""
    chosen = rng.permutation(len(test))[: 3 * EACH].reshape(3, EACH)
    turned, blurred, grainy = (test.images[each] for each in chosen)
    labels = [test.labels[each] for each in chosen]
    angles = rng.choice([-1, 1], EACH) * rng.uniform(15, 45, EACH)
    noise = rng.standard_normal(grainy.shape, dtype=np.float32)
    return {
        "drawn": (drawn.images[:EACH], drawn.labels[:EACH]),
        "turned by 15 to 45°": (varied(turned, turn=angles), labels[0]),
        "blurred by 1 to 2.5 px": (defocused(blurred, rng.uniform(1, 2.5, EACH)), labels[1]),
        "noise of 10 to 40 %": (noisy(grainy, rng.uniform(0.1, 0.4, EACH), noise), labels[2]),
    }


def _print_calibration(network: nn.Network, kinds: dict[str, Images]) -> None:
    print(f"\n{'5,000 digits':24}{'read right':>12}{'mean sure':>11}{'calibration error':>19}")
    answers = {name: network.predict(images) for name, (images, _) in kinds.items()}
    every = {name: (answers[name], labels) for name, (_, labels) in kinds.items()}
    parts = zip(*every.values(), strict=True)
    probabilities, labels = (np.concatenate(part) for part in parts)
    for name, (given, truth) in (every | {"all of them": (probabilities, labels)}).items():
        right = np.mean(given.argmax(axis=1) == truth)
        error = calibration_error(given, truth)
        print(f"{name:24}{right:12.1%}{given.max(axis=1).mean():11.1%}{error:19.1%}")


if __name__ == "__main__":
    main(sys.argv[1:])
