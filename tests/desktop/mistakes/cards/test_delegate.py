"""Cards are painted in the theme's colours, light and dark, and their pictures are not hoarded."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from desktop.mistakes.cards.card_layout import CardSize
from desktop.mistakes.cards.model import CardRole, Groups
from desktop.mistakes.cards.view import MistakesView
from desktop.mistakes.examples import Example, Examples
from desktop.theme import Theme
from desktop.widgets.digit_pictures import DigitPictures
from desktop.workspace.settings import Appearance
from nncore.datasets import Dataset
from nncore.epoch_predictions import NO_PREDICTION
from tests.desktop.mistakes.cards.helpers import GroupedModel, ShownModel


@pytest.fixture
def view(qtbot: QtBot, theme: Theme, examples: Examples) -> MistakesView:
    model = ShownModel()
    model.give(examples)
    view = MistakesView(model, theme)
    model.setParent(view)
    qtbot.addWidget(view)
    view.resize(600, 400)
    view.show()
    return view


class FirstAnswered(GroupedModel):
    """Its first image was taken for what `answer` says."""

    answer: int | None = None

    def example(self, row: int) -> Example:
        example = super().example(row)
        if row or self.answer is None:
            return example
        return replace(example, predicted=self.answer)


@pytest.fixture
def answered(qtbot: QtBot, theme: Theme, examples: Examples) -> tuple[MistakesView, FirstAnswered]:
    """A gallery whose first answer can be chosen."""
    model = FirstAnswered(Groups())
    model.give(examples)
    view = MistakesView(model, theme)
    qtbot.addWidget(view)
    view.resize(600, 400)
    view.show()
    return view, model


def first_card(view: MistakesView) -> QImage:
    card = view.visualRect(view.model().index(0, 0))
    return view.viewport().grab(card).toImage()


def share_of(image: QImage, colour: QColor) -> float:
    """The part of the image whose pixels are nearly of that colour."""
    pixels = [image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())]
    return sum(is_near(pixel, colour) for pixel in pixels) / len(pixels)


def is_near(one: QColor, other: QColor) -> bool:
    differences = (
        one.red() - other.red(),
        one.green() - other.green(),
        one.blue() - other.blue(),
    )
    return max(map(abs, differences)) < 24


def test_a_card_shows_ink_on_paper_and_the_wrong_answer(
    view: MistakesView, theme: Theme, appearance: Appearance
) -> None:
    card = first_card(view)
    assert theme.is_dark == (appearance is Appearance.DARK)
    assert share_of(card, theme.ink) > 0.01
    assert share_of(card, theme.paper) > 0.3
    assert share_of(card, theme.wrong) > 0.0005


def test_a_change_of_theme_repaints_the_cards(view: MistakesView, theme: Theme) -> None:
    theme.set_appearance(Appearance.LIGHT)
    light = first_card(view)
    theme.set_appearance(Appearance.DARK)
    assert first_card(view) != light
    theme.set_appearance(Appearance.SYSTEM)


def test_the_selected_card_is_framed_in_the_accent(view: MistakesView, theme: Theme) -> None:
    before = share_of(first_card(view), theme.accent)
    view.setCurrentIndex(view.model().index(0, 0))
    assert share_of(first_card(view), theme.accent) > before + 0.02


def test_the_keyboard_focus_is_seen(qtbot: QtBot, view: MistakesView) -> None:
    view.setCurrentIndex(view.model().index(0, 0))
    view.clearFocus()
    without = first_card(view)
    view.activateWindow()
    view.setFocus()
    qtbot.waitUntil(view.hasFocus)
    assert first_card(view) != without


def test_pictures_are_as_fine_as_the_screen(
    qtbot: QtBot, theme: Theme, small_dataset: Dataset
) -> None:
    picture = DigitPictures(theme).pixmap(small_dataset.test.images[0], 84, 1.5)
    assert (picture.width(), picture.devicePixelRatio()) == (126, 1.5)
    assert picture.deviceIndependentSize().toSize().width() == 84


def test_pictures_are_painted_once_and_forgotten_in_time(qtbot: QtBot, theme: Theme) -> None:
    pictures = DigitPictures(theme)
    images = np.random.default_rng(1).integers(0, 256, (600, 28, 28), dtype=np.uint8)
    first = pictures.pixmap(images[0], 84, 1.0)
    assert pictures.pixmap(images[0], 84, 1.0) is first
    for image in images:
        pictures.pixmap(image, 84, 1.0)
    assert len(pictures) == 512


@pytest.mark.parametrize("size", CardSize)
def test_a_sign_tells_wrong_from_right_and_from_what_is_not_known(
    answered: tuple[MistakesView, FirstAnswered], theme: Theme, size: CardSize
) -> None:
    view, model = answered
    view.set_card_size(size)
    truth = model.example(0).truth
    assert share_of(first_card(view), theme.wrong) > 0
    cards = [first_card(view)]
    for answer in (truth, NO_PREDICTION):
        model.answer = answer
        cards.append(first_card(view))
        assert share_of(cards[-1], theme.wrong) == 0
    wrong, right, unknown = cards
    assert wrong != right != unknown != wrong
    assert (share_of(right, theme.right) > 0) == (size is not CardSize.SMALL)


@pytest.mark.parametrize("role", [CardRole.RIVAL, CardRole.SORT_TEXT, CardRole.STORY])
def test_large_cards_show_the_words_of_the_model(
    answered: tuple[MistakesView, FirstAnswered], theme: Theme, role: CardRole
) -> None:
    view, model = answered
    view.set_card_size(CardSize.LARGE)
    without = share_of(first_card(view), theme.muted)
    model.words[role] = "wrong since the first epoch, and much else that no card has the room for"
    view.doItemsLayout()
    assert share_of(first_card(view), theme.muted) > without


def test_the_pictures_of_a_screen_that_is_larger_than_any_are_kept(
    qtbot: QtBot, theme: Theme
) -> None:
    pictures = DigitPictures(theme)
    pictures.make_room(400)
    images = np.random.default_rng(1).integers(0, 256, (1_201, 28, 28), dtype=np.uint8)
    for image in images:
        pictures.pixmap(image, 28, 1.0)
    assert len(pictures) == 1_200
