"""The tab worked as a person would: matrix, chips, menu, scopes and inspector together."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QLabel, QToolButton, QWidget
from pytestqt.qtbot import QtBot

import nncore as nn
from desktop.mistakes.cards.model import MistakeRole
from desktop.mistakes.filters import Filters, Outcome
from desktop.mistakes.view import MistakesTab
from desktop.widgets import explanation_words
from desktop.widgets.inspected_picture import InspectedPicture
from desktop.widgets.probability_bars import ProbabilityBars
from nncore.datasets import Dataset
from tests.desktop.hands import click, find, press_keys, words
from tests.desktop.mistakes.helpers import (
    box,
    cards,
    chips,
    click_card,
    click_cell,
    figures,
    headline,
    matrix,
    sentence,
    tick,
    view,
)


@pytest.fixture
def confusion(network: nn.Network, small_dataset: Dataset) -> np.ndarray:
    return nn.evaluate(network, small_dataset.test).confusion


@pytest.fixture
def cell(confusion: np.ndarray) -> tuple[int, int]:
    """The largest confusion."""
    mistakes = np.where(np.eye(10, dtype=np.bool_), 0, confusion)
    truth, predicted = np.unravel_index(mistakes.argmax(), mistakes.shape)
    return int(truth), int(predicted)


def test_a_cell_shows_its_images_names_its_chip_and_says_its_count(
    wide_tab: MistakesTab, cell: tuple[int, int], confusion: np.ndarray
) -> None:
    truth, predicted = cell
    click_cell(wide_tab, truth, predicted)
    assert chips(wide_tab) == [f"{truth} → {predicted}"]
    assert set(figures(wide_tab, MistakeRole.TRUTH)) == {truth}
    assert set(figures(wide_tab, MistakeRole.PREDICTED)) == {predicted}
    assert len(cards(wide_tab)) == confusion[cell]
    assert headline(wide_tab).startswith(f"{confusion[cell]} of {confusion[truth].sum()} ")
    assert headline(wide_tab).endswith(f"read as {predicted}")


def test_taking_the_chip_away_shows_what_was_shown_before(
    wide_tab: MistakesTab, cell: tuple[int, int]
) -> None:
    before = figures(wide_tab, MistakeRole.INDEX)
    click_cell(wide_tab, *cell)
    click(wide_tab, "filter_chip_0")
    assert figures(wide_tab, MistakeRole.INDEX) == before
    assert chips(wide_tab) == ["Misread"]


def test_without_any_chip_all_images_are_shown(wide_tab: MistakesTab) -> None:
    click(wide_tab, "filter_chip_0")
    assert chips(wide_tab) == []
    assert sorted(figures(wide_tab, MistakeRole.INDEX)) == list(range(300))
    assert headline(wide_tab).startswith("All 300 images · ")


def test_two_cells_are_shown_together(
    wide_tab: MistakesTab, cell: tuple[int, int], confusion: np.ndarray
) -> None:
    truth, predicted = cell
    click_cell(wide_tab, truth, predicted)
    click_cell(wide_tab, predicted, truth, adds=True)
    assert len(cards(wide_tab)) == confusion[cell] + confusion[predicted, truth]


def test_a_cell_without_an_image_says_so_and_leads_back(
    wide_tab: MistakesTab, confusion: np.ndarray
) -> None:
    is_empty = (confusion == 0) & ~np.eye(10, dtype=np.bool_)
    truth, predicted = (int(each[0]) for each in np.nonzero(is_empty))
    click_cell(wide_tab, truth, predicted)
    assert sentence(wide_tab) == f"No {truth} was read as {predicted}."
    click(wide_tab, "empty_button")
    assert chips(wide_tab) == ["Misread"]
    assert len(cards(wide_tab)) > 0


def test_the_menu_filters_by_outcome_digit_and_confidence(wide_tab: MistakesTab) -> None:
    tick(wide_tab, "Read right")
    assert figures(wide_tab, MistakeRole.TRUTH) == figures(wide_tab, MistakeRole.PREDICTED)
    tick(wide_tab, "Under 50\u00a0%")
    assert all(each <= 0.5 for each in figures(wide_tab, MistakeRole.CONFIDENCE))
    assert chips(wide_tab) == ["Read right", "under 50\u00a0%"]
    tick(wide_tab, "Any")
    tick(wide_tab, "&3")
    assert set(figures(wide_tab, MistakeRole.TRUTH)) == {3}
    assert chips(wide_tab) == ["Read right", "Truth 3"]


def test_a_digit_key_filters_by_the_truth_and_again_shows_all(wide_tab: MistakesTab) -> None:
    before = figures(wide_tab, MistakeRole.INDEX)
    click_card(wide_tab, 0)
    QTest.keyClick(view(wide_tab), Qt.Key.Key_4)
    assert set(figures(wide_tab, MistakeRole.TRUTH)) == {4}
    assert chips(wide_tab) == ["Misread", "Truth 4"]
    QTest.keyClick(view(wide_tab), Qt.Key.Key_4)
    assert figures(wide_tab, MistakeRole.INDEX) == before


def test_all_filtered_and_selected_say_how_many_they_are(
    wide_tab: MistakesTab, cell: tuple[int, int]
) -> None:
    def text(name: str) -> str:
        return find(wide_tab, QToolButton, name).text()

    click_card(wide_tab, 0)
    chosen = cards(wide_tab)[0].data(MistakeRole.INDEX)
    click_cell(wide_tab, *cell)
    assert text("scope_all") == "All 300"
    assert text("scope_filtered") == f"Filtered {len(cards(wide_tab))}"
    assert text("scope_selected") == "Selected 1"
    click(wide_tab, "scope_selected")
    assert figures(wide_tab, MistakeRole.INDEX) == [chosen]
    click(wide_tab, "scope_all")
    assert len(cards(wide_tab)) == 300
    click(wide_tab, "scope_filtered")
    assert set(figures(wide_tab, MistakeRole.TRUTH)) == {cell[0]}


def test_the_chosen_image_is_inspected_and_explained(
    qtbot: QtBot, wide_tab: MistakesTab, network: nn.Network, small_dataset: Dataset
) -> None:
    assert find(wide_tab, QLabel, "inspector_hint").isVisible()
    click_card(wide_tab, 2)
    card = cards(wide_tab)[2]
    index, truth, predicted = (
        card.data(role) for role in (MistakeRole.INDEX, MistakeRole.TRUTH, MistakeRole.PREDICTED)
    )
    heading = find(wide_tab, QLabel, "inspector_heading")
    assert heading.text() == f"{truth} read as {predicted}"
    assert f"image {index}:" in words(wide_tab, "inspector_about")
    bars = find(wide_tab, ProbabilityBars, "inspector_bars")
    assert bars.labels[predicted] != bars.labels[truth]

    told = find(wide_tab, QLabel, "inspector_words")
    picture = find(wide_tab, InspectedPicture, "inspected_picture")
    plain = picture.image
    click(wide_tab, "why_toggle")
    qtbot.waitUntil(lambda: "leads by" in told.text())
    image = small_dataset.test.images[index]
    found = nn.contributions(network, image, predicted, truth)
    assert explanation_words.blame(found, predicted, truth) in told.text()
    assert picture.image != plain

    QTest.keyClick(view(wide_tab), Qt.Key.Key_Right)
    assert "leads by" not in told.text()
    qtbot.waitUntil(lambda: "leads by" in told.text())


def test_the_inspected_image_can_be_copied(wide_tab: MistakesTab, small_dataset: Dataset) -> None:
    click_card(wide_tab, 0)
    click(wide_tab, "copy_button")
    copied = QGuiApplication.clipboard().image()
    index = cards(wide_tab)[0].data(MistakeRole.INDEX)
    pixels = small_dataset.test.images[index]
    assert (copied.width(), copied.height()) == (28, 28)
    levels = [[copied.pixelColor(x, y).red() for x in range(28)] for y in range(28)]
    assert levels == pixels.tolist()


def test_selected_and_pointed_at_images_light_their_cells(wide_tab: MistakesTab) -> None:
    before = matrix(wide_tab).grab().toImage()
    click_card(wide_tab, 0)
    assert matrix(wide_tab).grab().toImage() != before


@pytest.mark.parametrize("name", ["matrix_toggle", "inspector_toggle"])
def test_matrix_and_inspector_fold_away_with_one_click(
    qtbot: QtBot, wide_tab: MistakesTab, name: str
) -> None:
    part = {"matrix_toggle": "confusion_view", "inspector_toggle": "inspector"}[name]
    assert find(wide_tab, QWidget, part).isVisible()
    width = view(wide_tab).width()
    click(wide_tab, name)
    assert not find(wide_tab, QWidget, part).isVisible()
    qtbot.waitUntil(lambda: view(wide_tab).width() > width)
    click(wide_tab, name)
    assert find(wide_tab, QWidget, part).isVisible()


def test_in_a_narrow_window_the_inspector_comes_when_asked_and_hides_no_card(
    qtbot: QtBot, read_tab: MistakesTab
) -> None:
    inspector = find(read_tab, QWidget, "inspector")
    assert not inspector.isVisible()
    width = view(read_tab).width()
    click_card(read_tab, 0)
    assert inspector.isVisible()
    qtbot.waitUntil(lambda: view(read_tab).width() < width)
    right = view(read_tab).mapTo(read_tab, view(read_tab).rect().topRight()).x()
    assert right < inspector.mapTo(read_tab, inspector.rect().topLeft()).x()
    read_tab.resize(1_200, 560)
    qtbot.waitUntil(lambda: inspector.isVisible() and inspector.parent() is not None)
    read_tab.resize(900, 560)
    click(read_tab, "inspector_toggle")
    assert not inspector.isVisible()


def test_recall_and_precision_stand_behind_one_click(
    wide_tab: MistakesTab, network: nn.Network, small_dataset: Dataset
) -> None:
    table = find(wide_tab, QAbstractItemView, "digit_figures")
    assert not table.isVisible()
    click(wide_tab, "digit_figures_toggle")
    assert table.isVisible()
    told = nn.evaluate(network, small_dataset.test).per_class()
    for row, figures_of_digit in enumerate(told):
        shown = [table.model().index(row, column).data() for column in range(5)]
        assert shown[:2] == [str(row), str(figures_of_digit.count)]
        assert [float(each) for each in shown[2:]] == pytest.approx(
            [
                100 * each
                for each in (
                    figures_of_digit.recall,
                    figures_of_digit.precision,
                    figures_of_digit.f1,
                )
            ],
            abs=0.051,
        )


def test_the_training_images_can_be_explored_too(
    qtbot: QtBot, wide_tab: MistakesTab, network: nn.Network, small_dataset: Dataset
) -> None:
    press_keys(box(wide_tab, "split_box"), Qt.Key.Key_End, Qt.Key.Key_Up)
    answers = network.predict(small_dataset.training.images).argmax(axis=1)
    misread = np.flatnonzero(answers != small_dataset.training.labels)
    qtbot.waitUntil(lambda: f"of {len(answers):,} misread" in headline(wide_tab))
    assert sorted(figures(wide_tab, MistakeRole.INDEX)) == misread.tolist()


def test_the_same_place_under_another_filter_is_another_image(
    wide_tab: MistakesTab, cell: tuple[int, int]
) -> None:
    heading = find(wide_tab, QLabel, "inspector_heading")
    click_card(wide_tab, 0)
    click_cell(wide_tab, *cell)
    click_card(wide_tab, 0)
    index = cards(wide_tab)[0].data(MistakeRole.INDEX)
    assert heading.text() == f"{cell[0]} read as {cell[1]}"
    assert f"image {index}:" in words(wide_tab, "inspector_about")


def test_the_heading_says_what_the_scope_shows(wide_tab: MistakesTab) -> None:
    click_card(wide_tab, 0)
    click(wide_tab, "scope_all")
    assert headline(wide_tab).startswith("All 300 images")
    click(wide_tab, "scope_selected")
    assert headline(wide_tab) == "1 of 300 images selected"


def test_before_the_other_network_has_read_nothing_is_said_of_both(wide_tab: MistakesTab) -> None:
    before = headline(wide_tab)
    wide_tab.exploration.set_filters(Filters(Outcome.FIXED))
    assert headline(wide_tab) == before
