"""The quick look lies over the gallery, follows its arrows, and takes no key from it."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.mistakes.cards.model import CardRole
from desktop.mistakes.cards.quick_look import QuickLook
from desktop.mistakes.cards.view import MistakesView
from tests.desktop.hands import find, press_keys
from tests.desktop.mistakes.cards.helpers import GroupedModel, click, selected


def test_space_shows_the_current_image_and_follows_the_arrows(gallery: MistakesView) -> None:
    click(gallery, 1)
    press_keys(gallery, Qt.Key.Key_Space)
    look = find(gallery, QuickLook)
    assert look.isVisible()
    assert not look.isWindow()
    assert gallery.hasFocus()
    assert look.words == gallery.model().index(1, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    press_keys(gallery, Qt.Key.Key_Right)
    assert look.words == gallery.model().index(2, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert look.accessibleName() == look.words
    assert gallery.rect().contains(look.geometry())


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_Escape])
def test_space_and_escape_close_the_quick_look(gallery: MistakesView, key: Qt.Key) -> None:
    click(gallery, 1)
    press_keys(gallery, Qt.Key.Key_Space, key)
    assert not find(gallery, QuickLook).isVisible()
    assert selected(gallery) == [1]


def test_a_click_closes_the_quick_look(gallery: MistakesView) -> None:
    press_keys(gallery, Qt.Key.Key_Space)
    QTest.mouseClick(find(gallery, QuickLook), Qt.MouseButton.LeftButton)
    assert not find(gallery, QuickLook).isVisible()


def test_the_quick_look_tells_the_story_and_closes_with_the_last_image(
    gallery: MistakesView, grouped_model: GroupedModel
) -> None:
    grouped_model.words[CardRole.SINCE] = "wrong since epoch 1"
    press_keys(gallery, Qt.Key.Key_Space)
    assert find(gallery, QuickLook).words.endswith("\nwrong since epoch 1")
    grouped_model.clear()
    assert not find(gallery, QuickLook).isVisible()


@pytest.mark.parametrize(("width", "height"), [(300, 200), (600, 400), (1400, 900)])
def test_the_quick_look_fits_the_gallery(gallery: MistakesView, width: int, height: int) -> None:
    press_keys(gallery, Qt.Key.Key_Space)
    gallery.resize(width, height)
    assert gallery.rect().contains(find(gallery, QuickLook).geometry())
