"""Marks as a person puts them: with M, with the menu, on one image and on many, and undone."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

import nncore as nn
from desktop.mistakes.actions.wording import marked, not_marked, put_back
from desktop.mistakes.cards.card_layout import CardSize
from desktop.mistakes.cards.model import MistakeRole
from desktop.mistakes.cards.view import MistakesView
from desktop.mistakes.filter_wording import headline as filter_headline
from desktop.mistakes.filters import Filters, Outcome
from desktop.mistakes.view import MistakesTab
from desktop.theme import Theme
from desktop.workspace.mark import Mark, MarkKind
from desktop.workspace.marks import Marks
from desktop.workspace.named_network import NamedNetwork
from desktop.workspace.network_ref import NetworkRef
from desktop.workspace.settings import Appearance
from desktop.workspace.workspace import Workspace
from nncore.datasets import Dataset, SplitName
from tests.desktop.hands import SHIFT, find, listen, press_keys, words
from tests.desktop.mistakes.helpers import (
    about,
    act,
    action,
    box,
    card_words,
    cards,
    chips,
    click_card,
    figures,
    headline,
    index_of,
    marked_rows,
    press_m,
    sentence,
    undo,
    view,
)

WRONG_LABEL = Mark.now(MarkKind.WRONG_LABEL, "Run", "run run")
AMBIGUOUS = Mark.now(MarkKind.AMBIGUOUS, "Run", "run run")
ONLY_MARKED = Filters(Outcome.ANY, marked=True)


def test_m_marks_the_current_image_and_again_takes_the_mark_away(
    read_tab: MistakesTab, marks: Marks, small_dataset: Dataset, told: list[str]
) -> None:
    click_card(read_tab, 2)
    press_m(read_tab)
    assert marked_rows(read_tab) == [2]
    assert "Marked “look again” on " in card_words(read_tab, 2)
    (kept,) = marks.of_split(small_dataset.fingerprint, SplitName.TEST).items()
    assert kept[0] == index_of(read_tab, 2)
    assert (kept[1].kind, kept[1].network, kept[1].ref_key) == (
        MarkKind.LOOK_AGAIN,
        "Run",
        "run run",
    )
    press_m(read_tab)
    assert marked_rows(read_tab) == []
    assert len(marks) == 0
    assert told == [marked(1, MarkKind.LOOK_AGAIN), marked(1, None)]


def test_all_selected_images_are_marked_at_once_and_other_marks_stay(
    read_tab: MistakesTab, told: list[str]
) -> None:
    click_card(read_tab, 1)
    act(read_tab, "mark_ambiguous_action")
    click_card(read_tab, 0)
    press_keys(view(read_tab), *[Qt.Key.Key_Right] * 3, modifier=SHIFT)
    press_m(read_tab)
    assert marked_rows(read_tab) == [0, 1, 2, 3]
    assert "“ambiguous”" in card_words(read_tab, 1)
    assert told[-1] == marked(3, MarkKind.LOOK_AGAIN)
    undo(read_tab)
    assert marked_rows(read_tab) == [1]


@pytest.mark.parametrize(
    ("kind", "words"),
    [("look_again", "look again"), ("wrong_label", "label is wrong"), ("ambiguous", "ambiguous")],
)
def test_the_menu_marks_ticks_and_removes(read_tab: MistakesTab, kind: str, words: str) -> None:
    name = f"mark_{kind}_action"
    assert not action(read_tab, name).isEnabled()
    click_card(read_tab, 0)
    assert not action(read_tab, "remove_mark_action").isEnabled()
    act(read_tab, name)
    assert f"Marked “{words}” on " in card_words(read_tab, 0)
    assert action(read_tab, name).isChecked()
    hint = find(read_tab, QToolButton, "mark_button").accessibleDescription()
    assert hint.startswith(f"Marked “{words}” on ")
    assert hint.endswith("read by Run")
    act(read_tab, name)  # a second time, it stays what it is
    assert action(read_tab, name).isChecked()
    click_card(read_tab, 1)
    assert not action(read_tab, name).isChecked()
    click_card(read_tab, 0)
    act(read_tab, "remove_mark_action")
    assert marked_rows(read_tab) == []


def test_undo_goes_back_step_by_step_and_redo_forward(read_tab: MistakesTab) -> None:
    click_card(read_tab, 0)
    act(read_tab, "mark_wrong_label_action")
    act(read_tab, "mark_ambiguous_action")
    assert "“ambiguous”" in card_words(read_tab, 0)
    undo(read_tab)
    assert "“label is wrong”" in card_words(read_tab, 0)
    undo(read_tab)
    assert marked_rows(read_tab) == []
    assert not action(read_tab, "undo_mark_action").isEnabled()
    act(read_tab, "redo_mark_action")
    assert "“label is wrong”" in card_words(read_tab, 0)
    act(read_tab, "remove_mark_action")
    assert not action(read_tab, "redo_mark_action").isEnabled()


def test_undo_and_redo_say_how_the_images_are_marked_now(
    read_tab: MistakesTab, told: list[str]
) -> None:
    click_card(read_tab, 0)
    act(read_tab, "mark_wrong_label_action")
    act(read_tab, "mark_ambiguous_action")
    undo(read_tab)
    assert told[-1] == put_back([WRONG_LABEL])
    undo(read_tab)
    assert told[-1] == put_back([None])
    act(read_tab, "redo_mark_action")
    assert told[-1] == put_back([WRONG_LABEL])
    press_keys(view(read_tab), *[Qt.Key.Key_Right] * 2, modifier=SHIFT)
    act(read_tab, "mark_ambiguous_action")
    undo(read_tab)
    assert told[-1] == put_back([WRONG_LABEL, None, None])
    act(read_tab, "redo_mark_action")
    assert told[-1] == put_back([AMBIGUOUS] * 3)
    act(read_tab, "remove_mark_action")
    undo(read_tab)
    assert told[-1] == put_back([AMBIGUOUS] * 3)
    act(read_tab, "redo_mark_action")
    assert told[-1] == put_back([None] * 3)


def test_what_went_wrong_is_retracted_by_the_next_mark(
    read_tab: MistakesTab, told: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    retracted = listen(read_tab.image_actions.retracted)

    def refuse(_marks: object, _changes: object) -> None:
        raise ValueError("there are too many")

    click_card(read_tab, 0)
    with monkeypatch.context() as patch:
        patch.setattr(Marks, "put", refuse)
        press_m(read_tab)
        press_m(read_tab)
    assert told == [not_marked("there are too many")] * 2
    assert retracted == []
    press_m(read_tab)
    assert retracted == [not_marked("there are too many")]
    press_m(read_tab)
    assert len(retracted) == 1


def test_marked_images_are_a_filter_with_a_chip(read_tab: MistakesTab) -> None:
    click_card(read_tab, 0)
    press_m(read_tab)
    click_card(read_tab, 3)
    press_m(read_tab)
    wanted = {index_of(read_tab, 0), index_of(read_tab, 3)}
    act(read_tab, "show_marked_action")
    assert set(figures(read_tab, MistakeRole.INDEX)) == wanted
    assert chips(read_tab) == ["Marked"]
    assert headline(read_tab) == filter_headline(ONLY_MARKED, 2, 300, 0, 0)
    click_card(read_tab, 0)
    press_m(read_tab)
    assert len(cards(read_tab)) == 1
    click_card(read_tab, 0)
    press_m(read_tab)
    assert sentence(read_tab) == "No image is marked."
    undo(read_tab)
    undo(read_tab)
    assert set(figures(read_tab, MistakeRole.INDEX)) == wanted


def test_marks_stay_through_filters_splits_and_other_networks(
    qtbot: QtBot,
    read_tab: MistakesTab,
    workspace: Workspace,
    other_network: nn.Network,
) -> None:
    click_card(read_tab, 0)
    press_m(read_tab)
    marked = index_of(read_tab, 0)

    def shown() -> list[int]:
        act(read_tab, "show_marked_action")
        return [int(each) for each in figures(read_tab, MistakeRole.INDEX)]

    press_keys(box(read_tab, "split_box"), Qt.Key.Key_End, Qt.Key.Key_Up)
    qtbot.waitUntil(lambda: "of 1,200" in headline(read_tab))
    assert shown() == []
    press_keys(box(read_tab, "split_box"), Qt.Key.Key_Home)
    qtbot.waitUntil(lambda: "of 300" in headline(read_tab))
    assert shown() == [marked]
    workspace.put(NamedNetwork("Other", NetworkRef.of_run("other"), other_network), choose=True)
    qtbot.waitUntil(lambda: "Other" in words(read_tab, "about_label"))
    qtbot.waitUntil(lambda: len(cards(read_tab)) > 0)
    assert shown() == [marked]


def test_a_mark_names_the_network_as_it_is_called_now(
    qtbot: QtBot, read_tab: MistakesTab, workspace: Workspace, network: nn.Network
) -> None:
    workspace.put(NamedNetwork("Mine", NetworkRef.of_run("run"), network))
    click_card(read_tab, 0)
    press_m(read_tab)
    (mark,) = read_tab.image_actions.marking.marks_of_targets
    assert mark.network == "Mine"
    assert about(read_tab).startswith("Mine on ")


def test_no_selection_of_another_split_is_marked(
    qtbot: QtBot, read_tab: MistakesTab, marks: Marks
) -> None:
    click_card(read_tab, 0)
    QTest.keyClick(view(read_tab), Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    splits = box(read_tab, "split_box")
    press_keys(splits, Qt.Key.Key_End, Qt.Key.Key_Up)  # which nobody has read yet
    qtbot.waitUntil(lambda: "of 1,200" in headline(read_tab))
    press_m(read_tab)
    assert len(marks) == 0


@pytest.mark.parametrize("size", CardSize)
@pytest.mark.parametrize("appearance", [Appearance.LIGHT, Appearance.DARK])
def test_each_kind_has_a_sign_of_its_own_on_cards_of_every_size(
    read_tab: MistakesTab, theme: Theme, size: CardSize, appearance: Appearance
) -> None:
    theme.set_appearance(appearance)
    gallery = find(read_tab, MistakesView, "mistakes_view")
    gallery.set_card_size(size)
    click_card(read_tab, 0)

    def picture() -> QImage:
        return gallery.viewport().grab(gallery.visualRect(cards(read_tab)[0])).toImage()

    seen = [picture()]
    for kind in MarkKind:
        act(read_tab, f"mark_{kind.value}_action")
        seen.append(picture())
    theme.set_appearance(Appearance.SYSTEM)
    assert all(one != other for at, one in enumerate(seen) for other in seen[:at])
