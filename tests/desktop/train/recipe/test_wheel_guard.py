import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QScrollArea, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop.train.recipe.count_boxes import BatchBox
from desktop.train.recipe.field_rows import WheelGuard
from desktop.train.recipe.form import RecipeForm
from nncore.augmentation import AUGMENTATIONS
from nncore.recipes.recipe import Recipe
from tests.desktop.hands import find
from tests.desktop.train.recipe.form_hands import FIELDS


@pytest.fixture
def batch_box(qtbot: QtBot) -> BatchBox:
    box = BatchBox()
    qtbot.addWidget(box)
    return box


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


@pytest.mark.parametrize("degrees", [15, -15])
@pytest.mark.parametrize("name", FIELDS)
def test_the_wheel_changes_no_field_without_focus(
    form: RecipeForm, name: str, degrees: int
) -> None:
    field = find(form, QWidget, name)
    field.clearFocus()
    recipe = Recipe(
        hidden=(20,),
        optimizer="momentum",
        initializer="glorot",
        schedule="one-cycle",
        augmentation=AUGMENTATIONS["affine"],
        seed=99,
    )
    form.set_recipe(recipe)
    turn = QWheelEvent(
        QPointF(5, 5),
        QPointF(5, 5),
        QPoint(0, 0),
        QPoint(0, 8 * degrees),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(field, turn)
    assert form.recipe == recipe
    assert find(form, QComboBox, "preset_box").currentText() == "Quick, changed"
