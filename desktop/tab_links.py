"""How the tabs lead to each other: none of them knows another, so they are connected here."""

from PySide6.QtCore import QObject, Slot

from desktop.draw.view import DrawTab
from desktop.mistakes.view import MistakesTab
from desktop.train.view import TrainTab
from desktop.window.main_window import MainWindow
from desktop.workspace.network_ref import NetworkRef
from desktop.workspace.workspace import Workspace
from nncore.array_types import ImageArray


class TabLinks(QObject):
    """Follows what is asked for in one tab and is found in another."""

    def __init__(
        self,
        train: TrainTab,
        mistakes: MistakesTab,
        draw: DrawTab,
        window: MainWindow,
        workspace: Workspace,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._train = train
        self._mistakes = mistakes
        self._draw = draw
        self._window = window
        self._workspace = workspace
        train.epoch_log.view.epoch_opened.connect(self._on_epoch_opened)
        mistakes.train_requested.connect(self._on_train_requested)
        mistakes.inspector.draw_requested.connect(self._on_draw_requested)
        window.picture_requested.connect(self._on_picture_requested)

    @Slot()
    def _on_train_requested(self) -> None:
        self._window.show_page("train_tab")

    @Slot(int)
    def _on_epoch_opened(self, epoch: int) -> None:
        """Show what the run in sight misread after one of its epochs."""
        run = self._train.run
        if run.id:
            self._workspace.choose(NetworkRef.of_run(run.id))
            self._mistakes.show_epoch(run.id, epoch)
        elif run.network is not None:  # of what cannot be kept, only the last weights are here
            self._workspace.choose(run.network.ref)
        self._window.show_page("mistakes_tab")

    @Slot(object, str)
    def _on_draw_requested(self, image: ImageArray, title: str) -> None:
        """Make a misread image ink on the pad."""
        self._window.show_page("draw_tab")
        self._draw.importer.open_frame(image, title)
        self._draw.setFocus()

    @Slot()
    def _on_picture_requested(self) -> None:
        self._window.show_page("draw_tab")
        self._draw.open_picture_button.ask()
