"""The table of layers: what its cells read, and how far it remembers."""

from math import nan

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication

from desktop.train.inside.layer_cells import track_position
from desktop.train.inside.layers_model import LayerColumn, LayersModel
from nncore.runtime.probing import LayerFigures


def figures(ratio: float = 0.01, *, labels: str = "128 10") -> tuple[LayerFigures, ...]:
    names = labels.split()
    return tuple(
        LayerFigures(
            place, name, 0.05, 0.002, 0.05 * ratio, None if name == names[-1] else 0.46, 512
        )
        for place, name in enumerate(names)
    )


@pytest.fixture
def model(qapp: QApplication) -> LayersModel:
    return LayersModel()


def test_the_model_keeps_qts_rules(model: LayersModel) -> None:
    tester = QAbstractItemModelTester(
        model,
        QAbstractItemModelTester.FailureReportingMode.Warning,  # a warning fails the test
    )
    model.show_layers(figures(), 1)
    model.show_layers(figures(0.02), 2)
    model.show_layers(figures(labels="5×5×20 128 10"), 3)
    model.show_layers((), None)
    assert tester.model() is model


def test_cells_read_as_people_do(model: LayersModel) -> None:
    model.show_layers(figures(), 1)
    row = [model.index(0, column).data() for column in LayerColumn]
    assert row == ["Hidden 128", "46 %", "0.0500", "0.00200", "5.0·10⁻⁴", "0.0100"]
    assert model.index(1, LayerColumn.SILENT).data() == "–"


def test_a_reader_hears_whose_figure_it_is(model: LayersModel) -> None:
    model.show_layers(figures(), 1)
    role = Qt.ItemDataRole.AccessibleTextRole
    assert model.index(0, LayerColumn.SILENT).data(role) == "Silent of Hidden 128: 46 %"


@pytest.mark.parametrize("column", LayerColumn)
def test_each_column_is_explained(model: LayersModel, column: LayerColumn) -> None:
    model.show_layers(figures(), 1)
    tip = Qt.ItemDataRole.ToolTipRole
    assert model.headerData(column, Qt.Orientation.Horizontal, tip)
    assert model.index(0, column).data(tip)


def test_ratios_are_remembered_while_a_run_goes_on(model: LayersModel) -> None:
    for step, ratio in enumerate((0.03, 0.01, 0.02)):
        model.show_layers(figures(ratio), step + 1)
    assert model.trail(0) == pytest.approx((0.01, 0.03))


@pytest.mark.parametrize("labels", ["128 10", "64 10"])
def test_another_run_begins_with_no_memory(model: LayersModel, labels: str) -> None:
    model.show_layers(figures(0.03), 50)
    model.show_layers(figures(0.01, labels=labels), 1)
    assert model.trail(0) == pytest.approx((0.01, 0.01))


def test_a_resting_network_leaves_no_trail(model: LayersModel) -> None:
    model.show_layers(figures(0.03), 50)
    model.show_layers(figures(nan), None)
    assert model.trail(0) is None
    assert model.index(0, LayerColumn.RATIO).data() == "–"


@pytest.mark.parametrize(
    ("value", "place"),
    [(1e-5, 0), (1e-3, 0.5), (1e-1, 1), (0, 0), (1e-9, 0), (7, 1), (float("inf"), 1)],
)
def test_the_track_is_logarithmic(value: float, place: float) -> None:
    assert track_position(value) == pytest.approx(place)
