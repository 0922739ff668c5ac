from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtGui import QColor

from desktop.theme import Theme
from desktop.train.plots.plot_data import Overlay
from desktop.train.plots.style import COLOURS, overlay_colour
from desktop.workspace.run.history import History
from desktop.workspace.settings import Appearance
from tests.desktop.train.plots.by_hand import PlotsByHand
from tests.desktop.train.plots.conftest import FindButton, Hand, MakeRun, run_of


def colours_in(plots: PlotsByHand) -> set[str]:
    """All colours on the loss plot."""
    picture = plots.loss.grab().toImage()
    return {
        picture.pixelColor(x, y).name()
        for x in range(0, picture.width(), 2)
        for y in range(picture.height())
    }


def test_other_runs_are_drawn_on_loss_and_accuracy(
    plots: PlotsByHand, kept: History, make_run: MakeRun, theme: Theme
) -> None:
    other = make_run(5_000, seed=1)
    plots.set_overlays([Overlay("Wide", 2, other)])
    for chart in (plots.loss, plots.accuracy):
        assert chart.shown is not None
        (drawn,) = chart.shown.overlays
        assert (drawn.name, drawn.colour) == ("Wide", 2)
        assert drawn.lines.mean.x[-1] == 5_000
        assert len(drawn.lines.validation.x) == 50
    assert overlay_colour(theme, 2).name() in colours_in(plots)
    assert "Wide" in plots.overlay_words


def test_a_longer_run_makes_room_for_itself(plots: PlotsByHand, make_run: MakeRun) -> None:
    plots.show_history(make_run(1_000))
    plots.set_overlays([Overlay("Long", 0, make_run(9_000))])
    assert plots.sight.high > 9_000
    plots.set_overlays([])
    assert plots.sight.high < 1_100
    assert plots.overlay_words == ""


def test_runs_can_be_compared_before_any_is_open(plots: PlotsByHand, make_run: MakeRun) -> None:
    plots.set_overlays([Overlay("First", 0, make_run(900)), Overlay("Second", 1, make_run(800))])
    assert not plots.loss.is_empty
    assert plots.loss.shown is not None
    assert len(plots.loss.shown.overlays) == 2
    assert not plots.grab().isNull()
    plots.set_overlays([])
    assert plots.loss.is_empty


@pytest.fixture
def other_batch(plots: PlotsByHand) -> Iterator[History]:
    """A run of as many epochs as the one in sight, of 100 steps each rather than of 1,000."""
    other = run_of(1_000, seed=1, epoch=100)
    plots.set_overlays([Overlay("Large batch", 0, other)])
    yield other
    plots.set_overlays([])


def test_runs_of_other_batches_lie_beside_each_other_over_epochs(
    plots: PlotsByHand, kept: History, other_batch: History, button: FindButton
) -> None:
    button("over_epochs_button").click()
    for chart in (plots.loss, plots.accuracy):
        assert chart.shown is not None
        (drawn,) = chart.shown.overlays
        assert drawn.lines.mean.x[-1] == 10_000
        np.testing.assert_allclose(drawn.lines.validation.x, chart.shown.lines.validation.x)
    button("over_steps_button").click()
    assert plots.loss.shown is not None
    assert plots.loss.shown.overlays[0].lines.mean.x[-1] == 1_000


def test_over_epochs_the_axis_and_the_crosshair_count_epochs(
    plots: PlotsByHand, kept: History, other_batch: History, button: FindButton
) -> None:
    button("over_epochs_button").click()
    markers = plots.loss.markers
    assert markers.unit == "epoch"
    assert [tick.value for tick in markers.steps] == [
        1_000 * float(tick.text) for tick in markers.steps
    ]
    hand = Hand(plots.loss)
    hand.point(0.5)
    step = round(hand.step(0.5))
    assert f"epochs {step / 1_000:.2f}" in plots.words
    assert f"Large batch {other_batch.losses.mean_at(round(step / 10)):.4f}" in plots.overlay_words


def test_a_run_of_more_epochs_makes_room_over_epochs(
    plots: PlotsByHand, kept: History, button: FindButton
) -> None:
    plots.set_overlays([Overlay("Student's", 0, run_of(40, epoch=1))])
    button("over_epochs_button").click()
    assert plots.sight.high > 40_000
    assert not plots.grab().isNull()


def test_a_run_whose_epochs_are_not_known_lies_over_its_steps(
    plots: PlotsByHand, kept: History, button: FindButton
) -> None:
    plots.set_overlays([Overlay("Short", 0, run_of(90, epoch=100))])
    button("over_epochs_button").click()
    assert plots.loss.shown is not None
    assert plots.loss.shown.overlays[0].lines.mean.x[-1] == 90


def test_epochs_are_counted_while_other_runs_are_laid_over(
    plots: PlotsByHand, kept: History, other_batch: History, button: FindButton
) -> None:
    button("over_epochs_button").click()
    plots.set_overlays([])
    assert not button("over_epochs_button").isVisible()
    assert plots.loss.markers.unit == "step"


def test_colours_differ_from_each_other_and_from_the_run_in_sight(theme: Theme) -> None:
    for appearance in (Appearance.LIGHT, Appearance.DARK):
        theme.set_appearance(appearance)
        colours = [overlay_colour(theme, index) for index in range(COLOURS)]
        colours += [theme.training, theme.validation]
        for index, one in enumerate(colours):
            assert contrast(one, theme.paper) > 2
            assert all(distance(one, other) > 40 for other in colours[:index])
        assert overlay_colour(theme, COLOURS) == overlay_colour(theme, 0)


def distance(one: QColor, other: QColor) -> float:
    first, second = ((each.red(), each.green(), each.blue()) for each in (one, other))
    return float(np.linalg.norm(np.subtract(first, second)))


def contrast(one: QColor, other: QColor) -> float:
    light = sorted((luminance(one), luminance(other)))
    return (light[1] + 0.05) / (light[0] + 0.05)


def luminance(colour: QColor) -> float:
    parts = np.array([colour.redF(), colour.greenF(), colour.blueF()])
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


def test_beyond_the_end_of_a_run_no_epoch_of_it_is_named(
    plots: PlotsByHand, make_run: MakeRun
) -> None:
    plots.show_history(make_run(50, epoch=50))
    plots.set_overlays([Overlay("Long", 0, make_run(300))])
    Hand(plots.loss).point(0.5)
    assert "epoch – · loss –" in plots.words
