"""The Mistakes tab as a person sees and uses it, for its tests: find, click, type, listen."""

from collections.abc import Iterator
from typing import TypeVar

import numpy as np
from PySide6.QtCore import QModelIndex, QObject, Qt
from PySide6.QtGui import QAction, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QLabel,
    QListView,
    QMenu,
    QSlider,
    QWidget,
)
from pytestqt.qtbot import QtBot

import nncore as nn
from desktop.mistakes.cards.model import MistakeRole
from desktop.mistakes.filter_controls import FilterButton, FilterChips
from desktop.mistakes.filters import Order
from desktop.mistakes.titles import ORDER_TITLES
from desktop.mistakes.view import MistakesTab
from desktop.workspace.evaluation import EvaluationRequest
from desktop.workspace.named_network import NamedNetwork
from desktop.workspace.network_ref import NetworkRef
from nncore.datasets import Dataset, Split, SplitName
from nncore.recipes.recipe import Recipe
from nncore.runs import KeptRun, RunStore, keep
from tests.desktop.hands import CONTROL, PLAIN, click_item, find, words

Shown = TypeVar("Shown", bound=QWidget)


def expose(qtbot: QtBot, widget: Shown, width: int, height: int) -> Shown:
    """Show a widget alone, in that size."""
    qtbot.addWidget(widget)
    widget.resize(width, height)
    with qtbot.waitExposed(widget):
        widget.show()
    return widget


def drawn(widget: QWidget) -> QImage:
    return widget.grab().toImage()


def nothing(_done: float) -> None:
    """Progress that nobody looks at."""


def every_action(menu: QMenu) -> Iterator[QAction]:
    """The entries of a menu and of those that it opens."""
    for action in menu.actions():
        submenu = action.menu()
        if isinstance(submenu, QMenu):
            yield from every_action(submenu)
        if not action.isSeparator():
            yield action


def keep_run(store: RunStore, dataset: Dataset, *, epochs: int = 3, seed: int = 1) -> KeptRun:
    """A run called "Short", on the disk."""
    recipe = Recipe(hidden=(16,), epochs=epochs, seed=seed)
    record = store.begin("Short", recipe, dataset)
    list(keep(recipe.start(dataset), dataset, record))
    return record.kept()


def view(tab: MistakesTab) -> QListView:
    return find(tab, QListView, "mistakes_view")


def box(tab: MistakesTab, name: str) -> QComboBox:
    return find(tab, QComboBox, name)


def sort_by(tab: MistakesTab, order: Order) -> None:
    """Choose the order of the cards."""
    sort_box = box(tab, "sort_box")
    sort_box.setCurrentIndex(sort_box.findText(ORDER_TITLES[order]))


def action(tab: MistakesTab, name: str) -> QAction:
    """The entry of a menu that has that name."""
    return find(tab, QAction, name)


def act(tab: MistakesTab, name: str) -> None:
    """Choose the entry of a menu."""
    assert action(tab, name).isEnabled(), name
    action(tab, name).trigger()


def filter_menu(tab: MistakesTab) -> QMenu:
    return find(tab, FilterButton, "filter_button").menu()


def tick(tab: MistakesTab, title: str) -> None:
    """Choose an entry of the menu of filters."""
    next(each for each in every_action(filter_menu(tab)) if each.text() == title).trigger()


def epoch_slider(tab: MistakesTab) -> QSlider:
    return find(tab, QSlider, "epoch_slider")


def inspector_words(root: QObject) -> str:
    """What the inspector found."""
    return words(root, "inspector_words")


def chips(tab: MistakesTab) -> list[str]:
    return find(tab, FilterChips, "filter_chips").titles


def headline(tab: MistakesTab) -> str:
    return words(tab, "count_label")


def about(tab: MistakesTab) -> str:
    return words(tab, "about_label")


def title(
    name: str, dataset: Dataset, split: SplitName = SplitName.TEST, epoch: int | None = None
) -> str:
    """What stands above the cards of a network of that name."""
    named = NamedNetwork(name, NetworkRef.shipped(), nn.Network([nn.ReLU()]), epoch=epoch)
    return EvaluationRequest.of(named, dataset, split).title


def sentence(tab: MistakesTab) -> str:
    label = find(tab, QLabel, "empty_label")
    return label.text() if label.isVisible() else ""


def cards(tab: MistakesTab) -> list[QModelIndex]:
    model = view(tab).model()
    return [model.index(row, 0) for row in range(model.rowCount())]


def figures(tab: MistakesTab, role: MistakeRole) -> list[float]:
    return [card.data(role) for card in cards(tab)]


def click_card(tab: MistakesTab, row: int) -> None:
    click_item(view(tab), cards(tab)[row])


def matrix(tab: MistakesTab) -> QAbstractItemView:
    return find(tab, QAbstractItemView, "confusion_view")


def click_cell(tab: MistakesTab, truth: int, predicted: int, *, adds: bool = False) -> None:
    index = matrix(tab).model().index(truth, predicted)
    click_item(matrix(tab), index, CONTROL if adds else PLAIN)


def tiled(split: Split, times: int, first_index: int = 0) -> Split:
    """So many images that reading them takes its time: those of a split over and over."""
    images = np.tile(split.images, (times, 1, 1))
    return Split(images, np.tile(split.labels, times), first_index)


def misread(network: nn.Network, split: Split) -> list[int]:
    """Positions of what the network misreads, without any of the gallery's code."""
    answers = np.argmax(network.predict(split.images), axis=1)
    return [int(position) for position in np.nonzero(answers != split.labels)[0]]


def press_m(tab: MistakesTab) -> None:
    """Mark the chosen images, or take their marks away."""
    QTest.keyClick(view(tab), Qt.Key.Key_M)


def undo(tab: MistakesTab) -> None:
    QTest.keyClick(tab.focusWidget(), Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)


def card_words(tab: MistakesTab, row: int) -> str:
    """The tooltip of a card, which a screen reader reads too."""
    text = cards(tab)[row].data(Qt.ItemDataRole.ToolTipRole)
    assert text == cards(tab)[row].data(Qt.ItemDataRole.AccessibleTextRole)
    return str(text)


def marked_rows(tab: MistakesTab) -> list[int]:
    return [row for row in range(len(cards(tab))) if "Marked" in card_words(tab, row)]


def index_of(tab: MistakesTab, row: int) -> int:
    return int(cards(tab)[row].data(MistakeRole.INDEX))
