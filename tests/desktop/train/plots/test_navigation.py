import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.train.plots.scales import LogScale
from desktop.train.plots.step_range import RangeMode
from desktop.workspace.run.history import History
from nncore.events import StepFinished
from tests.desktop.train.plots.by_hand import PlotsByHand
from tests.desktop.train.plots.conftest import FindButton, Hand, MakeRun

LEFT = Qt.MouseButton.LeftButton


def steps_in_sight(plots: PlotsByHand) -> set[tuple[float, float]]:
    """From where to where each of the plots goes."""
    scenes = [chart.shown for chart in (plots.loss, plots.accuracy, plots.rate)]
    return {(data.low, data.high) for data in scenes if data is not None}


def test_the_wheel_zooms_all_plots_at_the_pointer(plots: PlotsByHand, hand: Hand) -> None:
    step, width = hand.step(0.3), plots.sight.width
    hand.turn(0.3)
    assert plots.sight.width < width
    assert hand.step(0.3) == pytest.approx(step)
    assert len(steps_in_sight(plots)) == 1


def test_turning_the_wheel_back_shows_the_whole_again(plots: PlotsByHand, hand: Hand) -> None:
    whole = steps_in_sight(plots)
    for _ in range(5):
        hand.turn(0.5)
    for _ in range(7):
        hand.turn(0.5, notches=-1)
    assert plots.sight.mode is RangeMode.WHOLE
    assert steps_in_sight(plots) == whole


def test_zooming_fits_the_loss_axis_to_what_is_in_sight(plots: PlotsByHand, hand: Hand) -> None:
    assert plots.loss.shown is not None
    before = plots.loss.shown.scale.high
    hand.drag(0.8, 0.9)
    assert plots.loss.shown.scale.high < before / 3
    assert plots.loss.shown.raw.high.max() <= plots.loss.shown.scale.high * 2


def test_dragging_over_the_whole_chooses_steps(plots: PlotsByHand, hand: Hand) -> None:
    low, high = hand.step(0.25), hand.step(0.5)
    hand.drag(0.5, 0.25)
    assert plots.sight.mode is RangeMode.ZOOMED
    assert (plots.sight.low, plots.sight.high) == pytest.approx((low, high))


def test_dragging_a_part_moves_it_with_the_hand(plots: PlotsByHand, hand: Hand) -> None:
    hand.drag(0.25, 0.5)
    step, width = hand.step(0.5), plots.sight.width
    hand.drag(0.5, 0.2)
    assert hand.step(0.2) == pytest.approx(step)
    assert plots.sight.width == pytest.approx(width)


def test_dragging_with_shift_chooses_within_a_part(plots: PlotsByHand, hand: Hand) -> None:
    hand.drag(0.25, 0.5)
    low, high = hand.step(0.1), hand.step(0.6)
    hand.drag(0.1, 0.6, Qt.KeyboardModifier.ShiftModifier)
    assert (plots.sight.low, plots.sight.high) == pytest.approx((low, high))


def test_the_wheel_turned_sideways_moves_a_part(plots: PlotsByHand, hand: Hand) -> None:
    hand.drag(0.25, 0.5)
    low, width = plots.sight.low, plots.sight.width
    hand.turn(0.5, notches=0, sideways=-1)
    assert plots.sight.low > low
    assert plots.sight.width == pytest.approx(width)


def test_there_is_nothing_beyond_the_first_and_the_last_step(
    plots: PlotsByHand, hand: Hand
) -> None:
    hand.drag(0.25, 0.5)
    hand.drag(0.0, 1.0)
    hand.drag(0.0, 1.0)
    assert plots.sight.low == 0
    for _ in range(9):
        hand.drag(1.0, 0.0)
    assert plots.sight.high == pytest.approx(10_000, rel=0.02)


def test_a_click_or_another_button_changes_nothing(plots: PlotsByHand, hand: Hand) -> None:
    whole = steps_in_sight(plots)
    hand.click(0.4)
    hand.drag(0.2, 0.6, button=Qt.MouseButton.RightButton)
    hand.drag(0.2, 0.6, button=Qt.MouseButton.MiddleButton)
    assert steps_in_sight(plots) == whole


def test_a_double_click_brings_the_whole_back(plots: PlotsByHand, hand: Hand) -> None:
    hand.drag(0.25, 0.3)
    hand.double_click(0.5)
    assert plots.sight.mode is RangeMode.WHOLE


def test_a_button_brings_the_whole_back(plots: PlotsByHand, hand: Hand, button: FindButton) -> None:
    whole = button("whole_button")
    assert whole.isChecked()
    hand.drag(0.25, 0.3)
    assert not whole.isChecked()
    QTest.mouseClick(whole, LEFT)
    assert plots.sight.mode is RangeMode.WHOLE
    assert whole.isChecked()
    QTest.mouseClick(whole, LEFT)
    assert whole.isChecked()


def test_following_shows_the_latest_steps_as_they_come(
    qtbot: QtBot, plots: PlotsByHand, hand: Hand, button: FindButton
) -> None:
    QTest.mouseClick(button("follow_button"), LEFT)
    assert button("follow_button").isChecked()
    assert plots.sight.low == pytest.approx(8_000, rel=0.02)
    with qtbot.waitSignal(plots.redrawn):
        plots.follow(tuple(StepFinished(10_001 + i, 11, 0.1, 0.9, 0.1, 64) for i in range(1_000)))
    assert plots.sight.low > 8_500
    assert plots.sight.high > 11_000
    hand.turn(0.5)
    assert plots.sight.mode is RangeMode.ZOOMED
    assert not button("follow_button").isChecked()


def test_a_part_stays_in_sight_while_the_run_goes_on(
    qtbot: QtBot, plots: PlotsByHand, hand: Hand
) -> None:
    hand.drag(0.25, 0.3)
    before = steps_in_sight(plots)
    with qtbot.waitSignal(plots.redrawn):
        plots.follow((StepFinished(10_001, 11, 0.1, 0.9, 0.1, 64),))
    assert steps_in_sight(plots) == before


def test_keys_look_around(plots: PlotsByHand, hand: Hand) -> None:
    plots.loss.setFocus()
    QTest.keyClick(plots.loss, Qt.Key.Key_Plus)
    zoomed = plots.sight.width
    assert zoomed < 8_000
    low = plots.sight.low
    QTest.keyClick(plots.loss, Qt.Key.Key_Right)
    assert plots.sight.low > low
    QTest.keyClick(plots.loss, Qt.Key.Key_Left)
    assert plots.sight.low == pytest.approx(low)
    QTest.keyClick(plots.loss, Qt.Key.Key_Minus)
    assert plots.sight.width > zoomed
    modes = []
    for key in (Qt.Key.Key_F, Qt.Key.Key_Home):
        QTest.keyClick(plots.loss, key)
        modes.append(plots.sight.mode)
    assert modes == [RangeMode.FOLLOW, RangeMode.WHOLE]


def test_a_plot_with_the_focus_shows_it(qtbot: QtBot, plots: PlotsByHand, hand: Hand) -> None:
    plots.accuracy.setFocus()
    resting = plots.loss.grab().toImage()
    plots.loss.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(plots.loss.hasFocus)
    assert plots.loss.grab().toImage() != resting


def test_hands_on_an_empty_plot_do_nothing(plots: PlotsByHand, hand: Hand) -> None:
    plots.begin(64, 100)
    hand.turn(0.5)
    hand.drag(0.2, 0.8)
    hand.double_click(0.5)
    QTest.keyClick(plots.loss, Qt.Key.Key_Plus)
    assert plots.sight.mode is RangeMode.WHOLE
    assert plots.loss.is_empty


def test_another_run_is_shown_whole(plots: PlotsByHand, hand: Hand, make_run: MakeRun) -> None:
    hand.drag(0.25, 0.3)
    plots.show_history(make_run(10_000))
    assert plots.sight.mode is RangeMode.WHOLE


def test_a_part_shows_accuracy_closely_unless_a_person_chose(
    plots: PlotsByHand, hand: Hand, button: FindButton
) -> None:
    hand.drag(0.5, 0.6)
    assert button("accuracy_zoomed_button").isChecked()
    hand.double_click(0.5)
    assert button("accuracy_whole_button").isChecked()
    hand.drag(0.5, 0.6)
    QTest.mouseClick(button("accuracy_whole_button"), LEFT)
    hand.turn(0.5)
    assert button("accuracy_whole_button").isChecked()


def test_steps_by_hand_are_brought_into_sight(
    qtbot: QtBot, plots: PlotsByHand, hand: Hand, button: FindButton
) -> None:
    plots.follow((StepFinished(10_001, 11, 0.1, 0.9, 0.1, 64),))
    plots.show_last_steps()
    assert plots.sight.low < 10_001 < plots.sight.high < plots.sight.low + 100
    assert len(steps_in_sight(plots)) == 1
    assert not button("whole_button").isChecked()
    with qtbot.waitSignal(plots.redrawn):
        plots.follow(tuple(StepFinished(10_002 + i, 11, 0.1, 0.9, 0.1, 64) for i in range(200)))
    assert plots.sight.mode is RangeMode.WHOLE
    assert button("whole_button").isChecked()


def test_another_run_is_not_shown_by_its_last_steps(
    plots: PlotsByHand, hand: Hand, make_run: MakeRun
) -> None:
    plots.show_last_steps()
    plots.show_history(make_run(10_000))
    assert plots.sight.mode is RangeMode.WHOLE


def test_how_plots_are_looked_at_is_kept_as_plain_values(
    plots: PlotsByHand, kept: History, button: FindButton
) -> None:
    assert plots.state() == {}
    given = {"logarithmic": True, "smoothing": 7, "over_epochs": True}
    plots.restore(given)
    assert plots.loss.shown is not None
    assert isinstance(plots.loss.shown.scale, LogScale)
    assert plots.state() == given
    button("linear_button").click()
    assert "logarithmic" not in plots.state()


@pytest.mark.parametrize(
    "hostile",
    [
        {"logarithmic": 1, "smoothing": 10**400, "over_epochs": "yes"},
        {"smoothing": -1, "logarithmic": None},
        {"smoothing": True, "over_epochs": [True]},
        {"smoothing": float("nan"), "anything": {"else": 0}},
    ],
)
def test_what_cannot_have_been_kept_changes_nothing(
    plots: PlotsByHand, kept: History, hostile: dict[str, object]
) -> None:
    plots.restore(hostile)
    assert plots.state() == {}
