"""`python -m benchmarks.replay [FILE]`: recorded strokes drawn on the real canvas with the mouse.

Each drawing is drawn on pads of all sizes, in all sizes, slowly and fast, somewhere on the pad: how
well it is read, and how often the answer depends on how it was drawn. FILE is JSON:
`[{"label": 3, "strokes": [[[x, y], ...], ...]}, ...]`, a drawing each, points in any unit, y down;
a label that is null or a letter stands for what is no digit. Without FILE, digits are generated.
"""

import argparse
import os
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise, product
from math import ceil
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget

import nncore as nn
from benchmarks.drawing import READER
from benchmarks.recordings import Recording, RecordingError, generated_recordings, read_recordings
from desktop.draw.view import DrawTab
from desktop.theme import Theme
from desktop.workspace.jobs import Jobs
from desktop.workspace.kept_runs import KeptRuns
from desktop.workspace.named_network import NamedNetwork
from desktop.workspace.network_ref import NetworkRef
from desktop.workspace.workspace import Workspace
from nncore.array_types import FloatArray
from nncore.runs import RunStore
from nncore.safe_text import quoted

PADS = (200, 400, 800, 1200)
"""Pixels of the canvas's side."""

SIZES: tuple[int | float, ...] = (40, 60, 120, 0.5, 1.0)
"""How long the drawing's longer side is: pixels, or a share of the pad."""

GOAL = 0.01
"""The share of answers that may depend on size or speed."""

_MARGIN, _SLOW_STEP, _FAST = 8, 2.0, 3
"""Pixels left free around a drawing; pixels between two moves of a slow hand; of the recorded
points, a fast one's mouse tells of each third.
"""

Answer = tuple[int, bool]
"""The digit that was read, and whether it was known."""


@dataclass(frozen=True)
class Manner:
    """How a drawing is drawn: the pad's side and the drawing's, in pixels, and the hand's pace."""

    pad: int
    size: int | float
    is_fast: bool

    @property
    def pixels(self) -> float:
        """The length of the drawing's longer side."""
        wanted = self.size if isinstance(self.size, int) else self.size * self.pad
        return min(wanted, self.pad - 2 * _MARGIN)


MANNERS = tuple(Manner(*each) for each in product(PADS, SIZES, (False, True)))


class Replayer:
    """Draws on the tab's canvas with mouse events, and asks what was read."""

    def __init__(self, tab: DrawTab) -> None:
        self._tab = tab
        canvas = tab.findChild(QWidget, "draw_canvas")
        assert canvas is not None
        self._canvas = canvas

    def fit(self, pad: int) -> None:
        """Make the canvas `pad` pixels high and wide."""
        self._tab.resize(pad + 1200, pad + 400)
        for _ in range(3):  # what lies around it may take another shape beside another canvas
            self._tab.resize(pad + 1200, self._tab.height() + pad - self._canvas.height())
        assert self._canvas.width() == self._canvas.height() == pad, self._canvas.size()

    def answer(self, recording: Recording, manner: Manner, rng: np.random.Generator) -> Answer:
        """Draw it somewhere on the pad, whose size fits; the answer to the finished drawing."""
        for way in placed(recording, manner, rng):
            self._draw(way)
        reading = self._tab.prediction
        self._tab.drawing.clear()
        return (-1, False) if reading is None else (reading.digit, reading.known)

    def _draw(self, way: FloatArray) -> None:
        left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
        self._send(QEvent.Type.MouseButtonPress, way[0], left, left)
        for point in way[1:]:
            self._send(QEvent.Type.MouseMove, point, none, left)
        self._send(QEvent.Type.MouseButtonRelease, way[-1], left, none)

    def _send(
        self, kind: QEvent.Type, point: FloatArray, button: Qt.MouseButton, held: Qt.MouseButton
    ) -> None:
        place = QPointF(float(point[0]), float(point[1]))
        everywhere = self._canvas.mapToGlobal(place)
        no_key = Qt.KeyboardModifier.NoModifier
        QApplication.sendEvent(
            self._canvas, QMouseEvent(kind, place, everywhere, button, held, no_key)
        )


def placed(recording: Recording, manner: Manner, rng: np.random.Generator) -> Iterator[FloatArray]:
    """The pixels that the mouse goes over, stroke by stroke: (N, 2), whole numbers."""
    points = np.concatenate(recording.strokes)
    low, high = points.min(axis=0), points.max(axis=0)
    scale = manner.pixels / max(float((high - low).max()), 1e-9)
    room = manner.pad - 2 * _MARGIN - (high - low) * scale
    corner = _MARGIN + rng.random(2) * np.maximum(room, 0)
    for stroke in recording.strokes:
        way = (stroke - low) * scale + corner
        yield np.rint(_thinned(way) if manner.is_fast else _filled(way))


def _thinned(way: FloatArray) -> FloatArray:
    kept = [*range(0, len(way) - 1, _FAST), len(way) - 1]
    return way[kept]


def _filled(way: FloatArray) -> FloatArray:
    parts = [way[:1]]
    for start, end in pairwise(way):
        count = max(1, ceil(float(np.linalg.norm(end - start)) / _SLOW_STEP))
        shares = np.arange(1, count + 1)[:, np.newaxis] / count
        parts.append(start + shares * (end - start))
    return np.concatenate(parts)


@contextmanager
def open_tab() -> Iterator[DrawTab]:
    """A Draw tab with the shipped network, offscreen."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    with TemporaryDirectory(prefix="misread-benchmark-") as storage:
        jobs = Jobs()
        workspace = Workspace(KeptRuns(RunStore(storage), jobs), jobs)
        workspace.put(NamedNetwork("Reader", NetworkRef.shipped(), nn.load(READER)), choose=True)
        tab = DrawTab(workspace, jobs, Theme(application))
        tab.show()
        try:
            yield tab
        finally:
            tab.close()
            jobs.close()


Answers = dict[Manner, list[Answer]]
"""The answers to all drawings in their order, by how they were drawn."""


def replay(recordings: list[Recording]) -> Answers:
    """Draw all of them in all manners."""
    rng = np.random.default_rng(5)
    answers: Answers = {}
    with open_tab() as tab:
        replayer = Replayer(tab)
        for manner in MANNERS:
            replayer.fit(manner.pad)
            answers[manner] = [replayer.answer(each, manner, rng) for each in recordings]
            QApplication.processEvents()
    return answers


def print_answers(recordings: list[Recording], answers: Answers) -> None:
    """A line for each manner, then how many answers depend on it."""
    digits = sum(each.label is not None for each in recordings)
    others = len(recordings) - digits
    print(f"{digits} digits and {others} that are none, drawn with the mouse")
    print(f"{'pad':>5} {'drawing':>8} {'pace':>5}{'right':>9}{'refused':>9}{'others refused':>16}")
    for manner, each in answers.items():
        pace = "fast" if manner.is_fast else "slow"
        right, refused, others_refused = _shares(recordings, each)
        cells = f"{right:>9}{refused:>9}{others_refused:>16}"
        print(f"{manner.pad:5} {manner.pixels:8.0f} {pace:>5}{cells}", flush=True)
    every = [answer for each in answers.values() for answer in each]
    right, refused, others_refused = _shares(recordings * len(answers), every)
    print(f"{'all':20}{right:>9}{refused:>9}{others_refused:>16}")
    for words, is_digit in (("digits", True), ("others", False)):
        chosen = [at for at, each in enumerate(recordings) if (each.label is not None) == is_digit]
        if chosen:
            _print_dependence(words, [[each[at] for at in chosen] for each in answers.values()])


def _print_dependence(words: str, answers: list[list[Answer]]) -> None:
    share, unsteady = dependence(answers)
    met = "met" if share <= GOAL else "missed"
    print(
        f"{words}: {share:.2%} of the answers depend on size or speed, at most {GOAL:.0%}: {met}; "
        f"{unsteady} of {len(answers[0])} drawings got more than one",
        flush=True,
    )


def dependence(answers: list[list[Answer]]) -> tuple[float, int]:
    """The share of answers unlike the most frequent one to the same drawing, and how many drawings
    got more than one.

    answers: a list for each manner, in the order of the drawings. What is refused is one answer,
    whatever digit was suspected.
    """
    odd = unsteady = 0
    for each in zip(*answers, strict=True):
        given = Counter(digit if known else None for digit, known in each)
        odd += given.total() - max(given.values())
        unsteady += len(given) > 1
    return odd / sum(len(each) for each in answers), unsteady


def _shares(recordings: list[Recording], answers: list[Answer]) -> tuple[str, str, str]:
    """Of digits those read right and those refused, of others those refused."""
    pairs = list(zip(recordings, answers, strict=True))
    digits = [(each.label, *answer) for each, answer in pairs if each.label is not None]
    others = [known for each, (_, known) in pairs if each.label is None]
    return (
        _share([label == digit for label, digit, _ in digits]),
        _share([not known for _, _, known in digits]),
        _share([not known for known in others]),
    )


def _share(hits: list[bool]) -> str:
    return f"{sum(hits) / len(hits):.1%}" if hits else "–"


def main() -> int:
    """Replay what the command line names; the exit code tells whether it could be read."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.replay", description=__doc__)
    parser.add_argument("file", nargs="?", type=Path, metavar="FILE", help="recorded drawings")
    path = parser.parse_args().file
    if path is None:
        recordings = generated_recordings()
        print(f"No file is named, so {len(recordings)} digits are generated.")
    else:
        try:
            recordings = read_recordings(path)
        except (OSError, RecordingError) as error:
            print(f"{quoted(str(path))} cannot be replayed: {error}", file=sys.stderr)
            return 2
    print_answers(recordings, replay(recordings))
    return 0


if __name__ == "__main__":
    sys.exit(main())
