"""The headline figure says of which images and which moment it is, and takes no room for it."""

import pytest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from desktop.theme import Theme
from desktop.train.run.controls import RunActions
from desktop.train.run.run_panel import RunPanel
from desktop.train.run.status import RunStatus
from desktop.widgets.wrapped_caption import WrappedCaption
from desktop.workspace.run.run_in_sight import RunInSight
from desktop.workspace.run.state_and_actions import Action
from nncore.datasets import Dataset
from nncore.events import StepFinished
from nncore.recipes.recipe import Recipe
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


def no_memory() -> None:
    return None


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


def test_without_a_figure_there_is_nothing_to_say_of_it(
    panel: RunPanel, run: RunInSight, small_dataset: Dataset
) -> None:
    status = RunStatus(panel, run, memory=no_memory)
    run.begin(Recipe(epochs=2), small_dataset, "Quick")
    status.show()
    assert shown(panel) == []
    run.append((StepFinished(1, 1, 1.0, 0.5, 0.1, 64),))
    status.show()
    assert shown(panel) == ["50.0\u00a0%", "training, Generated digits", "last steps"]


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


@pytest.fixture
def actions() -> RunActions:
    return RunActions()


@pytest.fixture
def narrow(qtbot: QtBot, theme: Theme, actions: RunActions) -> RunPanel:
    """A panel that has room for the words beside the figure, and for no button beside them."""
    panel = RunPanel(actions, theme)
    qtbot.addWidget(panel)
    panel.resize(480, 120)
    panel.show()
    tell(panel)
    return panel


def test_the_words_stand_below_the_figure_once_a_button_takes_their_room(
    qtbot: QtBot, narrow: RunPanel, actions: RunActions
) -> None:
    QApplication.processEvents()
    assert shown(narrow) == ["97.4\u00a0%", "validation, Generated digits", "after epoch 1,234"]
    actions.offer(frozenset({Action.GO_ON}), "")
    status = find(narrow, QLabel, "status_line")
    qtbot.waitUntil(lambda: status.width() == narrow.width())
    assert len(shown(narrow)) == 2, "on one line"
    actions.offer(frozenset(), "")
    qtbot.waitUntil(lambda: len(shown(narrow)) == 3)


def test_a_problem_that_is_too_long_beside_the_figure_stands_below_it(
    qtbot: QtBot, narrow: RunPanel
) -> None:
    words = "The process that trains ended unexpectedly (SIGKILL): did the memory run out? Maybe."
    narrow.resize(400, 120)
    narrow.say(words)
    QApplication.processEvents()
    assert len(shown(narrow)) == 3
    narrow.say(words, is_problem=True)
    label = find(narrow, WrappedCaption, "status_line")
    qtbot.waitUntil(lambda: label.width() == narrow.width())
    assert " ".join(label.shown_lines) == label.text()


@pytest.mark.parametrize("name", ["status_line", "message_line"])
def test_words_without_room_begin_with_the_first_and_are_said_whole_under_the_pointer(
    narrow: RunPanel, name: str
) -> None:
    words = "first " + "and another word of it " * 20 + "last"
    narrow.say(words)
    narrow.show_headline(words)
    label = find(narrow, WrappedCaption, name)
    QApplication.processEvents()
    assert len(label.shown_lines) == 2
    assert label.shown_lines[0].startswith("first and")
    assert label.shown_lines[1].endswith("…")
    assert "last" in label.toolTip()
    assert 2 * label.fontMetrics().lineSpacing() <= label.height() + 1
