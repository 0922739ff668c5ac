"""The comparison as a person sees it, for its tests."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QTabBar, QToolButton

import nncore as nn
from desktop.mistakes.cards.model import MistakeRole
from desktop.mistakes.compare import wording
from desktop.mistakes.view import MistakesTab
from desktop.workspace.network_ref import NetworkRef
from nncore.datasets import Split
from tests.desktop.hands import click, find, press_keys
from tests.desktop.mistakes.helpers import box, figures

FILE = NetworkRef.of_file(Path("network"))
NAMES = ("fixed", "broken", "alike_wrong", "differently_wrong")


def show_mode(tab: MistakesTab, title: str) -> None:
    modes = find(tab, QTabBar, "mode_bar")
    place = [modes.tabText(each) for each in range(modes.count())].index(title)
    where = modes.tabRect(place).center()
    QTest.mouseClick(modes, Qt.MouseButton.LeftButton, pos=where)


def press(tab: MistakesTab, name: str) -> None:
    click(tab, f"{name}_button")


def words(tab: MistakesTab) -> str:
    label = find(tab, QLabel, "compare_label")
    return label.text().replace("\N{NO-BREAK SPACE}", " ") if label.isVisible() else ""


def whom(tab: MistakesTab) -> str:
    """The first two sentences: who is compared."""
    return ". ".join(words(tab).split(". ")[:2])


def between(rival: str, network: str, missing: str = "") -> str:
    """What `whom` is when those two are compared."""
    return wording.whom(rival, network, missing).removesuffix(".")


def compares(tab: MistakesTab, expected: str) -> bool:
    return whom(tab) == expected


def rivals(tab: MistakesTab) -> list[str]:
    rival_box = box(tab, "rival_box")
    return [rival_box.itemText(row) for row in range(rival_box.count())]


def pick(tab: MistakesTab, title: str) -> None:
    rival_box = box(tab, "rival_box")
    row = rivals(tab).index(title)
    press_keys(rival_box, Qt.Key.Key_Home, *[Qt.Key.Key_Down] * row)
    assert rival_box.currentText() == title


def epochs(tab: MistakesTab) -> list[str]:
    """What the box of epochs offers; nothing while there is none."""
    epoch_box = box(tab, "rival_epoch_box")
    if not epoch_box.isVisible():
        return []
    return [epoch_box.itemText(row) for row in range(epoch_box.count())]


def pick_epoch(tab: MistakesTab, title: str) -> None:
    epoch_box = box(tab, "rival_epoch_box")
    row = epochs(tab).index(title)
    press_keys(epoch_box, Qt.Key.Key_Home, *[Qt.Key.Key_Down] * row)
    assert epoch_box.currentText() == title


def tooltip(tab: MistakesTab, name: str) -> str:
    return find(tab, QToolButton, f"{name}_button").toolTip()


def shown(tab: MistakesTab) -> list[float]:
    return sorted(figures(tab, MistakeRole.INDEX))


def columns(before: nn.Network, after: nn.Network, split: Split) -> list[list[int]]:
    """The four kinds, as the library compares."""
    told = nn.compare(nn.evaluate(before, split), nn.evaluate(after, split))
    kinds = (told.fixed, told.broken, told.both_wrong_alike, told.both_wrong_differently)
    return [each.tolist() for each in kinds]
