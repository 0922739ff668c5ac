"""A refusal says which case it is, as calmly as an answer says what was read."""

from collections.abc import Sequence

import numpy as np
import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

import nncore as nn
from desktop.draw.answer.answer_words import BY_ENERGY, OTHERWISE, answer_words
from desktop.draw.view import DrawTab
from desktop.formats import percent
from desktop.widgets.labels import Tone, TonedLabel
from desktop.widgets.probability_bars import ProbabilityBars
from desktop.workspace.workspace import Workspace
from nncore.array_types import FloatArray, ImageArray
from nncore.recognition.reading import Doubt, Reading
from tests.desktop.draw.pad import Hand, choose, reading_on, sentences, toned_label
from tests.desktop.hands import find

DIAGONAL = [(0.2, 0.2), (0.8, 0.8)]


class Fixed(nn.Network):
    """Answers everything that is wide with `wide`, all else with `other`: probabilities (10,)."""

    def __init__(self, wide: FloatArray, other: FloatArray | None = None) -> None:
        super().__init__([nn.Dense(784, 10, rng=np.random.default_rng(1))])
        self.known_from = 0.9
        self._wide, self._other = wide, wide if other is None else other

    def logits(self, images: ImageArray | FloatArray) -> FloatArray:
        lit = [np.flatnonzero(each.any(axis=0)) for each in np.asarray(images)]
        answers = [self._wide if np.ptp(each) > 14 else self._other for each in lit]
        return np.log(np.array(answers, np.float32))


def shares(**by_digit: float) -> FloatArray:
    """Probabilities by digit, d4=0.5; the rest is spread over the others."""
    given = {int(name[1:]): share for name, share in by_digit.items()}
    rest = (1 - sum(given.values())) / (10 - len(given))
    return np.array([given.get(digit, rest) for digit in range(10)], np.float32)


def tone(label: TonedLabel) -> Tone:
    return label.tone


@pytest.mark.parametrize(
    ("network", "strokes", "title", "reason"),
    [
        (
            Fixed(shares(d4=0.6)),
            [DIAGONAL],
            "Not a digit I know",
            "It is unlike any digit I learned from.",
        ),
        (
            Fixed(shares(d9=0.5, d4=0.4)),
            [DIAGONAL],
            "Between 4 and 9",
            "It is not enough like either of them.",
        ),
        (
            Fixed(shares(d4=0.6), shares(d1=0.99)),
            [[(0.3, 0.2), (0.3, 0.8)], [(0.8, 0.2), (0.8, 0.8)]],
            "Two digits?",
            "I read one at a time.",
        ),
        (
            Fixed(shares(d0=0.99)),
            [[(0.5, 0.5), (0.5, 0.51)]],
            "Too small to tell",
            "Draw it larger and I read it.",
        ),
    ],
)
def test_the_words_say_which_case_it_is(
    tab: DrawTab,
    hand: Hand,
    reading_workspace: Workspace,
    network: nn.Network,
    strokes: Sequence[Sequence[tuple[float, float]]],
    title: str,
    reason: str,
) -> None:
    choose(reading_workspace, network)
    hand.draw(*strokes)
    prediction = reading_on(tab)
    assert not prediction.known
    assert toned_label(tab, "answer_title").text() == title
    assert reason in sentences(tab)
    spoken = toned_label(tab, "prediction_label").accessibleName()
    assert spoken.startswith(f"{title}. {reason} Nearest guess: {prediction.digit}, ")


def test_a_network_that_has_hardly_learned_says_so(
    tab: DrawTab,
    hand: Hand,
    reading_workspace: Workspace,
    seven: list[FloatArray],
    qtbot: QtBot,
) -> None:
    untrained = nn.Network([nn.Dense(784, 10, rng=np.random.default_rng(1))])
    choose(reading_workspace, untrained)
    hand.draw(*seven)
    qtbot.waitUntil(lambda: "I know no digits yet" in sentences(tab))

    assert not any("Like a digit" in each for each in sentences(tab))


def test_a_network_without_a_threshold_says_that_it_refuses_less(
    tab: DrawTab,
    hand: Hand,
    reading_workspace: Workspace,
    reader_network: nn.Network,
    seven: list[FloatArray],
    qtbot: QtBot,
) -> None:
    # which learned from non-digits, too: a missing threshold says nothing of that
    plain = nn.Network(reader_network.layers)

    choose(reading_workspace, plain)
    hand.draw(*seven)
    qtbot.waitUntil(lambda: BY_ENERGY in sentences(tab))
    assert toned_label(tab, "prediction_label").text() == "7"
    for label in tab.findChildren(QLabel):
        if label.isVisible() and label.wordWrap():
            assert label.heightForWidth(label.width()) <= label.height(), label.text()


def test_how_much_like_a_digit_stands_beside_the_probability(
    tab: DrawTab, hand: Hand, seven: list[FloatArray]
) -> None:
    hand.draw(*seven)
    prediction = reading_on(tab)
    assert toned_label(tab, "answer_title").text() == percent(prediction.confidence)
    score = f"Like a digit: {percent(prediction.digit_score)}"
    assert score in sentences(tab)
    assert score in toned_label(tab, "prediction_label").accessibleName()


def test_a_refusal_is_as_large_as_an_answer_and_its_guess_is_grey(
    tab: DrawTab, hand: Hand, reading_workspace: Workspace, seven: list[FloatArray]
) -> None:
    bars = find(tab, ProbabilityBars, "probability_bars")
    empty = bars.geometry()
    hand.draw(*seven)
    digit = toned_label(tab, "prediction_label")
    assert tone(digit) is Tone.PLAIN
    answered = bars.geometry(), digit.geometry()
    choose(reading_workspace, Fixed(shares(d4=0.6)))
    assert digit.text() == "4"
    assert tone(digit) is Tone.MUTED
    assert tone(toned_label(tab, "answer_title")) is Tone.PLAIN
    assert (bars.geometry(), digit.geometry()) == answered
    assert bars.geometry() == empty


@pytest.mark.parametrize("doubt", Doubt)
def test_every_doubt_has_words(doubt: Doubt) -> None:
    frame = np.zeros((28, 28), np.uint8)
    reading = Reading(4, shares(d4=0.5, d9=0.4), False, frame, digit_score=0.3, doubt=doubt)
    words = answer_words(reading)
    assert words.title
    assert words.reason.endswith(".")
    assert "4, 50" in words.details


def test_what_was_framed_otherwise_is_not_called_much_like_a_digit() -> None:
    reading = Reading(
        3, np.eye(10, dtype=np.float32)[3], True, np.zeros((28, 28), np.uint8), digit_score=0.95
    )
    assert "much like" in answer_words(reading).details
    otherwise = answer_words(reading, is_framed_otherwise=True)
    assert otherwise.details == OTHERWISE
    assert "much like" not in otherwise.spoken
