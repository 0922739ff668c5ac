"""Where the parts of the inspector stand, in low windows and high ones."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QAbstractItemView, QApplication, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from desktop.demo.walkthrough import Walkthrough
from desktop.mistakes.inspector.view import Inspector
from desktop.window.main_window import MainWindow
from tests.desktop.hands import click, click_item, find
from tests.desktop.mistakes.helpers import inspector_words as words
from tests.desktop.mistakes.inspector.conftest import Inspect
from tests.desktop.reach import shown_part
from tests.desktop.whole_window import opened

MODES = ("why_toggle", "fix_toggle", "alike_toggle")


def place(inspector: Inspector, name: str) -> QRect:
    widget = find(inspector, QWidget, name)
    return QRect(widget.mapTo(inspector, QPoint(0, 0)), widget.size())


def is_explained(inspector: Inspector) -> bool:
    return words(inspector) != "" and not words(inspector).startswith("Looking")


def test_picture_bars_buttons_and_the_explanation_are_in_sight_together(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MISREAD_DATA", raising=False)
    window = opened(qtbot, tmp_path)
    assert Walkthrough(window).gather_mistakes() > 3
    cards = find(window, QAbstractItemView, "mistakes_view")
    click_item(cards, cards.model().index(3, 0))
    inspector = find(window, Inspector)
    for mode in MODES:
        click(inspector, mode)
        qtbot.waitUntil(lambda: is_explained(inspector), timeout=30_000)
        for size in ((900, 600), (960, 540), (1366, 690)):
            window.resize(*size)
            for _ in range(3):  # the explanation is told anew in the room that there is now
                QApplication.processEvents()
            qtbot.waitUntil(lambda: is_explained(inspector), timeout=30_000)
            assert_in_sight_together(window, inspector, f"{mode} at {size}")
    window.close()


def assert_in_sight_together(window: MainWindow, inspector: Inspector, when: str) -> None:
    for name in ("inspected_picture", "inspector_bars", *MODES, "copy_button"):
        widget = find(inspector, QWidget, name)
        assert shown_part(widget, window).size() == widget.size(), (when, name)
    told = find(inspector, QWidget, "inspector_words")
    two_lines = 2 * told.fontMetrics().lineSpacing()
    assert shown_part(told, window).height() >= min(two_lines, told.height()), when


def test_in_a_low_window_the_bars_stand_beside_the_picture_and_the_story_below(
    inspector: Inspector, inspect: Inspect, misread: int
) -> None:
    inspector.show_image(inspect(misread))
    inspector.resize(285, 400)
    QApplication.processEvents()
    picture, bars = place(inspector, "inspected_picture"), place(inspector, "inspector_bars")
    assert bars.left() > picture.right()
    assert abs(bars.top() - picture.top()) <= 8
    assert place(inspector, "why_toggle").top() > max(picture.bottom(), bars.bottom())
    assert bars.right() < inspector.width()


def test_in_a_high_window_all_stands_one_below_the_other_again(
    inspector: Inspector, inspect: Inspect, misread: int
) -> None:
    inspector.show_image(inspect(misread))
    names = ("inspector_about", "inspected_picture", "why_toggle", "inspector_bars")
    QApplication.processEvents()
    before = [place(inspector, name) for name in names]
    for height in (400, 700):
        inspector.resize(300, height)
        QApplication.processEvents()
    assert [place(inspector, name) for name in names] == before
    tops = [each.top() for each in before]
    assert tops == sorted(tops)
    assert before[1].width() > 200


def test_an_explanation_stays_as_it_was_found_when_the_window_becomes_low(
    qtbot: QtBot, inspector: Inspector, inspect: Inspect, misread: int
) -> None:
    inspector.show_image(inspect(misread))
    click(inspector, "fix_toggle")
    qtbot.waitUntil(lambda: "smallest fix found" in words(inspector))
    inspector.resize(300, 400)
    QApplication.processEvents()
    assert "smallest fix found" in words(inspector)
    slider = find(inspector, QWidget, "fix_slider")
    assert slider.isVisible()
    assert find(inspector, QToolButton, "fix_toggle").isChecked()
