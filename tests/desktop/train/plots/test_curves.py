"""What scripts and teachers find when they ask a plot for its curves."""

import numpy as np
import pyqtgraph
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.theme import Theme
from desktop.train.plots.curves import Dots
from desktop.train.plots.plot_data import DOT_PIXELS, Overlay
from desktop.workspace.run.history import History
from desktop.workspace.settings import Appearance
from nncore.events import StepFinished
from tests.desktop.train.plots.by_hand import PlotsByHand
from tests.desktop.train.plots.conftest import FindButton, Hand, MakeRun


def plot_of(plots: PlotsByHand, name: str) -> pyqtgraph.PlotWidget:
    """A plot, found as a script finds it."""
    plot = plots.findChild(pyqtgraph.PlotWidget, name)
    assert plot is not None, name
    return plot


def curves_of(plots: PlotsByHand, name: str) -> dict[str, pyqtgraph.PlotDataItem]:
    """The curves of a plot by their names."""
    items = plot_of(plots, name).getPlotItem().listDataItems()
    assert all(isinstance(item, pyqtgraph.PlotDataItem) for item in items)
    return {item.name(): item for item in items}


def test_plots_are_found_with_their_curves(plots: PlotsByHand, kept: History) -> None:
    assert set(curves_of(plots, "loss_plot")) == {"training", "each step", "validation"}
    assert set(curves_of(plots, "accuracy_plot")) == {"training", "validation"}
    assert set(curves_of(plots, "rate_plot")) == {"learning rate"}


def test_curves_hold_the_points_that_are_drawn(plots: PlotsByHand, kept: History) -> None:
    curves = curves_of(plots, "loss_plot")
    assert plots.loss.shown is not None
    x, y = curves["training"].getData()
    np.testing.assert_array_equal(x, plots.loss.shown.lines.mean.x)
    np.testing.assert_array_equal(y, plots.loss.shown.lines.mean.y)
    assert x[-1] == 10_000
    x, y = curves["validation"].getOriginalDataset()
    np.testing.assert_array_equal(x, kept.epoch_ends)
    assert y[-1] == kept.validation_losses.latest_at(10_000)
    x, y = curves["each step"].getData()
    assert y.min() == kept.losses.values.min()
    assert y.max() == kept.losses.values.max()


def test_each_step_has_a_point_where_there_are_few(plots: PlotsByHand, make_run: MakeRun) -> None:
    history = make_run(50)
    plots.show_history(history)
    x, y = curves_of(plots, "loss_plot")["each step"].getData()
    np.testing.assert_array_equal(x, range(1, 51))
    np.testing.assert_array_equal(y, history.losses.values)


def test_accuracies_are_in_percent(plots: PlotsByHand, make_run: MakeRun) -> None:
    history = make_run(190)
    plots.show_history(history)
    _x, y = curves_of(plots, "accuracy_plot")["training"].getData()
    assert history.accuracies.latest is not None
    assert y[-1] == pytest.approx(100 * history.accuracies.latest)
    _left_right, (bottom, top) = plot_of(plots, "accuracy_plot").viewRange()
    assert (bottom, top) == (0, pytest.approx(104))


def dots_of(plots: PlotsByHand) -> tuple[list[float], float]:
    """Where dots stand on the loss plot, and the least distance between two, in pixels."""
    shown = plots.loss.shown
    assert shown is not None
    x = shown.lines.dots.x
    pixels = plots.loss.field.width() / (shown.high - shown.low)
    return x.tolist(), float(np.diff(x).min()) * pixels


def test_each_epoch_has_a_dot_where_there_is_room(plots: PlotsByHand, kept: History) -> None:
    assert dots_of(plots)[0] == kept.epoch_ends.tolist()


def test_dots_of_many_epochs_leave_the_curve_in_sight(
    plots: PlotsByHand, make_run: MakeRun
) -> None:
    plots.show_history(make_run(500, epoch=1))
    dots, distance = dots_of(plots)
    assert 10 < len(dots) < 40
    assert distance >= DOT_PIXELS
    line = curves_of(plots, "loss_plot")["validation"].getData()[0]
    assert len(line) > 4 * len(dots)


def test_dots_stay_where_they_are_while_a_run_goes_on(
    plots: PlotsByHand, make_run: MakeRun
) -> None:
    plots.show_history(make_run(300, epoch=1))
    plots.extend_plan(500)
    before, _distance = dots_of(plots)
    plots.history.extend_epochs([301, 302, 303], [0.1] * 3, [0.9] * 3)
    plots.redraw()
    after, _distance = dots_of(plots)
    assert after[: len(before)] == before


def test_a_logarithmic_axis_has_its_dots_on_the_line(
    plots: PlotsByHand, kept: History, button: FindButton
) -> None:
    button("log_button").click()
    items = plot_of(plots, "loss_plot").scene().items()
    (dots,) = (each for each in items if isinstance(each, Dots))
    x, y = dots.getData()
    np.testing.assert_array_equal(x, kept.epoch_ends)
    np.testing.assert_allclose(y, curves_of(plots, "loss_plot")["validation"].getData()[1])


def test_other_runs_are_curves_under_their_names(
    plots: PlotsByHand, kept: History, make_run: MakeRun
) -> None:
    plots.set_overlays([Overlay("Wide", 0, make_run(3_000)), Overlay("Slow", 1, make_run(4_000))])
    for name in ("loss_plot", "accuracy_plot"):
        curves = curves_of(plots, name)
        assert curves["Wide"].getData()[0][-1] == 3_000
        assert curves["Slow"].getData()[0][-1] == 4_000
        assert len(curves["Slow, validation"].getData()[0]) == 40
    plots.set_overlays([])
    assert "Wide" not in curves_of(plots, "loss_plot")


def test_two_runs_may_have_the_same_name(
    plots: PlotsByHand, kept: History, make_run: MakeRun
) -> None:
    plots.set_overlays([Overlay("Twin", 0, make_run(3_000)), Overlay("Twin", 1, make_run(4_000))])
    items = plot_of(plots, "loss_plot").getPlotItem().listDataItems()
    assert [item.getData()[0][-1] for item in items if item.name() == "Twin"] == [3_000, 4_000]


def test_a_plot_tells_what_is_in_sight(plots: PlotsByHand, hand: Hand, button: FindButton) -> None:
    plot = plot_of(plots, "loss_plot")
    assert plot.viewRange()[0] == [plots.sight.low, plots.sight.high]
    assert plot.viewRange()[1][0] == 0
    hand.drag(0.25, 0.5)
    for name in ("loss_plot", "accuracy_plot", "rate_plot"):
        assert plot_of(plots, name).viewRange()[0] == [plots.sight.low, plots.sight.high]


def test_a_logarithmic_axis_counts_in_powers_of_ten(
    plots: PlotsByHand, kept: History, button: FindButton, make_run: MakeRun
) -> None:
    button("log_button").click()
    plots.set_overlays([Overlay("Late", 0, make_run(3_000))])
    (_left, _right), (bottom, top) = plot_of(plots, "loss_plot").viewRange()
    assert -3 < bottom < top < 2
    for curve in curves_of(plots, "loss_plot").values():
        figures = curve.getOriginalDataset()[1]
        np.testing.assert_allclose(curve.getData()[1], np.log10(figures))
    button("linear_button").click()
    for curve in curves_of(plots, "loss_plot").values():
        np.testing.assert_array_equal(curve.getData()[1], curve.getOriginalDataset()[1])


def test_a_new_run_leaves_no_points(plots: PlotsByHand, kept: History) -> None:
    plots.begin(64, 100)
    for name in ("loss_plot", "accuracy_plot", "rate_plot"):
        assert all(curve.getData() == (None, None) for curve in curves_of(plots, name).values())


def test_curves_grow_with_the_run(qtbot: QtBot, plots: PlotsByHand) -> None:
    for count in (1, 2):
        with qtbot.waitSignal(plots.redrawn):
            plots.follow((StepFinished(count, 1, 2.0, 0.5, 0.01, 64),))
        assert len(curves_of(plots, "loss_plot")["training"].getData()[0]) == count
        assert not plots.grab().isNull()


def test_the_paper_is_the_theme_s(plots: PlotsByHand, theme: Theme) -> None:
    for appearance in (Appearance.LIGHT, Appearance.DARK):
        theme.set_appearance(appearance)
        assert plots.loss.backgroundBrush().color() == theme.paper


def test_axes_have_numbers_and_epochs(plots: PlotsByHand, kept: History) -> None:
    plot = plots.loss.getPlotItem()
    for side in ("left", "bottom", "top"):
        assert isinstance(plot.getAxis(side), pyqtgraph.AxisItem)
        assert plot.getAxis(side).isVisible()


def test_the_field_is_where_pyqtgraph_has_its_curves(
    plots: PlotsByHand, kept: History, theme: Theme
) -> None:
    for width, height in ((1140, 700), (560, 420), (540, 190)):
        plots.resize(width, height)
        QApplication.processEvents()
        for chart in (plots.loss, plots.accuracy):
            view = chart.getPlotItem().getViewBox()
            assert view.mapRectToScene(view.rect()) == chart.field


def test_what_lies_over_a_plot_leaves_no_trace(
    qtbot: QtBot, plots: PlotsByHand, hand: Hand
) -> None:
    QApplication.processEvents()
    before = plots.loss.grab().toImage()
    hand.point(0.4)
    QApplication.processEvents()
    hand.point(0.6)
    QApplication.processEvents()
    assert plots.loss.grab().toImage() != before
    hand.leave()
    QApplication.processEvents()
    assert plots.loss.grab().toImage() == before


def test_a_script_s_own_item_is_drawn(plots: PlotsByHand, hand: Hand) -> None:
    QApplication.processEvents()
    hand.point(0.4)
    QApplication.processEvents()
    before = plots.loss.grab().toImage()
    plot_of(plots, "loss_plot").addItem(pyqtgraph.InfiniteLine(1.0, angle=0, pen="r"))
    QApplication.processEvents()
    assert plots.loss.grab().toImage() != before
