"""The filters of the moment as a row of chips, each of which is taken away by a click."""

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from desktop.formats import hint
from desktop.mistakes import titles
from desktop.mistakes.exploration import Aspect, Exploration, Scope
from desktop.mistakes.filters import Filters
from desktop.theme import SPACE


class FilterChips(QWidget):
    """One chip a filter of the exploration; the last that is left may be taken away, too."""

    def __init__(self, exploration: Exploration, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("filter_chips")
        self.setAccessibleName("Filters")
        self._exploration = exploration
        self._chips: list[QToolButton] = []
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(SPACE)
        self._row.addStretch(1)
        exploration.changed.connect(self._on_changed)
        self._renew()

    @property
    def titles(self) -> list[str]:
        """What the chips say."""
        return [title for title, _ in self._filters]

    def _renew(self) -> None:
        self._filters: list[tuple[str, Filters]] = titles.chips(self._exploration.filters)
        while len(self._chips) < len(self._filters):
            self._chips.append(self._chip(len(self._chips)))
        for chip in self._chips[len(self._filters) :]:
            chip.hide()  # one that is deleted could be clicked until it is
        for chip, title in zip(self._chips, self.titles, strict=False):
            chip.show()
            chip.setText(f"{title}  ✕")
            chip.setAccessibleName(f"Remove the filter: {title}")
            chip.setToolTip(hint(f"Remove the filter: {title}"))
            chip.setEnabled(self._exploration.scope is Scope.FILTERED)

    def _chip(self, number: int) -> QToolButton:
        chip = QToolButton(self)
        chip.setObjectName(f"filter_chip_{number}")
        chip.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        chip.clicked.connect(self._on_clicked)
        self._row.insertWidget(number, chip)
        return chip

    @Slot()
    def _on_clicked(self) -> None:
        clicked = self.sender()
        number = next(each for each, chip in enumerate(self._chips) if chip is clicked)
        self._exploration.set_filters(self._filters[number][1])

    @Slot(object)
    def _on_changed(self, aspects: Aspect) -> None:
        if Aspect.FILTERS in aspects:
            self._renew()
