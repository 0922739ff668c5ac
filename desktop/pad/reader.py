"""Reads the drawing as it grows, with the network of the workspace, and tells when to look.

It knows pixels and networks, no widgets; a reading takes a millisecond, so no thread either.
"""

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from desktop.pad.strokes import Drawing
from desktop.shared.workspace import Workspace
from nncore.reading import Reading, read_drawing

SHORTEST_INTERVAL = 16
"""Milliseconds between two readings: pens report up to a thousand times a second, eyes do not."""


class DrawingReader(QObject):
    """Follows a drawing and the chosen network.

    `updated` comes at once, except while the pen is moving: then at most 60 times a second.
    `prediction` is always right, also in between.
    """

    updated = Signal()

    def __init__(
        self, drawing: Drawing, workspace: Workspace, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._drawing = drawing
        self._workspace = workspace
        self._prediction: Reading | None = None
        self._is_stale = True
        self._is_pending = False
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(SHORTEST_INTERVAL)
        self._pause.timeout.connect(self._on_pause_ended)
        drawing.changed.connect(self._on_drawing_changed)
        workspace.network_changed.connect(self._on_network_changed)

    @property
    def prediction(self) -> Reading | None:
        """What the network reads in the ink there is now; None without ink or network."""
        if self._is_stale:
            self._prediction = self._read()
            self._is_stale = False
        return self._prediction

    @property
    def network_name(self) -> str | None:
        """Who reads; None where there is no network."""
        named = self._workspace.network
        return None if named is None else named.name

    def _read(self) -> Reading | None:
        named = self._workspace.network
        if named is None or self._drawing.is_empty:
            return None
        return read_drawing(named.network, self._drawing.pixels())

    def _update(self) -> None:
        self._is_pending = False
        self._pause.start()
        self.updated.emit()

    @Slot()
    def _on_drawing_changed(self) -> None:
        self._is_stale = True
        is_moving = self._drawing.growing_stroke is not None
        if is_moving and self._pause.isActive():
            self._is_pending = True
        else:
            self._update()

    @Slot()
    def _on_network_changed(self) -> None:
        self._is_stale = True
        self._update()

    @Slot()
    def _on_pause_ended(self) -> None:
        if self._is_pending:
            self._update()
