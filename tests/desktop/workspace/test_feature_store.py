"""Features of training images: read once for all who ask, kept while somebody keeps them."""

from collections.abc import Callable

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

import nncore as nn
from desktop.workspace.feature_store import FeatureKeeper, FeatureStore
from desktop.workspace.jobs import Jobs
from nncore.datasets import Dataset
from tests.desktop.gated_features import GatedReading


def new_network(seed: int) -> nn.Network:
    rng = np.random.default_rng(seed)
    return nn.Network([nn.Dense(784, 12, rng=rng), nn.ReLU(), nn.Dense(12, 10, rng=rng)])


def has(keeper: FeatureKeeper, network: nn.Network, dataset: Dataset) -> Callable[[], bool]:
    return lambda: keeper.request(network, dataset) is not None


@pytest.fixture
def keepers(jobs: Jobs) -> tuple[FeatureKeeper, FeatureKeeper]:
    """Two who ask one store."""
    store = FeatureStore(jobs)
    return FeatureKeeper(store), FeatureKeeper(store)


def test_two_who_ask_wait_for_one_reading_and_have_the_same(
    keepers: tuple[FeatureKeeper, FeatureKeeper],
    gated_reading: GatedReading,
    small_dataset: Dataset,
    qtbot: QtBot,
) -> None:
    first, second = keepers
    network = new_network(1)
    assert first.request(network, small_dataset) is None
    assert second.request(network, small_dataset) is None
    with qtbot.waitSignals([first.progressed, second.progressed]):
        pass
    with qtbot.waitSignals([first.ready, second.ready]):
        gated_reading.gate.set()
    found = first.request(network, small_dataset)
    assert found is not None
    assert found is second.request(network, small_dataset)
    assert gated_reading.begun == 1
    assert found.values.shape == (len(small_dataset.training), 12)


def test_what_one_has_the_other_gets_at_once(
    keepers: tuple[FeatureKeeper, FeatureKeeper],
    gated_reading: GatedReading,
    small_dataset: Dataset,
    qtbot: QtBot,
) -> None:
    first, second = keepers
    network = new_network(1)
    gated_reading.gate.set()
    second.request(network, small_dataset)
    second.cancel()
    with qtbot.waitSignal(first.ready):
        first.request(network, small_dataset)
    with qtbot.assertNotEmitted(second.ready):
        found = second.request(network, small_dataset)
    assert found is not None
    first.forget()
    assert first.request(network, small_dataset) is found


def test_features_go_when_the_last_one_forgets_them(
    keepers: tuple[FeatureKeeper, FeatureKeeper],
    gated_reading: GatedReading,
    small_dataset: Dataset,
    qtbot: QtBot,
) -> None:
    first, second = keepers
    network = new_network(1)
    gated_reading.gate.set()
    for keeper in keepers:
        qtbot.waitUntil(has(keeper, network, small_dataset))
    first.forget()
    assert gated_reading.features[-1]() is not None
    second.request(new_network(2), small_dataset)
    qtbot.waitUntil(lambda: gated_reading.features[0]() is None)


def test_a_reading_ends_when_the_last_one_gives_up(
    keepers: tuple[FeatureKeeper, FeatureKeeper],
    gated_reading: GatedReading,
    small_dataset: Dataset,
    qtbot: QtBot,
) -> None:
    first, second = keepers
    network = new_network(1)
    for keeper in keepers:
        keeper.request(network, small_dataset)
    qtbot.waitUntil(lambda: gated_reading.begun == 1)
    first.cancel()
    with qtbot.waitSignal(second.progressed), qtbot.assertNotEmitted(first.progressed):
        pass
    assert gated_reading.cancelled == 0
    second.cancel()
    qtbot.waitUntil(lambda: gated_reading.cancelled == 1)
    gated_reading.gate.set()
    qtbot.waitUntil(has(second, network, small_dataset))
    assert gated_reading.begun == 2


def test_another_subject_takes_its_turn(
    keepers: tuple[FeatureKeeper, FeatureKeeper],
    gated_reading: GatedReading,
    small_dataset: Dataset,
    qtbot: QtBot,
) -> None:
    first, second = keepers
    networks = new_network(1), new_network(2)
    first.request(networks[0], small_dataset)
    second.request(networks[1], small_dataset)
    qtbot.waitUntil(lambda: gated_reading.networks == [networks[0]])
    with qtbot.waitSignals([first.ready, second.ready]):
        gated_reading.gate.set()
    assert gated_reading.networks == [*networks]


def test_who_asks_for_another_gives_up_the_one_before(
    keepers: tuple[FeatureKeeper, FeatureKeeper],
    gated_reading: GatedReading,
    small_dataset: Dataset,
    qtbot: QtBot,
) -> None:
    networks = new_network(1), new_network(2)
    keeper = keepers[0]
    keeper.request(networks[0], small_dataset)
    qtbot.waitUntil(lambda: gated_reading.begun == 1)
    keeper.request(networks[1], small_dataset)
    qtbot.waitUntil(lambda: gated_reading.begun == 2)
    assert gated_reading.cancelled == 1
    with qtbot.waitSignal(keeper.ready):
        gated_reading.gate.set()
    assert keeper.subject == (networks[1], small_dataset)


def test_why_features_cannot_be_had_is_told_to_who_waits(
    keepers: tuple[FeatureKeeper, FeatureKeeper], small_dataset: Dataset, qtbot: QtBot
) -> None:
    first, second = keepers
    only = Dataset("Only", None, None, small_dataset.test)
    with qtbot.waitSignal(first.failed) as told, qtbot.assertNotEmitted(second.failed):
        first.request(new_network(1), only)
    assert told.args is not None
    assert "training" in str(told.args[0])
