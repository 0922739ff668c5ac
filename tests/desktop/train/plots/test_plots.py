import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QSlider, QWidget
from pytestqt.qtbot import QtBot

from desktop.theme import Theme
from desktop.train.plots.scales import LogScale
from desktop.workspace.run.history import History
from desktop.workspace.settings import Appearance
from nncore.events import EpochFinished, Event, RateChanged, StepFinished
from tests.desktop.hands import find
from tests.desktop.train.plots.by_hand import PlotsByHand
from tests.desktop.train.plots.conftest import FindButton, MakeRun


def events(first: int, last: int) -> tuple[Event, ...]:
    steps = [
        StepFinished(step, 1 + step // 19, 2.3 / step, 1 - 0.9 / step, 0.1, 64)
        for step in range(first, last + 1)
    ]
    return (*steps, EpochFinished(1, last, 1.0, 0.5, 0.9, 0.6))


def draw(qtbot: QtBot, plots: PlotsByHand, news: tuple[Event, ...]) -> None:
    with qtbot.waitSignal(plots.redrawn):
        plots.follow(news)


def test_a_sentence_stands_where_the_curves_will_be(qtbot: QtBot, plots: PlotsByHand) -> None:
    charts = (plots.loss, plots.accuracy, plots.rate)
    assert all(chart.is_empty for chart in charts)
    draw(qtbot, plots, events(1, 19))
    assert not any(chart.is_empty for chart in charts)
    assert {chart.point_count for chart in charts[:2]} == {19}


def test_a_new_run_clears_the_plots(qtbot: QtBot, plots: PlotsByHand) -> None:
    draw(qtbot, plots, events(1, 19))
    plots.begin(64, 95)
    assert plots.loss.is_empty
    assert plots.loss.point_count == 0
    assert len(plots.history) == 0


def test_long_runs_draw_no_more_points_than_pixels(plots: PlotsByHand, make_run: MakeRun) -> None:
    plots.show_history(make_run(50_000, epoch=10))
    data = plots.loss.shown
    assert data is not None
    assert len(data.lines.mean.x) <= plots.loss.width()
    assert len(data.lines.validation.x) <= plots.loss.width()
    assert len(data.raw.low) <= plots.loss.width()


def test_no_figure_of_a_step_is_hidden(plots: PlotsByHand, make_run: MakeRun) -> None:
    history = make_run(50_000)
    plots.show_history(history)
    data = plots.loss.shown
    assert data is not None
    assert data.raw.low.min() == history.losses.values.min()
    assert data.raw.high.max() == history.losses.values.max()


def test_hidden_plots_are_not_drawn_until_they_are_seen(qtbot: QtBot, plots: PlotsByHand) -> None:
    plots.hide()
    with qtbot.assertNotEmitted(plots.redrawn, wait=200):
        plots.follow(events(1, 19))
    with qtbot.waitSignal(plots.redrawn):
        plots.show()
    assert plots.loss.point_count == 19


def test_the_end_is_drawn_at_once_and_takes_no_more_room_than_it_needs(plots: PlotsByHand) -> None:
    plots.follow(events(1, 19))
    plots.end()
    assert plots.loss.point_count == 19
    assert 19 < plots.sight.high < 20


def test_a_burst_of_events_is_few_redraws(qtbot: QtBot, plots: PlotsByHand) -> None:
    count: list[None] = []
    plots.redrawn.connect(lambda: count.append(None))
    for step in range(1, 151):
        plots.follow(events(step, step))
    qtbot.waitUntil(lambda: plots.loss.point_count == 150)
    assert len(count) <= 3


def test_redrawing_hundreds_of_times_loses_no_reference_that_matters(plots: PlotsByHand) -> None:
    # PySide6 6.12.0 on Python 3.11 dies of this within seconds (`none_dealloc`)
    for step in range(1, 401):
        plots.follow(events(step, step))
        plots.end()
        plots.repaint()
        QApplication.processEvents()
    assert plots.loss.point_count > 100


def test_a_run_that_goes_on_gets_more_room_and_keeps_its_curves(
    qtbot: QtBot, plots: PlotsByHand
) -> None:
    draw(qtbot, plots, events(1, 190))
    plots.end()
    plots.extend_plan(380)
    assert plots.sight.high > 380
    assert plots.loss.point_count == 190
    draw(qtbot, plots, events(191, 200))
    assert plots.loss.point_count == 200


def test_a_kept_run_is_shown_whole_and_can_go_on(
    qtbot: QtBot, plots: PlotsByHand, make_run: MakeRun
) -> None:
    history = make_run(300)
    plots.show_history(history)
    assert plots.history is history
    assert plots.loss.point_count > 100
    assert 300 < plots.sight.high < 310
    plots.extend_plan(400)
    draw(qtbot, plots, events(301, 310))
    assert len(plots.history) == 310


def test_a_kept_run_without_steps_shows_the_sentences(
    plots: PlotsByHand, make_run: MakeRun
) -> None:
    plots.show_history(make_run(300))
    plots.show_history(History(64))
    assert plots.loss.is_empty
    assert plots.accuracy.is_empty


def test_the_loss_axis_turns_logarithmic_and_back(
    qtbot: QtBot, plots: PlotsByHand, button: FindButton
) -> None:
    draw(qtbot, plots, events(1, 190))
    steps = (plots.sight.low, plots.sight.high)
    QTest.mouseClick(button("log_button"), Qt.MouseButton.LeftButton)
    assert plots.loss.shown is not None
    assert isinstance(plots.loss.shown.scale, LogScale)
    assert plots.loss.shown.scale.low < 0.013
    assert plots.loss.shown.scale.high < 10
    assert (plots.sight.low, plots.sight.high) == steps
    QTest.mouseClick(button("linear_button"), Qt.MouseButton.LeftButton)
    assert plots.loss.shown.scale.low == 0


def test_a_loss_of_nothing_can_be_drawn_on_any_axis(
    qtbot: QtBot, plots: PlotsByHand, button: FindButton
) -> None:
    draw(qtbot, plots, (StepFinished(1, 1, 0.0, 1.0, 0.0, 64),))
    for name in ("log_button", "linear_button"):
        button(name).click()
        assert not plots.grab().isNull()
    assert plots.loss.point_count == 1


def test_a_loss_that_explodes_leaves_the_rest_in_sight(
    qtbot: QtBot, plots: PlotsByHand, button: FindButton
) -> None:
    losses = [2.3, 2.5, 40.0, 1e6, 1e21, 3e38]
    steps = [StepFinished(i + 1, 1, loss, 0.1, 0.1, 64) for i, loss in enumerate(losses)]
    draw(qtbot, plots, tuple(steps))
    assert plots.loss.shown is not None
    assert plots.loss.shown.scale.high < 20
    assert not plots.grab().isNull()
    button("log_button").click()
    assert plots.loss.shown.scale.high > 1e37
    assert not plots.grab().isNull()


def test_smoothing_calms_the_mean_and_leaves_the_raw_figures(
    plots: PlotsByHand, kept: History, button: FindButton
) -> None:
    slider = find(plots, QSlider, "smoothing_slider")
    assert plots.loss.shown is not None
    raw = plots.loss.shown.raw
    button("log_button").click()
    unrest = {}
    for key, place in ((Qt.Key.Key_Home, "least"), (Qt.Key.Key_End, "most")):
        QTest.keyClick(slider, key)
        unrest[place] = np.abs(np.diff(plots.loss.shown.lines.mean.y)[30:]).mean()
        np.testing.assert_array_equal(plots.loss.shown.raw.high, raw.high)
    assert unrest["most"] < unrest["least"] / 3


def test_the_legend_says_how_many_steps_the_mean_is_of(plots: PlotsByHand, kept: History) -> None:
    slider = find(plots, QSlider, "smoothing_slider")
    assert "mean of 31 steps" in plots.words
    QTest.keyClick(slider, Qt.Key.Key_End)
    assert "mean of 496 steps" in plots.words
    QTest.keyClick(slider, Qt.Key.Key_Home)
    assert "mean" not in plots.words


def test_accuracy_can_be_seen_closely(
    plots: PlotsByHand, kept: History, button: FindButton
) -> None:
    assert plots.accuracy.shown is not None
    assert plots.accuracy.shown.scale.low == 0
    assert plots.accuracy.shown.scale.high > 1
    QTest.mouseClick(button("accuracy_zoomed_button"), Qt.MouseButton.LeftButton)
    assert plots.accuracy.shown.scale.low > 0.6
    assert plots.accuracy.shown.lines.mean.y[-1] < plots.accuracy.shown.scale.high <= 1.04
    QTest.mouseClick(button("accuracy_whole_button"), Qt.MouseButton.LeftButton)
    assert plots.accuracy.shown.scale.low == 0


def test_epochs_and_changes_of_the_rate_are_marked_on_all_plots(
    qtbot: QtBot, plots: PlotsByHand
) -> None:
    draw(qtbot, plots, (*events(1, 19), RateChanged(20, 0.1, 0.01), *events(20, 38)))
    for chart in (plots.loss, plots.accuracy, plots.rate):
        assert [tick.value for tick in chart.markers.epochs] == [19, 38]
        assert [tick.text for tick in chart.markers.changes] == ["rate 0.01"]


def test_the_theme_recolours_the_plots(plots: PlotsByHand, theme: Theme, kept: History) -> None:
    colours = []
    for appearance in (Appearance.LIGHT, Appearance.DARK):
        theme.set_appearance(appearance)
        picture = plots.loss.grab().toImage()
        corner = picture.pixelColor(picture.width() - 4, picture.height() // 2)
        colours.append((plots.loss.mean_colour, corner.name()))
    assert colours == [("#0072b2", "#ffffff"), ("#56b4e9", theme.paper.name())]


@pytest.mark.parametrize(
    ("width", "height", "in_sight"),
    [(1140, 700, "loss accuracy rate"), (560, 420, "loss accuracy"), (540, 190, "loss accuracy")],
)
def test_plots_that_there_is_room_for_are_in_sight(
    qtbot: QtBot, plots: PlotsByHand, kept: History, width: int, height: int, in_sight: str
) -> None:
    plots.resize(width, height)
    names = ("loss", "accuracy", "rate")
    qtbot.waitUntil(lambda: plots.size().width() == width)
    QApplication.processEvents()
    assert [name for name in names if getattr(plots, name).isVisible()] == in_sight.split()
    assert not plots.grab().isNull()


def test_what_can_be_set_says_what_it_is(plots: PlotsByHand, button: FindButton) -> None:
    names = (
        *("linear_button", "log_button", "whole_button", "follow_button"),
        *("accuracy_whole_button", "accuracy_zoomed_button"),
        *("over_steps_button", "over_epochs_button"),
    )
    slider = find(plots, QSlider, "smoothing_slider")
    widgets: list[QWidget] = [*map(button, names), slider, plots.loss, plots.accuracy, plots.rate]
    for widget in widgets:
        assert widget.accessibleName()
        assert widget.toolTip() or widget.accessibleDescription()
    assert len({button(name).accessibleName() for name in names}) == len(names)
