"""The gallery in the order of the smallest fixes, which are computed while somebody looks."""

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

import nncore as nn
from desktop.mistakes.cards.model import CardRole, MistakeRole
from desktop.mistakes.filters import NO_FIX
from desktop.mistakes.view import MistakesTab
from nncore.datasets import Dataset
from nncore.explanation.smallest_fix import find_fix
from tests.desktop.mistakes.gallery import box, cards, click_card, figures, view


def said(tab: MistakesTab) -> list[str]:
    return [str(card.data(CardRole.SORT_TEXT)) for card in cards(tab)]


def size_of(network: nn.Network, dataset: Dataset, index: int) -> float:
    fix = find_fix(network, dataset.test.images[index], int(dataset.test.labels[index]))
    return NO_FIX if fix is None else fix.ink_changed


def test_the_smallest_fixes_come_first_once_they_are_found(
    qtbot: QtBot, read_tab: MistakesTab, network: nn.Network, small_dataset: Dataset
) -> None:
    count = len(cards(read_tab))
    sort_box = box(read_tab, "sort_box")
    sort_box.setCurrentIndex(sort_box.findText("Smallest fix first"))
    click_card(read_tab, 0)
    QTest.keyClick(view(read_tab), Qt.Key.Key_End)
    view(read_tab).verticalScrollBar().setValue(0)
    assert len(cards(read_tab)) == count
    qtbot.waitUntil(lambda: "not looked at yet" not in said(read_tab), timeout=60_000)
    indices = [int(each) for each in figures(read_tab, MistakeRole.INDEX)]
    sizes = [size_of(network, small_dataset, each) for each in indices[:12]]
    assert sizes == sorted(sizes)
    assert view(read_tab).verticalScrollBar().value() == 0, "the smallest are in sight"
    assert said(read_tab)[0] == f"fix: {sizes[0]:.1f} of ink"


def test_another_order_ends_the_work_and_what_was_found_stays(
    qtbot: QtBot, read_tab: MistakesTab
) -> None:
    sort_box = box(read_tab, "sort_box")
    sort_box.setCurrentIndex(sort_box.findText("Smallest fix first"))
    qtbot.waitUntil(lambda: any(text.startswith("fix:") for text in said(read_tab)))
    sort_box.setCurrentIndex(0)
    losses = np.array(figures(read_tab, MistakeRole.LOSS))
    assert (np.diff(losses) <= 0).all()
    sort_box.setCurrentIndex(sort_box.findText("Smallest fix first"))
    assert any(text.startswith("fix:") for text in said(read_tab))
