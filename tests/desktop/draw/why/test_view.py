"""Why: the evidence follows the pen, and what would make it another digit is a click away."""

import numpy as np
import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

import nncore as nn
from desktop.draw.view import DrawTab
from desktop.draw.why.explainer import (
    DrawingExplainer,
    ExplainedFrame,
    find_evidence,
    find_wanted_fix,
)
from desktop.draw.why.wording import NOTHING
from desktop.widgets import explanation_words
from desktop.workspace.feature_store import FeatureStore
from desktop.workspace.jobs import Jobs
from nncore.array_types import FloatArray
from nncore.explanation.contributions import contributions
from tests.desktop.draw.pad import Hand, MakeTab, reading_on
from tests.desktop.draw.why.drawer import explanation, picture
from tests.desktop.hands import button, click, find


def evidence_in_words(tab: DrawTab, network: nn.Network) -> str:
    reading = reading_on(tab)
    found = contributions(network, reading.frame, reading.digit, reading.runner_up)
    sentences = explanation_words.blame(found, reading.digit, reading.runner_up)
    return f"{sentences} {reading.runner_up} is the runner-up."


@pytest.fixture
def why(tab: DrawTab) -> DrawTab:
    """A tab whose drawer is open."""
    click(tab, "evidence_toggle")
    return tab


def test_the_drawer_says_what_to_do_without_ink(why: DrawTab) -> None:
    assert explanation(why) == NOTHING
    assert picture(why).image is None
    assert not button(why, "make_it_3").isEnabled()


def test_the_evidence_is_what_the_library_finds(
    why: DrawTab, hand: Hand, seven: list[FloatArray], reader_network: nn.Network, qtbot: QtBot
) -> None:
    hand.draw(*seven)
    expected = evidence_in_words(why, reader_network)
    qtbot.waitUntil(lambda: explanation(why) == expected)
    assert picture(why).image is not None
    why.drawing.clear()
    assert explanation(why) == NOTHING
    assert picture(why).image is None


def test_what_would_make_it_another_digit(
    why: DrawTab, hand: Hand, seven: list[FloatArray], reader_network: nn.Network, qtbot: QtBot
) -> None:
    hand.draw(*seven)
    expected = evidence_in_words(why, reader_network)
    qtbot.waitUntil(lambda: explanation(why) == expected)
    evidence = picture(why).image
    assert not button(why, "make_it_7").isEnabled()
    click(why, "make_it_3")
    qtbot.waitUntil(lambda: "it a 3, the smallest fix found" in explanation(why), timeout=20_000)
    assert picture(why).image != evidence
    click(why, "make_it_3")
    qtbot.waitUntil(lambda: "Orange ink" in explanation(why))
    assert picture(why).image == evidence


def test_more_ink_leads_back_to_the_evidence(
    why: DrawTab, hand: Hand, seven: list[FloatArray], qtbot: QtBot
) -> None:
    hand.draw(*seven)
    click(why, "make_it_1")
    assert explanation(why) == explanation_words.LOOKING
    hand.draw([(0.3, 0.5), (0.7, 0.5)])
    assert not button(why, "make_it_1").isChecked()
    qtbot.waitUntil(lambda: "Orange ink" in explanation(why))


def test_in_a_low_window_the_drawer_takes_the_place_of_the_framing(
    make_tab: MakeTab, seven: list[FloatArray]
) -> None:
    tab = make_tab(900, 540)
    tab.drawing.add_stroke(seven[0])
    framing = find(tab, QWidget, "network_view")
    digit = find(tab, QWidget, "prediction_label")
    click(tab, "evidence_toggle")
    assert not framing.isVisible()
    for widget in (digit, picture(tab), button(tab, "make_it_9")):
        assert widget.isVisible()
        assert widget.visibleRegion().boundingRect() == widget.rect()
    tab.resize(1440, 960)
    assert framing.isVisible()
    tab.resize(900, 540)
    click(tab, "evidence_toggle")
    assert framing.isVisible()


def test_a_closed_drawer_explains_nothing(
    tab: DrawTab, hand: Hand, seven: list[FloatArray], qtbot: QtBot
) -> None:
    hand.draw(*seven)
    assert explanation(tab) == NOTHING
    click(tab, "evidence_toggle")
    qtbot.waitUntil(lambda: "Orange ink" in explanation(tab))


def test_the_newest_wins_at_most_fifteen_times_a_second(
    reader_network: nn.Network, jobs: Jobs, qtbot: QtBot
) -> None:
    explainer = DrawingExplainer(jobs, FeatureStore(jobs))
    told: list[ExplainedFrame] = []
    explainer.explained.connect(lambda found: told.append(found.read))
    frames = [np.full((28, 28), level, np.uint8) for level in range(10, 210)]
    reads = [ExplainedFrame(reader_network, frame, 1, 2) for frame in frames]
    for read in reads:
        explainer.explain(read)
    qtbot.waitUntil(lambda: bool(told) and told[-1] is reads[-1])
    assert len(told) <= 2
    explainer.explain(None)


def test_what_cannot_be_explained_says_why(seven: list[FloatArray]) -> None:
    rng = np.random.default_rng(1)
    network = nn.Network([nn.Dense(784, 10, rng=rng)])
    network.parameters[0][...] = np.nan
    read = ExplainedFrame(network, np.full((28, 28), 9, np.uint8), 1, 2)
    evidence = find_evidence(read, lambda _done: None)
    assert evidence.contributions is None
    assert evidence.reason
    fix = find_wanted_fix(read, 3, lambda _done: None)
    assert fix.fix is None
    assert fix.reason
