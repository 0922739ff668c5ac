"""Training images that are alike: read once, for as long as they are of use."""

from dataclasses import replace

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

import nncore as nn
from desktop.mistakes.inspector.explanations import Explainer, find_alike
from desktop.mistakes.inspector.inspected import NOT_READ
from desktop.mistakes.inspector.view import Inspector
from desktop.mistakes.view import MistakesTab
from desktop.widgets import explanation_words
from desktop.widgets.alike_rows import AlikeRows
from desktop.workspace import feature_store, training_features
from desktop.workspace.training_features import ALIKE, Features, FeatureSubject, read_features
from nncore.datasets import Dataset
from tests.desktop.gated_features import GatedReading
from tests.desktop.hands import click, find
from tests.desktop.mistakes.helpers import click_card, nothing
from tests.desktop.mistakes.helpers import inspector_words as words
from tests.desktop.mistakes.inspector.conftest import Inspect


def test_who_looks_at_one_image_after_the_other_waits_for_one_reading(
    qtbot: QtBot, read_tab: MistakesTab, gated_reading: GatedReading
) -> None:
    read_tab.resize(1_200, 800)
    click_card(read_tab, 0)
    click(read_tab, "alike_toggle")
    for row in (1, 2, 3):
        qtbot.waitUntil(lambda: words(read_tab) == explanation_words.reading_training(0.25))
        click_card(read_tab, row)
    gated_reading.gate.set()
    qtbot.waitUntil(find(read_tab, AlikeRows, "alike_rows").isVisible)
    assert (gated_reading.begun, gated_reading.cancelled) == (1, 0)


def test_the_reading_ends_where_nothing_alike_is_asked_for_any_more(
    qtbot: QtBot, inspector: Inspector, inspect: Inspect, gated_reading: GatedReading
) -> None:
    inspector.show_image(inspect(0))
    click(inspector, "alike_toggle")
    qtbot.waitUntil(lambda: gated_reading.begun == 1)
    click(inspector, "alike_toggle")
    qtbot.waitUntil(lambda: gated_reading.cancelled == 1)
    click(inspector, "alike_toggle")
    qtbot.waitUntil(lambda: gated_reading.begun == 2)
    inspector.hide()
    qtbot.waitUntil(lambda: gated_reading.cancelled == 2)


def test_while_the_reading_goes_on_for_others_an_image_has_its_own_words(
    qtbot: QtBot, inspector: Inspector, inspect: Inspect, gated_reading: GatedReading
) -> None:
    inspector.show_image(inspect(0))
    click(inspector, "alike_toggle")
    qtbot.waitUntil(lambda: gated_reading.begun == 1)
    inspector.show_image(inspect(1, predicted=255))
    with qtbot.assertNotEmitted(find(inspector, Explainer).progressed, wait=50):
        assert words(inspector) == NOT_READ
    assert gated_reading.cancelled == 0


@pytest.mark.parametrize("is_open", [True, False])
def test_what_was_read_of_other_training_images_is_dropped(
    qtbot: QtBot,
    inspector: Inspector,
    inspect: Inspect,
    gated_reading: GatedReading,
    small_dataset: Dataset,
    is_open: bool,
) -> None:
    if is_open:
        gated_reading.gate.set()
    inspector.show_image(inspect(0))
    click(inspector, "alike_toggle")
    rows = find(inspector, AlikeRows, "alike_rows")
    qtbot.waitUntil(rows.isVisible if is_open else lambda: gated_reading.begun == 1)
    mirrored = Dataset(
        "Mirrored", small_dataset.validation, small_dataset.training, small_dataset.test
    )
    inspector.show_image(inspect(0, mirrored))
    qtbot.waitUntil(lambda: gated_reading.begun == 2)
    if is_open:
        qtbot.waitUntil(lambda: gated_reading.features[0]() is None)
    else:
        assert gated_reading.cancelled == 1


def test_features_go_with_their_network_where_nothing_alike_is_asked_for_by_now(
    qtbot: QtBot,
    inspector: Inspector,
    inspect: Inspect,
    gated_reading: GatedReading,
    other_network: nn.Network,
) -> None:
    gated_reading.gate.set()
    inspector.show_image(inspect(0))
    click(inspector, "alike_toggle")
    rows = find(inspector, AlikeRows, "alike_rows")
    qtbot.waitUntil(rows.isVisible)
    click(inspector, "alike_toggle")
    inspector.show_image(inspect(1))
    assert gated_reading.features[0]() is not None
    inspector.show_image(replace(inspect(1), source=other_network))
    qtbot.waitUntil(lambda: gated_reading.features[0]() is None)


def test_features_outlast_a_hidden_tab_and_go_with_an_inspector_that_is_put_away(
    qtbot: QtBot, read_tab: MistakesTab, gated_reading: GatedReading
) -> None:
    gated_reading.gate.set()
    read_tab.resize(1_200, 800)
    click_card(read_tab, 0)
    click(read_tab, "alike_toggle")
    qtbot.waitUntil(find(read_tab, AlikeRows, "alike_rows").isVisible)
    read_tab.hide()
    read_tab.show()
    click_card(read_tab, 1)
    qtbot.waitUntil(find(read_tab, AlikeRows, "alike_rows").isVisible)
    assert gated_reading.begun == 1
    assert gated_reading.features[0]() is not None
    find(read_tab, Inspector, "inspector").hide()
    qtbot.waitUntil(lambda: gated_reading.features[0]() is None)


def test_why_the_training_images_cannot_be_read_is_said(
    qtbot: QtBot, inspector: Inspector, inspect: Inspect, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_given: object) -> Features:
        raise ValueError("it has no hidden layer")

    monkeypatch.setattr(feature_store, "read_features", refuse)
    inspector.show_image(inspect(0))
    click(inspector, "alike_toggle")
    sentence = explanation_words.not_explained("it has no hidden layer")
    qtbot.waitUntil(lambda: words(inspector) == sentence)


def test_features_that_would_take_too_much_memory_are_of_evenly_chosen_images(
    inspect: Inspect,
    misread: int,
    network: nn.Network,
    small_dataset: Dataset,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    training = small_dataset.training
    monkeypatch.setattr(training_features, "MOST_BYTES", 100 * 784 * 2 + 1)

    features = read_features(FeatureSubject(network, small_dataset), nothing)
    found = find_alike(features, inspect(misread), nothing).found

    assert features.values.shape == (100, 784)
    assert features.values.dtype == np.float16
    steps = np.diff(features.positions)
    assert (features.positions[0], steps.min(), steps.max()) == (0, 12, 12)
    of_chosen = nn.hidden_features(network, training.images[features.positions])
    assert np.allclose(features.values, of_chosen, atol=1e-3)
    for group in found.groups:
        positions = np.array(group.indices) - training.first_index
        assert 0 < len(positions) <= ALIKE
        assert np.isin(positions, features.positions).all()
        assert np.array_equal(group.pixels, training.images[positions])
        assert (training.labels[positions] == group.digit).all()
    told = explanation_words.alike(found, is_drawing=False)
    assert "among 100 of the 1,200 training images" in told


def test_where_all_training_images_were_looked_at_nothing_is_said_of_it(
    inspect: Inspect, network: nn.Network, small_dataset: Dataset
) -> None:
    features = read_features(FeatureSubject(network, small_dataset), nothing)
    assert np.array_equal(features.positions, np.arange(1_200))
    found = find_alike(features, inspect(0), nothing).found
    assert "among" not in explanation_words.alike(found, is_drawing=False)
