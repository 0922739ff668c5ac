"""The Mistakes tab as a person uses it: boxes, cards, counts, or a sentence that leads on."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QListView, QWidget
from pytestqt.qtbot import QtBot

import nncore as nn
from desktop.mistakes import wording
from desktop.mistakes.cards.model import MistakeRole
from desktop.mistakes.view import MistakesTab
from desktop.widgets.labels import ElidedCaption, ElidedHeading
from desktop.workspace.named_network import NamedNetwork
from desktop.workspace.network_ref import NetworkRef
from desktop.workspace.workspace import Workspace
from nncore.datasets import Dataset, Split
from tests.desktop.hands import click, find, press_keys
from tests.desktop.mistakes.helpers import (
    about,
    box,
    cards,
    click_card,
    figures,
    headline,
    misread,
    sentence,
    title,
    view,
)


def read_right_by(network: nn.Network, dataset: Dataset) -> Dataset:
    """A data set in whose test split `network` makes no mistake."""
    answers = np.argmax(network.predict(dataset.test.images), axis=1)
    test = Split(dataset.test.images, answers.astype(np.uint8))
    return Dataset("Echo", dataset.training, dataset.validation, test)


def test_shows_exactly_what_is_misread_the_worst_first(
    read_tab: MistakesTab, network: nn.Network, small_dataset: Dataset
) -> None:
    expected = misread(network, small_dataset.test)
    assert sorted(figures(read_tab, MistakeRole.INDEX)) == expected
    losses = figures(read_tab, MistakeRole.LOSS)
    assert losses == sorted(losses, reverse=True)
    assert headline(read_tab) == wording.whole(len(expected), 300)


def test_is_a_list_of_cards_whose_model_names_its_roles(read_tab: MistakesTab) -> None:
    assert isinstance(view(read_tab), QListView)
    names = {bytes(name.data()) for name in view(read_tab).model().roleNames().values()}
    assert names == {b"index", b"truth", b"predicted", b"confidence", b"loss"}


def test_the_sort_box_puts_the_cards_in_another_order(read_tab: MistakesTab) -> None:
    sort_box = box(read_tab, "sort_box")
    press_keys(sort_box, Qt.Key.Key_Down)
    confidences = figures(read_tab, MistakeRole.CONFIDENCE)
    assert confidences == sorted(confidences, reverse=True)
    press_keys(sort_box, Qt.Key.Key_End)
    indices = figures(read_tab, MistakeRole.INDEX)
    assert indices == sorted(indices)
    press_keys(sort_box, Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Up)
    truths = figures(read_tab, MistakeRole.TRUTH)
    assert truths == sorted(truths)


def test_the_split_box_reads_the_validation_images(
    qtbot: QtBot, read_tab: MistakesTab, network: nn.Network, small_dataset: Dataset
) -> None:
    validation = small_dataset.validation
    press_keys(box(read_tab, "split_box"), Qt.Key.Key_Down)
    expected = [validation.index(position) for position in misread(network, validation)]
    qtbot.waitUntil(lambda: sorted(figures(read_tab, MistakeRole.INDEX)) == expected)
    tooltip = cards(read_tab)[0].data(Qt.ItemDataRole.ToolTipRole)
    assert tooltip.startswith("Validation image ")


def test_each_box_and_the_slider_say_what_they_do(read_tab: MistakesTab) -> None:
    for name in ("split_box", "sort_box", "rival_box", "rival_epoch_box", "epoch_slider"):
        widget = find(read_tab, QWidget, name)
        assert len(widget.accessibleDescription()) > 20, name
        assert widget.accessibleDescription() in widget.toolTip(), name


def test_a_headline_without_room_gives_way_in_its_middle(read_tab: MistakesTab) -> None:
    count = find(read_tab, ElidedHeading, "count_label")
    assert count.shown_text == count.text()
    assert count.toolTip() == ""
    font = count.font()
    font.setPointSizeF(6 * font.pointSizeF())
    count.setFont(font)
    QApplication.processEvents()
    assert "…" in count.shown_text
    assert "misread" in count.toolTip()
    assert "misread" in headline(read_tab)


def test_without_a_network_asks_to_train_one(qtbot: QtBot, tab: MistakesTab) -> None:
    assert sentence(tab).startswith("No network yet")
    with qtbot.waitSignal(tab.train_requested):
        click(tab, "empty_button")


def test_without_images_says_that_they_are_on_their_way(
    qtbot: QtBot, tab: MistakesTab, workspace: Workspace, network: nn.Network
) -> None:
    workspace.put(NamedNetwork("Reader", NetworkRef.shipped(), network))
    assert "on their way" in sentence(tab)
    with qtbot.waitSignal(tab.train_requested):
        click(tab, "empty_button")


def test_a_flawless_network_is_told_and_the_other_split_offered(
    qtbot: QtBot,
    tab: MistakesTab,
    workspace: Workspace,
    network: nn.Network,
    small_dataset: Dataset,
) -> None:
    workspace.set_dataset(read_right_by(network, small_dataset))
    workspace.put(NamedNetwork("Reader", NetworkRef.shipped(), network))
    qtbot.waitUntil(lambda: sentence(tab) == wording.all_right(300))
    assert headline(tab) == wording.whole(0, 300)
    click(tab, "empty_button")
    qtbot.waitUntil(lambda: len(cards(tab)) > 0)
    assert box(tab, "split_box").currentText() == "Validation"


def test_a_network_that_does_not_fit_is_told_in_words(
    qtbot: QtBot, read_tab: MistakesTab, workspace: Workspace
) -> None:
    two_classes = nn.Network([nn.Dense(784, 2, rng=np.random.default_rng(1))])
    workspace.put(
        NamedNetwork("Two", NetworkRef.of_file(Path("network")), two_classes), choose=True
    )
    qtbot.waitUntil(lambda: "cannot read these images" in sentence(read_tab))
    assert cards(read_tab) == []


def test_clicking_a_card_selects_it(read_tab: MistakesTab) -> None:
    click_card(read_tab, 4)
    assert [index.row() for index in view(read_tab).selectedIndexes()] == [4]


def test_arrows_home_and_end_move_through_the_cards(read_tab: MistakesTab) -> None:
    click_card(read_tab, 0)
    last = len(cards(read_tab)) - 1
    for key, row in (
        (Qt.Key.Key_Right, 1),
        (Qt.Key.Key_End, last),
        (Qt.Key.Key_Left, last - 1),
        (Qt.Key.Key_Home, 0),
    ):
        QTest.keyClick(view(read_tab), key)
        assert [index.row() for index in view(read_tab).selectedIndexes()] == [row]


def test_right_at_the_end_of_a_line_goes_on_in_the_next(read_tab: MistakesTab) -> None:
    rows = cards(read_tab)
    top = view(read_tab).visualRect(rows[0]).top()
    second_line = next(
        row for row, card in enumerate(rows) if view(read_tab).visualRect(card).top() > top
    )
    click_card(read_tab, second_line - 1)
    QTest.keyClick(view(read_tab), Qt.Key.Key_Right)
    assert view(read_tab).currentIndex().row() == second_line


def test_a_new_order_is_seen_from_its_top(read_tab: MistakesTab) -> None:
    bar = view(read_tab).verticalScrollBar()
    bar.setValue(bar.maximum())
    press_keys(box(read_tab, "sort_box"), Qt.Key.Key_Down)
    assert bar.value() == 0


@pytest.mark.parametrize("width", [868, 900, 1_000, 1_200, 1_440])
def test_cards_fill_the_width_in_whole_columns(read_tab: MistakesTab, width: int) -> None:
    read_tab.resize(width, 560)
    cell = view(read_tab).visualRect(cards(read_tab)[0])
    columns = view(read_tab).viewport().width() // cell.width()
    tops = [view(read_tab).visualRect(card).top() for card in cards(read_tab)[: columns + 1]]
    assert tops[:columns] == [tops[0]] * columns
    assert tops[columns] > tops[0]
    left_over = view(read_tab).viewport().width() - columns * cell.width()
    assert left_over < columns + 20  # the rest of a division, and a scroll bar


def test_every_operable_widget_has_an_accessible_name(tab: MistakesTab) -> None:
    names = ["mistakes_view", "sort_box", "split_box", "filter_button", "filter_chips"]
    parts = ["confusion_view", "inspector", "matrix_toggle", "inspector_toggle", "cards_button"]
    for name in [*names, *parts, "empty_button"]:
        assert find(tab, QWidget, name).accessibleName(), name


def test_a_card_is_where_it_can_be_pointed_at(read_tab: MistakesTab) -> None:
    first = view(read_tab).visualRect(cards(read_tab)[0])
    assert first.topLeft() == QPoint(0, 0)
    assert view(read_tab).indexAt(first.center()).row() == 0


def test_kernels_are_read_and_a_long_name_leaves_the_boxes_in_sight(
    qtbot: QtBot,
    tab: MistakesTab,
    workspace: Workspace,
    kernels: nn.Network,
    small_dataset: Dataset,
) -> None:
    tab.resize(900, 520)
    workspace.set_dataset(small_dataset)
    workspace.put(
        NamedNetwork(
            f"{kernels} of last night, {kernels}", NetworkRef.of_file(Path("network")), kernels
        )
    )
    qtbot.waitUntil(lambda: "misread" in headline(tab))
    assert sorted(figures(tab, MistakeRole.INDEX)) == misread(kernels, small_dataset.test)
    assert about(tab).startswith(str(kernels))
    assert tab.width() == 900
    label = find(tab, ElidedCaption, "about_label")
    assert label.shown_text.endswith(title("", small_dataset))
    for name in ("split_box", "sort_box"):
        place = box(tab, name).mapTo(tab, box(tab, name).rect().topRight())
        assert tab.rect().contains(place), name


def test_a_network_whose_answers_are_no_numbers_has_no_figures(
    qtbot: QtBot, read_tab: MistakesTab, workspace: Workspace, other_network: nn.Network
) -> None:
    broken = nn.Network([nn.Dense(784, 10, rng=np.random.default_rng(3))])
    for parameter in broken.parameters:
        parameter[...] = 3e38
    workspace.put(NamedNetwork("Broken", NetworkRef.of_file(Path("network")), broken), choose=True)
    qtbot.waitUntil(lambda: "its answers are no numbers" in sentence(read_tab))
    assert headline(read_tab) == "Not read"
    assert cards(read_tab) == []

    workspace.put(
        NamedNetwork("Whole", NetworkRef.of_file(Path("network")), other_network), choose=True
    )
    qtbot.waitUntil(lambda: "misread" in headline(read_tab))
    assert sentence(read_tab) == ""
