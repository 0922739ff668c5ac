import pytest

from desktop.train.recipe import wording
from nncore.recipes.architecture import parse_hidden


def test_numbers() -> None:
    assert wording.parameters(101_770) == "101,770 parameters"


def test_layers_are_counted_and_a_long_row_is_said_whole() -> None:
    assert wording.layers_note((128,)) == "101,770 parameters"
    row = ("5x5x16", "pool", "5x5x32", "pool", "dropout 0.3", 128)
    told = wording.layers_note(row)
    assert told == "5x5x16, pool, 5x5x32, pool, dropout 0.3, 128\n215,370 parameters"


@pytest.mark.parametrize(
    ("text", "words"),
    [("", "7,840"), ("128", "101,632"), ("5x5x16, pool, 5x5x32, pool, 128", "3.0\u00a0million")],
)
def test_the_work_of_reading_is_told(text: str, words: str) -> None:
    told = wording.reading_cost(parse_hidden(text))
    assert told == f"This network reads one image with {words} multiplications."


def test_steps_are_told() -> None:
    assert wording.steps_cost(188, 12_000) == "12,000 images make 188 steps an epoch."
    assert wording.steps_cost(1, 60) == "60 images make 1 step an epoch."
    assert wording.steps_cost(1, 1) == "1 image makes 1 step an epoch."


@pytest.mark.parametrize(
    ("words", "told"),
    [("0.002", "Quick has 0.002."), ("never", "Quick has “never”."), ("", "Quick has “”.")],
)
def test_what_a_preset_has(words: str, told: str) -> None:
    assert wording.preset_has("Quick", words) == told


def test_hidden_changes_are_counted() -> None:
    assert wording.more(0) == "More"
    assert wording.more(2) == "More · 2 changed"


def test_the_layers_that_help_names_can_be_typed() -> None:
    for word, _ in wording.LAYER_KINDS:
        assert parse_hidden(word)
    assert parse_hidden(wording.LAYER_ORDER.split("“")[1].split("”")[0])
