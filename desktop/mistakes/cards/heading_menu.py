"""What can be done with the groups of the gallery, at the heading of one of them."""

from PySide6.QtCore import QPoint, Signal, Slot
from PySide6.QtWidgets import QMenu, QWidget


class HeadingMenu(QMenu):
    """Folds or unfolds one group, or all. fold_chosen: the title of the group, and whether it is to
    be folded. all_chosen: whether all are.
    """

    fold_chosen = Signal(str, bool)
    all_chosen = Signal(bool)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("heading_menu")
        self._title = ""
        self._is_folded = False
        self._one = self.addAction("")
        self._one.setObjectName("fold_action")
        self._one.triggered.connect(self._on_one_triggered)
        self.addSeparator()
        fold = self.addAction("Fold all\tShift+←")
        fold.setObjectName("fold_all_action")
        fold.triggered.connect(self._on_fold_triggered)
        unfold = self.addAction("Unfold all\tShift+→")
        unfold.setObjectName("unfold_all_action")
        unfold.triggered.connect(self._on_unfold_triggered)

    def open_at(self, place: QPoint, title: str, *, is_folded: bool) -> None:
        """Ask, at a place of the screen, what becomes of a group."""
        self._title, self._is_folded = title, is_folded
        self._one.setText(f"Unfold “{title}”\t→" if is_folded else f"Fold “{title}”\t←")
        self.popup(place)

    @Slot()
    def _on_one_triggered(self) -> None:
        self.fold_chosen.emit(self._title, not self._is_folded)

    @Slot()
    def _on_fold_triggered(self) -> None:
        self.all_chosen.emit(True)

    @Slot()
    def _on_unfold_triggered(self) -> None:
        self.all_chosen.emit(False)
