from dataclasses import replace
from typing import Any

import pytest

from desktop.train.recipe import wording
from desktop.train.recipe.number_box import Fault, limits_in_words, refusal_in_words
from desktop.train.recipe.wording import MUCH
from desktop.workspace.run_costs import RunCost
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
    assert wording.more_spoken(1) == "More settings · 1 changed"


@pytest.mark.parametrize(
    ("fault", "why"),
    [
        (Fault.NO_NUMBER, "no number"),
        (Fault.NO_WHOLE_NUMBER, "no whole number"),
        (Fault.TOO_SMALL, "too small"),
        (Fault.TOO_LARGE, "too large"),
    ],
)
def test_a_number_is_refused_with_what_was_typed_and_what_can_be(fault: Fault, why: str) -> None:
    assert refusal_in_words("12x", fault, "1 to 5.") == f"“12x” is {why}: 1 to 5."
    long = refusal_in_words("9" * 5_000, fault, "1 to 5.")
    assert long == f"“9999999…99999999” is {why}: 1 to 5."


def test_limits_are_told_with_the_word_for_none() -> None:
    assert limits_in_words("1", "10,000") == "1 to 10,000."
    assert limits_in_words("1", "10,000", "never") == "1 to 10,000, or “never”."


@pytest.mark.parametrize(
    ("changes", "said", "warns"),
    [
        ({}, "About 12 s here · 4.1 MB on disk", False),
        ({"seconds": None}, "4.1 MB on disk", False),
        ({"may_end_early": True}, "Up to 12 s here · up to 4.1 MB on disk", False),
        ({"free": 2_000_000}, "About 12 s here · needs 5.0 MB on a disk with 2.0 MB free", True),
        ({"free": 0}, "About 12 s here · needs 5.0 MB on a disk that is full", True),
        (
            {"seconds": 4_000.0, "size": MUCH + 10**8},
            "About 1 h 10 min here · 1.1 GB on disk",
            True,
        ),
    ],
)
def test_a_run_says_how_long_it_takes_and_how_much_of_the_disk(
    changes: dict[str, Any], said: str, warns: bool
) -> None:
    cost = replace(RunCost(12.3, 4_100_000, 5_000_000, 50_000_000_000), **changes)
    assert wording.cost(cost).replace("\u00a0", " ") == said
    assert wording.is_worth_a_warning(cost) is warns


@pytest.mark.parametrize(
    ("free", "said"), [(5 * 10**10, "50.0 GB are free there."), (0, "Nothing is free there.")]
)
def test_the_room_on_the_disk_is_told_in_a_sentence(free: int, said: str) -> None:
    *_, last = wording.cost_details(RunCost(12.3, 4_100_000, 5_000_000, free))
    assert last.replace("\u00a0", " ") == said


def test_the_layers_that_help_names_can_be_typed() -> None:
    for word, _ in wording.LAYER_KINDS:
        assert parse_hidden(word)
    assert parse_hidden(wording.LAYER_ORDER.split("“")[1].split("”")[0])
