"""Alike: the training images nearest to a drawing, on request, and following the pen from then."""

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

import nncore as nn
from desktop.draw.view import DrawTab
from desktop.draw.why.explainer import AlikeDrawing, DrawingExplainer, ExplainedFrame
from desktop.draw.why.wording import NOTHING_ALIKE
from desktop.theme import Theme
from desktop.widgets import explanation_words
from desktop.widgets.inspected_picture import InspectedPicture
from desktop.workspace.feature_store import FeatureStore
from desktop.workspace.jobs import Jobs
from desktop.workspace.training_features import ALIKE, AlikeImages
from desktop.workspace.workspace import Workspace
from nncore.array_types import FloatArray, ImageArray
from nncore.datasets import Dataset
from tests.desktop.draw.pad import Hand, reading_on
from tests.desktop.draw.why.drawer import explanation, put, rows, shows_alike, small_network
from tests.desktop.gated_features import GatedReading
from tests.desktop.gated_network import CountingJobs
from tests.desktop.hands import button, click, find

LINE = [(0.3, 0.5), (0.7, 0.5)]


def test_the_nearest_are_what_the_library_finds(
    drawer: DrawTab,
    hand: Hand,
    seven: list[FloatArray],
    workspace: Workspace,
    small_dataset: Dataset,
    qtbot: QtBot,
) -> None:
    hand.draw(*seven)
    click(drawer, "draw_alike_toggle")
    qtbot.waitUntil(shows_alike(drawer))
    reading, named, training = drawer.prediction, workspace.network, small_dataset.training
    assert reading is not None
    assert named is not None
    groups = rows(drawer).groups
    assert [each.digit for each in groups] == [reading.digit, reading.runner_up]
    features = nn.hidden_features(named.network, training.images)
    own = nn.hidden_features(named.network, reading.frame[np.newaxis])[0]
    distances = np.linalg.norm(features - own, axis=1)
    for group in groups:
        nearest = np.sort(distances[training.labels == group.digit])[:ALIKE]
        assert np.allclose(group.distances, nearest, rtol=1e-2)
        assert all(training.labels[index] == group.digit for index in group.indices)
    every = AlikeImages((), len(training), len(training))
    assert explanation_words.alike(every, is_drawing=True) in explanation(drawer)
    assert f"{reading.runner_up} is the runner-up." in explanation(drawer)
    assert f"at {groups[0].distances[0]:.1f}" in rows(drawer).accessibleName()


def test_alike_and_the_other_explanations_take_turns(
    drawer: DrawTab, hand: Hand, seven: list[FloatArray], qtbot: QtBot
) -> None:
    picture = find(drawer, InspectedPicture, "why_picture")
    hand.draw(*seven)
    qtbot.waitUntil(lambda: "Orange ink" in explanation(drawer))
    click(drawer, "draw_alike_toggle")
    qtbot.waitUntil(shows_alike(drawer))
    assert not picture.isVisible()
    reading = reading_on(drawer)
    wanted = (reading.digit + 1) % 10
    click(drawer, f"make_it_{wanted}")
    assert not button(drawer, "draw_alike_toggle").isChecked()
    assert picture.isVisible()
    assert not rows(drawer).isVisible()
    qtbot.waitUntil(
        lambda: "twelve touches" in explanation(drawer) or "smallest fix" in explanation(drawer)
    )
    click(drawer, "draw_alike_toggle")
    assert not button(drawer, f"make_it_{wanted}").isChecked()
    qtbot.waitUntil(shows_alike(drawer))
    click(drawer, "draw_alike_toggle")
    qtbot.waitUntil(lambda: "Orange ink" in explanation(drawer))
    assert picture.isVisible()
    assert not rows(drawer).isVisible()


def test_training_images_are_read_once_and_the_neighbours_follow_the_pen(
    drawer: DrawTab,
    hand: Hand,
    seven: list[FloatArray],
    gated_reading: GatedReading,
    qtbot: QtBot,
) -> None:
    hand.draw(*seven)
    qtbot.waitUntil(lambda: "Orange ink" in explanation(drawer))
    assert gated_reading.begun == 0
    click(drawer, "draw_alike_toggle")
    qtbot.waitUntil(lambda: explanation(drawer) == explanation_words.reading_training(0.25))
    drawer.drawing.clear()
    assert explanation(drawer) == NOTHING_ALIKE
    hand.draw(LINE)
    qtbot.waitUntil(lambda: explanation(drawer) == explanation_words.reading_training(0.25))
    gated_reading.gate.set()
    qtbot.waitUntil(shows_alike(drawer))
    before = rows(drawer).groups
    hand.press(0.2, 0.2)
    hand.move(0.8, 0.9)
    qtbot.waitUntil(lambda: rows(drawer).groups is not before)
    hand.release(0.8, 0.9)
    assert button(drawer, "draw_alike_toggle").isChecked()
    assert gated_reading.begun == 1


def test_the_reading_ends_with_the_request_and_with_the_drawer(
    drawer: DrawTab,
    hand: Hand,
    seven: list[FloatArray],
    gated_reading: GatedReading,
    qtbot: QtBot,
) -> None:
    hand.draw(*seven)
    click(drawer, "draw_alike_toggle")
    qtbot.waitUntil(lambda: gated_reading.begun == 1)
    click(drawer, "draw_alike_toggle")
    qtbot.waitUntil(lambda: gated_reading.cancelled == 1)
    qtbot.waitUntil(lambda: "Orange ink" in explanation(drawer))
    click(drawer, "draw_alike_toggle")
    qtbot.waitUntil(lambda: gated_reading.begun == 2)
    click(drawer, "evidence_toggle")
    qtbot.waitUntil(lambda: gated_reading.cancelled == 2)
    hand.draw(LINE)
    qtbot.wait(150)
    assert gated_reading.begun == 2
    click(drawer, "evidence_toggle")
    qtbot.waitUntil(lambda: gated_reading.begun == 3)
    gated_reading.gate.set()
    qtbot.waitUntil(shows_alike(drawer))


@pytest.mark.parametrize("is_hidden", [False, True])
@pytest.mark.parametrize("what", ["network", "data"])
def test_another_network_or_other_data_end_the_request(
    drawer: DrawTab,
    hand: Hand,
    seven: list[FloatArray],
    workspace: Workspace,
    small_dataset: Dataset,
    gated_reading: GatedReading,
    what: str,
    is_hidden: bool,
    qtbot: QtBot,
) -> None:
    gated_reading.gate.set()
    hand.draw(*seven)
    click(drawer, "draw_alike_toggle")
    qtbot.waitUntil(shows_alike(drawer))
    drawer.setHidden(is_hidden)
    if what == "network":
        put(workspace, small_network(4), 2)
    else:
        training, validation = small_dataset.training, small_dataset.validation
        workspace.set_dataset(Dataset("Mirrored", validation, training, small_dataset.test))
    assert not button(drawer, "draw_alike_toggle").isChecked()
    qtbot.waitUntil(lambda: gated_reading.features[0]() is None)
    drawer.show()
    qtbot.waitUntil(lambda: "Orange ink" in explanation(drawer))
    assert gated_reading.begun == 1


def frames() -> list[ImageArray]:
    return [np.full((28, 28), level, np.uint8) for level in range(10, 210)]


def test_the_newest_wins_at_most_fifteen_times_a_second(
    jobs: Jobs, small_dataset: Dataset, qtbot: QtBot
) -> None:
    explainer = DrawingExplainer(jobs, FeatureStore(jobs))
    told: list[AlikeDrawing] = []
    explainer.explained.connect(told.append)
    network = small_network(3)
    reads = [ExplainedFrame(network, frame, 1, 2) for frame in frames()]
    explainer.find_alike(reads[0], small_dataset)
    qtbot.waitUntil(lambda: bool(told))
    told.clear()
    qtbot.wait(100)
    for read in reads:
        explainer.find_alike(read, small_dataset)
    qtbot.waitUntil(lambda: bool(told) and told[-1].read is reads[-1])
    assert len(told) <= 2
    explainer.explain(None)


def test_nothing_is_computed_while_the_tab_is_hidden(
    theme: Theme,
    reading_workspace: Workspace,
    small_dataset: Dataset,
    seven: list[FloatArray],
    qtbot: QtBot,
) -> None:
    jobs = CountingJobs()
    put(reading_workspace, small_network(3))
    reading_workspace.set_dataset(small_dataset)
    tab = DrawTab(reading_workspace, jobs, theme)
    qtbot.addWidget(tab)
    tab.resize(900, 560)
    tab.show()
    tab.drawing.add_stroke(seven[0])
    click(tab, "evidence_toggle")
    click(tab, "draw_alike_toggle")
    qtbot.waitUntil(shows_alike(tab))
    tab.hide()
    before = jobs.count
    for shift in range(5):
        tab.drawing.add_stroke(seven[0] * 0.8 + shift / 40)
        qtbot.wait(30)
    assert jobs.count == before
    tab.show()
    groups = rows(tab).groups
    qtbot.waitUntil(lambda: rows(tab).groups is not groups)
    jobs.close()


def test_other_data_leave_what_was_asked_for_beside(
    drawer: DrawTab,
    hand: Hand,
    seven: list[FloatArray],
    workspace: Workspace,
    small_dataset: Dataset,
    qtbot: QtBot,
) -> None:
    hand.draw(*seven)
    qtbot.wait(150)  # until the reading of the whole drawing is shown
    reading = reading_on(drawer)
    name = f"make_it_{(reading.digit + 1) % 10}"
    click(drawer, name)
    qtbot.waitUntil(lambda: explanation(drawer) not in ("", explanation_words.LOOKING))
    fix = explanation(drawer)
    workspace.set_dataset(Dataset("Only", None, None, small_dataset.test))
    qtbot.wait(100)
    assert explanation(drawer) == fix
    assert button(drawer, name).isChecked()
