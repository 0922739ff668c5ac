from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolButton
from pytestqt.qtbot import QtBot

from desktop.shared.theme import Appearance, Theme
from desktop.training.plots.plots import Plots
from desktop.training.run.progress import RunProgress
from nncore.datasets import Dataset
from nncore.events import EpochFinished, Event, StepFinished
from nncore.recipes import Recipe


def events(first: int, last: int) -> tuple[Event, ...]:
    steps = [
        StepFinished(step, 1 + step // 19, 2.3 / step, 1 - 0.9 / step, 0.1, 64)
        for step in range(first, last + 1)
    ]
    return (*steps, EpochFinished(1, last, 1.0, 0.5, 0.9, 0.6))


@pytest.fixture
def plots(qtbot: QtBot, theme: Theme, small_dataset: Dataset) -> Iterator[Plots]:
    plots = Plots(theme)
    qtbot.addWidget(plots)
    plots.resize(800, 560)
    with qtbot.waitExposed(plots):
        plots.show()
    plots.begin(RunProgress(Recipe(epochs=10), small_dataset))
    yield plots
    theme.set_appearance(Appearance.SYSTEM)


def draw(qtbot: QtBot, plots: Plots, news: tuple[Event, ...]) -> None:
    with qtbot.waitSignal(plots.redrawn):
        plots.take(news)


def test_a_sentence_stands_where_the_curves_will_be(qtbot: QtBot, plots: Plots) -> None:
    for plot in (plots.loss, plots.accuracy):
        assert plot.is_empty
    draw(qtbot, plots, events(1, 19))
    for plot in (plots.loss, plots.accuracy):
        assert not plot.is_empty
        assert plot.point_count == 19


def test_a_new_run_clears_the_plots(qtbot: QtBot, plots: Plots, small_dataset: Dataset) -> None:
    draw(qtbot, plots, events(1, 19))
    plots.begin(RunProgress(Recipe(), small_dataset))
    assert plots.loss.is_empty
    assert plots.loss.point_count == 0


def test_long_runs_draw_no_more_points_than_pixels(qtbot: QtBot, plots: Plots) -> None:
    draw(qtbot, plots, events(1, 50_000))
    assert plots.loss.point_count <= plots.loss.width()
    for curve in plots.loss.getPlotItem().listDataItems():
        assert len(curve.getData()[0]) <= plots.loss.width()


def test_hidden_plots_are_not_drawn_until_they_are_seen(qtbot: QtBot, plots: Plots) -> None:
    plots.hide()
    with qtbot.assertNotEmitted(plots.redrawn, wait=200):
        plots.take(events(1, 19))
    with qtbot.waitSignal(plots.redrawn):
        plots.show()
    assert plots.loss.point_count == 19


def test_the_end_is_drawn_at_once(plots: Plots) -> None:
    plots.take(events(1, 19))
    plots.end()
    assert plots.loss.point_count == 19


def test_a_burst_of_events_is_few_redraws(qtbot: QtBot, plots: Plots) -> None:
    count: list[None] = []
    plots.redrawn.connect(lambda: count.append(None))
    for step in range(1, 151):
        plots.take(events(step, step))
    qtbot.waitUntil(lambda: plots.loss.point_count == 150)
    assert len(count) <= 3


def test_redrawing_hundreds_of_times_loses_no_reference_that_matters(
    qtbot: QtBot, plots: Plots
) -> None:
    # PySide6 6.12.0 on Python 3.11 dies of this within seconds (`none_dealloc`)
    for step in range(1, 401):
        plots.take(events(step, step))
        plots.end()
        plots.repaint()
        QApplication.processEvents()
    assert plots.loss.point_count > 100


def test_the_loss_axis_turns_logarithmic_and_back(qtbot: QtBot, plots: Plots) -> None:
    draw(qtbot, plots, events(1, 190))
    buttons = {button.text(): button for button in plots.findChildren(QToolButton)}
    steps = plots.loss.viewRange()[0]
    QTest.mouseClick(buttons["log"], Qt.MouseButton.LeftButton)
    low, high = plots.loss.viewRange()[1]
    assert low < -1.5
    assert high < 1
    assert plots.loss.viewRange()[0] == steps
    QTest.mouseClick(buttons["linear"], Qt.MouseButton.LeftButton)
    assert plots.loss.viewRange()[1][0] == 0


def test_a_loss_of_nothing_can_be_drawn_logarithmically(qtbot: QtBot, plots: Plots) -> None:
    plots.loss.set_logarithmic(True)
    draw(qtbot, plots, (StepFinished(1, 1, 0.0, 1.0, 0.1, 64),))
    assert plots.loss.point_count == 1


def test_a_loss_that_explodes_leaves_the_rest_in_sight(qtbot: QtBot, plots: Plots) -> None:
    losses = [2.3, 2.5, 40.0, 1e6, 1e21, 3e38]
    draw(
        qtbot,
        plots,
        tuple(StepFinished(i + 1, 1, loss, 0.1, 0.1, 64) for i, loss in enumerate(losses)),
    )
    assert plots.loss.viewRange()[1][1] < 20
    plots.loss.set_logarithmic(True)
    plots.end()
    assert plots.loss.viewRange()[1][1] > 37


def test_the_mouse_does_not_lose_the_picture(qtbot: QtBot, plots: Plots) -> None:
    draw(qtbot, plots, events(1, 100))
    before = plots.loss.viewRange()
    viewport = plots.loss.viewport()
    middle = viewport.rect().center()
    turn = QWheelEvent(
        QPointF(middle),
        QPointF(viewport.mapToGlobal(middle)),
        QPoint(0, 0),
        QPoint(0, 480),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(viewport, turn)
    for place in (middle, QPoint(20, 80)):
        for button in (Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton):
            QTest.mousePress(viewport, button, pos=place)
            QTest.mouseMove(viewport, place + QPoint(60, 30))
            QTest.mouseRelease(viewport, button, pos=place + QPoint(60, 30))
    QTest.mouseDClick(viewport, Qt.MouseButton.LeftButton, pos=middle)
    assert plots.loss.viewRange() == before


def test_the_theme_recolours_the_curves(plots: Plots, theme: Theme) -> None:
    theme.set_appearance(Appearance.LIGHT)
    light = (plots.loss.mean_colour, plots.loss.backgroundBrush().color().name())
    theme.set_appearance(Appearance.DARK)
    dark = (plots.loss.mean_colour, plots.loss.backgroundBrush().color().name())
    assert light == ("#0072b2", "#ffffff")
    assert dark == ("#56b4e9", theme.paper.name())
