from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtGui import QColor

from desktop.theme import Theme
from desktop.train.plots.overlays import COLOURS, Overlay
from desktop.workspace.run.history import History
from desktop.workspace.settings import Appearance
from tests.desktop.train.plots.by_hand import PlotsByHand

if TYPE_CHECKING:
    from tests.desktop.train.plots.conftest import MakeRun


def colours_in(plots: PlotsByHand) -> set[str]:
    """All colours on the loss plot."""
    picture = plots.loss.grab().toImage()
    return {
        picture.pixelColor(x, y).name()
        for x in range(0, picture.width(), 2)
        for y in range(picture.height())
    }


def test_other_runs_are_drawn_on_loss_and_accuracy(
    plots: PlotsByHand, kept: History, make_run: MakeRun
) -> None:
    other = make_run(5_000, seed=1)
    plots.set_overlays([Overlay("Wide", 2, other)])
    for chart in (plots.loss, plots.accuracy):
        assert chart.shown is not None
        (drawn,) = chart.shown.overlays
        assert (drawn.name, drawn.colour) == ("Wide", 2)
        assert drawn.lines.mean.x[-1] == 5_000
        assert len(drawn.lines.validation.x) == 50
    assert plots.overlay_colour(2).name() in colours_in(plots)
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


def test_colours_differ_from_each_other_and_from_the_run_in_sight(
    plots: PlotsByHand, theme: Theme
) -> None:
    for appearance in (Appearance.LIGHT, Appearance.DARK):
        theme.set_appearance(appearance)
        colours = [plots.overlay_colour(index) for index in range(COLOURS)]
        colours += [theme.training, theme.validation]
        for index, one in enumerate(colours):
            assert contrast(one, theme.paper) > 2
            assert all(distance(one, other) > 40 for other in colours[:index])
        assert plots.overlay_colour(COLOURS) == plots.overlay_colour(0)


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
