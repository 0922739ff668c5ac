"""What exploring costs after a run: the epochs' slider, an explained image, the memory of the tab.

Trains the default preset for a few epochs, on MNIST if it is at hand and else on generated digits,
and works the Mistakes tab by its widgets. Milliseconds until the right frame is painted.
`python -m benchmarks.time_machine`
"""

import gc
from collections.abc import Callable
from itertools import cycle
from statistics import median, quantiles
from time import perf_counter
from typing import TypeVar

import psutil
from PySide6.QtWidgets import QAbstractItemView, QApplication, QComboBox, QLabel, QSlider, QWidget

import nncore as nn
from benchmarks.drawing import READER
from benchmarks.stage import Stage, open_stage
from desktop.demo.walkthrough import wait_until
from desktop.mistakes.examples import Examples
from desktop.mistakes.inspector.explanations import (
    find_alike,
    find_blame,
    find_blends,
)
from desktop.mistakes.inspector.inspected import Inspected
from desktop.workspace.evaluation import EvaluationColumns, EvaluationRequest
from desktop.workspace.named_network import NamedNetwork
from desktop.workspace.network_ref import NetworkRef
from desktop.workspace.training_features import Features, FeatureSubject, read_features
from nncore.datasets import Dataset, SplitName, find_mnist

Kind = TypeVar("Kind", bound=QWidget)

EPOCHS, TURNS, IMAGES = 6, 60, 40
SLIDER_GOAL = 33.0
EXPLAINED_GOAL = 150.0
MEMORY_GOAL = 100.0


def main() -> None:
    """Print a table."""
    with open_stage(find_mnist()) as stage:
        stage.choose_preset("quick", epochs=EPOCHS)
        stage.begin()
        stage.wait_for_end()
        _measure_tab(stage)
        dataset = stage.window.workspace.dataset
        assert dataset is not None
        _measure_explanations(dataset)


def _measure_tab(stage: Stage) -> None:
    window = stage.window
    label = _child(window, QLabel, "count_label")
    about = _child(window, QLabel, "about_label")
    box = _child(window, QComboBox, "split_box")
    before = _resident()
    window.show_page("mistakes_tab")

    def read(split: str) -> None:
        box.setCurrentIndex(box.findText(split))
        wait_until(
            lambda: split.lower() in about.text() and "misread" in label.text(), 120_000, "these"
        )

    read("All images")
    grown = _resident() - before
    met = _word(grown, MEMORY_GOAL)
    print(f"memory for {label.text()}: {grown:.0f} MB   at most {MEMORY_GOAL:g}: {met}")
    read("Test")
    slider = _child(window, QSlider, "epoch_slider")
    wait_until(slider.isVisible, 10_000, "the epochs")
    view = _child(window, QAbstractItemView, "mistakes_view")
    _print("idle: what is in sight painted again", _times(view.viewport().update, TURNS))
    places = cycle([*range(EPOCHS - 1), *range(EPOCHS - 3, 0, -1)])

    def move() -> None:
        place = next(places)
        slider.setValue(place)
        clock = perf_counter()
        while f"after epoch {place + 1} " not in about.text() and perf_counter() - clock < 5:
            QApplication.processEvents()

    for _ in range(EPOCHS):
        move()  # what is remembered is not read again
    _print("slider to repaint", _times(move, TURNS), SLIDER_GOAL)


def _measure_explanations(dataset: Dataset) -> None:
    network = nn.load(READER)
    read = nn.evaluate(network, dataset.test)
    columns = EvaluationColumns(
        read.labels, read.predictions, read.confidences, read.losses, read.probabilities
    )
    request = EvaluationRequest.of(
        NamedNetwork("Reader", NetworkRef.shipped(), network), dataset, SplitName.TEST
    )
    examples = Examples(dataset.test, columns)
    started = perf_counter()
    features = read_features(FeatureSubject(network, dataset), _nothing)
    seconds = perf_counter() - started
    print(f"features of {len(dataset.training):,} training images: {seconds:.1f} s, once")
    positions = read.misread_positions[:IMAGES]
    if not len(positions):
        print("nothing is misread, so that nothing can be explained")
        return

    def explain(position: int) -> None:
        inspected = Inspected.of(examples, position, request, None)
        _explain(inspected, features)

    explain(int(positions[0]))
    times = []
    for position in positions.tolist():
        started = perf_counter()
        explain(position)
        times.append((perf_counter() - started) * 1000)
    _print("blame, fix and neighbours of one misread image", times, EXPLAINED_GOAL)


def _explain(inspected: Inspected, features: Features) -> None:
    find_blame(inspected, _nothing)
    find_blends(inspected, _nothing)
    find_alike(features, inspected, _nothing)


def _nothing(_done: float) -> None:
    """Progress that nobody looks at."""


def _times(work: Callable[[], object], laps: int) -> list[float]:
    times = []
    for _ in range(laps):
        started = perf_counter()
        work()
        for _ in range(2):
            QApplication.processEvents()
        times.append((perf_counter() - started) * 1000)
    return times


def _print(name: str, times: list[float], goal: float | None = None) -> None:
    p99 = quantiles(times, n=100, method="inclusive")[-1] if len(times) > 1 else times[0]
    met = "" if goal is None else f"   at most {goal:g}: {_word(median(times), goal)}"
    print(f"{name:50}p50 {median(times):7.1f}  p99 {p99:7.1f}{met}", flush=True)


def _word(figure: float, goal: float) -> str:
    return "met" if figure <= goal else "missed"


def _resident() -> float:
    gc.collect()
    return float(psutil.Process().memory_info().rss) / 1e6


def _child(window: QWidget, kind: type[Kind], name: str) -> Kind:
    child = window.findChild(kind, name)
    assert child is not None, name
    return child


if __name__ == "__main__":
    main()
