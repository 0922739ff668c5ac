import pytest
from pytestqt.qtbot import QtBot

from desktop.train.plots.chart import Chart
from desktop.train.plots.plot_data import Overlay
from desktop.workspace.run.history import History
from nncore.events import StepFinished
from tests.desktop.train.plots.by_hand import PlotsByHand
from tests.desktop.train.plots.conftest import Hand, MakeRun


def marked(plots: PlotsByHand) -> set[float | None]:
    """Where the crosshairs of all plots stand."""
    charts: tuple[Chart, ...] = (plots.loss, plots.accuracy, plots.rate)
    return {None if each.crosshair is None else each.crosshair.step for each in charts}


def test_the_crosshair_stands_at_the_same_step_in_all_plots(plots: PlotsByHand, hand: Hand) -> None:
    hand.point(0.5)
    assert marked(plots) == {round(hand.step(0.5))}


def test_the_readout_says_what_is_there(plots: PlotsByHand, hand: Hand, kept: History) -> None:
    hand.point(0.5)
    step = round(hand.step(0.5))
    validation = kept.validation_losses.latest_at(step)
    assert f"step {step:,} · epoch {kept.epoch_at(step)}" in plots.words
    assert f"loss {kept.losses.mean_at(step):.4f}" in plots.words
    assert f"{validation:.4f}" in plots.words
    assert f"read right {kept.accuracies.mean_at(step) * 100:.1f}\u00a0%" in plots.words
    assert "rate 0.001" in plots.words


def test_the_range_that_is_read_is_the_range_that_is_drawn(plots: PlotsByHand, hand: Hand) -> None:
    hand.point(0.5)
    assert plots.loss.shown is not None
    raw = plots.loss.shown.raw
    place = int(raw.edges.searchsorted(round(hand.step(0.5)))) - 1
    assert f"{raw.low[place]:.4f} – {raw.high[place]:.4f}" in plots.words


def test_without_a_pointer_there_is_a_legend(plots: PlotsByHand, hand: Hand) -> None:
    legend = plots.words
    assert "validation" in legend
    hand.point(0.5)
    assert plots.words != legend
    hand.leave()
    assert plots.words == legend
    assert marked(plots) == {None}


def test_beyond_the_last_step_the_last_one_is_read(plots: PlotsByHand, hand: Hand) -> None:
    plots.extend_plan(20_000)
    hand.point(0.9)
    assert marked(plots) == {10_000}


def test_moving_the_crosshair_does_not_draw_the_curves_again(
    qtbot: QtBot, plots: PlotsByHand, hand: Hand
) -> None:
    hand.point(0.4)
    plots.repaint()
    cost = plots.loss.cost
    with qtbot.assertNotEmitted(plots.redrawn, wait=50):
        hand.point(0.6)
    plots.repaint()
    assert plots.loss.cost == cost


def test_a_crosshair_stays_under_the_pointer_while_the_picture_moves(
    qtbot: QtBot, plots: PlotsByHand, hand: Hand
) -> None:
    plots.extend_plan(20_000)
    hand.point(0.25)
    before = marked(plots)
    plots.extend_plan(30_000)
    assert marked(plots) != before
    assert marked(plots) == {round(hand.step(0.25))}


def test_a_new_run_has_nothing_to_point_at(plots: PlotsByHand, hand: Hand) -> None:
    hand.point(0.5)
    plots.begin(64, 100)
    assert marked(plots) == {None}
    assert "step" not in plots.words


def test_the_first_step_can_be_pointed_at(qtbot: QtBot, plots: PlotsByHand, hand: Hand) -> None:
    plots.begin(64, 100)
    with qtbot.waitSignal(plots.redrawn):
        plots.follow((StepFinished(1, 1, 2.3, 0.1, 0.01, 64),))
    hand.point(0.3)
    assert marked(plots) == {1}
    assert "loss 2.3000" in plots.words
    assert not plots.grab().isNull()


def test_other_runs_are_read_too(plots: PlotsByHand, hand: Hand, make_run: MakeRun) -> None:
    other = make_run(3_000, seed=1)
    plots.set_overlays([Overlay("Wide", 0, other)])
    hand.point(0.2)
    step = round(hand.step(0.2))
    assert f"Wide {other.losses.mean_at(step):.4f}" in plots.overlay_words
    hand.point(0.8)
    assert "Wide – · –" in plots.overlay_words
    hand.leave()
    assert plots.overlay_words == "Wide"


@pytest.mark.parametrize("width", [540, 700, 1200])
def test_the_readout_has_a_place_at_any_width(plots: PlotsByHand, hand: Hand, width: int) -> None:
    plots.resize(width, 190)
    hand.point(0.5)
    assert not plots.grab().isNull()
    assert "step" in plots.shown_words
    assert "loss" in plots.shown_words
