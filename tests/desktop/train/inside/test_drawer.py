"""What the drawer shows of a network, at any size, while it learns and at rest."""

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QImage
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
    assert drawer.caption.text() == wording.units_in_sight(0, 20, 20, is_kernels=True)


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
    assert "16" in drawer.units.accessibleName()
    assert drawer.units.accessibleDescription()
    assert drawer.table.accessibleName()
    assert drawer.legend.accessibleName()
    assert drawer.legend.ends[0].startswith("−")
