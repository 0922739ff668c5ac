"""The drawer "Shift, turn", driven by mouse and keys as a person would."""

from functools import partial

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QSlider
from pytestqt.qtbot import QtBot

import nncore as nn
from desktop.draw.shift_turn.changes import KINDS, Change, changed
from desktop.draw.shift_turn.view import NOTHING, ShiftTurnView
from desktop.draw.view import DrawTab
from desktop.formats import percent
from desktop.theme import Theme
from desktop.widgets.answer_strip import AnswerStrip
from desktop.widgets.images import to_inked_image
from desktop.widgets.inspected_picture import InspectedPicture
from desktop.workspace.jobs import Jobs
from desktop.workspace.named_network import NamedNetwork
from desktop.workspace.network_ref import NetworkRef
from desktop.workspace.workspace import Workspace
from nncore.array_types import FloatArray
from nncore.recognition.reading import answers, read_frame
from tests.desktop.draw.pad import (
    LEFT,
    Hand,
    MakeTab,
    bars,
    jobs_started,
    reading_on,
    strip_answers,
)
from tests.desktop.hands import click, find


def view(tab: DrawTab) -> ShiftTurnView:
    return find(tab, ShiftTurnView, "play_view")


def slider(tab: DrawTab, name: str = "turn") -> QSlider:
    return find(tab, QSlider, f"{name}_slider")


def strip(tab: DrawTab, name: str = "turn") -> AnswerStrip:
    return find(tab, AnswerStrip, f"{name}_answers")


def words(tab: DrawTab, name: str = "limits_label") -> str:
    return find(tab, QLabel, name).text()


def press(tab: DrawTab, key: Qt.Key, times: int = 1, name: str = "turn") -> None:
    slider(tab, name).setFocus()
    for _ in range(times):
        QTest.keyClick(slider(tab, name), key)


@pytest.fixture
def play(tab: DrawTab) -> DrawTab:
    """A tab whose drawer is open."""
    click(tab, "play_toggle")
    return tab


@pytest.fixture
def played(play: DrawTab, hand: Hand, seven: list[FloatArray], qtbot: QtBot) -> DrawTab:
    """A tab whose drawer is open, and all of whose answers along the sliders are there."""
    hand.draw(*seven)
    settled(play, qtbot)
    return play


def settled(tab: DrawTab, qtbot: QtBot) -> None:
    """Wait until the strips tell of the ink there is now."""
    qtbot.waitUntil(lambda: all(strip(tab, kind.name).pieces for kind in KINDS))
    qtbot.wait(250)


def test_without_ink_the_drawer_says_what_to_do(play: DrawTab) -> None:
    assert words(play) == NOTHING
    assert find(play, InspectedPicture, "changed_picture").image is None
    assert strip(play).pieces == ()
    assert not find(play, QPushButton, "reset_changes_button").isEnabled()


def test_keys_turn_the_drawing_and_its_answer_follows(
    played: DrawTab, reader_network: nn.Network, theme: Theme, qtbot: QtBot
) -> None:
    press(played, Qt.Key.Key_PageUp, 5)
    press(played, Qt.Key.Key_Left)
    assert view(played).change == Change(turn=24)
    expected = changed(reading_on(played).frame, [Change(turn=24)])[0]
    shown = find(played, InspectedPicture, "changed_picture").image
    assert shown == to_inked_image(expected, theme.ink, theme.paper)  # at once
    reading = read_frame(reader_network, expected)
    assert reading is not None
    shares = bars(played, "changed_bars")
    best = f"{reading.digit}: {shares.labels[reading.digit]}"
    qtbot.waitUntil(lambda: shares.accessibleDescription().startswith(best))
    qtbot.wait(100)
    assert shares.labels == tuple(percent(float(share)) for share in reading.probabilities)


def test_the_strip_shows_what_is_answered_at_each_place(
    played: DrawTab, reader_network: nn.Network, qtbot: QtBot
) -> None:
    for kind in KINDS:
        frames = changed(
            reading_on(played).frame, [Change().moved(kind, each) for each in kind.steps]
        )
        every = answers(reader_network, frames).tolist()
        assert len(strip_answers(played, f"{kind.name}_answers")) == len(every)
        qtbot.waitUntil(partial(are_alike, played, kind.name, every))


def are_alike(tab: DrawTab, name: str, every: list[int]) -> bool:
    """Whether a strip shows these answers, but for what comes and goes between two readings."""
    same = [
        mine == its for mine, its in zip(strip_answers(tab, f"{name}_answers"), every, strict=True)
    ]
    return sum(same) >= 0.95 * len(same)


def test_a_sentence_says_where_the_answer_tips_of_the_slider_one_is_busy_with(
    played: DrawTab, qtbot: QtBot
) -> None:
    assert words(played).startswith("Turn: a 7 ")
    press(played, Qt.Key.Key_Right, 2, "shift")
    assert words(played).startswith("Shift: ")
    assert strip(played, "shift").accessibleDescription() == words(played)
    QTest.mouseMove(slider(played, "thicken"))
    qtbot.waitUntil(lambda: words(played).startswith("Thicken: "))


def test_the_groove_is_clicked_and_the_handle_dragged(played: DrawTab) -> None:
    turn = slider(played)
    middle = turn.height() // 2
    QTest.mouseClick(turn, LEFT, pos=QPoint(turn.width() - 2, middle))
    assert turn.value() == 60
    QTest.mousePress(turn, LEFT, pos=QPoint(turn.width() - 8, middle))
    QTest.mouseMove(turn, QPoint(turn.width() // 2, middle))
    QTest.mouseRelease(turn, LEFT, pos=QPoint(turn.width() // 2, middle))
    assert abs(turn.value()) <= 3


def test_a_double_click_on_a_name_and_reset_undo(played: DrawTab) -> None:
    reset = find(played, QPushButton, "reset_changes_button")
    assert not reset.isEnabled()
    press(played, Qt.Key.Key_Home, name="shift")
    press(played, Qt.Key.Key_End, name="thicken")
    assert view(played).change == Change(-12, 0, 15)
    name = next(each for each in view(played).findChildren(QLabel) if each.text() == "Shift")
    QTest.mouseDClick(name, LEFT)
    assert view(played).change == Change(0, 0, 15)
    QTest.mouseClick(reset, LEFT)
    assert view(played).change == Change()
    assert not reset.isEnabled()


def test_more_ink_is_read_where_the_sliders_stand(
    played: DrawTab, hand: Hand, theme: Theme, qtbot: QtBot
) -> None:
    press(played, Qt.Key.Key_End)
    before = strip(played).pieces
    hand.draw([(0.2, 0.8), (0.8, 0.85)])
    expected = changed(reading_on(played).frame, [Change(turn=60)])[0]
    shown = find(played, InspectedPicture, "changed_picture").image
    assert shown == to_inked_image(expected, theme.ink, theme.paper)
    qtbot.waitUntil(lambda: strip(played).pieces != before)
    played.drawing.clear()
    assert words(played) == NOTHING
    assert strip(played).pieces == ()
    assert words(played, "changed_title") == ""


def test_another_network_answers_anew(
    played: DrawTab, reading_workspace: Workspace, trained_network: nn.Network, qtbot: QtBot
) -> None:
    named = NamedNetwork("Mine", NetworkRef.of_unkept_run(), trained_network)
    reading_workspace.put(named, choose=True)
    qtbot.waitUntil(lambda: bool(strip(played).pieces))
    frames = changed(
        reading_on(played).frame, [Change().moved(KINDS[0], each) for each in range(-12, 13)]
    )
    every = answers(trained_network, frames).tolist()
    qtbot.waitUntil(lambda: strip_answers(played, "shift_answers") == every)


def test_a_closed_drawer_reads_nothing(
    tab: DrawTab,
    hand: Hand,
    seven: list[FloatArray],
    jobs: Jobs,
    monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
) -> None:
    started = jobs_started(jobs, monkeypatch)
    hand.draw(*seven)
    qtbot.wait(100)
    assert started == []
    click(tab, "play_toggle")
    qtbot.waitUntil(lambda: bool(strip(tab).pieces))
    assert started
    click(tab, "play_toggle")
    qtbot.wait(100)
    started.clear()
    hand.draw([(0.2, 0.8), (0.8, 0.85)])
    slider(tab).setValue(9)
    qtbot.wait(100)
    assert started == []


def test_what_is_too_small_to_be_read_is_not_played_with(play: DrawTab, hand: Hand) -> None:
    hand.draw([(0.5, 0.5), (0.502, 0.5)])
    assert play.prediction is not None
    assert words(play) == NOTHING
    assert find(play, InspectedPicture, "changed_picture").image is None


@pytest.mark.parametrize("size", [(900, 540), (1366, 690), (1600, 920)])
def test_all_of_it_is_in_sight(
    make_tab: MakeTab, seven: list[FloatArray], size: tuple[int, int]
) -> None:
    tab = make_tab(*size)
    tab.drawing.add_stroke(seven[0])
    click(tab, "play_toggle")
    parts = [slider(tab, kind.name) for kind in KINDS]
    for widget in (
        find(tab, InspectedPicture, "changed_picture"),
        bars(tab, "changed_bars"),
        *parts,
        *(strip(tab, kind.name) for kind in KINDS),
        find(tab, QPushButton, "reset_changes_button"),
    ):
        assert widget.isVisible()
        assert widget.visibleRegion().boundingRect() == widget.rect(), widget.objectName()


def test_all_sliders_can_be_reached_by_tab(played: DrawTab) -> None:
    slider(played, "shift").setFocus()
    for name in ("turn", "thicken"):
        QTest.keyClick(played.window().focusWidget(), Qt.Key.Key_Tab)
        assert slider(played, name).hasFocus()
    assert all(slider(played, kind.name).accessibleName() for kind in KINDS)
