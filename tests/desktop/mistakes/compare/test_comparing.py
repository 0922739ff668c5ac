"""Compare worked as a person would: choose a rival, a kind of change, a cell, and go back."""

from functools import partial

import numpy as np
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QToolButton
from pytestqt.qtbot import QtBot

import nncore as nn
from desktop.formats import hint
from desktop.mistakes.cards.model import CardRole, MistakeRole
from desktop.mistakes.compare.rival_reader import RivalReader
from desktop.mistakes.compare.wording import NOBODY, ComparedCounts, comparison, outcome_of
from desktop.mistakes.filter_controls import FilterChips
from desktop.mistakes.filters import Outcome
from desktop.mistakes.view import MistakesTab
from desktop.mistakes.wording import reading_images
from desktop.workspace.named_network import NamedNetwork
from desktop.workspace.network_ref import NetworkRef
from desktop.workspace.workspace import Workspace
from nncore.datasets import Dataset, SplitName
from tests.desktop.gated_network import GatedNetwork
from tests.desktop.hands import button, click, find, label, press_keys
from tests.desktop.mistakes.compare.helpers import (
    FILE,
    NAMES,
    between,
    columns,
    compares,
    epochs,
    pick,
    press,
    rivals,
    show_mode,
    shown,
    tooltip,
    whom,
    words,
)
from tests.desktop.mistakes.helpers import about, box, cards, click_card, headline, sentence, view


def test_each_kind_of_change_is_a_gallery_with_its_count(
    comparing: MistakesTab, network: nn.Network, other_network: nn.Network, small_dataset: Dataset
) -> None:
    kinds = columns(other_network, network, small_dataset.test)
    texts = [find(comparing, QToolButton, f"{name}_button").text() for name in NAMES]
    titles = ("Fixed", "Broken", "Both wrong, alike", "Both wrong, differently")
    assert texts == [f"{title} {len(kind)}" for title, kind in zip(titles, kinds, strict=True)]
    for name, title, kind in zip(NAMES, titles, kinds, strict=True):
        press(comparing, name)
        assert shown(comparing) == kind
        assert find(comparing, FilterChips, "filter_chips").titles == [title]
        assert headline(comparing).startswith(f"{len(kind)} of 300 ")
        assert find(comparing, QToolButton, f"{name}_button").isChecked()


def test_the_sentence_names_both_networks_the_images_and_the_p_value(
    comparing: MistakesTab, network: nn.Network, other_network: nn.Network, small_dataset: Dataset
) -> None:
    split = small_dataset.test
    counts = ComparedCounts(300, *map(len, columns(other_network, network, split)))
    told = nn.compare(nn.evaluate(other_network, split), nn.evaluate(network, split))
    assert counts.p_value == told.p_value
    assert whom(comparing) == between("File", "Run")
    expected = comparison(counts, SplitName.TEST, is_one_run=False)
    assert words(comparing).endswith(expected.replace("\N{NO-BREAK SPACE}", " "))


def test_the_gallery_is_as_it_was_when_nothing_compares_any_more(
    comparing: MistakesTab, network: nn.Network, small_dataset: Dataset
) -> None:
    press(comparing, "broken")
    show_mode(comparing, "Gallery")
    assert "misread · " in headline(comparing)
    assert not box(comparing, "rival_box").isVisible()
    matrix = find(comparing, QAbstractItemView, "confusion_view").model()
    assert "+" not in str([matrix.index(0, each).data() for each in range(10)])
    show_mode(comparing, "Compare")
    assert find(comparing, QToolButton, "broken_button").isChecked()
    assert comparing.memory["outcome"] == "misread"


def test_a_cell_shows_what_one_of_the_two_alone_read_so(
    comparing: MistakesTab, network: nn.Network, other_network: nn.Network, small_dataset: Dataset
) -> None:
    split = small_dataset.test
    ours, theirs = (nn.evaluate(each, split).predictions for each in (network, other_network))
    truth, read = int(split.labels[ours != theirs][0]), int(ours[ours != theirs][0])
    matrix = find(comparing, QAbstractItemView, "confusion_view")
    where = matrix.visualRect(matrix.model().index(truth, read)).center()
    QTest.mouseClick(matrix.viewport(), Qt.MouseButton.LeftButton, pos=where)
    expected = (split.labels == truth) & ((ours == read) != (theirs == read))
    assert shown(comparing) == np.flatnonzero(expected).tolist()
    assert headline(comparing).endswith("by one network alone")


def test_a_card_tells_what_the_other_network_read(comparing: MistakesTab) -> None:
    press(comparing, "fixed")
    before, now = (part.split(": ")[1] for part in whom(comparing).split(". "))
    card = cards(comparing)[0]
    told = card.data(Qt.ItemDataRole.AccessibleTextRole)
    assert card.data(Qt.ItemDataRole.ToolTipRole) == hint(told)
    assert f" Before ({before}): read as " in told
    assert told.endswith(f" Now ({now}): read right.")
    assert card.data(CardRole.RIVAL) == f"before: {told.partition('read as ')[2][0]}"
    press(comparing, "broken")
    click_card(comparing, 0)
    about = label(comparing, "inspector_about").text()
    assert f" Before ({before}): read right." in about
    truth = cards(comparing)[0].data(MistakeRole.TRUTH)
    assert cards(comparing)[0].data(CardRole.RIVAL) == f"before: {truth}"


def test_cards_have_a_line_for_the_other_network_only_while_they_are_compared(
    comparing: MistakesTab,
) -> None:
    def height() -> int:
        return view(comparing).visualRect(cards(comparing)[0]).height()

    compared = height()
    show_mode(comparing, "Gallery")
    assert cards(comparing)[0].data(CardRole.RIVAL) == ""
    assert height() < compared


def test_another_splitcompares_too(
    qtbot: QtBot,
    comparing: MistakesTab,
    network: nn.Network,
    other_network: nn.Network,
    small_dataset: Dataset,
) -> None:
    press_keys(box(comparing, "split_box"), Qt.Key.Key_Down)
    assert words(comparing) == ""
    qtbot.waitUntil(lambda: "Of 300 validation images" in words(comparing))
    expected = columns(other_network, network, small_dataset.validation)[0]
    assert shown(comparing) == expected


def test_newer_weights_of_either_network_are_compared(
    qtbot: QtBot, comparing: MistakesTab, workspace: Workspace, small_dataset: Dataset
) -> None:
    newer, rival = GatedNetwork(5), GatedNetwork(6)
    workspace.put(NamedNetwork("Run", NetworkRef.of_run("run"), newer, epoch=2))
    qtbot.waitUntil(lambda: "Now: Run after epoch 2." in words(comparing))
    workspace.put(NamedNetwork("File", FILE, rival))
    expected = columns(rival, newer, small_dataset.test)[0]
    qtbot.waitUntil(lambda: shown(comparing) == expected)


def test_newer_weights_of_the_rival_are_not_read_while_nobody_looks(
    qtbot: QtBot, comparing: MistakesTab, workspace: Workspace
) -> None:
    comparing.hide()
    rival = GatedNetwork(6)
    workspace.put(NamedNetwork("File", FILE, rival, epoch=9))
    reader = find(comparing, RivalReader)
    rests = reader.findChildren(QTimer)
    qtbot.waitUntil(lambda: not any(each.isActive() for each in rests))
    assert not rival.asked.wait(0.2)
    comparing.show()
    qtbot.waitUntil(lambda: "Before: File after epoch 9." in words(comparing))


def test_while_the_rival_reads_a_sentence_says_so_and_the_newest_choice_wins(
    qtbot: QtBot, comparing: MistakesTab, workspace: Workspace, small_dataset: Dataset
) -> None:
    slow, quick = GatedNetwork(3, is_open=False), GatedNetwork(4)
    workspace.put(NamedNetwork("Slow", NetworkRef.of_run("slow"), slow))
    workspace.put(NamedNetwork("Swift", NetworkRef.of_run("swift"), quick))
    pick(comparing, "Slow")
    qtbot.waitUntil(slow.asked.is_set)
    assert sentence(comparing) == f"{reading_images(300, 'Slow')}…"
    assert words(comparing) == ""
    assert not find(comparing, QToolButton, "fixed_button").isEnabled()
    filtered = find(comparing, QToolButton, "scope_filtered")
    assert filtered.text() == "Filtered", "how many nobody knows yet"
    pick(comparing, "Swift")
    slow.gate.set()
    qtbot.waitUntil(lambda: "Before: Swift." in words(comparing))
    assert filtered.text() == f"Filtered {len(cards(comparing))}"
    assert sentence(comparing) == ""


def test_a_rival_that_cannot_read_the_images_says_why(
    qtbot: QtBot, comparing: MistakesTab, workspace: Workspace
) -> None:
    broken = nn.Network([nn.Dense(784, 10, rng=np.random.default_rng(3))])
    broken.parameters[0][:] = np.inf
    workspace.put(NamedNetwork("Lost", NetworkRef.of_run("lost"), broken))
    pick(comparing, "Lost")
    qtbot.waitUntil(lambda: "Lost cannot read these images: " in sentence(comparing))
    assert not button(comparing, "empty_button").isVisible()
    pick(comparing, "File")
    qtbot.waitUntil(lambda: words(comparing) != "")


def test_without_another_network_a_sentence_says_what_to_do(
    qtbot: QtBot, read_tab: MistakesTab, workspace: Workspace, other_network: nn.Network
) -> None:
    show_mode(read_tab, "Compare")
    assert sentence(read_tab) == NOBODY
    assert not box(read_tab, "rival_box").isEnabled()
    with qtbot.waitSignal(read_tab.train_requested):
        click(read_tab, "empty_button")
    workspace.put(NamedNetwork("File", FILE, other_network))
    qtbot.waitUntil(lambda: "Before: File." in words(read_tab))


def test_the_buttons_say_by_name_which_of_the_two_read_it_right(comparing: MistakesTab) -> None:
    outcomes = (Outcome.FIXED, Outcome.BROKEN, Outcome.ALIKE_WRONG, Outcome.DIFFERENTLY_WRONG)
    for name, outcome in zip(NAMES, outcomes, strict=True):
        expected = outcome_of(outcome, "File", "Run")
        assert expected in tooltip(comparing, name)
        assert find(comparing, QToolButton, f"{name}_button").accessibleName() == expected


def test_a_button_that_is_down_stays_down_when_pressed_again(comparing: MistakesTab) -> None:
    for name in ("broken", "broken", "matrix_misread", "matrix_misread"):
        press(comparing, name)
        assert find(comparing, QToolButton, f"{name}_button").isChecked()
    assert not find(comparing, QToolButton, "broken_button").isChecked()


def test_who_chooses_the_rival_in_the_window_swaps_the_two(
    qtbot: QtBot, comparing: MistakesTab, workspace: Workspace
) -> None:
    workspace.put(NamedNetwork("Third", NetworkRef.of_run("third"), GatedNetwork(3)))
    assert whom(comparing) == between("File", "Run")
    workspace.choose(FILE)
    qtbot.waitUntil(lambda: whom(comparing) == between("Run", "File"))
    assert "File" not in rivals(comparing)
    assert epochs(comparing) == []
    workspace.choose(NetworkRef.of_run("run"))
    qtbot.waitUntil(lambda: whom(comparing) == between("File", "Run"))


def test_whoever_is_chosen_in_the_window_the_rival_stays_the_rival(
    qtbot: QtBot, comparing: MistakesTab, workspace: Workspace
) -> None:
    for name in ("second", "third"):
        ref = NetworkRef.of_run(name)
        workspace.put(NamedNetwork(name.title(), ref, GatedNetwork(len(name))))
    pick(comparing, "Second")
    qtbot.waitUntil(lambda: whom(comparing) == between("Second", "Run"))
    for ref, name in ((NetworkRef.of_run("third"), "Third"), (FILE, "File")):
        workspace.choose(ref)
        qtbot.waitUntil(partial(compares, comparing, between("Second", name)))


def test_a_swap_while_nothing_compares_shows_afterwards(
    qtbot: QtBot, comparing: MistakesTab, workspace: Workspace
) -> None:
    workspace.put(NamedNetwork("Third", NetworkRef.of_run("third"), GatedNetwork(3)))
    show_mode(comparing, "Gallery")
    workspace.choose(FILE)
    qtbot.waitUntil(lambda: "File" in about(comparing))
    show_mode(comparing, "Compare")
    qtbot.waitUntil(lambda: whom(comparing) == between("Run", "File"))
