"""The drawer as people use it: watching, pointing, scrolling, resizing, at night."""

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QImage, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.formats import NOTHING
from desktop.theme import Theme
from desktop.train.inside import wording
from desktop.train.inside.drawer import InsideDrawer
from desktop.train.inside.layers_model import LayerColumn
from desktop.workspace.settings import Appearance
from nncore.events import LayersProbed
from nncore.layers import Dense, Flatten
from nncore.network import Network
from nncore.recipes.recipe import Recipe

ProbePoller = Callable[..., list[LayersProbed]]
READER = ("5x5x20", "pool", "3x3x40", "3x3x40", "pool", "3x3x80", "3x3x80", "pool", 128)
SIZES = [(540, 190), (800, 220), (1140, 260)]


def hover(qtbot: QtBot, drawer: InsideDrawer, unit: int) -> None:
    """Move the pointer onto a unit in sight, as a hand does: from somewhere else."""
    square = drawer.units.square_of(unit)
    QTest.mouseMove(drawer.units.viewport(), square.topLeft() + QPoint(2, 2))
    QTest.mouseMove(drawer.units.viewport(), square.center())
    qtbot.waitUntil(lambda: drawer.units.unit == unit)


def turn_wheel(drawer: InsideDrawer, notches: float) -> None:
    viewport = drawer.units.viewport()
    point = QPointF(viewport.rect().center())
    wheel = QWheelEvent(
        point,
        QPointF(viewport.mapToGlobal(point)),
        QPoint(),
        QPoint(0, round(120 * notches)),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(viewport, wheel)


def resize(drawer: InsideDrawer, width: int, height: int) -> None:
    """To a size, everything in its place."""
    for _ in range(12):  # as a window it gets narrower only step by step, with its pictures
        drawer.resize(width, height)
        QApplication.processEvents()
    assert (drawer.width(), drawer.height()) == (width, height)


def pixels(drawer: InsideDrawer) -> QImage:
    return drawer.grab().toImage()


def is_empty(drawer: InsideDrawer) -> bool:
    return drawer.empty.isVisible() and not drawer.table.isVisible()


def test_before_a_run_it_says_what_to_do(drawer: InsideDrawer) -> None:
    assert is_empty(drawer)
    assert drawer.empty.text() == wording.EMPTY
    assert is_empty(drawer)


@pytest.mark.parametrize("width", [540, 600, 660, 800])
def test_the_legend_is_whole_beside_a_caption_of_any_length(
    drawer: InsideDrawer, looks: ProbePoller, width: int
) -> None:
    resize(drawer, width, 190)
    drawer.show_probe(looks(128)[-1])
    QApplication.processEvents()
    assert drawer.caption.text()
    assert drawer.legend.width() >= drawer.legend.sizeHint().width()
    assert drawer.caption.width() >= drawer.caption.sizeHint().width()


def test_a_look_shows_pictures_and_layers(drawer: InsideDrawer, looks: ProbePoller) -> None:
    drawer.show_probe(looks(128)[-1])
    pixels(drawer)

    assert not is_empty(drawer)
    assert drawer.units.sheet is not None
    assert drawer.caption.text() == wording.units_in_sight(
        *drawer.units.in_sight, 128, is_kernels=False
    )
    names = [drawer.model.index(row, LayerColumn.NAME).data() for row in range(2)]
    assert names == ["Hidden 128", "Output 10"]
    assert drawer.model.step == 3


def test_in_the_smallest_window_more_than_a_dozen_pictures_are_in_sight(
    drawer: InsideDrawer, looks: ProbePoller
) -> None:
    resize(drawer, 544, 190)  # what the drawer has of 900 x 600
    drawer.show_probe(looks(128)[-1])
    first, last = drawer.units.in_sight
    assert last - first >= 12
    assert drawer.units.square_of(first).width() >= 28
    viewport = drawer.units.viewport().rect()
    assert all(viewport.contains(drawer.units.square_of(unit)) for unit in range(first, last))


def test_a_network_at_rest_has_no_columns_of_a_step(
    drawer: InsideDrawer, looks: ProbePoller
) -> None:
    of_a_step = (LayerColumn.UPDATE, LayerColumn.RATIO)
    drawer.show_probe(looks(16)[-1])
    assert not any(map(drawer.table.isColumnHidden, of_a_step))
    network = Recipe(hidden=(16,)).build()[0]
    drawer.show_network(network)
    assert all(map(drawer.table.isColumnHidden, of_a_step))
    assert not drawer.note.isVisible()


def test_pictures_change_while_the_network_learns(drawer: InsideDrawer, looks: ProbePoller) -> None:
    first, *_, last = looks(16, steps=20)
    drawer.show_probe(first)
    before = pixels(drawer)
    drawer.show_probe(last)
    assert pixels(drawer) != before


def test_a_resting_network_has_pictures_but_no_step(drawer: InsideDrawer) -> None:
    drawer.show_network(Recipe(hidden=(16,)).build()[0])
    assert drawer.units.maps is not None
    assert drawer.units.maps.count == 16
    assert drawer.model.index(0, LayerColumn.WEIGHTS).data() != NOTHING
    for column in (LayerColumn.SILENT, LayerColumn.GRADIENT, LayerColumn.UPDATE, LayerColumn.RATIO):
        assert drawer.model.index(0, column).data() == NOTHING
    pixels(drawer)


def test_hovering_a_unit_enlarges_it(
    qtbot: QtBot, drawer: InsideDrawer, looks: ProbePoller
) -> None:
    look = looks(128)[-1]
    drawer.show_probe(look)
    hover(qtbot, drawer, 2)

    shown = drawer.magnifier.shown
    assert shown is not None
    assert shown.title == "Unit 3"
    assert shown.digit == str(look.layers[0].leanings[2][0])
    assert drawer.magnifier.height() > drawer.units.square_of(2).height()
    assert drawer.rect().contains(drawer.magnifier.geometry())
    square = QRect(drawer.units.square_of(2))
    square.moveTopLeft(drawer.units.viewport().mapTo(drawer, square.topLeft()))
    assert not drawer.magnifier.geometry().intersects(square)
    assert "Unit 3" in drawer.units.accessibleDescription()


def test_leaving_the_pictures_puts_the_unit_back(
    qtbot: QtBot, drawer: InsideDrawer, looks: ProbePoller
) -> None:
    drawer.show_probe(looks(128)[-1])
    hover(qtbot, drawer, 0)
    viewport = drawer.units.viewport()
    QTest.mouseMove(viewport, QPoint(viewport.width() - 1, viewport.height() - 1))
    qtbot.waitUntil(lambda: drawer.magnifier.isHidden())
    assert drawer.units.unit is None


def test_the_enlarged_unit_goes_on_learning(
    qtbot: QtBot, drawer: InsideDrawer, looks: ProbePoller
) -> None:
    first, *_, last = looks(128, steps=10)
    drawer.show_probe(first)
    hover(qtbot, drawer, 1)
    before = drawer.magnifier.shown
    drawer.show_probe(last)
    after = drawer.magnifier.shown
    assert before is not None
    assert after is not None
    assert not np.array_equal(before.levels, after.levels)


def test_another_network_lets_go_of_the_unit(
    qtbot: QtBot, drawer: InsideDrawer, looks: ProbePoller
) -> None:
    drawer.show_probe(looks(128)[-1])
    hover(qtbot, drawer, 3)
    drawer.show_probe(looks(2)[-1])
    assert drawer.magnifier.shown is None
    pixels(drawer)


def test_the_wheel_turns_to_further_units_row_by_row(
    drawer: InsideDrawer, looks: ProbePoller
) -> None:
    drawer.show_probe(looks(128)[-1])
    columns = drawer.units.in_sight[1] // 3
    turn_wheel(drawer, -1)
    assert drawer.units.in_sight[0] == columns
    assert drawer.caption.text().startswith(f"Units {columns + 1}–")
    turn_wheel(drawer, -0.5)
    assert drawer.units.in_sight[0] == columns
    turn_wheel(drawer, -0.5)
    assert drawer.units.in_sight[0] == 2 * columns
    turn_wheel(drawer, 99)
    assert drawer.units.in_sight[0] == 0


def test_all_units_can_be_reached_with_keys(
    qtbot: QtBot, drawer: InsideDrawer, looks: ProbePoller
) -> None:
    drawer.show_probe(looks(50)[-1])
    drawer.units.setFocus()
    reached = []
    for _ in range(50):
        QTest.keyClick(drawer.units, Qt.Key.Key_Right)
        reached.append(drawer.units.unit)
        assert drawer.units.unit in range(*drawer.units.in_sight)
    assert reached == [*range(50)]
    QTest.keyClick(drawer.units, Qt.Key.Key_Right)
    assert drawer.units.unit == 49
    QTest.keyClick(drawer.units, Qt.Key.Key_Home)
    assert drawer.units.unit == 0
    QTest.keyClick(drawer.units, Qt.Key.Key_Down)
    assert drawer.units.square_of(drawer.units.unit).left() == drawer.units.square_of(0).left()
    QTest.keyClick(drawer.units, Qt.Key.Key_PageDown)
    QTest.keyClick(drawer.units, Qt.Key.Key_End)
    assert drawer.units.unit == 49
    assert drawer.magnifier.isVisible()
    QTest.keyClick(drawer.units, Qt.Key.Key_Escape)
    assert drawer.magnifier.isHidden()


def test_keys_lead_on_to_the_table(qtbot: QtBot, drawer: InsideDrawer, looks: ProbePoller) -> None:
    drawer.show_probe(looks(50)[-1])
    drawer.units.setFocus()
    QTest.keyClick(drawer.units, Qt.Key.Key_Tab)
    qtbot.waitUntil(lambda: drawer.table.hasFocus())
    QTest.keyClick(drawer.table, Qt.Key.Key_Down)
    assert drawer.table.currentIndex().row() >= 0
    pixels(drawer)
    QTest.keyClick(drawer.table, Qt.Key.Key_Tab)
    assert not drawer.table.hasFocus()


def test_keys_of_others_are_left_to_them(drawer: InsideDrawer, looks: ProbePoller) -> None:
    drawer.show_probe(looks(50)[-1])
    drawer.units.setFocus()
    QTest.keyClick(drawer.units, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(drawer.units, Qt.Key.Key_A)
    assert drawer.units.unit is None


@pytest.mark.parametrize(("width", "height"), SIZES)
@pytest.mark.parametrize("hidden", [(128,), (), READER], ids=["dense", "none", "reader"])
def test_all_columns_have_room_at_any_size(
    drawer: InsideDrawer, looks: ProbePoller, width: int, height: int, hidden: tuple[int | str, ...]
) -> None:
    drawer.show_probe(looks(*hidden, steps=1)[-1])
    resize(drawer, width, height)
    table = drawer.table
    widths = [table.columnWidth(column) for column in LayerColumn]
    assert sum(widths) <= table.viewport().width()
    assert widths[LayerColumn.RATIO] >= 70
    advance = table.fontMetrics().horizontalAdvance
    for row in range(drawer.model.rowCount()):
        assert advance(drawer.model.short_name(row)) <= widths[LayerColumn.NAME]
    pixels(drawer)


@pytest.mark.parametrize("width", range(560, 660, 5))
def test_which_units_and_their_scale_are_said_whole_at_any_width(
    drawer: InsideDrawer, looks: ProbePoller, width: int
) -> None:
    resize(drawer, width, 220)
    drawer.show_probe(looks(128)[-1])
    QApplication.processEvents()
    for each in (drawer.caption, drawer.legend):
        assert each.width() >= each.sizeHint().width()
        assert each.geometry().right() < drawer.units.geometry().right() + 1
    assert not drawer.caption.geometry().intersects(drawer.legend.geometry())


def test_kernels_of_a_reader_are_all_in_sight(drawer: InsideDrawer, looks: ProbePoller) -> None:
    drawer.show_probe(looks(*READER, steps=1)[-1])
    for width, height in SIZES:
        resize(drawer, width, height)
        assert drawer.units.in_sight == (0, 20)
    assert drawer.caption.text() == "20 kernels"


def test_more_room_shows_more_units_or_larger_ones(
    drawer: InsideDrawer, looks: ProbePoller
) -> None:
    drawer.show_probe(looks(128)[-1])
    shown = []
    for width, height in SIZES:
        resize(drawer, width, height)
        first, last = drawer.units.in_sight
        shown.append((last - first) * drawer.units.square_of(first).width() ** 2)
    assert shown == sorted(set(shown))


def test_nothing_is_drawn_while_it_is_closed(
    qtbot: QtBot, drawer: InsideDrawer, looks: ProbePoller
) -> None:
    first, *_, last = looks(16)
    drawer.show_probe(first)
    drawer.hide()
    drawer.show_probe(last)
    assert drawer.model.step == first.step
    drawer.show()
    qtbot.waitUntil(lambda: drawer.model.step == last.step)


def test_the_theme_turns_pictures_and_table(
    drawer: InsideDrawer, looks: ProbePoller, theme: Theme
) -> None:
    drawer.show_probe(looks(16)[-1])
    theme.set_appearance(Appearance.LIGHT)
    QApplication.processEvents()  # widgets are told of another palette a little later
    light = pixels(drawer)
    theme.set_appearance(Appearance.DARK)
    QApplication.processEvents()
    dark = pixels(drawer)
    table = drawer.table.geometry().center()
    assert light.pixelColor(table).lightness() > 200 > 100 > dark.pixelColor(table).lightness()
    square = drawer.units.square_of(0).translated(drawer.units.mapTo(drawer, QPoint(0, 0)))
    assert mean_lightness(light, square) > 128 > mean_lightness(dark, square)


def mean_lightness(image: QImage, square: QRect) -> float:
    points = [(x, y) for x in range(3, square.width(), 5) for y in range(3, square.height(), 5)]
    shades = [image.pixelColor(square.topLeft() + QPoint(*point)).lightness() for point in points]
    return sum(shades) / len(shades)


def test_a_first_layer_without_a_square_says_so(drawer: InsideDrawer) -> None:
    rng = np.random.default_rng(1)
    drawer.show_network(Network([Flatten(), Dense(300, 10, rng=rng)], input_shape=(15, 20)))
    assert drawer.caption.isHidden()
    assert drawer.legend.isHidden()
    assert drawer.model.index(0, LayerColumn.NAME).data() == "Output 10"
    pixels(drawer)


def test_a_diverged_network_is_shown_without_a_fall(drawer: InsideDrawer) -> None:
    network = Recipe(hidden=(16,)).build()[0]
    network.parameters[0][:, 2] = np.inf
    network.parameters[0][:, 3] = np.nan
    drawer.show_network(network)
    pixels(drawer)
    assert drawer.model.index(0, LayerColumn.WEIGHTS).data() == NOTHING


@pytest.mark.parametrize(
    ("most", "end"), [(0.088, "+0.088"), (123.0, "+1.2·10²"), (2e-6, "+2·10⁻⁶")]
)
def test_the_ends_of_the_scale_are_written_as_people_do(
    drawer: InsideDrawer, most: float, end: str
) -> None:
    drawer.legend.show_scale(most)
    assert drawer.legend.ends[1] == end
    room = drawer.legend.sizeHint().width() - 64
    assert room >= 2 * drawer.legend.fontMetrics().horizontalAdvance(end)


def test_everything_operable_has_a_name(drawer: InsideDrawer, looks: ProbePoller) -> None:
    drawer.show_probe(looks(16)[-1])
    assert drawer.accessibleName() == "Inside the network"
    assert drawer.units.accessibleName() == "Units of the first layer, 16"
    assert drawer.units.accessibleDescription()
    assert drawer.table.accessibleName()
    assert drawer.legend.accessibleName()
    assert drawer.legend.ends[0].startswith("−")
