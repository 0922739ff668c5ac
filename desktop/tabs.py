"""What lies between the tabs, none of which knows another: how one leads to another, and how all of
them were left, from the settings into them and back.
"""

from typing import Any, Protocol

from PySide6.QtCore import QObject, Slot

from desktop.draw.ink.stroke import PEN_WIDTH
from desktop.draw.ink.tools import THINNEST, WIDEST
from desktop.draw.view import DrawTab
from desktop.mistakes.view import MistakesTab
from desktop.train.view import TrainTab
from desktop.translation import tr
from desktop.window.main_window import MainWindow
from desktop.workspace.data_choice import DataChoice
from desktop.workspace.error_words import in_words
from desktop.workspace.network_ref import NetworkRef
from desktop.workspace.settings import Settings
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


FIRST_PAGE = "train_tab"


class View(Protocol):
    """A part of a tab that can be left in one state or another."""

    def state(self) -> dict[str, Any]:
        """Plain values; none of them where all is as at first."""

    def restore(self, state: dict[str, Any]) -> None:
        """Be as `state` said; what it can never have said is ignored, value by value."""


class TabMemories:
    """The tab in sight, the chosen network and data set, the recipe form, the filters of the
    mistakes, the pad's pen, which interrupted runs are offered no more, and the views: what folds
    or is switched in a tab.
    """

    def __init__(
        self,
        settings: Settings,
        window: MainWindow,
        train: TrainTab,
        mistakes: MistakesTab,
        draw: DrawTab,
        data: DataChoice,
    ) -> None:
        self._settings = settings
        self._window = window
        self._workspace = window.workspace
        self._form = train.form
        self._mistakes = mistakes
        self._tools = draw.tools
        self._data = data
        self._offer = train.offer
        # by the names that they have in the settings
        self._views: dict[str, View] = {
            "train_drawers": train.drawers,
            "plots": train.plots,
            "draw_drawers": draw.drawers,
        }

    def recall(self) -> None:
        """Let all be as it was left; what cannot be used is kept aside, and said."""
        self._recall_form()
        self._recall_mistakes()
        self._recall_tools()
        self._offer.decline(self._settings.declined_runs)
        key = self._settings.data_source
        if key is not None:
            self._data.recall(key)
        for name, state in self._settings.views.items():
            if name in self._views:
                self._views[name].restore(state)
        self._recall_network()
        page = self._settings.page
        if page in self._window.page_names:
            self._window.show_page(page)

    def remember(self, *, keeps_data: bool) -> None:
        """Note how all is left. keeps_data: whether the data set was chosen, and is not there only
        for want of another.
        """
        settings = self._settings
        settings.mistakes = self._mistakes.memory
        settings.declined_runs = self._offer.declined
        width = self._tools.pen_width
        settings.pen_width = None if width == PEN_WIDTH else width
        recipe = self._form.recipe
        if recipe is not None:
            settings.recipe = recipe
            settings.preset = self._form.preset
        if keeps_data:
            settings.data_source = self._data.chosen
        states = {name: view.state() for name, view in self._views.items()}
        settings.views = {name: state for name, state in states.items() if state}
        network = self._workspace.to_recall
        settings.network = None if network is None else network.latest.key
        page = self._window.tabs.currentWidget().objectName()
        settings.page = None if page == FIRST_PAGE else page

    def _recall_form(self) -> None:
        recipe = self._settings.recipe
        if recipe is None:
            return
        lacking = self._form.set_recipe(recipe, self._settings.preset)
        if lacking:
            self._settings.recipe = self._form.recipe
            self._settings.keep_as_damaged(lacking)

    def _recall_mistakes(self) -> None:
        values = self._settings.mistakes
        if values is None:
            return
        try:
            self._mistakes.recall(values)
        except ValueError as error:
            self._settings.keep_as_damaged(
                tr(
                    "What the Mistakes tab showed cannot be used: {problem}.",
                    problem=in_words(error),
                )
            )

    def _recall_tools(self) -> None:
        """The eraser is as wide as the pen says; a width that nobody can have chosen is left."""
        width = self._settings.pen_width
        if width is not None and THINNEST <= width <= WIDEST:
            self._tools.set_pen_width(width)

    def _recall_network(self) -> None:
        key = self._settings.network
        ref = None if key is None else NetworkRef.of_key(key)
        if ref is not None:
            self._workspace.recall(ref)
