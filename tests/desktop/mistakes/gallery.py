"""The Mistakes tab as a person sees it, for its tests."""

from typing import TypeVar

import numpy as np
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QLabel,
    QListView,
    QPushButton,
    QToolButton,
    QWidget,
)

import nncore as nn
from desktop.mistakes.cards.model import MistakeRole
from desktop.mistakes.filter_controls import FilterChips
from desktop.mistakes.view import MistakesTab
from nncore.datasets import Split

Widget = TypeVar("Widget", bound=QWidget)


def find(tab: MistakesTab, kind: type[Widget], name: str) -> Widget:
    found = tab.findChild(kind, name)
    assert found is not None, name
    return found


def view(tab: MistakesTab) -> QListView:
    return find(tab, QListView, "mistakes_view")


def box(tab: MistakesTab, name: str) -> QComboBox:
    return find(tab, QComboBox, name)


def button(tab: MistakesTab, name: str) -> QPushButton:
    return find(tab, QPushButton, name)


def press(tab: MistakesTab, name: str) -> None:
    """Click the tool button of that name."""
    QTest.mouseClick(find(tab, QToolButton, name), Qt.MouseButton.LeftButton)


def action(tab: MistakesTab, name: str) -> QAction:
    """The entry of a menu that has that name."""
    found = tab.findChild(QAction, name)
    assert found is not None, name
    return found


def act(tab: MistakesTab, name: str) -> None:
    """Choose the entry of a menu."""
    assert action(tab, name).isEnabled(), name
    action(tab, name).trigger()


def chips(tab: MistakesTab) -> list[str]:
    return find(tab, FilterChips, "filter_chips").titles


def headline(tab: MistakesTab) -> str:
    return find(tab, QLabel, "count_label").text()


def about(tab: MistakesTab) -> str:
    return find(tab, QLabel, "about_label").text()


def sentence(tab: MistakesTab) -> str:
    label = find(tab, QLabel, "empty_label")
    return label.text() if label.isVisible() else ""


def cards(tab: MistakesTab) -> list[QModelIndex]:
    model = view(tab).model()
    return [model.index(row, 0) for row in range(model.rowCount())]


def figures(tab: MistakesTab, role: MistakeRole) -> list[float]:
    return [card.data(role) for card in cards(tab)]


def choose(chooser: QComboBox, *keys: Qt.Key) -> None:
    for key in keys:
        QTest.keyClick(chooser, key)


def click_card(tab: MistakesTab, row: int) -> None:
    where = view(tab).visualRect(cards(tab)[row]).center()
    QTest.mouseClick(view(tab).viewport(), Qt.MouseButton.LeftButton, pos=where)


def matrix(tab: MistakesTab) -> QAbstractItemView:
    return find(tab, QAbstractItemView, "confusion_view")


def click_cell(tab: MistakesTab, truth: int, predicted: int, *, adds: bool = False) -> None:
    where = matrix(tab).visualRect(matrix(tab).model().index(truth, predicted)).center()
    modifier = Qt.KeyboardModifier.ControlModifier if adds else Qt.KeyboardModifier.NoModifier
    QTest.mouseClick(matrix(tab).viewport(), Qt.MouseButton.LeftButton, modifier, where)


def misread(network: nn.Network, split: Split) -> list[int]:
    """Positions of what the network misreads, without any of the gallery's code."""
    answers = np.argmax(network.predict(split.images), axis=1)
    return [int(position) for position in np.nonzero(answers != split.labels)[0]]
