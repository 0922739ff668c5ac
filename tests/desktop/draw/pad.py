"""The pad as tests use it: a hand that draws, parts by their names, clicks, and what is shown."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QInputDevice, QPointingDevice, QTabletEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

import nncore as nn
from desktop.draw.answer import reading_request
from desktop.draw.view import DrawTab
from desktop.widgets.answer_strip import AnswerStrip
from desktop.widgets.labels import TonedLabel
from desktop.widgets.probability_bars import ProbabilityBars
from desktop.workspace.jobs import Job, Jobs
from desktop.workspace.named_network import NamedNetwork
from desktop.workspace.network_ref import NetworkRef
from desktop.workspace.workspace import Workspace
from nncore.array_types import FloatArray
from nncore.recognition.reading import REFUSED, Reading
from tests.desktop.hands import find

MakeTab = Callable[[int, int], DrawTab]
Found = TypeVar("Found", bound=QWidget)

LEFT = Qt.MouseButton.LeftButton


class Hand:
    """Draws with the mouse as a person does: events go to the window, which finds the canvas.

    Points are in the unit square of the canvas, or a little outside of it.
    """

    def __init__(self, canvas: QWidget) -> None:
        self._canvas = canvas
        window = canvas.window().windowHandle()
        assert window is not None
        self._window = window

    def press(self, x: float, y: float, button: Qt.MouseButton = LEFT) -> None:
        QTest.mousePress(self._window, button, Qt.KeyboardModifier.NoModifier, self._pixel(x, y))

    def move(self, x: float, y: float) -> None:
        QTest.mouseMove(self._window, self._pixel(x, y))

    def release(self, x: float, y: float, button: Qt.MouseButton = LEFT) -> None:
        QTest.mouseRelease(self._window, button, Qt.KeyboardModifier.NoModifier, self._pixel(x, y))

    def draw(self, *strokes: Sequence[tuple[float, float]] | FloatArray) -> None:
        """Draw whole strokes, one after the other."""
        for stroke in strokes:
            points = [(float(x), float(y)) for x, y in stroke]
            self.press(*points[0])
            for point in points[1:]:
                self.move(*point)
            self.release(*points[-1])

    def _pixel(self, x: float, y: float) -> QPoint:
        return self._canvas.mapTo(self._canvas.window(), pixel(self._canvas, x, y))


class TabletPen:
    """A pen on a tablet, or its other end, which erases; points are those of a `Hand`."""

    def __init__(
        self,
        canvas: QWidget,
        end: QPointingDevice.PointerType = QPointingDevice.PointerType.Pen,
    ) -> None:
        self._canvas = canvas
        capabilities = QInputDevice.Capability.Position | QInputDevice.Capability.Pressure
        kind = QInputDevice.DeviceType.Stylus
        self._device = QPointingDevice("stylus", 7, kind, end, capabilities, 1, 1)

    def press(self, x: float, y: float, pressure: float = 0.5) -> None:
        self._send(QEvent.Type.TabletPress, x, y, pressure)

    def move(self, x: float, y: float, pressure: float = 0.5) -> None:
        """Move it on the canvas, or in the air above it."""
        self._send(QEvent.Type.TabletMove, x, y, pressure)

    def release(self, x: float, y: float) -> None:
        self._send(QEvent.Type.TabletRelease, x, y, 0)

    def draw(self, places: Sequence[tuple[float, float, float]]) -> None:
        """Draw one stroke through points with a pressure each."""
        self.press(*places[0])
        for place in places[1:]:
            self.move(*place)
        self.release(*places[-1][:2])

    def _send(self, kind: QEvent.Type, x: float, y: float, pressure: float) -> None:
        """To the window, which finds the widget, as the platform does it."""
        window = self._canvas.window()
        place = QPointF(self._canvas.mapTo(window, pixel(self._canvas, x, y)))
        is_move, is_release = kind == QEvent.Type.TabletMove, kind == QEvent.Type.TabletRelease
        button = Qt.MouseButton.NoButton if is_move else LEFT
        held = Qt.MouseButton.NoButton if is_release else LEFT
        everywhere, no_key = QPointF(window.mapToGlobal(place)), Qt.KeyboardModifier.NoModifier
        event = QTabletEvent(
            kind, self._device, place, everywhere, pressure, 0, 0, 0, 0, 0, no_key, button, held
        )
        QApplication.sendEvent(window.windowHandle(), event)
        assert event.isAccepted()


def pixel(canvas: QWidget, x: float, y: float) -> QPoint:
    """A point of the unit square in the canvas's pixels."""
    return QPoint(round(x * canvas.width()), round(y * canvas.height()))


def toned_label(page: QWidget, name: str = "prediction_label") -> TonedLabel:
    """A label; the one with the digit that was read, if no other is named."""
    label = find(page, QLabel, name)
    assert isinstance(label, TonedLabel)
    return label


def bars(page: QWidget, name: str = "probability_bars") -> ProbabilityBars:
    return find(page, ProbabilityBars, name)


def sentences(page: QWidget) -> list[str]:
    """What the labels in sight say."""
    return [each.text() for each in page.findChildren(QLabel) if each.isVisible()]


def strip_answers(page: QWidget, name: str) -> list[int]:
    """What a strip below a slider shows, place by place: a digit, or REFUSED."""
    return [
        REFUSED if piece.answer is None else piece.answer
        for piece in find(page, AnswerStrip, name).pieces
        for _ in range(piece.first, piece.last + 1)
    ]


def reading(digit: int, *, confidence: float = 0.9, known: bool = True) -> Reading:
    """An answer of which only that is known."""
    probabilities = np.full(10, (1 - confidence) / 9, np.float32)
    probabilities[digit] = confidence
    return Reading(digit, probabilities, known, np.zeros((28, 28), np.uint8))


def reading_on(tab: DrawTab) -> Reading:
    """What is read in the ink there is."""
    prediction = tab.prediction
    assert prediction is not None
    return prediction


def stroke_count(tab: DrawTab) -> int:
    return len(tab.drawing.strokes)


def colour_at(canvas: QWidget, x: float, y: float) -> QColor:
    """The colour on the screen, at a point of the unit square."""
    image = canvas.grab().toImage()
    return image.pixelColor(round(x * (image.width() - 1)), round(y * (image.height() - 1)))


def choose(workspace: Workspace, network: nn.Network, name: str = "Chosen") -> None:
    """Let all tabs look at this network."""
    workspace.put(NamedNetwork(name, NetworkRef.of_file(Path("network")), network), choose=True)


def jobs_started(jobs: Jobs, monkeypatch: pytest.MonkeyPatch) -> list[Job]:
    """Those that are started from now on. The pad itself reads at once, however busy the machine
    is.
    """
    monkeypatch.setattr(reading_request, "LONGEST_AT_ONCE", 60.0)
    started: list[Job] = []
    start = jobs.start

    def note(job: Job) -> None:
        started.append(job)
        start(job)

    monkeypatch.setattr(jobs, "start", note)
    return started


def go_on(_done: float) -> None:
    """Lets work that tells of its progress go on."""
