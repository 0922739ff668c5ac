import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.training.fields import BatchBox, RateBox, WheelGuard

# the offscreen platform says so whenever the least size of a window changes
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")


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


def test_the_wheel_turns_a_guarded_field_only_with_focus(qtbot: QtBot, batch_box: BatchBox) -> None:
    guard = WheelGuard()
    guard.guard(batch_box)
    batch_box.setValue(64)
    batch_box.show()
    batch_box.clearFocus()
    turn = QWheelEvent(
        QPointF(5, 5),
        QPointF(5, 5),
        QPoint(0, 0),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(batch_box, turn)
    assert batch_box.value() == 64
