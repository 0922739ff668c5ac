"""The inspector alone: which words stand where, and what is not explained twice."""

from math import nan
from threading import Event

import pytest
from PySide6.QtWidgets import QSlider, QToolButton
from pytestqt.qtbot import QtBot

from desktop.mistakes.inspector import explanations
from desktop.mistakes.inspector.explanations import FixFound, NotExplained, find_blends
from desktop.mistakes.inspector.inspected import NOT_READ, Inspected
from desktop.mistakes.inspector.view import Inspector
from desktop.mistakes.view import MistakesTab
from desktop.mistakes.wording import reading_title, sentence
from desktop.widgets import explanation_words
from desktop.workspace.jobs import Progress
from nncore.datasets import Dataset, SplitName
from nncore.epoch_predictions import NO_PREDICTION
from tests.desktop.hands import click, find, words
from tests.desktop.mistakes.helpers import click_card, inspector_words
from tests.desktop.mistakes.inspector.conftest import Inspect


@pytest.fixture
def searched(monkeypatch: pytest.MonkeyPatch) -> list[Inspected]:
    """The images whose fix was looked for, one entry each time."""
    images: list[Inspected] = []

    def counted(inspected: Inspected, progress: Progress) -> FixFound:
        images.append(inspected)
        return find_blends(inspected, progress)

    monkeypatch.setattr(explanations, "find_blends", counted)
    return images


def test_an_image_that_was_not_read_says_so_and_is_not_explained(
    inspector: Inspector, inspect: Inspect, searched: list[Inspected], small_dataset: Dataset
) -> None:
    unknown = inspect(0, predicted=NO_PREDICTION, confidence=nan, loss=nan)
    inspector.show_image(unknown)
    truth = int(small_dataset.test.labels[0])
    assert words(inspector, "inspector_heading") == reading_title(truth, NO_PREDICTION)
    assert words(inspector, "inspector_about") == sentence(unknown.example)
    for name in ("why_toggle", "fix_toggle", "alike_toggle"):
        click(inspector, name)
        assert inspector_words(inspector) == NOT_READ
    assert not searched


def test_a_mark_is_told_of_and_leaves_the_fix_where_it_is(
    qtbot: QtBot, read_tab: MistakesTab, searched: list[Inspected]
) -> None:
    read_tab.resize(1_200, 800)
    click_card(read_tab, 0)
    click(read_tab, "fix_toggle")
    qtbot.waitUntil(lambda: "smallest fix found" in inspector_words(read_tab))
    slider = find(read_tab, QSlider, "fix_slider")
    slider.setValue(7)
    read_tab.image_actions.marking.toggle()
    assert "Marked" in words(read_tab, "inspector_about")
    assert slider.value() == 7
    assert len(searched) == 1


def test_without_training_images_none_can_be_alike(
    inspector: Inspector, inspect: Inspect, small_dataset: Dataset
) -> None:
    inspector.show_image(inspect(0))
    click(inspector, "alike_toggle")
    only = Dataset("Only", None, None, small_dataset.test)
    inspector.show_image(inspect(1, only))
    alike = find(inspector, QToolButton, "alike_toggle")
    assert not alike.isEnabled()
    assert not alike.isChecked()
    assert explanation_words.NO_TRAINING in alike.toolTip()
    inspector.show_image(inspect(0))
    assert alike.isEnabled()
    assert explanation_words.NO_TRAINING not in alike.toolTip()


class Gate:
    """An explanation that begins, and waits until it may go on; then it fails."""

    def __init__(self, *, listens: bool) -> None:
        self.begun, self.gate = Event(), Event()
        self._listens = listens

    def __call__(self, inspected: Inspected, progress: Progress) -> NotExplained:
        self.begun.set()
        while self._listens and not self.gate.wait(0.005):
            progress(0.0)
        assert self.gate.wait(10)
        raise ValueError("it cannot")


def test_why_an_image_was_not_explained_never_stands_under_the_next_one(
    qtbot: QtBot, inspector: Inspector, inspect: Inspect, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = Gate(listens=False), Gate(listens=False)
    monkeypatch.setattr(explanations, "find_blame", first)
    inspector.show_image(inspect(0))
    click(inspector, "why_toggle")
    qtbot.waitUntil(first.begun.is_set)
    monkeypatch.setattr(explanations, "find_blame", second)
    inspector.show_image(inspect(1))
    first.gate.set()
    qtbot.waitUntil(second.begun.is_set)  # so that the first one has ended
    assert inspector_words(inspector) == ""
    second.gate.set()
    qtbot.waitUntil(lambda: "cannot be explained" in inspector_words(inspector))


def test_why_one_explanation_failed_never_stands_under_another(
    qtbot: QtBot,
    inspector: Inspector,
    inspect: Inspect,
    misread: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    blame, fix = Gate(listens=False), Gate(listens=False)
    monkeypatch.setattr(explanations, "find_blame", blame)
    monkeypatch.setattr(explanations, "find_blends", fix)
    inspector.show_image(inspect(misread))
    click(inspector, "why_toggle")
    qtbot.waitUntil(blame.begun.is_set)
    click(inspector, "fix_toggle")
    blame.gate.set()
    qtbot.waitUntil(fix.begun.is_set)
    assert inspector_words(inspector) == explanation_words.LOOKING
    fix.gate.set()
    qtbot.waitUntil(lambda: "cannot be explained" in inspector_words(inspector))


def test_what_was_given_up_while_hidden_is_explained_when_it_is_shown_again(
    qtbot: QtBot,
    inspector: Inspector,
    inspect: Inspect,
    misread: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    gate = Gate(listens=True)
    monkeypatch.setattr(explanations, "find_blends", gate)
    inspector.show_image(inspect(misread))
    click(inspector, "fix_toggle")
    qtbot.waitUntil(gate.begun.is_set)
    monkeypatch.setattr(explanations, "find_blends", find_blends)
    inspector.hide()
    inspector.show()
    qtbot.waitUntil(lambda: "smallest fix found" in inspector_words(inspector))


def test_the_image_can_be_opened_in_draw(
    inspector: Inspector, inspect: Inspect, qtbot: QtBot
) -> None:
    inspected = inspect(3, index=4200, truth=8, split_name=SplitName.TEST)
    inspector.show_image(inspected)
    with qtbot.waitSignal(inspector.draw_requested) as requested:
        click(inspector, "open_in_draw_button")
    pixels, title = requested.args
    assert pixels is inspected.pixels
    assert title == "Test image 4,200, an 8"
