"""The window played by itself, as a person would play it: for the demonstration and for pictures.

It operates the same widgets and signals that people do, and waits in the event loop meanwhile.
"""

from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike
from PySide6.QtCore import (
    QBuffer,
    QElapsedTimer,
    QEvent,
    QEventLoop,
    QModelIndex,
    QPointF,
    Qt,
    QTimer,
)
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QComboBox,
    QPushButton,
    QToolButton,
)

from desktop.draw.view import DrawTab
from desktop.mistakes.matrix.model import ConfusionRole
from desktop.widgets.drawers import Drawers
from desktop.widgets.labels import Caption
from desktop.window.main_window import MainWindow
from nncore.array_types import CLASSES
from nncore.datasets import generated_strokes
from nncore.storage.files import write_whole

PAGES = ("train_tab", "mistakes_tab", "draw_tab")


class Walkthrough:
    """Trains, looks at the mistakes, draws, and takes pictures. Raises TimeoutError if stuck."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window

    def train(self) -> None:
        """Wait for the digits, press Start, and wait until the run has ended."""
        start = self._button("start_button")
        wait_until(start.isEnabled, 120_000, "the generated digits")
        self._window.show_page("train_tab")
        start.click()
        wait_until(lambda: not start.isEnabled(), 10_000, "the run to begin")
        wait_until(start.isEnabled, 300_000, "the run to end")

    def open_drawer(self, name: str, *, page: str = "train_tab") -> None:
        """Open a drawer of a tab, and close the others; "" closes them all."""
        drawers = self._window.page(page).findChild(Drawers)
        assert drawers is not None
        drawers.open(name)

    def choose_first_network(self) -> None:
        """Choose the first of the networks, which is the shipped one."""
        box = self._window.findChild(QComboBox, "network_box")
        assert box is not None
        box.setCurrentIndex(0)
        box.activated.emit(0)
        settle()

    def gather_mistakes(self) -> int:
        """Open the gallery, wait until it is filled, and return how many digits it holds."""
        self._window.show_page("mistakes_tab")
        view = self._window.findChild(QAbstractItemView, "mistakes_view")
        assert view is not None
        model = view.model()
        wait_until(lambda: model.rowCount() > 0, 60_000, "the gallery to fill")
        return model.rowCount()

    def ask_why(self) -> None:
        """In three clicks: the largest confusion of the matrix, its worst image, and why."""
        view, matrix = (
            self._window.findChild(QAbstractItemView, name)
            for name in ("mistakes_view", "confusion_view")
        )
        why = self._window.findChild(QToolButton, "why_toggle")
        words = self._window.findChild(Caption, "inspector_words")
        assert view is not None
        assert matrix is not None
        assert why is not None
        assert words is not None
        click_item(matrix, _largest_confusion(matrix))
        click_item(view, view.model().index(0, 0))
        why.click()
        wait_until(lambda: bool(words.text()), 30_000, "the explanation")

    def draw(self, digit: int, *, seed: int) -> DrawTab:
        """Draw a digit on the pad with strokes as a pen makes them."""
        page = self._window.page("draw_tab")
        assert isinstance(page, DrawTab)
        self.write(*generated_strokes(digit, rng=np.random.default_rng(seed)))
        return page

    def write(self, *strokes: ArrayLike) -> None:
        """Take a blank sheet of the pad, and draw strokes (N, 2) in the unit square on it."""
        self._window.show_page("draw_tab")
        page = self._window.page("draw_tab")
        assert isinstance(page, DrawTab)
        page.drawing.clear()
        for stroke in strokes:
            page.drawing.add_stroke(stroke)
        settle()

    def take_pictures(self, folder: Path, *, suffix: str = "") -> list[Path]:
        """Write a PNG of each tab; the names tell which."""
        names = {page: f"{page.removesuffix('_tab')}{suffix}" for page in PAGES}
        return [self.take_picture(folder, page, name=name) for page, name in names.items()]

    def take_picture(self, folder: Path, page: str, *, name: str) -> Path:
        """Write a PNG of one tab."""
        folder.mkdir(parents=True, exist_ok=True)
        self._window.show_page(page)
        settle()
        path = folder / f"{name}.png"
        picture = QBuffer()
        if not self._window.grab().save(picture, "PNG"):
            raise OSError(f"the picture {path} could not be drawn")
        # by Qt itself, a name that is not UTF-8 would become another
        write_whole(path, bytes(picture.data().data()))
        return path

    def _button(self, name: str) -> QPushButton:
        button = self._window.findChild(QPushButton, name)
        assert button is not None, name
        return button


def click_item(view: QAbstractItemView, index: QModelIndex) -> None:
    """Click an item in its middle, as the mouse does."""
    button, plain = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    place = QPointF(view.visualRect(index).center())
    everywhere = view.viewport().mapToGlobal(place)
    for kind, held in (
        (QEvent.Type.MouseButtonPress, button),
        (QEvent.Type.MouseButtonRelease, Qt.MouseButton.NoButton),
    ):
        event = QMouseEvent(kind, place, everywhere, button, held, plain)
        QApplication.sendEvent(view.viewport(), event)


def _largest_confusion(matrix: QAbstractItemView) -> QModelIndex:
    digits = range(CLASSES)
    cells = [matrix.model().index(row, column) for row in digits for column in digits]
    wrong = [cell for cell in cells if cell.row() != cell.column()]
    return max(wrong, key=lambda cell: int(cell.data(ConfusionRole.COUNT)))


def wait_until(
    condition: Callable[[], bool], milliseconds: int, what: str, *, every: int = 20
) -> None:
    """Run the event loop until `condition` holds. Raises TimeoutError, naming `what`.

    every: milliseconds between two looks at it.
    """
    clock = QElapsedTimer()
    clock.start()
    while not condition():
        if clock.elapsed() > milliseconds:
            raise TimeoutError(f"waited {milliseconds / 1000:.0f} s for {what}")
        _run_events(every)


def settle() -> None:
    """Let timers fire and paints happen before a picture is taken."""
    _run_events(400)


def _run_events(milliseconds: int) -> None:
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()
