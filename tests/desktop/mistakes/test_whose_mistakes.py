"""The gallery shows the mistakes of the network that is named above it, and of no other."""

from pathlib import Path

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

import nncore as nn
from desktop.mistakes.cards.model import MistakeRole
from desktop.mistakes.view import MistakesTab
from desktop.mistakes.wording import reading_images
from desktop.workspace.named_network import NamedNetwork
from desktop.workspace.network_ref import NetworkRef
from desktop.workspace.workspace import Workspace
from nncore.datasets import Dataset, SplitName
from tests.desktop.gated_network import GatedNetwork
from tests.desktop.hands import button, press_keys
from tests.desktop.mistakes.helpers import (
    about,
    box,
    cards,
    figures,
    headline,
    misread,
    sentence,
    title,
)

READING = f"{reading_images(300)}…"


def test_says_whose_mistakes_they_are(read_tab: MistakesTab, small_dataset: Dataset) -> None:
    assert about(read_tab) == title("Run", small_dataset)


def test_newer_weights_of_the_network_bring_other_cards(
    qtbot: QtBot,
    read_tab: MistakesTab,
    workspace: Workspace,
    other_network: nn.Network,
    small_dataset: Dataset,
) -> None:
    workspace.put(NamedNetwork("Run", NetworkRef.of_run("run"), other_network, epoch=2))
    expected = misread(other_network, small_dataset.test)
    qtbot.waitUntil(lambda: sorted(figures(read_tab, MistakeRole.INDEX)) == expected)
    assert about(read_tab) == title("Run", small_dataset, epoch=2)


def test_nothing_is_read_while_hidden_and_all_when_shown(
    qtbot: QtBot,
    read_tab: MistakesTab,
    workspace: Workspace,
    other_network: nn.Network,
    small_dataset: Dataset,
) -> None:
    before = figures(read_tab, MistakeRole.INDEX)
    read_tab.hide()
    workspace.put(
        NamedNetwork("File", NetworkRef.of_file(Path("network")), other_network), choose=True
    )
    assert "Reading" not in headline(read_tab)
    assert figures(read_tab, MistakeRole.INDEX) == before
    read_tab.show()
    assert headline(read_tab) == READING
    expected = misread(other_network, small_dataset.test)
    qtbot.waitUntil(lambda: sorted(figures(read_tab, MistakeRole.INDEX)) == expected)


def test_the_first_reading_says_so_until_the_cards_are_there(
    qtbot: QtBot,
    tab: MistakesTab,
    workspace: Workspace,
    network: nn.Network,
    small_dataset: Dataset,
) -> None:
    workspace.set_dataset(small_dataset)
    workspace.put(NamedNetwork("Reader", NetworkRef.shipped(), network))
    assert sentence(tab) == READING
    assert not button(tab, "empty_button").isVisible()
    qtbot.waitUntil(lambda: len(cards(tab)) > 0)
    assert sentence(tab) == ""


def test_of_another_network_that_is_chosen_nothing_of_the_former_is_shown(
    qtbot: QtBot, read_tab: MistakesTab, workspace: Workspace, small_dataset: Dataset
) -> None:
    slow = GatedNetwork(2, is_open=False)
    workspace.put(NamedNetwork("Quick 2", NetworkRef.of_run("other"), slow, epoch=0), choose=True)
    assert cards(read_tab) == []
    assert sentence(read_tab) == READING
    assert headline(read_tab) == READING
    assert about(read_tab) == title("Quick 2", small_dataset, epoch=0)
    slow.gate.set()
    qtbot.waitUntil(lambda: len(cards(read_tab)) > 0)
    assert about(read_tab) == title("Quick 2", small_dataset, epoch=0)


def test_going_back_to_a_network_shows_its_cards_at_once(
    qtbot: QtBot,
    read_tab: MistakesTab,
    workspace: Workspace,
    other_network: nn.Network,
    small_dataset: Dataset,
) -> None:
    before, told = figures(read_tab, MistakeRole.INDEX), headline(read_tab)
    opened = NetworkRef.of_file(Path("network"))
    workspace.put(NamedNetwork("File", opened, other_network), choose=True)
    qtbot.waitUntil(lambda: len(cards(read_tab)) > 0)
    assert about(read_tab) == title("File", small_dataset)
    workspace.choose(NetworkRef.of_run("run"))
    assert (figures(read_tab, MistakeRole.INDEX), headline(read_tab)) == (before, told)
    assert about(read_tab) == title("Run", small_dataset)
    assert sentence(read_tab) == ""


def test_going_back_to_a_split_shows_its_cards_at_once(
    qtbot: QtBot, read_tab: MistakesTab, small_dataset: Dataset
) -> None:
    before = figures(read_tab, MistakeRole.INDEX)
    press_keys(box(read_tab, "split_box"), Qt.Key.Key_Down)
    assert cards(read_tab) == []
    assert about(read_tab) == title("Run", small_dataset, SplitName.VALIDATION)
    qtbot.waitUntil(lambda: len(cards(read_tab)) > 0)
    press_keys(box(read_tab, "split_box"), Qt.Key.Key_Up)
    assert figures(read_tab, MistakeRole.INDEX) == before
    assert about(read_tab) == title("Run", small_dataset)


def test_cards_stay_under_the_name_of_their_moment_until_newer_ones_are_there(
    qtbot: QtBot, read_tab: MistakesTab, workspace: Workspace, small_dataset: Dataset
) -> None:
    before = figures(read_tab, MistakeRole.INDEX)
    slow, run = GatedNetwork(2, is_open=False), NetworkRef.of_run("run")
    workspace.put(NamedNetwork("Run", run, slow, epoch=3))
    qtbot.waitUntil(slow.asked.is_set)
    assert figures(read_tab, MistakeRole.INDEX) == before
    assert about(read_tab) == title("Run", small_dataset)
    slow.gate.set()
    qtbot.waitUntil(lambda: about(read_tab) == title("Run", small_dataset, epoch=3))
    assert sorted(figures(read_tab, MistakeRole.INDEX)) == misread(slow, small_dataset.test)


def test_another_name_of_the_network_stands_above_its_cards_at_once(
    read_tab: MistakesTab, workspace: Workspace, network: nn.Network, small_dataset: Dataset
) -> None:
    before = figures(read_tab, MistakeRole.INDEX)
    workspace.put(NamedNetwork("Mine", NetworkRef.of_run("run"), network))
    assert about(read_tab) == title("Mine", small_dataset)
    assert figures(read_tab, MistakeRole.INDEX) == before


def test_another_name_that_is_given_during_the_reading_stands_above_the_cards(
    qtbot: QtBot, read_tab: MistakesTab, workspace: Workspace, small_dataset: Dataset
) -> None:
    slow, run = GatedNetwork(2, is_open=False), NetworkRef.of_run("other")
    workspace.put(NamedNetwork("Quick", run, slow), choose=True)
    qtbot.waitUntil(slow.asked.is_set)
    workspace.put(NamedNetwork("Mine", run, slow))
    assert about(read_tab) == title("Mine", small_dataset)
    slow.gate.set()
    qtbot.waitUntil(lambda: len(cards(read_tab)) > 0)
    assert about(read_tab) == title("Mine", small_dataset)


def test_another_name_tells_no_other_moment_of_the_cards(
    qtbot: QtBot, read_tab: MistakesTab, workspace: Workspace, small_dataset: Dataset
) -> None:
    slow, run = GatedNetwork(2, is_open=False), NetworkRef.of_run("run")
    workspace.put(NamedNetwork("Mine", run, slow, epoch=3))
    assert about(read_tab) == title("Mine", small_dataset)
    slow.gate.set()
    qtbot.waitUntil(lambda: about(read_tab) == title("Mine", small_dataset, epoch=3))
