"""Cards are made before they come into sight, and what was made for others is forgotten."""

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from desktop.mistakes.cards import delegate
from desktop.mistakes.cards.card_pictures import CardPrefetch
from desktop.mistakes.cards.view import MistakesView
from desktop.mistakes.filters import Order
from desktop.theme import Theme
from tests.desktop.hands import find
from tests.desktop.mistakes.cards.helpers import GroupedModel


@pytest.fixture
def prepared(gallery: MistakesView, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The rows whose cards are made ahead."""
    rows: list[int] = []
    really = delegate.CardDelegate.prepare

    def prepare(self: delegate.CardDelegate, row: int, width: int, ratio: float) -> None:
        rows.append(row)
        really(self, row, width, ratio)

    monkeypatch.setattr(delegate.CardDelegate, "prepare", prepare)
    return rows


def in_sight(view: MistakesView) -> set[int]:
    return {row for rows in view.rows_in_sight() for row in rows}


def test_after_a_scroll_the_next_page_is_made_in_its_direction(
    qtbot: QtBot, gallery: MistakesView, prepared: list[int]
) -> None:
    bar = gallery.verticalScrollBar()
    bar.setValue(400)
    qtbot.waitUntil(lambda: not find(gallery, CardPrefetch).is_busy)
    down = [*prepared]
    assert down == sorted(set(down))
    bar.setValue(400 + bar.pageStep())
    assert in_sight(gallery) <= set(down)
    qtbot.waitUntil(lambda: not find(gallery, CardPrefetch).is_busy)
    prepared.clear()
    bar.setValue(400 + bar.pageStep() - 10)
    qtbot.waitUntil(lambda: not find(gallery, CardPrefetch).is_busy)
    assert prepared[0] == max(prepared)  # the nearest first
    up = set(prepared)
    bar.setValue(bar.value() - bar.pageStep())
    assert in_sight(gallery) <= up


def test_what_is_expected_already_is_not_made_again(qtbot: QtBot) -> None:
    made: list[int] = []
    parent = QObject()
    ahead = CardPrefetch(made.append, parent)
    ahead.expect([range(4), range(6, 8)], last_first=False)
    qtbot.waitUntil(lambda: not ahead.is_busy)
    ahead.expect([range(2, 4), range(6, 10)], last_first=False)
    qtbot.waitUntil(lambda: not ahead.is_busy)
    assert made == [0, 1, 2, 3, 6, 7, 8, 9]
    ahead.clear()
    ahead.expect([range(2)], last_first=True)
    qtbot.waitUntil(lambda: not ahead.is_busy)
    assert made[-2:] == [1, 0]


def test_other_rows_are_not_waited_for(
    gallery: MistakesView, grouped_model: GroupedModel, prepared: list[int]
) -> None:
    gallery.verticalScrollBar().setValue(400)
    assert find(gallery, CardPrefetch).is_busy
    grouped_model.order_by(Order.POSITION)
    gallery.verticalScrollBar().setValue(0)
    grouped_model.clear()
    assert not find(gallery, CardPrefetch).is_busy


def test_a_prepared_card_is_painted_as_any_other(
    qtbot: QtBot, gallery: MistakesView, theme: Theme, prepared: list[int]
) -> None:
    bar = gallery.verticalScrollBar()
    bar.setValue(400 + bar.pageStep())
    fresh = gallery.grab().toImage()
    bar.setValue(0)
    theme.changed.emit()  # all pictures are made anew
    bar.setValue(400)
    qtbot.waitUntil(lambda: not find(gallery, CardPrefetch).is_busy)
    bar.setValue(400 + bar.pageStep())
    assert prepared
    assert gallery.grab().toImage() == fresh
