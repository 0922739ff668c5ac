import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from desktop.theme import SPACE, Theme, sized
from desktop.train.plots.axes import left_of
from desktop.train.plots.panels import Arrangement, Panel, arrangement_for
from desktop.train.plots.style import Style
from desktop.train.plots.wording import gap
from desktop.workspace.run.history import History
from nncore.augmentation import Augmentation
from nncore.recipes.recipe import Recipe
from tests.desktop.train.plots.by_hand import PlotsByHand

NOTE = gap(varied=True, dropout=False)


@pytest.mark.parametrize(
    ("width", "height", "arrangement"),
    [
        (1140, 680, Arrangement.TALL),
        (560, 390, Arrangement.STACKED),
        (540, 160, Arrangement.BESIDE),
        (1500, 160, Arrangement.WIDE),
    ],
)
def test_plots_take_the_room_there_is(width: int, height: int, arrangement: Arrangement) -> None:
    assert arrangement_for(width, height) is arrangement


@pytest.mark.parametrize("width", [300, 380, 430, 480, 540, 545, 560, 580, 700])
@pytest.mark.parametrize("letters", [1.0, 1.5])
def test_words_beside_a_heading_are_whole_or_not_there(
    qtbot: QtBot, theme: Theme, plots: PlotsByHand, width: int, letters: float
) -> None:
    usual = QApplication.font()
    QApplication.setFont(sized(usual, letters))
    try:
        panel = Panel(theme, plots.accuracy)
        qtbot.addWidget(panel)
        panel.resize(width, 200)
        panel.show()
        panel.set_note(NOTE)
        QApplication.processEvents()
        beside = panel.findChildren(QLabel, options=Qt.FindChildOption.FindDirectChildrenOnly)
        shown = [each for each in beside if each.isVisible()]
        assert [each.text() for each in shown if each.width() < each.sizeHint().width()] == []
        assert panel.note == NOTE
    finally:
        QApplication.setFont(usual)


@pytest.mark.parametrize("width", [600, 700, 900])
@pytest.mark.parametrize("letters", [1.0, 1.5])
def test_plots_side_by_side_are_equally_wide(
    qtbot: QtBot, theme: Theme, width: int, letters: float
) -> None:
    usual = QApplication.font()
    QApplication.setFont(sized(usual, letters))
    try:
        plots = PlotsByHand(theme)
        qtbot.addWidget(plots)
        for wide in (1000, width):  # captions that had room before do not keep it
            plots.resize(wide, 300)
            with qtbot.waitExposed(plots):
                plots.show()
            QApplication.processEvents()
        assert plots.width() == width
        assert plots.loss.width() == plots.accuracy.width()
    finally:
        QApplication.setFont(usual)


@pytest.mark.parametrize("letters", [1.0, 1.5, 2.0])
def test_numbers_beside_a_plot_are_whole_however_large_the_letters(
    theme: Theme, letters: float
) -> None:
    style = Style(theme, sized(QApplication.font(), letters))
    widest = QFontMetrics(style.small).horizontalAdvance("100.0 %")
    assert left_of(style.line_height) - SPACE >= widest


@pytest.mark.parametrize(
    ("varied", "dropout", "why"),
    [
        (True, False, "only training images are varied"),
        (False, True, "only training has dropout"),
        (True, True, "only training has varied images and dropout"),
    ],
)
def test_validation_above_training_is_explained(
    plots: PlotsByHand, varied: bool, dropout: bool, why: str
) -> None:
    plots.run.recipe = Recipe(
        hidden=("dropout 0.3", 64) if dropout else (64,),
        augmentation=Augmentation(shift=1.0) if varied else Augmentation(),
    )
    plots.show_history(leading(0.9))
    assert accuracy_note(plots) == f"Validation is higher: {why}."


def test_nothing_is_explained_where_nothing_is_strange(plots: PlotsByHand) -> None:
    plots.run.recipe = Recipe(augmentation=Augmentation(shift=1.0))
    plots.show_history(leading(0.4))
    assert accuracy_note(plots) == ""
    plots.run.recipe = Recipe()
    plots.show_history(leading(0.9))
    assert accuracy_note(plots) == ""


def leading(validation: float) -> History:
    """A run whose training reads half of its images, and of which validation reads so many."""
    history = History(64)
    history.extend_steps([0.7] * 20, [0.5] * 20, [0.1] * 20)
    history.extend_epochs([10, 20], [0.5, 0.5], [validation, validation])
    return history


def accuracy_note(plots: PlotsByHand) -> str:
    """What stands beside the heading of the accuracy."""
    (note,) = (each.note for each in plots.findChildren(Panel) if each.chart is plots.accuracy)
    return note
