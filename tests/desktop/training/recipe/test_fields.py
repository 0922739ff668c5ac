import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QScrollArea, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop.training.recipe.fields import LEAST_RATE, MOST_RATE, BatchBox, RateBox, WheelGuard


@pytest.fixture
def rate_box(qtbot: QtBot) -> RateBox:
    box = RateBox()
    qtbot.addWidget(box)
    return box


@pytest.fixture
def batch_box(qtbot: QtBot) -> BatchBox:
    box = BatchBox()
    qtbot.addWidget(box)
    return box


@pytest.mark.parametrize(
    ("rate", "text"), [(0.1, "0.1"), (0.002, "0.002"), (1000.0, "1000"), (0.000001, "0.000001")]
)
def test_a_rate_is_shown_without_idle_zeros(rate_box: RateBox, rate: float, text: str) -> None:
    rate_box.setValue(rate)
    assert rate_box.text() == text


def test_a_typed_rate_arrives_exactly(qtbot: QtBot, rate_box: RateBox) -> None:
    rate_box.selectAll()
    QTest.keyClicks(rate_box, "0.0035")
    assert rate_box.value() == 0.0035


def test_the_arrows_climb_one_two_five(qtbot: QtBot, rate_box: RateBox) -> None:
    rate_box.setValue(0.001)
    seen = []
    for _ in range(4):
        QTest.keyClick(rate_box, Qt.Key.Key_Up)
        seen.append(rate_box.value())
    assert seen == [0.002, 0.005, 0.01, 0.02]
    for _ in range(4):
        QTest.keyClick(rate_box, Qt.Key.Key_Down)
    assert rate_box.value() == 0.001


MILLIONTHS = st.integers(1, 10**9) | st.builds(
    lambda power, offset: min(max(1, 10**power + offset), 10**9),
    st.integers(0, 9),
    st.integers(-10, 10),
)
"""Rates as the box holds them, many of them close to a power of ten."""


@given(millionths=MILLIONTHS)
@example(millionths=9_999_995)
@example(millionths=99_999_950)
@example(millionths=999_999_900)
@example(millionths=999_999_999)
@example(millionths=1_000_001)
@pytest.mark.parametrize("steps", [1, -1, 10, -10])
def test_a_step_goes_its_way_and_stays_within_the_limits(
    qapp: QApplication, steps: int, millionths: int
) -> None:
    box = RateBox()
    box.setValue(millionths / 1e6)
    before = box.value()
    box.stepBy(steps)
    assert LEAST_RATE <= box.value() <= MOST_RATE
    if steps > 0:
        assert box.value() > before or before == MOST_RATE
    else:
        assert box.value() < before or before == LEAST_RATE


def test_a_rate_of_nothing_cannot_be_entered(qtbot: QtBot, rate_box: RateBox) -> None:
    rate_box.setValue(0.5)
    rate_box.selectAll()
    QTest.keyClicks(rate_box, "-0")
    QTest.keyClick(rate_box, Qt.Key.Key_Return)
    assert rate_box.value() > 0


def test_the_batch_doubles_and_halves_down_to_all(qtbot: QtBot, batch_box: BatchBox) -> None:
    batch_box.setValue(64)
    QTest.keyClick(batch_box, Qt.Key.Key_Up)
    assert batch_box.batch_size == 128
    batch_box.setValue(1)
    QTest.keyClick(batch_box, Qt.Key.Key_Down)
    assert batch_box.text() == "all"
    QTest.keyClick(batch_box, Qt.Key.Key_Up)
    assert batch_box.text() == "1"


def test_all_can_be_typed(qtbot: QtBot, batch_box: BatchBox) -> None:
    batch_box.setValue(64)
    batch_box.selectAll()
    QTest.keyClicks(batch_box, "all")
    QTest.keyClick(batch_box, Qt.Key.Key_Return)
    assert batch_box.batch_size is None


@pytest.fixture
def area(qtbot: QtBot, batch_box: BatchBox) -> QScrollArea:
    """A guarded box that says 64, in a page longer than its window."""
    guard = WheelGuard(batch_box)
    guard.guard(batch_box)
    batch_box.setValue(64)
    page = QWidget(minimumHeight=2_000)
    layout = QVBoxLayout(page)
    layout.addWidget(batch_box)
    layout.addStretch()
    area = QScrollArea(widgetResizable=True)
    area.setWidget(page)
    qtbot.addWidget(area)
    area.resize(300, 200)
    with qtbot.waitActive(area):
        area.show()
    area.setFocus()
    return area


def turn_wheel_over(target: QWidget) -> None:
    """One notch towards the person, which lowers a value and scrolls down."""
    window = target.window().windowHandle()
    assert window is not None
    place = target.mapTo(target.window(), target.rect().center())
    QTest.wheelEvent(window, place, QPoint(0, -120))


def test_the_wheel_scrolls_past_a_guarded_field_without_focus(
    area: QScrollArea, batch_box: BatchBox
) -> None:
    assert not batch_box.hasFocus()
    turn_wheel_over(batch_box)
    assert batch_box.value() == 64
    assert area.verticalScrollBar().value() > 0


def test_the_wheel_turns_a_guarded_field_with_focus(area: QScrollArea, batch_box: BatchBox) -> None:
    batch_box.setFocus()
    assert batch_box.hasFocus()
    turn_wheel_over(batch_box)
    assert batch_box.value() == 32
    assert area.verticalScrollBar().value() == 0
