"""The confusion matrix as a selection, worked by mouse and keyboard."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFontMetricsF
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from desktop.mistakes.examples import Examples
from desktop.mistakes.exploration import Exploration
from desktop.mistakes.filters import Filters, Outcome
from desktop.mistakes.matrix.digit_figures import DigitFiguresModel
from desktop.mistakes.matrix.model import ConfusionFigures, ConfusionModel, ConfusionRole
from desktop.mistakes.matrix.panel import MatrixPanel
from desktop.mistakes.matrix.view import ConfusionView, fitted
from desktop.theme import Theme
from nncore.evaluation import class_figures
from tests.desktop.hands import CONTROL, click, click_item, find
from tests.desktop.mistakes.helpers import expose

DIAGONAL = np.eye(10, dtype=np.bool_)


@pytest.fixture
def exploration(qtbot: QtBot, examples: Examples) -> Exploration:
    return Exploration()


@pytest.fixture
def panel(qtbot: QtBot, exploration: Exploration, examples: Examples, theme: Theme) -> MatrixPanel:
    panel = expose(qtbot, MatrixPanel(exploration, theme), 360, 420)
    exploration.show(examples)
    return panel


@pytest.fixture
def view(panel: MatrixPanel) -> ConfusionView:
    return find(panel, ConfusionView)


def middle(view: ConfusionView, truth: int, predicted: int) -> QPoint:
    return view.visualRect(view.model().index(truth, predicted)).center()


def test_is_a_sound_model_whose_cells_and_sums_are_counts(qtbot: QtBot, examples: Examples) -> None:
    model = ConfusionModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.show(ConfusionFigures(examples.confusion))
    model.set_shares(True)
    model.set_logarithmic(True)
    counts = [
        [model.index(row, column).data(ConfusionRole.COUNT) for column in range(11)]
        for row in range(11)
    ]
    assert np.array_equal(np.array(counts)[:10, :10], examples.confusion)
    assert counts[10][:10] == examples.confusion.sum(axis=0).tolist()
    assert [row[10] for row in counts] == [*examples.confusion.sum(axis=1), 300]
    model.show(None)
    assert model.index(10, 10).data(ConfusionRole.COUNT) == 0
    assert tester.model() is model


def test_sums_are_written_alike_at_both_margins() -> None:
    model = ConfusionModel()
    for count, text in ((1_135, "1135"), (12_345, "12345"), (240_000, "240k")):
        model.show(ConfusionFigures(np.where(DIAGONAL, count, 0)))
        assert model.index(3, 10).data() == model.index(10, 3).data() == text


def test_a_long_figure_leaves_room_to_its_neighbours(qtbot: QtBot, view: ConfusionView) -> None:
    font, width = view.font(), 26
    for text in ("+123", "−3246", "12345"):
        fits = fitted(font, text, width)
        assert QFontMetricsF(fits).horizontalAdvance(text) <= width
    assert fitted(font, "7", width) == font


def test_right_and_wrong_have_colour_scales_of_their_own() -> None:
    counts = np.where(DIAGONAL, 1_000, 0)
    counts[4, 9], counts[3, 5] = 8, 2
    for logarithmic in (False, True):
        for of_shares in (False, True):
            levels = ConfusionFigures(counts).levels(of_shares=of_shares, logarithmic=logarithmic)
            assert levels[4, 9] == levels[DIAGONAL].max() == 1
            assert 0 < levels[3, 5] < 1
            assert levels[0, 1] == 0
    plain = ConfusionFigures(counts).levels(of_shares=False, logarithmic=False)
    assert ConfusionFigures(counts).levels(of_shares=False, logarithmic=True)[3, 5] > plain[3, 5]


def test_a_digit_that_is_not_there_has_no_share() -> None:
    figures = ConfusionFigures(np.zeros((10, 10), np.int64))
    assert not figures.shares.any()
    assert not figures.levels(of_shares=True, logarithmic=True).any()


def test_a_clicked_cell_shows_exactly_its_images(
    view: ConfusionView, exploration: Exploration, examples: Examples
) -> None:
    for cell in [(truth, predicted) for truth in range(10) for predicted in range(10)]:
        click_item(view, view.model().index(*cell))
        assert exploration.filters == Filters(cells=frozenset({cell}))
        assert len(exploration.rows) == examples.confusion[cell]


def test_control_click_adds_cells(view: ConfusionView, exploration: Exploration) -> None:
    click_item(view, view.model().index(4, 9))
    click_item(view, view.model().index(9, 4), CONTROL)
    assert exploration.filters.cells == {(4, 9), (9, 4)}


def test_arrows_move_the_selection_and_escape_lets_go(
    view: ConfusionView, exploration: Exploration
) -> None:
    click_item(view, view.model().index(4, 8))
    QTest.keyClick(view, Qt.Key.Key_Right)
    assert exploration.filters.cells == {(4, 9)}
    QTest.keyClick(view, Qt.Key.Key_Right)
    assert exploration.filters.cells == {(4, 9)}, "the sums are no cells"
    QTest.keyClick(view, Qt.Key.Key_Down)
    assert exploration.filters.cells == {(5, 9)}
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert exploration.filters == Filters()


def test_a_digit_at_the_margin_selects_its_row(
    view: ConfusionView, exploration: Exploration
) -> None:
    header = view.verticalHeader()
    where = QPoint(
        header.width() // 2, header.sectionViewportPosition(4) + header.sectionSize(4) // 2
    )
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert exploration.filters.cells == {(4, digit) for digit in range(10)}


def test_filters_that_were_set_elsewhere_show_as_selected(
    view: ConfusionView, exploration: Exploration
) -> None:
    exploration.set_cells(frozenset({(3, 5), (5, 3)}))
    assert view.cells == {(3, 5), (5, 3)}
    exploration.set_filters(Filters())
    assert view.cells == frozenset()


@pytest.mark.parametrize(
    ("name", "outcome"),
    [
        ("matrix_right_button", Outcome.RIGHT),
        ("matrix_misread_button", Outcome.MISREAD),
        ("matrix_none_button", Outcome.ANY),
    ],
)
def test_buttons_choose_all_right_all_misread_or_none(
    panel: MatrixPanel,
    view: ConfusionView,
    exploration: Exploration,
    name: str,
    outcome: Outcome,
) -> None:
    click_item(view, view.model().index(4, 9))
    click(panel, name)
    assert exploration.filters == Filters(outcome)
    assert find(panel, QToolButton, name).isChecked()
    assert view.cells == frozenset()


def test_marks_and_history_leave_the_figures_alone(
    qtbot: QtBot, view: ConfusionView, exploration: Exploration, examples: Examples
) -> None:
    told = view.model().dataChanged
    with qtbot.assertNotEmitted(told):
        exploration.show(replace(examples, history=None, marks={}))
    with qtbot.waitSignal(told):
        exploration.show(replace(examples, columns=replace(examples.columns)))


def test_cells_say_in_words_what_they_hold(view: ConfusionView, examples: Examples) -> None:
    count, total = examples.confusion[4, 9], examples.confusion[4].sum()
    said = view.model().index(4, 9).data(Qt.ItemDataRole.AccessibleTextRole)
    are = "is" if count == 1 else "are"
    assert said == f"{count} of {total} fours {are} read as 9."
    assert view.model().index(4, 10).data(Qt.ItemDataRole.ToolTipRole) == (
        f"There are {total} fours."
    )


@pytest.mark.parametrize("size", [(330, 330), (360, 420), (500, 700)])
def test_ten_by_ten_fit_without_scrolling(
    qtbot: QtBot, panel: MatrixPanel, view: ConfusionView, size: tuple[int, int]
) -> None:
    panel.resize(*size)
    last = view.visualRect(view.model().index(10, 10))
    assert view.viewport().rect().contains(last)
    bars = view.horizontalScrollBar(), view.verticalScrollBar()
    qtbot.waitUntil(lambda: all(bar.maximum() == 0 for bar in bars))


def test_the_figures_of_digits_are_a_sound_model(qtbot: QtBot, examples: Examples) -> None:
    model = DigitFiguresModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.show(class_figures(examples.confusion))
    assert (model.rowCount(), model.columnCount()) == (10, 5)
    model.show([])
    assert model.rowCount() == 0
    assert tester.model() is model
