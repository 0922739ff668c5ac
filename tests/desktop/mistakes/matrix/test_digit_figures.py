"""The figures of each digit and the reliability curve, alone and in a comparison."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QLabel, QScrollArea
from pytestqt.qtbot import QtBot

from desktop.mistakes.examples import Examples
from desktop.mistakes.exploration import Exploration
from desktop.mistakes.filters import whole_rows
from desktop.mistakes.matrix.digit_figures import DigitFiguresModel, DigitFiguresView, DigitRole
from desktop.mistakes.matrix.panel import MatrixPanel
from desktop.mistakes.matrix.reliability import ReliabilityCurve
from desktop.mistakes.matrix.wording import of_digit_figure
from desktop.mistakes.titles import chips
from desktop.theme import Theme
from nncore.epoch_predictions import NO_PREDICTION
from nncore.evaluation import ClassFigures, class_figures
from tests.desktop.hands import CONTROL, PLAIN, click, click_item, find
from tests.desktop.mistakes.helpers import drawn, expose

TOOLTIP = Qt.ItemDataRole.ToolTipRole


@pytest.fixture
def exploration(qtbot: QtBot) -> Exploration:
    return Exploration()


@pytest.fixture
def panel(qtbot: QtBot, exploration: Exploration, examples: Examples, theme: Theme) -> MatrixPanel:
    """The panel with the figures of digits chosen by a click, in a high window."""
    panel = expose(qtbot, MatrixPanel(exploration, theme), 330, 700)
    exploration.show(examples)
    click(panel, "digit_figures_toggle")
    return panel


@pytest.fixture
def compared(examples: Examples, other_examples: Examples) -> Examples:
    columns = other_examples.columns
    return replace(examples, rival=columns.predictions, rival_confidences=columns.confidences)


def table(panel: MatrixPanel) -> DigitFiguresView:
    return find(panel, DigitFiguresView)


def curve(panel: MatrixPanel) -> ReliabilityCurve:
    return find(panel, ReliabilityCurve)


def test_each_figure_has_its_change_to_the_other_network(
    panel: MatrixPanel, exploration: Exploration, compared: Examples, other_examples: Examples
) -> None:
    exploration.show(compared)
    model = table(panel).model()
    ours, theirs = class_figures(compared.confusion), class_figures(other_examples.confusion)
    for row in range(10):
        for column, name in ((2, "recall"), (3, "precision"), (4, "f1")):
            change = 100 * (getattr(ours[row], name) - getattr(theirs[row], name))
            # both are rounded to the tenth before they are subtracted
            assert model.index(row, column).data(DigitRole.CHANGE) == pytest.approx(change, abs=0.1)
        assert model.index(row, 0).data(DigitRole.CHANGE) is None
        assert model.index(row, 1).data(DigitRole.CHANGE) is None
    assert any("with the change" in each.text() for each in panel.findChildren(QLabel))


def test_only_images_that_both_read_are_counted(
    panel: MatrixPanel, exploration: Exploration, compared: Examples
) -> None:
    assert compared.rival is not None
    rival = compared.rival.copy()
    rival[:100] = NO_PREDICTION
    exploration.show(replace(compared, rival=rival))
    model = table(panel).model()
    assert sum(int(model.index(row, 1).data()) for row in range(10)) == 200


def test_a_change_is_told_in_words(qtbot: QtBot) -> None:
    def figures(recall: float) -> list[ClassFigures]:
        return [ClassFigures(4, 982, 0.9, recall, 0.9)]

    model = DigitFiguresModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    for theirs, change in ((0.975, 0.4), (0.991, -1.2), (0.979, 0.0)):
        model.show(figures(0.979), figures(theirs))
        told = model.index(0, 2).data(TOOLTIP)
        assert told == of_digit_figure("Recall", 4, "97.9", change)
    model.show(figures(0.979))
    assert model.index(0, 2).data(TOOLTIP) == of_digit_figure("Recall", 4, "97.9", None)
    assert tester.model() is model


def test_both_curves_are_told_and_drawn(
    panel: MatrixPanel, exploration: Exploration, compared: Examples, examples: Examples
) -> None:
    def networks() -> int:
        return curve(panel).accessibleName().count(" network: ")

    alone = drawn(curve(panel))
    assert networks() == 0
    exploration.show(compared)
    assert networks() == 2
    assert curve(panel).toolTip().count(".") == 2, "the figures are for who hears them"
    assert drawn(curve(panel)) != alone
    exploration.show(examples)
    assert drawn(curve(panel)) == alone
    exploration.show(None)
    assert curve(panel).accessibleName() == "Reliability curve"


def test_the_other_networks_curve_is_of_the_images_that_both_read(
    compared: Examples, other_examples: Examples
) -> None:
    both = compared.compared_reliabilities()
    assert both is not None
    assert both == (compared.reliability(), other_examples.reliability())
    assert compared.rival is not None
    rival = np.full_like(compared.rival, NO_PREDICTION)
    assert replace(compared, rival=rival).compared_reliabilities() == ([], [])


@pytest.mark.parametrize("height", [300, 420, 700])
def test_in_a_low_window_table_and_curve_scroll_and_never_overlap(
    qtbot: QtBot, panel: MatrixPanel, height: int
) -> None:
    panel.resize(330, height)
    shown, plot = table(panel), curve(panel)
    area = find(panel, QScrollArea)
    qtbot.waitUntil(lambda: plot.height() >= plot.minimumSizeHint().height())
    assert shown.geometry().bottom() < plot.geometry().top()
    QTest.mouseClick(shown.viewport(), Qt.MouseButton.LeftButton)
    QTest.keyClick(shown, Qt.Key.Key_Tab)
    assert plot.hasFocus()
    last = plot.mapTo(area, QPoint(0, plot.height() - 1)).y()
    assert last <= area.height(), "it comes into sight with the focus"


def click_digit(panel: MatrixPanel, digit: int, *, adds: bool = False) -> None:
    shown = table(panel)
    click_item(shown, shown.model().index(digit, 3), CONTROL if adds else PLAIN)


def digits_shown(exploration: Exploration) -> set[int]:
    assert exploration.examples is not None
    return set(exploration.examples.columns.labels[exploration.rows].tolist())


def test_a_click_on_a_digit_shows_all_of_its_images_and_no_others(
    panel: MatrixPanel, exploration: Exploration, examples: Examples
) -> None:
    click_digit(panel, 4)
    assert digits_shown(exploration) == {4}
    assert len(exploration.rows) == np.count_nonzero(examples.columns.labels == 4)
    assert exploration.filters.cells == {(4, read) for read in range(10)}
    assert [title for title, _ in chips(exploration.filters)] == ["Truth 4"]
    click_digit(panel, 7, adds=True)
    assert digits_shown(exploration) == {4, 7}
    assert [title for title, _ in chips(exploration.filters)] == ["Truth 4, 7"]
    click_digit(panel, 7)
    assert digits_shown(exploration) == {7}


def test_arrows_choose_a_digit_and_escape_lets_go(
    panel: MatrixPanel, exploration: Exploration
) -> None:
    shown = table(panel)
    shown.setFocus()
    for key, digit in ((Qt.Key.Key_Down, 1), (Qt.Key.Key_Down, 2), (Qt.Key.Key_Up, 1)):
        QTest.keyClick(shown, key)
        assert digits_shown(exploration) == {digit}
    QTest.keyClick(shown, Qt.Key.Key_Escape)
    assert exploration.filters.cells == frozenset()


def test_the_chosen_row_follows_the_filters_and_stays_with_newer_figures(
    panel: MatrixPanel, exploration: Exploration, other_examples: Examples
) -> None:
    click_digit(panel, 4)
    exploration.show(other_examples)
    rows = {index.row() for index in table(panel).selectedIndexes()}
    assert rows == {4}
    assert table(panel).currentIndex().row() == 4
    exploration.set_cells(frozenset({(4, 9)}))
    assert table(panel).selectedIndexes() == []
    exploration.set_cells(whole_rows(frozenset({2})))
    assert {index.row() for index in table(panel).selectedIndexes()} == {2}


def test_a_digit_says_what_a_click_on_it_does(panel: MatrixPanel) -> None:
    shown = table(panel)
    assert shown.viewport().cursor().shape() is Qt.CursorShape.PointingHandCursor
    assert shown.model().index(4, 0).data(TOOLTIP) == "Show all fours"
    assert "Escape" in shown.accessibleDescription()
