"""How long the shipped reader's explanations take, and what becomes of the digits that it misreads.

`python -m benchmarks.explanation [validation]`, the test images without the word; generated digits
where MNIST is not at hand.
"""

import sys
from collections.abc import Callable, Sequence
from statistics import mean, median
from time import perf_counter
from typing import TypeVar

import numpy as np
from threadpoolctl import threadpool_limits

import nncore as nn
from benchmarks import images
from benchmarks.drawing import READER
from nncore.datasets.dataset import SplitName
from nncore.explanation.variants import variants

EXPLAINED = 200
"""Images whose contributions and neighbours are asked for."""

GOAL = 80.0
"""Milliseconds that a fix may take on the average."""

Result = TypeVar("Result")


def main(words: Sequence[str]) -> None:
    """Measure with one BLAS thread, as beside a run, and print the table."""
    network = nn.load(READER)
    dataset = images.load(10_000)
    split = dataset.split(SplitName(words[0]) if words else SplitName.TEST)
    with threadpool_limits(1, user_api="blas"):
        print(f"The shipped reader, {dataset.name}, {len(split):,} images, one thread")
        print(f"{'milliseconds':32}{'mean':>8}{'p50':>8}{'max':>8}")
        _measure_contributions(network, split)
        _measure_neighbours(network, split)
        _measure_fixes(network, split)


def _measure_contributions(network: nn.Network, split: nn.datasets.Split) -> None:
    def explain(position: int) -> nn.Contributions:
        label = int(split.labels[position])
        return nn.contributions(network, split.images[position], label, (label + 1) % 10)

    _, times = _timed(explain, range(min(EXPLAINED, len(split))))
    _print_times("contributions, an image", times)


def _measure_neighbours(network: nn.Network, split: nn.datasets.Split) -> None:
    start = perf_counter()
    chunks = list(nn.features_in_chunks(network, split))
    each = (perf_counter() - start) * 1000 / len(split)
    features = np.concatenate([chunk.features for chunk in chunks])
    print(f"{'features and probabilities':32}{each:8.2f}   for each image of all")

    def find(position: int) -> nn.Neighbours:
        feature = nn.hidden_features(network, split.images[position : position + 1])[0]
        digit = int(split.labels[position])
        return nn.nearest_images(features, split.labels, feature, digit, 8)

    _, times = _timed(find, range(min(EXPLAINED, len(split))))
    _print_times("eight neighbours, an image", times)


def _measure_fixes(network: nn.Network, split: nn.datasets.Split) -> None:
    misread = nn.evaluate(network, split).misread_positions.tolist()
    if not misread:
        print("nothing is misread, so that nothing can be fixed")
        return

    def fix(position: int) -> nn.Fix | None:
        return nn.find_fix(network, split.images[position], int(split.labels[position]))

    results, times = _timed(fix, misread)
    _print_times("smallest fix, a misread image", times)
    print(f"{'':32}mean at most {GOAL:g}: {'met' if mean(times) <= GOAL else 'missed'}")
    found = [each for each in results if each is not None]
    print(f"{'misread':32}{len(misread):8}")
    print(f"{'a fix within twelve touches':32}{len(found):8}{len(found) / len(misread):8.0%}")
    if found:
        _print_fixes(network, found)


def _print_fixes(network: nn.Network, found: Sequence[nn.Fix]) -> None:
    """What the fixes are like; the shares are of those found."""
    looks = variants(np.stack([fix.image for fix in found]))
    read = network.predict(looks.reshape(-1, 28, 28)).argmax(axis=1).reshape(len(found), -1)
    is_read = read == np.array([fix.digit for fix in found])[:, np.newaxis]
    blurred, moved = is_read[:, 1], is_read[:, 2:].all(axis=1)
    for words, holds in (
        ("holds after a light blur", blurred),
        ("holds half a pixel to each side", moved),
        ("holds after each of these", blurred & moved),
    ):
        print(f"{words:32}{int(holds.sum()):8}{holds.mean():8.0%}")
    touches = [fix.touches for fix in found]
    print(f"{'touches: median, most':32}{median(touches):8g}{max(touches):8}")
    print(f"{'pixels of ink changed: median':32}{median(fix.ink_changed for fix in found):8.1f}")


def _timed(
    explain: Callable[[int], Result], positions: Sequence[int]
) -> tuple[list[Result], list[float]]:
    """What comes out for each position, and the milliseconds that it took."""
    explain(positions[0])  # the first one warms up
    results, times = [], []
    for position in positions:
        start = perf_counter()
        results.append(explain(position))
        times.append((perf_counter() - start) * 1000)
    return results, times


def _print_times(words: str, times: Sequence[float]) -> None:
    print(f"{words:32}{mean(times):8.2f}{median(times):8.2f}{max(times):8.2f}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
