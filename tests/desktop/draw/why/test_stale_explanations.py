"""What Why shows is about the network that is chosen; what could not be found is said."""

from collections.abc import Iterator
from pathlib import Path
from threading import Event

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

import nncore as nn
from desktop.draw.view import DrawTab
from desktop.draw.why import explainer
from desktop.draw.why.explainer import (
    DrawingExplainer,
    Evidence,
    ExplainedFrame,
    WantedFix,
    find_evidence,
)
from desktop.draw.why.wording import FAILED, WAITING
from desktop.widgets.inspected_picture import InspectedPicture
from desktop.workspace.feature_store import FeatureStore
from desktop.workspace.jobs import Jobs, Progress
from desktop.workspace.named_network import NamedNetwork
from desktop.workspace.network_ref import NetworkRef
from desktop.workspace.workspace import Workspace
from nncore.array_types import FloatArray, ImageArray
from tests.desktop.draw.pad import Hand, reading_on
from tests.desktop.draw.why.drawer import explanation
from tests.desktop.hands import button, click, find


def is_checked(tab: DrawTab, name: str) -> bool:
    return button(tab, name).isChecked()


class Gate:
    """Lets evidence through while it is open; `networks`: whose was asked for. `found`: the frames
    that it was found of.
    """

    def __init__(self) -> None:
        self.opened = Event()
        self.opened.set()
        self.networks: list[nn.Network] = []
        self.found: list[ImageArray] = []

    def find(self, read: ExplainedFrame, progress: Progress) -> Evidence:
        self.networks.append(read.network)
        while not self.opened.wait(0.005):
            pass  # as what cannot be interrupted
        found = find_evidence(read, progress)
        self.found.append(read.frame)
        return found


@pytest.fixture
def gate(jobs: Jobs, monkeypatch: pytest.MonkeyPatch) -> Iterator[Gate]:
    """What finding evidence waits for; open again before the jobs are joined."""
    gate = Gate()
    monkeypatch.setattr(explainer, "find_evidence", gate.find)
    yield gate
    gate.opened.set()


@pytest.fixture
def why(tab: DrawTab, hand: Hand, seven: list[FloatArray], gate: Gate, qtbot: QtBot) -> DrawTab:
    """A tab whose drawer is open and explains a seven; nothing is on its way any more."""
    click(tab, "evidence_toggle")
    hand.draw(*seven)
    frame = reading_on(tab).frame
    qtbot.waitUntil(lambda: bool(gate.found) and np.array_equal(gate.found[-1], frame))
    qtbot.waitUntil(lambda: "Orange ink" in explanation(tab))
    return tab


def fail(_read: ExplainedFrame, *_rest: object) -> WantedFix:
    raise MemoryError("no room")


def test_evidence_of_another_network_is_not_told(
    reader_network: nn.Network,
    trained_network: nn.Network,
    jobs: Jobs,
    gate: Gate,
    qtbot: QtBot,
) -> None:
    told: list[nn.Network] = []
    drawing = DrawingExplainer(jobs, FeatureStore(jobs))
    drawing.explained.connect(lambda found: told.append(found.read.network))
    frame = np.full((28, 28), 90, np.uint8)
    gate.opened.clear()
    drawing.explain(ExplainedFrame(reader_network, frame, 1, 2))
    qtbot.waitUntil(lambda: gate.networks == [reader_network])
    drawing.explain(ExplainedFrame(trained_network, frame, 1, 2))
    gate.opened.set()
    qtbot.waitUntil(lambda: bool(told))
    qtbot.wait(100)
    assert told == [trained_network]


def test_the_explanation_of_another_network_goes_with_it(
    why: DrawTab,
    gate: Gate,
    reading_workspace: Workspace,
    trained_network: nn.Network,
    qtbot: QtBot,
) -> None:
    picture = find(why, InspectedPicture, "why_picture")
    coloured = picture.image
    gate.opened.clear()
    ref = NetworkRef.of_file(Path("other"))
    other = nn.Network(trained_network.layers)
    other.known_from = 0.2
    reading_workspace.put(NamedNetwork("Other", ref, other), choose=True)
    qtbot.waitUntil(lambda: explanation(why) == WAITING)
    assert picture.image is not None
    assert picture.image != coloured
    gate.opened.set()
    qtbot.waitUntil(lambda: "Orange ink" in explanation(why))


def test_newer_weights_of_a_run_do_not_make_it_blink(
    why: DrawTab,
    hand: Hand,
    gate: Gate,
    reading_workspace: Workspace,
    reader_network: nn.Network,
    qtbot: QtBot,
) -> None:
    gate.opened.clear()
    newer = nn.Network(reader_network.layers)
    newer.known_from = reader_network.known_from
    reading_workspace.put(NamedNetwork("Reader", NetworkRef.shipped(), newer), choose=True)
    qtbot.waitUntil(lambda: newer in gate.networks)
    assert "Orange ink" in explanation(why)
    gate.opened.set()


def test_a_fix_that_fails_says_so_and_the_pad_goes_on(
    why: DrawTab, hand: Hand, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.setattr(explainer, "find_wanted_fix", fail)
    with qtbot.captureExceptions() as caught:
        click(why, "make_it_3")
        qtbot.waitUntil(lambda: explanation(why) == FAILED)
        qtbot.waitUntil(lambda: bool(caught))
    assert {each[0] for each in caught} == {MemoryError}
    assert not is_checked(why, "make_it_3")
    hand.draw([(0.3, 0.5), (0.7, 0.5)])
    qtbot.waitUntil(lambda: "Orange ink" in explanation(why))


def test_evidence_that_fails_says_so(
    why: DrawTab, hand: Hand, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    tried: list[ImageArray] = []

    def fail_each_time(read: ExplainedFrame, _progress: Progress) -> Evidence:
        tried.append(read.frame)
        raise MemoryError("no room")

    monkeypatch.setattr(explainer, "find_evidence", fail_each_time)
    with qtbot.captureExceptions() as caught:
        hand.draw([(0.3, 0.5), (0.7, 0.5)])
        frame = reading_on(why).frame
        # what fails after the test would be nobody's
        qtbot.waitUntil(lambda: bool(tried) and np.array_equal(tried[-1], frame))
        qtbot.waitUntil(lambda: len(caught) == len(tried))
        assert explanation(why) == FAILED
    assert {each[0] for each in caught} == {MemoryError}
