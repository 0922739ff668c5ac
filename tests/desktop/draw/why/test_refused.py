"""Why a drawing was refused, and whether a fix would be known."""

import re

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

import nncore as nn
from desktop.draw.view import DrawTab
from desktop.draw.why import wording
from desktop.formats import percent
from desktop.widgets import explanation_words
from nncore.recognition.reading import Doubt, Reading
from tests.desktop.draw.pad import Hand, reading_on
from tests.desktop.draw.why.drawer import explanation, small_network
from tests.desktop.hands import button, click

A = ([(0.5, 0.1), (0.2, 0.9)], [(0.5, 0.1), (0.8, 0.9)], [(0.32, 0.62), (0.7, 0.62)])


@pytest.fixture
def refused(tab: DrawTab, hand: Hand, reader_network: nn.Network) -> DrawTab:
    """A tab with an A on the pad and the drawer open."""
    assert reader_network.known_from is not None
    hand.draw(*A)
    reading = reading_on(tab)
    assert not reading.known
    click(tab, "evidence_toggle")
    return tab


def test_a_refused_drawing_is_told_by_how_much_no_digit_stands_out(
    refused: DrawTab, reader_network: nn.Network, qtbot: QtBot
) -> None:
    reading = reading_on(refused)
    assert reader_network.known_from is not None
    expected = (
        f"It is refused since no digit stands out: {reading.digit} is the surest with "
        f"{percent(reading.confidence)}, and {percent(reader_network.known_from)} is asked for. "
        "Between the two nearest guesses: orange ink speaks for "
    )
    qtbot.waitUntil(lambda: explanation(refused).startswith(expected))


def test_a_fix_says_what_is_read_then_and_whether_it_is_known(
    refused: DrawTab, qtbot: QtBot
) -> None:
    reading = reading_on(refused)
    wanted = (reading.digit + 1) % 10
    click(refused, f"make_it_{wanted}")
    qtbot.waitUntil(lambda: explanation(refused) != explanation_words.LOOKING, timeout=20_000)
    said = explanation(refused)
    told = re.search(
        rf"(Then it is an? {wanted} with|it is no digit I know: {wanted} comes to)", said
    )
    assert told is not None or said == explanation_words.fix(None), said


def test_the_button_of_the_nearest_guess_says_why_it_does_nothing(refused: DrawTab) -> None:
    reading = reading_on(refused)
    nearest = button(refused, f"make_it_{reading.digit}")
    assert not nearest.isEnabled()
    assert f"nearest guess is a{'n' * (reading.digit == 8)} {reading.digit}" in nearest.toolTip()
    other = button(refused, f"make_it_{(reading.digit + 1) % 10}")
    assert "Show what would make it" in other.toolTip()


def reading_of(known: bool, doubt: Doubt | None) -> Reading:
    frame = np.zeros((28, 28), np.uint8)
    return Reading(0, np.full(10, 0.1), known, frame, doubt=doubt)


def test_who_is_judged_by_energy_is_refused_by_it_and_who_is_known_by_nothing() -> None:
    network = small_network(1)
    assert wording.refused(reading_of(False, Doubt.UNLIKE), network) == wording.BY_ENERGY
    assert wording.refused(reading_of(True, None), network) == ""
    for doubt in (Doubt.TOO_SMALL, Doubt.HARDLY_LEARNED):
        assert wording.refused(reading_of(False, doubt), network) == ""


def test_what_is_read_after_a_fix_says_whether_it_is_known() -> None:
    assert wording.after(reading_of(True, None)) == "Then it is a 0 with 10\u00a0%."
    assert wording.after(reading_of(False, Doubt.UNLIKE)) == (
        "Even so it is no digit I know: 0 comes to 10\u00a0%."
    )
