"""What 70,000 cards cost: a scrolled frame, another width, other rows, beside an idle gallery.

All images are misread here, so that the gallery shows each of them.
"""

import os
from collections.abc import Callable
from itertools import cycle
from statistics import median, quantiles
from time import perf_counter

import numpy as np
from PySide6.QtCore import QEventLoop
from PySide6.QtWidgets import QApplication

from desktop.mistakes.cards.card_layout import CardSize
from desktop.mistakes.cards.gallery import Gallery
from desktop.mistakes.examples import Examples
from desktop.mistakes.exploration import Exploration
from desktop.mistakes.filters import Filters, Order
from desktop.theme import Theme
from desktop.workspace.evaluation import EvaluationColumns
from nncore.array_types import CLASSES, IMAGE_SIDE
from nncore.datasets import Split

FRAME_GOAL = 16.0
"""Milliseconds that a scrolled frame shall take at most, at p99: sixty frames a second."""

RESET_GOAL = 50.0
"""Milliseconds from other rows to the first frame that shows them, at p99."""

IMAGES = 70_000
FRAMES, KEYS, TURNS = 300, 100, 40
SIZE = (1400, 900)
NARROWER = 1100

PAGE_EVERY = 1 / 30
"""Seconds between two pages while somebody holds the key down."""


def main() -> None:
    """Measure all card sizes, without headings and with them; print a table."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    theme, examples = Theme(application), all_misread(IMAGES)
    print(f"{IMAGES:,} cards in {SIZE[0]} × {SIZE[1]} pixels, ms until the frame is painted;")
    print("idle: all that is in sight painted again, though nothing has changed")
    heads = ("p50", "p99", "maximum")
    print(" " * 40 + "".join(f"{head:>9}" for head in heads))
    for is_grouped in (False, True):
        words = "with headings" if is_grouped else "no headings"
        for size in CardSize:
            exploration = Exploration()
            exploration.show(examples)
            exploration.set_grouped(is_grouped)
            gallery = Gallery(exploration, theme)
            exploration.set_filters(Filters())
            gallery.view.set_card_size(size)
            exploration.show(examples)
            _measure(gallery, exploration, f"{size}, {words}")
            gallery.close()
            gallery.deleteLater()
            _paint()


def all_misread(images: int) -> Examples:
    """So many images with some ink in their middle, each taken for another digit."""
    rng = np.random.default_rng(7)
    pixels = np.zeros((images, IMAGE_SIDE, IMAGE_SIDE), np.uint8)
    pixels[:, 6:22, 6:22] = rng.integers(0, 256, (images, 16, 16), dtype=np.uint8)
    labels = rng.integers(0, CLASSES, images).astype(np.uint8)
    others = rng.integers(1, CLASSES, images)
    predictions = ((labels + others) % CLASSES).astype(np.uint8)
    confidences, losses = rng.random((2, images), dtype=np.float32)
    columns = EvaluationColumns(labels, predictions, confidences, losses)
    return Examples(Split(pixels, labels), columns)


def _measure(gallery: Gallery, exploration: Exploration, name: str) -> None:
    gallery.resize(*SIZE)
    gallery.show()
    _paint()
    view = gallery.view
    bar = view.verticalScrollBar()
    notch, page = 3 * bar.singleStep(), bar.pageStep()
    orders, filters = (
        cycle((Order.CONFIDENT, Order.WORST)),
        cycle((Filters(truths=frozenset({4})), Filters())),
    )
    widths = cycle((NARROWER, SIZE[0]))
    _print_row(f"{name}: idle", _times(view.viewport().update, FRAMES))
    frames = _times(lambda: bar.setValue(bar.value() + notch), FRAMES)
    _print_row("  scrolled by a notch of the wheel", frames, FRAME_GOAL)
    pages = _times(lambda: bar.setValue(bar.value() + page), FRAMES)
    _print_row("  scrolled by a page, all cards new", pages)
    pages = _times(lambda: bar.setValue(bar.value() - page), KEYS, every=PAGE_EVERY)
    _print_row("  page by page, as a key repeats", pages)
    _print_row("  resized", _times(lambda: gallery.resize(next(widths), SIZE[1]), TURNS))
    resets = _times(lambda: exploration.set_order(next(orders)), TURNS)
    _print_row("  in another order", resets, RESET_GOAL)
    resets = _times(lambda: exploration.set_filters(next(filters)), TURNS)
    _print_row("  other rows", resets, RESET_GOAL)


def _times(work: Callable[[], object], laps: int, *, every: float = 0.0) -> list[float]:
    """Milliseconds of each lap until all that it changed is painted.

    every: seconds from one lap to the next, in which the window may do what it wants.
    """
    times = []
    for _ in range(laps):
        start = perf_counter()
        work()
        _paint()
        end = perf_counter()
        times.append((end - start) * 1000)
        while perf_counter() < start + every:
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 1)
    return times


def _paint() -> None:
    """Paint what has changed, as the event loop does: delayed layouts first, then the frame."""
    for _ in range(2):
        QApplication.processEvents()


def _print_row(name: str, times: list[float], goal: float | None = None) -> None:
    p99 = quantiles(times, n=100, method="inclusive")[-1]
    cells = "".join(f"{figure:9.2f}" for figure in (median(times), p99, max(times)))
    met = "" if goal is None else f"  at most {goal:g}: {'met' if p99 <= goal else 'missed'}"
    print(f"{name:40}{cells}{met}", flush=True)


if __name__ == "__main__":
    main()
