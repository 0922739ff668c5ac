"""Compare worked as a person would: choose a rival, a kind of change, a cell, and go back."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QLabel, QSlider, QTabBar, QToolButton
from pytestqt.qtbot import QtBot

import nncore as nn
from desktop.mistakes.cards.model import MistakeRole
from desktop.mistakes.chips import FilterChips
from desktop.mistakes.view import MistakesTab
from desktop.workspace.kept_runs import KeptRuns
from desktop.workspace.named_network import NamedNetwork
from desktop.workspace.network_ref import NetworkRef
from desktop.workspace.workspace import Workspace
from nncore.datasets import Dataset, Split
from nncore.recipes.recipe import Recipe
from nncore.runs import KeptRun, RunStore, keep
from tests.desktop.gated_network import GatedNetwork
from tests.desktop.mistakes.gallery import (
    box,
    button,
    cards,
    choose,
    click_card,
    figures,
    find,
    headline,
    sentence,
)

FILE = NetworkRef.of_file(Path("network"))
NAMES = ("fixed", "broken", "alike_wrong", "differently_wrong")


def show_mode(tab: MistakesTab, title: str) -> None:
    modes = find(tab, QTabBar, "mode_bar")
    place = [modes.tabText(each) for each in range(modes.count())].index(title)
    where = modes.tabRect(place).center()
    QTest.mouseClick(modes, Qt.MouseButton.LeftButton, pos=where)


def press(tab: MistakesTab, name: str) -> None:
    QTest.mouseClick(find(tab, QToolButton, f"{name}_button"), Qt.MouseButton.LeftButton)


def words(tab: MistakesTab) -> str:
    label = find(tab, QLabel, "compare_label")
    return label.text().replace("\N{NO-BREAK SPACE}", " ") if label.isVisible() else ""


def rivals(tab: MistakesTab) -> list[str]:
    rival_box = box(tab, "rival_box")
    return [rival_box.itemText(row) for row in range(rival_box.count())]


def pick(tab: MistakesTab, title: str) -> None:
    rival_box = box(tab, "rival_box")
    row = rivals(tab).index(title)
    choose(rival_box, Qt.Key.Key_Home, *[Qt.Key.Key_Down] * row)
    assert rival_box.currentText() == title


def shown(tab: MistakesTab) -> list[float]:
    return sorted(figures(tab, MistakeRole.INDEX))


def columns(before: nn.Network, after: nn.Network, split: Split) -> list[list[int]]:
    """The four kinds, as the library compares."""
    told = nn.compare(nn.evaluate(before, split), nn.evaluate(after, split))
    kinds = (told.fixed, told.broken, told.both_wrong_alike, told.both_wrong_differently)
    return [each.tolist() for each in kinds]


@pytest.fixture
def comparing(
    qtbot: QtBot, read_tab: MistakesTab, workspace: Workspace, other_network: nn.Network
) -> MistakesTab:
    """The network "Run", compared with the file "File"."""
    read_tab.resize(1_200, 700)
    workspace.put(NamedNetwork("File", FILE, other_network))
    show_mode(read_tab, "Compare")
    qtbot.waitUntil(lambda: words(read_tab) != "")
    return read_tab


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
    fixed, broken, *_ = columns(other_network, network, small_dataset.test)
    split = small_dataset.test
    told = nn.compare(nn.evaluate(other_network, split), nn.evaluate(network, split))
    assert words(comparing).startswith(
        f"Of 300 test images Run reads {len(fixed)} right that File misread, and misreads "
        f"{len(broken)} that File read right."
    )
    assert ("it could well be luck" in words(comparing)) == (told.p_value > 0.05)
    assert f"p = {float(f'{told.p_value:.2g}'):g}" in words(comparing)


def test_the_gallery_is_as_it_was_when_nothing_is_compared_any_more(
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
    tooltip = cards(comparing)[0].data(Qt.ItemDataRole.ToolTipRole)
    assert "The other network reads it as " in tooltip
    press(comparing, "broken")
    click_card(comparing, 0)
    about = find(comparing, QLabel, "inspector_about").text()
    assert "The other network reads it right." in about


def test_another_split_is_compared_too(
    qtbot: QtBot,
    comparing: MistakesTab,
    network: nn.Network,
    other_network: nn.Network,
    small_dataset: Dataset,
) -> None:
    choose(box(comparing, "split_box"), Qt.Key.Key_Down)
    assert words(comparing) == ""
    qtbot.waitUntil(lambda: words(comparing).startswith("Of 300 validation images"))
    expected = columns(other_network, network, small_dataset.validation)[0]
    assert shown(comparing) == expected


def test_newer_weights_of_either_network_are_compared(
    qtbot: QtBot, comparing: MistakesTab, workspace: Workspace, small_dataset: Dataset
) -> None:
    newer, rival = GatedNetwork(5), GatedNetwork(6)
    workspace.put(NamedNetwork("Run", NetworkRef.of_run("run"), newer, epoch=2))
    qtbot.waitUntil(lambda: "Run after epoch 2 reads" in words(comparing))
    workspace.put(NamedNetwork("File", FILE, rival))
    expected = columns(rival, newer, small_dataset.test)[0]
    qtbot.waitUntil(lambda: shown(comparing) == expected)


def test_while_the_rival_reads_a_sentence_says_so_and_the_newest_choice_wins(
    qtbot: QtBot, comparing: MistakesTab, workspace: Workspace, small_dataset: Dataset
) -> None:
    slow, quick = GatedNetwork(3, is_open=False), GatedNetwork(4)
    workspace.put(NamedNetwork("Slow", NetworkRef.of_run("slow"), slow))
    workspace.put(NamedNetwork("Swift", NetworkRef.of_run("swift"), quick))
    pick(comparing, "Slow")
    qtbot.waitUntil(slow.asked.is_set)
    assert sentence(comparing) == "Reading 300 images with Slow…"
    assert words(comparing) == ""
    assert not find(comparing, QToolButton, "fixed_button").isEnabled()
    pick(comparing, "Swift")
    slow.gate.set()
    qtbot.waitUntil(lambda: "that Swift misread" in words(comparing))
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
    assert sentence(read_tab).startswith("There is no other network to compare with yet")
    assert not box(read_tab, "rival_box").isEnabled()
    with qtbot.waitSignal(read_tab.train_requested):
        QTest.mouseClick(button(read_tab, "empty_button"), Qt.MouseButton.LeftButton)
    workspace.put(NamedNetwork("File", FILE, other_network))
    qtbot.waitUntil(lambda: "that File misread" in words(read_tab))


def test_another_network_in_the_tab_is_compared_with_what_is_left(
    qtbot: QtBot, comparing: MistakesTab, workspace: Workspace
) -> None:
    workspace.choose(FILE)
    qtbot.waitUntil(lambda: "File reads" in words(comparing))
    assert rivals(comparing) == ["Run"]
    assert "that Run misread" in words(comparing)


@pytest.fixture
def kept(
    qtbot: QtBot,
    workspace: Workspace,
    store: RunStore,
    kept_runs: KeptRuns,
    small_dataset: Dataset,
) -> KeptRun:
    """A run of three epochs on the disk, which the workspace lists."""
    recipe = Recipe(hidden=(16,), epochs=3)
    record = store.begin("Short", recipe, small_dataset)
    list(keep(recipe.start(small_dataset), small_dataset, record))
    with qtbot.waitSignal(kept_runs.changed):
        kept_runs.refresh()
    return record.kept()


def test_an_epoch_of_its_run_is_compared_with_the_network_as_it_is_now(
    qtbot: QtBot,
    kept: KeptRun,
    tab: MistakesTab,
    workspace: Workspace,
    small_dataset: Dataset,
) -> None:
    workspace.set_dataset(small_dataset)
    workspace.choose(NetworkRef.of_run(kept.id))
    qtbot.waitUntil(lambda: "misread" in headline(tab))
    show_mode(tab, "Compare")
    qtbot.waitUntil(lambda: words(tab) != "")
    assert rivals(tab) == ["Short, untrained", "Short after epoch 1", "Short after epoch 2"]
    pick(tab, "Short after epoch 1")
    qtbot.waitUntil(lambda: "that Short after epoch 1 misread" in words(tab))
    expected = columns(kept.network(1), kept.network(3), small_dataset.test)
    assert shown(tab) == expected[0]
    assert words(tab).endswith("It compares two moments of one training.")

    slider = find(tab, QSlider, "epoch_slider")
    qtbot.waitUntil(slider.isVisible)
    QTest.keyClick(slider, Qt.Key.Key_Left)
    qtbot.waitUntil(lambda: "Short after epoch 2 reads" in words(tab))
    assert "Short" in rivals(tab)
    assert "Short after epoch 2" not in rivals(tab)
    assert shown(tab) == columns(kept.network(1), kept.network(2), small_dataset.test)[0]


def test_a_run_that_is_not_in_memory_is_read_from_the_disk(
    qtbot: QtBot,
    kept: KeptRun,
    read_tab: MistakesTab,
    network: nn.Network,
    small_dataset: Dataset,
) -> None:
    show_mode(read_tab, "Compare")
    qtbot.waitUntil(lambda: "that Short after epoch 3 misread" in words(read_tab))
    press(read_tab, "broken")
    assert shown(read_tab) == columns(kept.network(), network, small_dataset.test)[1]


def test_a_rival_that_is_deleted_gives_way(
    qtbot: QtBot, kept: KeptRun, comparing: MistakesTab, kept_runs: KeptRuns
) -> None:
    pick(comparing, "Short")
    qtbot.waitUntil(lambda: "Short after epoch 3" in words(comparing))
    kept_runs.delete([kept.id])
    qtbot.waitUntil(lambda: "that File misread" in words(comparing))
    assert rivals(comparing) == ["File"]
