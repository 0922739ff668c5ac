"""From one run to another: the slider, the words and the answer are of the same epoch."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.draw.compare.view import ALONG_EPOCHS
from desktop.draw.view import DrawTab
from desktop.workspace.kept_runs import KeptRuns
from nncore.array_types import FloatArray
from nncore.datasets import Dataset
from nncore.recipes.recipe import Recipe
from nncore.runs import KeptRun, RunStore, keep
from tests.desktop.draw.compare import helpers
from tests.desktop.draw.pad import Hand
from tests.desktop.hands import words


def test_another_run_is_read_and_shown_as_it_is_now(
    kept: KeptRun,
    store: RunStore,
    kept_runs: KeptRuns,
    small_dataset: Dataset,
    comparing: DrawTab,
    hand: Hand,
    seven: list[FloatArray],
    qtbot: QtBot,
) -> None:
    recipe = Recipe(hidden=(24,), epochs=6, seed=9, learning_rate=0.003)
    record = store.begin("Beta", recipe, small_dataset)
    list(keep(recipe.start(small_dataset), small_dataset, record))
    with qtbot.waitSignal(kept_runs.changed):
        kept_runs.refresh()
    hand.draw(*seven)
    box, slider = helpers.box(comparing), helpers.slider(comparing)
    first = box.currentText().split()[0]
    slider.setFocus()
    for _ in range(3):
        QTest.keyClick(slider, Qt.Key.Key_Left)
    qtbot.waitUntil(lambda: words(comparing, "other_network_label") == f"{first} after epoch 3")
    assert words(comparing, "other_epoch_label") == "3 of 6"
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Down if box.currentIndex() == 0 else Qt.Key.Key_Up)
    other = ({"Short", "Beta"} - {first}).pop()
    qtbot.waitUntil(lambda: words(comparing, "other_network_label") == f"{other} after epoch 6")
    assert slider.value() == slider.maximum()
    assert words(comparing, "other_epoch_label") == "now, after 6"


def test_the_sliders_tooltip_is_about_the_drawing(kept: KeptRun, comparing: DrawTab) -> None:
    slider = helpers.slider(comparing)
    assert ALONG_EPOCHS in slider.toolTip()
    assert "misread" not in slider.toolTip()
