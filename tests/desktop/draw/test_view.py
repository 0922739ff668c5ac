"""The Draw tab as a person uses it: draw, watch the answer follow, take back, begin anew."""

from time import perf_counter

import numpy as np
import pytest
from PySide6.QtWidgets import QAbstractButton, QLabel, QSlider, QWidget
from pytestqt.qtbot import QtBot

import nncore as nn
from desktop.draw.answer.answer import INVITATION, NO_NETWORK, NOT_A_NUMBER
from desktop.draw.answer.answer_words import answer_words
from desktop.draw.answer.framing_view import StepPicture
from desktop.draw.view import DrawTab
from desktop.formats import percent
from desktop.theme import Theme
from desktop.widgets.images import to_image
from desktop.widgets.scrolling import ScrollColumn
from desktop.workspace.jobs import Jobs
from desktop.workspace.named_network import NamedNetwork
from desktop.workspace.network_ref import NetworkRef
from desktop.workspace.settings import Appearance
from desktop.workspace.workspace import Workspace
from nncore.array_types import FloatArray
from tests.desktop.draw.pad import (
    Hand,
    MakeTab,
    bars,
    choose,
    reading_on,
    sentences,
    stroke_count,
    toned_label,
)
from tests.desktop.hands import button, click, find
from tests.desktop.whole_window import others_share


class BlankMind(nn.Network):
    """A network that believes in every digit alike, all its weights being `weight`."""

    def __init__(self, weight: float = 0.0) -> None:
        super().__init__([nn.Dense(784, 10, rng=np.random.default_rng(1))])
        for array in self.parameters:
            array[...] = weight


def is_silent(tab: DrawTab) -> bool:
    return tab.prediction is None


def test_empty_tab_invites_to_draw(tab: DrawTab) -> None:
    assert tab.objectName() == "draw_tab"
    assert is_silent(tab)
    assert INVITATION in sentences(tab)
    assert toned_label(tab).text() == ""
    assert bars(tab).labels == ("",) * 10
    assert find(tab, StepPicture, "network_view").image is None
    assert not any(button(tab, f"{name}_button").isEnabled() for name in ("undo", "redo", "clear"))


def test_answer_follows_each_move(
    tab: DrawTab, hand: Hand, seven: list[FloatArray], qtbot: QtBot
) -> None:
    points = [(float(x), float(y)) for x, y in seven[0]]
    hand.press(*points[0])
    beliefs = []
    for point in points[1:]:
        hand.move(*point)
        beliefs.append(tuple(reading_on(tab).probabilities))
    # a line that only grows longer looks the same to the network
    assert len(set(beliefs)) > len(points) // 3
    qtbot.waitUntil(lambda: toned_label(tab).text() == "7")
    assert ">\u00a099\u00a0%" in sentences(tab)
    hand.release(*points[-1])
    assert toned_label(tab).text() == "7"
    assert reading_on(tab).digit == 7
    assert reading_on(tab).known


def test_panel_tells_the_prediction(tab: DrawTab, hand: Hand, seven: list[FloatArray]) -> None:
    hand.draw(*seven)
    prediction = reading_on(tab)
    assert prediction.probabilities.shape == (10,)
    assert prediction.probabilities.sum() == pytest.approx(1, abs=1e-5)
    expected = tuple(percent(float(share)) for share in prediction.probabilities)
    assert bars(tab).labels == expected
    assert find(tab, StepPicture, "network_view").image == to_image(prediction.frame)
    assert toned_label(tab).text() == str(prediction.digit)
    assert toned_label(tab).accessibleName() == answer_words(prediction).spoken
    assert bars(tab).accessibleDescription().startswith("7: >\u00a099\u00a0%, ")
    assert "Read by Reader (dense)" in sentences(tab)


def test_the_answer_says_who_read_and_since_when(
    tab: DrawTab,
    hand: Hand,
    workspace: Workspace,
    trained_network: nn.Network,
    qtbot: QtBot,
) -> None:
    hand.draw([(0.2, 0.2), (0.8, 0.8)])
    workspace.put(NamedNetwork("Run", NetworkRef.of_run("run"), trained_network, epoch=3))
    workspace.choose(NetworkRef.of_run("run"))
    qtbot.waitUntil(lambda: "Read by Run after epoch 3" in sentences(tab))


def test_an_answer_that_is_no_number_is_told(
    tab: DrawTab,
    hand: Hand,
    reading_workspace: Workspace,
    seven: list[FloatArray],
    qtbot: QtBot,
) -> None:
    hand.draw(*seven)
    choose(reading_workspace, BlankMind(np.nan), "Burst")
    qtbot.waitUntil(lambda: NOT_A_NUMBER in sentences(tab))
    assert toned_label(tab).text() == ""
    assert not toned_label(tab).isVisible()
    assert bars(tab).labels == ("",) * 10
    assert bars(tab).accessibleDescription() == ""
    assert find(tab, StepPicture, "network_view").image is not None
    reading_workspace.choose(NetworkRef.shipped())
    assert NOT_A_NUMBER not in sentences(tab)
    assert toned_label(tab).text() == "7"


def test_without_a_network_the_tab_says_so(
    qtbot: QtBot, theme: Theme, workspace: Workspace, jobs: Jobs, trained_network: nn.Network
) -> None:
    tab = DrawTab(workspace, jobs, theme)
    qtbot.addWidget(tab)
    tab.show()
    assert NO_NETWORK in sentences(tab)
    tab.drawing.add_stroke([(0.5, 0.1), (0.5, 0.9)])
    assert is_silent(tab)
    workspace.put(NamedNetwork("Current run", NetworkRef.of_run("run"), trained_network))
    assert not is_silent(tab)
    qtbot.waitUntil(lambda: "Read by Current run" in sentences(tab))


def test_network_change_reads_the_drawing_anew(
    tab: DrawTab,
    hand: Hand,
    reading_workspace: Workspace,
    trained_network: nn.Network,
    seven: list[FloatArray],
    qtbot: QtBot,
) -> None:
    hand.draw(*seven)
    first = reading_on(tab)
    reading_workspace.put(
        NamedNetwork("Current run", NetworkRef.of_run("run"), trained_network), choose=True
    )
    second = reading_on(tab)
    assert not np.array_equal(first.probabilities, second.probabilities)
    qtbot.waitUntil(lambda: "Read by Current run" in sentences(tab))
    reading_workspace.choose(NetworkRef.shipped())
    assert np.array_equal(first.probabilities, reading_on(tab).probabilities)


def test_buttons_take_back_and_bring_back(
    tab: DrawTab, hand: Hand, seven: list[FloatArray]
) -> None:
    hand.draw(*seven)
    hand.draw([(0.1, 0.9), (0.9, 0.9)])
    click(tab, "undo_button")
    assert stroke_count(tab) == 1
    assert reading_on(tab).digit == 7
    click(tab, "redo_button")
    assert stroke_count(tab) == 2
    click(tab, "clear_button")
    assert is_silent(tab)
    assert not button(tab, "clear_button").isEnabled()
    click(tab, "undo_button")
    assert stroke_count(tab) == 2
    assert not is_silent(tab)


def test_reading_does_not_depend_on_size_and_theme(
    make_tab: MakeTab, seven: list[FloatArray], theme: Theme
) -> None:
    readings = []
    for size, appearance in (((900, 560), Appearance.LIGHT), ((1440, 860), Appearance.DARK)):
        theme.set_appearance(appearance)
        tab = make_tab(*size)
        tab.drawing.add_stroke(seven[0])
        readings.append(reading_on(tab))
        tab.resize(1000, 900)
        readings.append(reading_on(tab))
    theme.set_appearance(Appearance.SYSTEM)
    for other in readings[1:]:
        assert np.array_equal(other.probabilities, readings[0].probabilities)
        assert np.array_equal(other.frame, readings[0].frame)


def test_everything_operable_has_an_accessible_name(tab: DrawTab, canvas: QWidget) -> None:
    operable: list[QWidget] = [canvas, bars(tab), find(tab, StepPicture, "network_view")]
    operable += tab.findChildren(QAbstractButton)
    operable += tab.findChildren(QSlider)
    assert len(operable) == 33
    assert all(widget.accessibleName() for widget in operable)


@pytest.mark.parametrize("size", [(900, 540), (1200, 740), (1440, 860), (900, 1100)])
def test_nothing_overlaps_and_nothing_is_cut(make_tab: MakeTab, size: tuple[int, int]) -> None:
    tab = make_tab(*size)
    tab.drawing.add_stroke([(0.5, 0.1), (0.5, 0.9)])
    hint = tab.minimumSizeHint()
    assert hint.width() <= 900
    assert hint.height() <= 540
    canvas = find(tab, QWidget, "draw_canvas")
    for widget in (bars(tab), find(tab, StepPicture, "network_view"), toned_label(tab)):
        place = widget.rect().translated(widget.mapTo(tab, widget.rect().topLeft()))
        assert tab.rect().contains(place)
        assert place.left() > canvas.geometry().right()


def test_a_long_name_takes_no_room_from_the_canvas(
    make_tab: MakeTab, reading_workspace: Workspace, kernels: nn.Network, qtbot: QtBot
) -> None:
    tab = make_tab(900, 540)
    before = tab.minimumSizeHint()
    choose(reading_workspace, kernels, str(kernels))
    tab.drawing.add_stroke([(0.5, 0.1), (0.5, 0.9)])
    qtbot.waitUntil(lambda: f"Read by {kernels}" in sentences(tab))
    assert tab.minimumSizeHint() == before
    for widget in tab.findChildren(QLabel):
        if widget.isVisible():
            place = widget.rect().translated(widget.mapTo(tab, widget.rect().topLeft()))
            assert tab.rect().contains(place), widget.text()


def test_kernels_keep_up_with_the_pen(
    tab: DrawTab, reading_workspace: Workspace, kernels: nn.Network, seven: list[FloatArray]
) -> None:
    choose(reading_workspace, kernels, "Kernels")
    points = [(float(x), float(y)) for x, y in seven[0]]
    tab.drawing.begin_stroke(points[0])
    seconds = []
    for point in points[1:]:
        began = perf_counter()
        tab.drawing.extend_stroke(point)
        assert reading_on(tab).probabilities.shape == (10,)
        seconds.append(perf_counter() - began)
    # another frame each time at 60 a second
    assert np.median(seconds) < 0.016 * others_share()


@pytest.mark.parametrize("size", [(960, 480), (960, 540), (1366, 690)])
@pytest.mark.parametrize("drawer", ["evidence", "play", "compare"])
def test_the_answer_is_in_sight_whole_while_a_drawer_is_open(
    make_tab: MakeTab, drawer: str, size: tuple[int, int], qtbot: QtBot
) -> None:
    tab = make_tab(*size)
    toggle = find(tab, QAbstractButton, f"{drawer}_toggle")
    toggle.click()
    column = find(tab, ScrollColumn)
    qtbot.waitUntil(lambda: column.verticalScrollBar().maximum() == 0, timeout=2_000)


@pytest.mark.parametrize("size", [(960, 473), (1024, 533)])
def test_without_a_drawer_a_low_page_shows_all_of_it_with_smaller_pictures(
    make_tab: MakeTab, size: tuple[int, int], qtbot: QtBot
) -> None:
    tab = make_tab(*size)
    column = find(tab, ScrollColumn)
    qtbot.waitUntil(lambda: column.verticalScrollBar().maximum() == 0, timeout=2_000)
    assert find(tab, StepPicture, "network_view").isVisible()
