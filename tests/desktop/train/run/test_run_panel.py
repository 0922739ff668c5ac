"""The headline figure says of which images and which moment it is, and takes no room for it."""

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desktop.theme import Theme
from desktop.train.run.actions import RunActions
from desktop.train.run.run_panel import RunPanel
from tests.desktop.hands import find


@pytest.fixture
def panel(qtbot: QtBot, theme: Theme) -> RunPanel:
    panel = RunPanel(RunActions(), theme)
    qtbot.addWidget(panel)
    panel.resize(900, 120)
    panel.show()
    return panel


def shown(panel: RunPanel) -> list[str]:
    names = ("accuracy_figure", "accuracy_images", "accuracy_moment")
    labels = [panel.findChild(QLabel, name) for name in names]
    return [each.text() for each in labels if each is not None and each.isVisible()]


def tell(panel: RunPanel) -> None:
    panel.show_accuracy(
        0.974, "validation, Generated digits", "after epoch 1,234", "97.40\u00a0% of all"
    )
    panel.say("Done.")


def test_images_and_moment_stand_below_the_figure(panel: RunPanel) -> None:
    tell(panel)
    assert shown(panel) == ["97.4\u00a0%", "validation, Generated digits", "after epoch 1,234"]
    figure = find(panel, QLabel, "accuracy_figure")
    assert "97.40\u00a0% of all" in figure.toolTip()


def test_where_the_panel_is_narrow_they_stand_on_one_line(panel: RunPanel) -> None:
    tell(panel)
    height = panel.sizeHint().height()
    panel.resize(330, 200)
    assert shown(panel) == ["97.4\u00a0%", "validation, Generated digits · after epoch 1,234"]
    panel.resize(900, 120)
    assert shown(panel) == ["97.4\u00a0%", "validation, Generated digits", "after epoch 1,234"]
    assert panel.sizeHint().height() == height


def test_the_two_lines_make_the_panel_no_higher(panel: RunPanel) -> None:
    panel.say("Ready.")
    height = panel.sizeHint().height()
    tell(panel)
    assert panel.sizeHint().height() <= height + 4


def test_without_a_figure_nothing_stands_there(panel: RunPanel) -> None:
    tell(panel)
    panel.show_accuracy(None)
    assert shown(panel) == []
