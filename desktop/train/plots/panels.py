"""The plots under their headings, arranged by the room there is."""

from enum import Enum

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.theme import SPACE, Theme
from desktop.train.plots import wording
from desktop.train.plots.axes import Edges
from desktop.train.plots.chart import Chart
from desktop.widgets.labels import Caption, Heading, explain


class Arrangement(Enum):
    """Which plots are in sight, and how they stand. columns: how many stand side by side."""

    TALL = (3, 1)
    """All above each other."""

    STACKED = (2, 1)
    """Loss above accuracy."""

    BESIDE = (2, 2)
    """Loss beside accuracy."""

    WIDE = (3, 3)
    """All side by side."""

    @property
    def plots(self) -> int:
        """How many of loss, accuracy and rate are in sight."""
        return self.value[0]

    @property
    def columns(self) -> int:
        """How many stand side by side."""
        return self.value[1]


_TALL_HEIGHT = 480
_STACKED_HEIGHT = 320
_WIDE_WIDTH = 1080


def arrangement_for(width: int, height: int) -> Arrangement:
    """What suits an area of so many pixels."""
    if height >= _TALL_HEIGHT:
        return Arrangement.TALL
    if height >= _STACKED_HEIGHT:
        return Arrangement.STACKED
    return Arrangement.WIDE if width >= _WIDE_WIDTH else Arrangement.BESIDE


_SHARES = (6, 4, 2)
"""How the height is shared by loss, accuracy and rate."""

_LEAST_CHART_LINES = 5
_HEADER_HEIGHT = 26

_ALL_ROOM = 100
"""A stretch beside which others do not count."""


class Panel(QWidget):
    """A plot under its heading, with what is set there at the right."""

    def __init__(self, theme: Theme, chart: Chart, control: QWidget | None = None) -> None:
        super().__init__()
        self.chart = chart
        self._heading, self._control = Heading(chart.kind.title), control
        self._unit = Caption(theme, chart.kind.unit)
        self._note = Caption(theme)
        self._note_words = ""
        for words in (self._unit, self._note):
            words.setContentsMargins(SPACE // 2, 0, 0, 0)
        self._note.hide()
        self._note.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        chart.setMinimumHeight(_LEAST_CHART_LINES * self.fontMetrics().lineSpacing())
        header = QHBoxLayout()
        header.setContentsMargins(0, 0, 0, 0)
        header.setSpacing(SPACE // 2)
        header.addWidget(self._heading, 0, Qt.AlignmentFlag.AlignBaseline)
        header.addWidget(self._unit, 0, Qt.AlignmentFlag.AlignBaseline)
        header.addWidget(self._note, _ALL_ROOM, Qt.AlignmentFlag.AlignBaseline)
        header.addStretch(1)
        if control is not None:
            header.addWidget(control)
        # as high without a control as with one: so plots side by side begin at one height
        header.addStrut(_HEADER_HEIGHT)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE // 2)
        layout.addLayout(header)
        layout.addWidget(chart, 1)

    @property
    def note(self) -> str:
        """What is said of the curves, whether there is room for all of it or not."""
        return self._note_words

    def set_note(self, words: str) -> None:
        """Say something of the curves beside the heading, all of it where there is room."""
        if words != self._note_words:
            self._note_words = words
            explain(self._note, words)
            self._show_captions()

    def minimumSizeHint(self) -> QSize:
        """Without the captions, which are there only while they have room."""
        return QSize(self._taken_width, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_captions()

    @property
    def _taken_width(self) -> int:
        """Pixels of the heading and of what is set beside it."""
        taken = self._heading.sizeHint().width() + SPACE
        if self._control is not None:
            taken += self._control.sizeHint().width() + SPACE // 2
        return taken

    def _show_captions(self) -> None:
        """The unit, and the note in full or in short: as much as there is room for, all whole."""
        room = self.width() - self._taken_width
        unit, note = self._width_of(self._unit.text()), self._width_of(self._note_words)
        short = self._width_of(wording.SHORT_GAP) if note else 0
        has_unit = unit + short <= room
        self._unit.setVisible(has_unit)
        self._note.setVisible(bool(note) and short <= room)
        has_all = note <= room - (unit if has_unit else 0)
        self._note.setText(self._note_words if has_all else wording.SHORT_GAP)

    def _width_of(self, words: str) -> int:
        """Pixels of a caption with the gaps around it; none without words."""
        return self._note.fontMetrics().horizontalAdvance(words) + SPACE + 2 if words else 0


class Panels(QWidget):
    """As many of the panels as there is room for; the first ones matter most."""

    def __init__(self, panels: list[Panel]) -> None:
        super().__init__()
        self.panels = panels
        self._arrangement: Arrangement | None = None
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(SPACE)
        self._grid.setVerticalSpacing(SPACE)
        self._arrange(Arrangement.TALL)

    @property
    def charts(self) -> list[Chart]:
        """The plots that have a place now."""
        assert self._arrangement is not None
        return [panel.chart for panel in self.panels[: self._arrangement.plots]]

    def minimumSizeHint(self) -> QSize:
        """Room for one row, into which all would go."""
        height = max(panel.minimumSizeHint().height() for panel in self.panels)
        return QSize(super().minimumSizeHint().width(), height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange(arrangement_for(self.width(), self.height()))

    def _arrange(self, arrangement: Arrangement) -> None:
        if arrangement is self._arrangement:
            return
        self._arrangement = arrangement
        columns = arrangement.columns
        for index, panel in enumerate(self.panels):
            self._grid.removeWidget(panel)
            is_in = index < arrangement.plots
            if is_in:
                self._grid.addWidget(panel, index // columns, index % columns)
            panel.setVisible(is_in)
            self._grid.setRowStretch(index, _SHARES[index] if columns == 1 and is_in else 0)
            self._grid.setColumnStretch(index, 1 if columns > 1 and is_in else 0)
        self._grid.setRowStretch(0, _SHARES[0])
        for index, chart in enumerate(self.charts):
            is_lowest = index == len(self.charts) - 1
            chart.set_edges(Edges(columns > 1 or is_lowest, columns > 1 or index == 0, index == 0))
