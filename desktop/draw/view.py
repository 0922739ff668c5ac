"""The Draw tab: a canvas, and beside it what the network reads as the drawing grows."""

from PySide6.QtCore import QRect, QSize, Slot
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from desktop.draw.answer.answer import PredictionPanel
from desktop.draw.answer.framing_choice import beginning
from desktop.draw.answer.reader import DrawingReader
from desktop.draw.compare.view import CompareView
from desktop.draw.importing.importer import OpenPictureButton, PasteAndDrop, PictureImporter
from desktop.draw.ink.canvas import DrawCanvas
from desktop.draw.ink.drawing import Drawing
from desktop.draw.ink.tool_rows import HistoryButtons, ToolRow
from desktop.draw.ink.tools import Tools
from desktop.draw.shift_turn.view import ShiftTurnView
from desktop.draw.why.view import WhyView
from desktop.theme import SPACE, Theme
from desktop.translation import tr
from desktop.widgets.drawers import Drawers
from desktop.workspace.jobs import Jobs
from desktop.workspace.workspace import Workspace
from nncore.recognition.reading import Reading

_PAGE_MARGIN = 2 * SPACE
_GROUP_GAP = 3 * SPACE
_ROW_GAP = 2 * SPACE
_PANEL_WIDTH = 320
_PANEL_LARGEST = 720

_DRAWER_HEIGHT = 220
"""Pixels that an open drawer is left at least, with the words that open it."""


_TALL = 800
"""Pixels of the page from which on it begins with a drawer: below the framing it would be empty."""

_FIRST_DRAWER = "evidence"


class DrawTab(QWidget):
    """The page; `drawing` is the model that scripts may draw into, `importer` opens pictures,
    `tools` are what the hand holds.
    """

    def __init__(
        self, workspace: Workspace, jobs: Jobs, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("draw_tab")
        self.drawing = Drawing(self)
        self._reader = DrawingReader(self.drawing, workspace, jobs, self)
        self.tools = Tools(self)
        self._canvas = DrawCanvas(self.drawing, self.tools, theme, self)
        self._buttons = HistoryButtons(self.drawing, self, self)
        self.importer = PictureImporter(self.drawing, jobs, self)
        self.open_picture_button = OpenPictureButton(self.importer, self)
        self._buttons.add_button(self.open_picture_button)
        entrance = PasteAndDrop(self.importer, self)
        entrance.hovered.connect(self._canvas.show_drop_target)
        self._tool_row = ToolRow(self.tools, theme, self)
        self._panel = PredictionPanel(theme)
        # not in the drawers, whose lists and sliders have keys of their own
        for place in (self._canvas, self._buttons, self._tool_row, self._panel):
            self._buttons.add_clear_keys(place)
            self._tool_row.add_key(place)
        self._drawer_height = 0
        self._had_drawer = False
        self.drawers = self._column = Drawers(self._panel, self)
        self._column.add(_FIRST_DRAWER, tr("Why"), WhyView(self._reader, workspace, jobs, theme))
        # "play" is what settings call it
        self._column.add("play", tr("Shift, turn"), ShiftTurnView(self._reader, jobs, theme))
        self._column.add(
            "compare", tr("Compare"), CompareView(self._reader, workspace, jobs, theme)
        )
        self.setFocusProxy(self._canvas)
        self._column.opened.connect(self._on_drawer_opened)
        self._panel.framing_chosen.connect(self._reader.set_framing)
        self._reader.updated.connect(self._on_updated)
        self.drawing.changed.connect(self._on_drawing_changed)
        self._on_updated()

    @property
    def prediction(self) -> Reading | None:
        """What the network reads in the ink there is now; None without ink or network."""
        return self._reader.prediction

    def sizeHint(self) -> QSize:
        return self._size_around(self._canvas.sizeHint())

    def minimumSizeHint(self) -> QSize:
        return self._size_around(self._canvas.minimumSizeHint())

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        # whoever closes it finds it closed
        if not self._had_drawer and self._has_room_for_drawer:
            self._column.open(_FIRST_DRAWER)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def _size_around(self, canvas: QSize) -> QSize:
        """The page with a canvas of that size; layouts have no word for "as large a square"."""
        width = max(canvas.width(), self._least_row) + _GROUP_GAP + self._least_column
        height = canvas.height() + self._below(1 if self._fits_one_row(canvas.width()) else 2)
        return QSize(width + 2 * _PAGE_MARGIN, height + 2 * _PAGE_MARGIN)

    @property
    def _least_column(self) -> int:
        return max(_PANEL_WIDTH, self._column.minimumSizeHint().width())

    @property
    def _least_row(self) -> int:
        """The width of the wider of the two rows under the canvas."""
        return max(row.minimumSizeHint().width() for row in (self._buttons, self._tool_row))

    def _fits_one_row(self, side: int) -> bool:
        """Whether both rows stand side by side under a canvas."""
        rows = self._buttons.sizeHint().width() + self._tool_row.minimumSizeHint().width()
        return rows + _ROW_GAP <= side

    def _below(self, rows: int) -> int:
        """The height of so many rows under the canvas."""
        return rows * (SPACE + self._buttons.sizeHint().height())

    @property
    def _has_room_for_drawer(self) -> bool:
        """Whether answer, bars, framing and a drawer fit into a tall page without scrolling."""
        needed = self._panel.least_height + max(_DRAWER_HEIGHT, self._column.least_height)
        return self.height() >= max(_TALL, needed + 2 * _PAGE_MARGIN)

    def _lay_out(self) -> None:
        page = self.rect().adjusted(_PAGE_MARGIN, _PAGE_MARGIN, -_PAGE_MARGIN, -_PAGE_MARGIN)
        widest = page.width() - _GROUP_GAP - self._least_column
        side = min(page.height() - self._below(1), widest)
        is_one_row = self._fits_one_row(side)
        if not is_one_row:
            side = min(page.height() - self._below(2), widest)
        self._canvas.setGeometry(page.left(), page.top(), side, side)
        row = QRect(page.left(), page.top() + side + SPACE, 0, self._below(1) - SPACE)
        left = page.left() + max(side, self._least_row) + _GROUP_GAP
        if is_one_row:
            row.setWidth(self._buttons.sizeHint().width())
            self._buttons.setGeometry(row)
            self._tool_row.setGeometry(
                row.right() + 1 + _ROW_GAP,
                row.top(),
                side - row.width() - _ROW_GAP,
                row.height(),
            )
        else:
            row.setWidth(max(side, self._least_row))
            self._buttons.setGeometry(row)
            self._tool_row.setGeometry(row.translated(0, self._below(1)))
        width = min(page.right() + 1 - left, _PANEL_LARGEST)
        room = page.height() - (self._drawer_height or self._column.words_height)
        if not self._drawer_height and room < self._panel.least_height:
            room = self._panel.maximumHeight()  # it scrolls, and nothing need be left away
        self._panel.make_room(room)
        self._column.setGeometry(QRect(left, page.top(), width, page.height()))

    @Slot(str)
    def _on_drawer_opened(self, name: str) -> None:
        self._had_drawer = True
        self._drawer_height = max(_DRAWER_HEIGHT, self._column.least_height) if name else 0
        self._lay_out()

    @Slot()
    def _on_drawing_changed(self) -> None:
        # on a blank sheet there is nothing to erase: whoever puts the tip down wants to draw
        if self.drawing.is_empty and not self.drawing.is_under_way:
            self.tools.set_erasing(False)

    @Slot()
    def _on_updated(self) -> None:
        reader = self._reader
        if reader.has_failed:
            self._panel.show_failure()
        else:
            latest, name = reader.latest, reader.network_name
            framed, is_current = reader.framing.brief, reader.is_current
            self._panel.show_reading(latest, name, is_current=is_current, framed=framed)
        self._panel.show_steps(reader.steps, beginning(self.drawing))
