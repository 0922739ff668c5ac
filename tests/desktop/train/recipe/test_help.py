from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desktop.train.recipe.help import LAYER_KINDS, LAYER_ORDER, explain
from nncore.recipes.architecture import parse_hidden


def test_sentences_stand_below_each_other_and_are_read_in_one_go(qtbot: QtBot) -> None:
    label = QLabel()
    qtbot.addWidget(label)
    explain(label, ["First.", "", "1 < 2."])
    assert label.accessibleDescription() == "First. 1 < 2."
    assert label.toolTip().count("<p") == 2
    assert "1 &lt; 2." in label.toolTip()


def test_a_table_stands_after_the_first_sentence(qtbot: QtBot) -> None:
    label = QLabel()
    qtbot.addWidget(label)
    explain(label, ["First.", "Last."], (("pool", "smaller"),))
    assert label.accessibleDescription() == "First. pool: smaller. Last."
    tooltip = label.toolTip()
    assert tooltip.index("First.") < tooltip.index("<table") < tooltip.index("Last.")


def test_the_layers_that_help_names_can_be_typed() -> None:
    for word, _ in LAYER_KINDS:
        assert parse_hidden(word)
    assert parse_hidden(LAYER_ORDER.split("“")[1].split("”")[0])
