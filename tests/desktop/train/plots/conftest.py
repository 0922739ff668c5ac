"""Fixtures of the plots: on screen, with a run in them, and hands that use them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolButton
from pytestqt.qtbot import QtBot

from desktop.theme import Theme
from desktop.train.plots.chart import Chart
from desktop.workspace.run.history import History
from desktop.workspace.settings import Appearance
from tests.desktop.hands import find
from tests.desktop.train.plots.by_hand import PlotsByHand

MakeRun = Callable[..., History]
FindButton = Callable[[str], QToolButton]


@dataclass
class Hand:
    """A person's hand on one plot; places are parts of its width."""

    chart: Chart

    def at(self, place: float) -> QPoint:
        """A pixel within the field."""
        field = self.chart.field
        return QPointF(field.left() + place * field.width(), field.center().y()).toPoint()

    def step(self, place: float) -> float:
        """The step at a place."""
        return self.chart.step_at(self.at(place).x())

    def point(self, place: float) -> None:
        """Move the pointer there."""
        self._move(self.at(place), Qt.MouseButton.NoButton)

    def turn(self, place: float, notches: float = 1, sideways: float = 0) -> None:
        """Turn the wheel over a place."""
        where = QPointF(self.at(place))
        turned = QWheelEvent(
            where,
            QPointF(self.chart.mapToGlobal(where)),
            QPoint(0, 0),
            QPoint(round(120 * sideways), round(120 * notches)),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(self.chart.viewport(), turned)

    def drag(
        self,
        start: float,
        end: float,
        keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
        button: Qt.MouseButton = Qt.MouseButton.LeftButton,
    ) -> None:
        """Press at one place and release at another."""
        QTest.mousePress(self.chart.viewport(), button, keys, self.at(start))
        for place in np.linspace(start, end, 6)[1:]:
            self._move(self.at(float(place)), button)
        QTest.mouseRelease(self.chart.viewport(), button, keys, self.at(end))

    def click(self, place: float) -> None:
        """Click once."""
        QTest.mouseClick(self.chart.viewport(), Qt.MouseButton.LeftButton, pos=self.at(place))

    def double_click(self, place: float) -> None:
        """Click twice in the same place."""
        self.click(place)
        QTest.mouseDClick(self.chart.viewport(), Qt.MouseButton.LeftButton, pos=self.at(place))

    def leave(self) -> None:
        """Take the pointer away."""
        QApplication.sendEvent(self.chart, QEvent(QEvent.Type.Leave))

    def _move(self, where: QPoint, button: Qt.MouseButton) -> None:
        moved = QMouseEvent(
            QMouseEvent.Type.MouseMove,
            QPointF(where),
            QPointF(self.chart.mapToGlobal(where)),
            Qt.MouseButton.NoButton,
            button,
            Qt.KeyboardModifier.NoModifier,
        )
        QApplication.sendEvent(self.chart.viewport(), moved)


@pytest.fixture
def plots(qtbot: QtBot, theme: Theme) -> Iterator[PlotsByHand]:
    """The plots on screen, cleared for a run of 190 steps."""
    plots = PlotsByHand(theme)
    qtbot.addWidget(plots)
    plots.resize(900, 640)
    with qtbot.waitExposed(plots):
        plots.show()
    plots.begin(64, 190)
    yield plots
    theme.set_appearance(Appearance.SYSTEM)


@pytest.fixture
def make_run() -> MakeRun:
    """Makes runs whose loss falls."""
    return run_of


@pytest.fixture
def kept(plots: PlotsByHand) -> History:
    """A run of 10,000 steps and ten epochs that the plots show, at rest."""
    history = run_of(10_000, epoch=1_000)
    plots.show_history(history)
    return history


@pytest.fixture
def hand(plots: PlotsByHand, kept: History) -> Hand:
    """A hand on the loss plot, which shows the kept run."""
    return Hand(plots.loss)


@pytest.fixture
def button(plots: PlotsByHand) -> FindButton:
    """Finds a button of the plots by its name."""
    return partial(find, plots, QToolButton)


def run_of(steps: int, seed: int = 0, epoch: int = 100) -> History:
    """A run with an epoch every so many steps."""
    rng = np.random.default_rng(seed)
    losses = (0.1 + 2.2 / np.arange(1, steps + 1) ** 0.5) * rng.gamma(9, 1 / 9, steps)
    ends = np.arange(epoch, steps + 1, epoch)
    history = History(64)
    history.extend_steps(losses, np.exp(-losses), np.full(steps, 0.001))
    history.extend_epochs(ends, 0.1 + 2.3 / ends**0.5, 1 - 0.9 / ends**0.5)
    return history
