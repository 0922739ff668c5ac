"""A slider over a run's epochs keeps its place within a run, and not from one run to another."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QSlider
from pytestqt.qtbot import QtBot

from desktop.theme import Theme
from desktop.widgets.epoch_slider import EpochSlider
from tests.desktop.hands import find


@pytest.fixture
def epochs(qtbot: QtBot, theme: Theme) -> EpochSlider:
    """A slider over the epochs of a run "alpha", at the third."""
    slider = EpochSlider(theme, told="Goes along the epochs", name="its_")
    qtbot.addWidget(slider)
    slider.show_epochs([0, 1, 2, 3, 4], "alpha", 4)
    slider.show()
    inner(slider).setFocus()
    QTest.keyClick(inner(slider), Qt.Key.Key_Left)
    assert slider.epoch == 3
    return slider


def inner(slider: EpochSlider) -> QSlider:
    return find(slider, QSlider, "its_epoch_slider")


def words(slider: EpochSlider) -> str:
    found = find(slider, QLabel, "its_epoch_label")
    return found.text()


def test_whoever_looks_at_an_epoch_stays_there_while_the_run_grows(
    epochs: EpochSlider, qtbot: QtBot
) -> None:
    with qtbot.assertNotEmitted(epochs.epoch_chosen):
        epochs.show_epochs([0, 1, 2, 3, 4, 5], "alpha", 5)
    assert epochs.epoch == 3
    assert words(epochs) == "3 of 5"


def test_another_run_is_shown_as_it_is_now(epochs: EpochSlider, qtbot: QtBot) -> None:
    with qtbot.waitSignal(epochs.epoch_chosen) as chosen:
        epochs.show_epochs([0, 1, 2, 3, 4], "beta", 4)
    assert chosen.args == [None]
    assert epochs.epoch is None
    assert words(epochs) == "now, after 4"


def test_its_tooltip_is_of_the_page_that_it_stands_on(epochs: EpochSlider) -> None:
    assert "Goes along the epochs" in inner(epochs).toolTip()


def test_many_epochs_are_counted_with_separators(epochs: EpochSlider) -> None:
    epochs.show_epochs([0, 1, 2, 3, 12_000], "alpha", 12_000)
    assert words(epochs) == "3 of 12,000"
    epochs.go_to_now()
    assert words(epochs) == "now, after 12,000"
