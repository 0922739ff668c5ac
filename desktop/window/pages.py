"""The window's pages behind tabs."""

from PySide6.QtCore import QEvent, QSize
from PySide6.QtWidgets import QTabWidget, QWidget


class Pages(QTabWidget):
    """Is laid out anew, and painted with all that is on it, only when something needs other room.

    Qt does so whenever any words on a page change, which is several times a second while a run
    trains.
    """

    def __init__(self, pages: list[tuple[str, QWidget]], corner: QWidget) -> None:
        """pages: with their titles. corner: what stands at the end of the tabs."""
        super().__init__(documentMode=True)
        self._needs: tuple[QSize, ...] = ()
        self._corner = corner
        for title, page in pages:
            self.addTab(page, title)
        self.setCornerWidget(corner)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            before = self._needs
            sizes = self.tabBar().sizeHint(), self._corner.sizeHint()
            self._needs = *sizes, self.minimumSizeHint()
            if self._needs == before and self.isVisible():
                return True
        return super().event(event)
