"""What the gallery says, to the letter."""

import pytest

from desktop.mistakes import wording
from desktop.mistakes.cards.examples import Example


def test_headline_tells_misread_and_accuracy() -> None:
    assert wording.headline(212, 10_000) == "212 of 10,000 misread · 97.88 %"


def test_headline_tells_how_many_of_the_misread_are_shown() -> None:
    assert wording.headline(212, 10_000, 37) == "37 shown of 212 misread · 97.88 %"


def test_accuracy_is_whole_only_without_a_mistake() -> None:
    assert wording.headline(0, 10_000) == "0 of 10,000 misread · 100.00 %"
    assert wording.headline(1, 100_000) == "1 of 100,000 misread · 99.99 %"


def test_sentence_tells_all_of_a_mistake() -> None:
    example = Example(index=247, truth=4, predicted=9, confidence=0.97, loss=3.507)
    expected = "Test image 247: a 4 read as 9 with 97 % confidence (loss 3.51)."
    assert wording.sentence(example, "Test") == expected


def test_a_loss_that_is_not_known_is_not_told() -> None:
    example = Example(index=247, truth=4, predicted=9, confidence=0.97, loss=None)
    assert wording.sentence(example, "Test").endswith("a 4 read as 9 with 97 % confidence.")


def test_an_eight_has_its_own_article() -> None:
    example = Example(index=1_000, truth=8, predicted=3, confidence=0.5, loss=1.0)
    assert wording.sentence(example, "Test").startswith("Test image 1,000: an 8 read as 3")


@pytest.mark.parametrize(
    ("truth", "predicted", "text"),
    [
        (4, 9, "No 4 was read as 9."),
        (4, None, "No 4 was misread."),
        (None, 9, "No digit was misread as 9."),
        (8, 8, "An 8 read as 8 is no mistake."),
    ],
)
def test_a_filter_without_matches_says_what_does_not_exist(
    truth: int | None, predicted: int | None, text: str
) -> None:
    assert wording.nothing_passes(truth, predicted) == text
