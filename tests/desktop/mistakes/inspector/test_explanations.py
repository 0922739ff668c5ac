"""Why, Fix and Alike in the inspector, against nncore asked directly."""

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtWidgets import QLabel, QSlider, QToolButton
from pytestqt.qtbot import QtBot

import nncore as nn
from desktop.mistakes.cards.model import MistakeRole
from desktop.mistakes.inspector.explanations import (
    STEPS,
    find_alike,
    find_blends,
    fix_of,
)
from desktop.mistakes.view import MistakesTab
from desktop.widgets.alike_rows import AlikeRows
from desktop.widgets.inspected_picture import InspectedPicture
from desktop.widgets.probability_bars import ProbabilityBars
from desktop.workspace.jobs import Cancelled, Progress
from desktop.workspace.named_network import NamedNetwork
from desktop.workspace.network_ref import NetworkRef
from desktop.workspace.training_features import ALIKE, FeatureSubject, read_features
from desktop.workspace.workspace import Workspace
from nncore.datasets import Dataset
from tests.desktop.hands import click, find
from tests.desktop.mistakes.helpers import cards, click_card, misread, nothing
from tests.desktop.mistakes.helpers import inspector_words as words
from tests.desktop.mistakes.inspector.conftest import inspected


def test_blends_lead_from_the_image_to_its_fix_and_are_read_by_the_network(
    network: nn.Network, small_dataset: Dataset
) -> None:
    position = misread(network, small_dataset.test)[0]
    found = find_blends(inspected(network, small_dataset, position), nothing)
    assert found.fix is not None
    assert np.array_equal(found.blends[0], small_dataset.test.images[position])
    assert np.array_equal(found.blends[STEPS], found.fix.image)
    assert found.probabilities[STEPS].argmax() == small_dataset.test.labels[position]
    assert np.allclose(found.probabilities, network.predict(found.blends))


def test_a_search_for_a_fix_can_be_cancelled_at_any_moment(
    network: nn.Network, small_dataset: Dataset
) -> None:
    given = inspected(network, small_dataset, misread(network, small_dataset.test)[0])
    told: list[float] = []
    fix = find_blends(given, told.append).fix
    assert fix is not None
    assert len(told) > 5 * fix.touches
    assert told[-1] == 0.5, "as the images between are read"
    for last in (1, len(told) // 2, len(told)):
        left = iter(range(1, last))

        def stop(_done: float, left: Iterator[int] = left) -> None:
            if next(left, None) is None:
                raise Cancelled

        with pytest.raises(Cancelled):
            find_blends(given, stop)


@pytest.mark.parametrize("truth_is_read", [True, False])
def test_a_fix_makes_the_truth_of_a_misread_image_and_anything_else_of_another(
    network: nn.Network, small_dataset: Dataset, truth_is_read: bool
) -> None:
    image = small_dataset.test.images[misread(network, small_dataset.test)[0]]
    read = int(network.predict(image[np.newaxis])[0].argmax())
    truth = read if truth_is_read else (read + 1) % 10
    fix = fix_of(network, image, truth, read, nothing)
    assert fix is not None
    assert fix.digit != read
    if not truth_is_read:
        assert fix.digit == truth


def test_alike_are_the_nearest_training_images_of_either_digit(
    network: nn.Network, small_dataset: Dataset
) -> None:
    given = inspected(network, small_dataset, misread(network, small_dataset.test)[0])
    features = read_features(FeatureSubject(network, small_dataset), nothing)
    found = find_alike(features, given, nothing).found
    assert [each.digit for each in found.groups] == [given.example.predicted, given.example.truth]
    own = nn.hidden_features(network, given.pixels[np.newaxis])[0]
    training = small_dataset.training
    all_features = nn.hidden_features(network, training.images)
    distances = np.linalg.norm(all_features - own, axis=1)
    for group in found.groups:
        of_digit = np.flatnonzero(training.labels == group.digit)
        nearest = np.sort(distances[of_digit])[:ALIKE]
        assert np.allclose(group.distances, nearest, rtol=1e-2)
        assert all(training.labels[index] == group.digit for index in group.indices)


def test_a_training_image_is_not_its_own_neighbour(
    network: nn.Network, small_dataset: Dataset
) -> None:
    own = Dataset("own", small_dataset.training, small_dataset.validation, small_dataset.training)
    given = inspected(network, own, 0)
    found = find_alike(read_features(FeatureSubject(network, own), nothing), given, nothing).found
    for group in found.groups:
        assert (group.pixels != given.pixels).any(axis=(1, 2)).all()
        assert len(group.pixels) == ALIKE


def test_reading_the_training_images_can_be_cancelled(
    network: nn.Network, small_dataset: Dataset
) -> None:
    class Enough(Exception):  # noqa: N818
        pass

    def stop(_done: float) -> None:
        raise Enough

    progress: Progress = stop
    with pytest.raises(Enough):
        read_features(FeatureSubject(network, small_dataset), progress)


def test_the_slider_morphs_between_the_image_and_its_fix_with_live_bars(
    qtbot: QtBot, wide_tab: MistakesTab
) -> None:
    click_card(wide_tab, 0)
    truth = cards(wide_tab)[0].data(MistakeRole.TRUTH)
    slider = find(wide_tab, QSlider, "fix_slider")
    bars = find(wide_tab, ProbabilityBars, "inspector_bars")
    before = bars.labels
    picture = find(wide_tab, InspectedPicture, "inspected_picture")
    plain = picture.image
    click(wide_tab, "fix_toggle")
    qtbot.waitUntil(lambda: "the smallest fix found" in words(wide_tab))
    assert f" {truth}, the smallest" in words(wide_tab)
    assert slider.isVisible()
    assert slider.value() == STEPS
    assert bars.labels != before
    assert picture.image != plain
    slider.setValue(0)
    assert bars.labels == before
    assert picture.image == plain
    click(wide_tab, "fix_toggle")
    assert not slider.isVisible()


def test_the_nearest_training_images_are_shown_with_their_distances(
    qtbot: QtBot, wide_tab: MistakesTab
) -> None:
    click_card(wide_tab, 0)
    click(wide_tab, "alike_toggle")
    rows = find(wide_tab, AlikeRows, "alike_rows")
    qtbot.waitUntil(rows.isVisible)
    before = rows.accessibleName()
    assert before
    click_card(wide_tab, 3)
    qtbot.waitUntil(lambda: rows.isVisible() and rows.accessibleName() != before)


def test_only_one_explanation_is_open(qtbot: QtBot, wide_tab: MistakesTab) -> None:
    click_card(wide_tab, 0)
    click(wide_tab, "why_toggle")
    qtbot.waitUntil(lambda: "leads by" in words(wide_tab))
    click(wide_tab, "fix_toggle")
    qtbot.waitUntil(lambda: "smallest fix" in words(wide_tab))
    states = [
        find(wide_tab, QToolButton, name).isChecked()
        for name in ("why_toggle", "fix_toggle", "alike_toggle")
    ]
    assert states == [False, True, False]


def test_newer_weights_do_not_have_all_training_images_read_again(
    qtbot: QtBot, wide_tab: MistakesTab, workspace: Workspace, other_network: nn.Network
) -> None:
    click_card(wide_tab, 0)
    click(wide_tab, "alike_toggle")
    rows = find(wide_tab, AlikeRows, "alike_rows")
    qtbot.waitUntil(rows.isVisible)
    workspace.put(NamedNetwork("Run", NetworkRef.of_run("run"), other_network, None, 2))
    about = find(wide_tab, QLabel, "about_label")
    qtbot.waitUntil(lambda: "after epoch 2" in about.text())
    assert not find(wide_tab, QToolButton, "alike_toggle").isChecked()
    assert not rows.isVisible()
