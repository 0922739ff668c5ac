"""The matrix with what stands around it: whose axes they are, and the buttons that choose many."""

from PySide6.QtCore import Slot
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import (
    QHBoxLayout,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.mistakes.buttons import MenuButton, OutcomeButtons, OutcomeChoice
from desktop.mistakes.examples import Examples
from desktop.mistakes.exploration import Aspect, Exploration
from desktop.mistakes.filters import Outcome, whole_rows
from desktop.mistakes.matrix.digit_figures import DigitFiguresModel, DigitFiguresView
from desktop.mistakes.matrix.model import ConfusionFigures, ConfusionModel
from desktop.mistakes.matrix.reliability import ReliabilityCurve
from desktop.mistakes.matrix.view import ConfusionView
from desktop.theme import SPACE, Theme
from desktop.translation import tr
from desktop.widgets.buttons import Toggle
from desktop.widgets.labels import Caption
from desktop.widgets.scrolling import ScrollColumn
from nncore.evaluation import class_figures

_FIGURES = tr("Recall, precision and F1 of each digit, and how reliable the answers are")
_SHARES = tr("Rows: truth, in % · columns: read as")
_AXES = tr("Rows: truth · columns: read as")
_DIFFERENCES = tr("More (+) or fewer (−) than the other")
_OF_DIGITS = tr("In percent; below, how reliable it is")
_CHANGES = tr("In percent, with the change")

_RIGHT, _MISREAD = tr("Show all that was read right"), tr("Show all that was misread")
_OUTCOMES = (
    OutcomeChoice(Outcome.RIGHT, "matrix_right_button", tr("All right"), _RIGHT),
    OutcomeChoice(Outcome.MISREAD, "matrix_misread_button", tr("All misread"), _MISREAD),
    OutcomeChoice(
        Outcome.ANY, "matrix_none_button", tr("None"), tr("Choose no cell: show all images")
    ),
)


class MatrixPanel(QWidget):
    """Shows the confusion of an exploration, and chooses in it."""

    def __init__(
        self, exploration: Exploration, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._exploration = exploration
        self._shown: Examples | None = None
        self._model = ConfusionModel(self)
        self._view = ConfusionView(self._model, theme, self)
        self._axes = Caption(theme, _AXES, self)
        self._digits = DigitFiguresModel(self)
        self._pages = QStackedWidget(self)
        self._pages.addWidget(self._view)
        self._pages.addWidget(self._figures_page(theme))
        self._figures_toggle = Toggle(
            "digit_figures_toggle", tr("Per digit"), _FIGURES, theme, self
        )
        self._figures_toggle.toggled.connect(self._on_figures_toggled)
        self._options = self._options_button()
        self._buttons = OutcomeButtons(exploration, _OUTCOMES, theme, self, spacing=SPACE)
        self._lay_out()
        self._view.cells_selected.connect(self._on_cells_selected)
        exploration.changed.connect(self._on_changed)
        self._show_filters()

    def _figures_page(self, theme: Theme) -> QWidget:
        page = QWidget(self)
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        self._digits_view = DigitFiguresView(self._digits, theme, page)
        self._digits_view.digits_chosen.connect(self._on_digits_chosen)
        layout.addWidget(self._digits_view)
        self._reliability = ReliabilityCurve(theme, page)
        layout.addWidget(self._reliability, 1)
        return ScrollColumn(page, self)

    def _options_button(self) -> MenuButton:
        button = MenuButton("matrix_options_button", tr("Show"), tr("What the matrix shows"), self)
        button.setAutoRaise(True)
        group = QActionGroup(self)
        group.addAction(button.add_entry(tr("Counts"), is_checkable=True, is_checked=True))
        self._shares = button.add_entry(tr("Row percentages"), is_checkable=True)
        group.addAction(self._shares)
        button.add_separator()
        self._logarithmic = button.add_entry(tr("Logarithmic colours"), is_checkable=True)
        self._shares.toggled.connect(self._model.set_shares)
        self._shares.toggled.connect(self._on_shares_toggled)
        self._logarithmic.toggled.connect(self._model.set_logarithmic)
        return button

    def _lay_out(self) -> None:
        upper = QHBoxLayout()
        upper.addWidget(self._axes, 1)
        upper.addWidget(self._figures_toggle)
        upper.addWidget(self._options)
        lower = QHBoxLayout()
        lower.addWidget(self._buttons)
        lower.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE)
        layout.addLayout(upper)
        layout.addLayout(lower)
        layout.addWidget(self._pages, 1)

    @Slot()
    def _on_shares_toggled(self) -> None:
        self._say_axes()

    @Slot(bool)
    def _on_figures_toggled(self, is_wanted: bool) -> None:
        self._options.setEnabled(not is_wanted)  # it speaks of the matrix
        self._pages.setCurrentIndex(int(is_wanted))
        self._say_axes()

    @Slot(object)
    def _on_cells_selected(self, cells: object) -> None:
        assert isinstance(cells, frozenset)
        self._exploration.set_cells(cells)

    @Slot(object)
    def _on_digits_chosen(self, digits: object) -> None:
        assert isinstance(digits, frozenset)
        self._exploration.set_cells(whole_rows(digits))

    @Slot(object)
    def _on_changed(self, aspects: Aspect) -> None:
        exploration = self._exploration
        if Aspect.EXAMPLES in aspects:
            self._show_examples(exploration.examples)
        if aspects & (Aspect.FILTERS | Aspect.EXAMPLES):
            self._show_filters()
        if aspects & (Aspect.SELECTION | Aspect.HOVER | Aspect.EXAMPLES):
            self._view.highlight(exploration.highlighted_cells)

    def _show_examples(self, examples: Examples | None) -> None:
        before, self._shown = self._shown, examples
        if examples is not None and examples.is_answered_as(before):
            return  # while a run trains, its history comes more often than other answers
        confusions = None if examples is None else examples.compared_confusions
        reliabilities = None if examples is None else examples.compared_reliabilities()
        if examples is None:
            self._model.show(None)
            self._digits.show([])
            self._reliability.show_bins([])
        elif confusions is None or reliabilities is None:
            self._model.show(ConfusionFigures(examples.confusion))
            self._digits.show(class_figures(examples.confusion))
            self._reliability.show_bins(examples.reliability())
        else:
            names = examples.names
            self._model.show(ConfusionFigures(*confusions, names))
            ours, theirs = map(class_figures, confusions)
            self._digits.show(ours, theirs, names)
            self._reliability.show_bins(*reliabilities, names)
        self._say_axes()

    def _say_axes(self) -> None:
        """Say what rows and columns are, or the unit of the figures of each digit."""
        are_differences = self._model.figures.are_differences
        if self._figures_toggle.isChecked():
            self._axes.setText(_CHANGES if are_differences else _OF_DIGITS)
        elif are_differences:
            self._axes.setText(_DIFFERENCES)
        else:
            self._axes.setText(_SHARES if self._shares.isChecked() else _AXES)

    def _show_filters(self) -> None:
        filters = self._exploration.filters
        self._view.set_cells(filters.cells)
        self._digits_view.set_digits(filters.whole_rows)
