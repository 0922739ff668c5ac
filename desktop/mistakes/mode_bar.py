"""The row of modes: what the middle of the Mistakes tab is for."""

from enum import StrEnum

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QTabBar, QWidget


class Mode(StrEnum):
    """What is done with the images."""

    GALLERY = "gallery"
    COMPARE = "compare"


_WORDS = {
    Mode.GALLERY: ("Gallery", "What the network misreads"),
    Mode.COMPARE: ("Compare", "What it reads otherwise than another network"),
}


class ModeBar(QTabBar):
    """mode_chosen: a Mode, by mouse or arrow keys."""

    mode_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("mode_bar")
        self.setAccessibleName("What is done with the images")
        self.setExpanding(False)
        self.setDrawBase(False)
        self.setUsesScrollButtons(False)
        for mode in Mode:
            title, tooltip = _WORDS[mode]
            self.setTabToolTip(self.addTab(title), tooltip)
        self.currentChanged.connect(self._on_current_changed)

    @Slot(int)
    def _on_current_changed(self, place: int) -> None:
        self.mode_chosen.emit([*Mode][place])
