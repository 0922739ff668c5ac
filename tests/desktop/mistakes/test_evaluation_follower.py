"""What the workspace looks at is read while somebody watches, and the newest wins."""

from collections.abc import Iterator
from pathlib import Path
from time import monotonic

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

import nncore as nn
from desktop.mistakes.results import EvaluationFollower
from desktop.workspace.evaluation_service import EvaluationService
from desktop.workspace.named_network import NamedNetwork
from desktop.workspace.network_ref import NetworkRef
from desktop.workspace.workspace import Workspace
from nncore.datasets import Dataset, SplitName
from tests.desktop.gated_network import CountingJobs, GatedNetwork
from tests.desktop.mistakes.helpers import tiled
from tests.desktop.whole_window import others_share
from tests.desktop.workspace.helpers import EvaluationListener

RUN = NetworkRef.of_run("run")


@pytest.fixture
def counting_jobs(qtbot: QtBot) -> Iterator[CountingJobs]:
    jobs = CountingJobs()
    yield jobs
    jobs.close()


@pytest.fixture
def follower(
    workspace: Workspace, counting_jobs: CountingJobs, small_dataset: Dataset
) -> EvaluationFollower:
    """A watched follower of a workspace with a data set and no network."""
    follower = EvaluationFollower(workspace, EvaluationService(counting_jobs))
    workspace.set_dataset(small_dataset)
    follower.set_watched(True)
    return follower


def put(workspace: Workspace, network: nn.Network, ref: NetworkRef = RUN) -> None:
    workspace.put(NamedNetwork(ref.key, ref, network), choose=True)


def test_reads_a_network_as_nncore_does(
    qtbot: QtBot, workspace: Workspace, follower: EvaluationFollower, small_dataset: Dataset
) -> None:
    listener = EvaluationListener(follower)
    network = GatedNetwork(1)
    put(workspace, network)
    qtbot.waitUntil(lambda: listener.read == [network])
    expected = nn.evaluate(network, small_dataset.test)
    columns = listener.results[0].columns
    for name in ("labels", "predictions", "confidences", "losses", "probabilities"):
        assert np.array_equal(getattr(columns, name), getattr(expected, name)), name
    assert listener.results[0].accuracy.value == expected.accuracy


def test_reads_nothing_while_nobody_looks_and_all_when_somebody_does(
    qtbot: QtBot, workspace: Workspace, follower: EvaluationFollower, counting_jobs: CountingJobs
) -> None:
    listener = EvaluationListener(follower)
    follower.set_watched(False)
    network = GatedNetwork(1)
    put(workspace, network)
    assert counting_jobs.count == 0
    follower.set_watched(True)
    qtbot.waitUntil(lambda: listener.read == [network])
    assert counting_jobs.count == 1


def test_does_not_read_the_same_again_when_somebody_looks_again(
    qtbot: QtBot, workspace: Workspace, follower: EvaluationFollower, counting_jobs: CountingJobs
) -> None:
    listener = EvaluationListener(follower)
    put(workspace, GatedNetwork(1))
    qtbot.waitUntil(lambda: len(listener.read) == 1)
    follower.set_watched(False)
    follower.set_watched(True)
    assert counting_jobs.count == 1


def test_snapshots_between_the_one_at_work_and_the_newest_are_skipped(
    qtbot: QtBot, workspace: Workspace, follower: EvaluationFollower
) -> None:
    listener = EvaluationListener(follower)
    first, second, newest = GatedNetwork(1, is_open=False), GatedNetwork(2), GatedNetwork(3)
    put(workspace, first)
    qtbot.waitUntil(first.asked.is_set)
    put(workspace, second)
    put(workspace, newest)
    first.gate.set()
    qtbot.waitUntil(lambda: listener.read == [first, newest])
    assert not second.asked.is_set()


def test_rests_between_two_snapshots_of_a_run(
    qtbot: QtBot, workspace: Workspace, follower: EvaluationFollower, counting_jobs: CountingJobs
) -> None:
    listener = EvaluationListener(follower)
    first, second = GatedNetwork(1), GatedNetwork(2)
    put(workspace, first)
    qtbot.waitUntil(lambda: listener.read == [first])
    put(workspace, second)
    assert counting_jobs.count == 1
    qtbot.waitUntil(lambda: listener.read == [first, second])


def test_another_network_is_read_at_once_and_the_old_answer_dropped(
    qtbot: QtBot, workspace: Workspace, follower: EvaluationFollower
) -> None:
    listener = EvaluationListener(follower)
    slow, other = GatedNetwork(1, is_open=False), GatedNetwork(2)
    put(workspace, slow, NetworkRef.shipped())
    qtbot.waitUntil(slow.asked.is_set)
    put(workspace, other, NetworkRef.of_file(Path("network")))
    slow.gate.set()
    qtbot.waitUntil(lambda: len(listener.read) > 0)
    assert listener.read == [other]


def test_the_answer_for_a_split_that_was_left_is_dropped(
    qtbot: QtBot, workspace: Workspace, follower: EvaluationFollower
) -> None:
    listener = EvaluationListener(follower)
    network = GatedNetwork(1, is_open=False)
    put(workspace, network)
    qtbot.waitUntil(network.asked.is_set)
    follower.choose_split(SplitName.VALIDATION)
    network.gate.set()
    qtbot.waitUntil(lambda: len(listener.results) > 0)
    assert [each.request.split_name for each in listener.results] == [SplitName.VALIDATION]


def test_a_large_split_is_read_in_parts_and_comes_out_whole(
    qtbot: QtBot, workspace: Workspace, follower: EvaluationFollower, small_dataset: Dataset
) -> None:
    large = tiled(small_dataset.test, 20, first_index=500)
    listener = EvaluationListener(follower)
    network = GatedNetwork(1)
    workspace.set_dataset(Dataset("Large", small_dataset.training, large, large))
    put(workspace, network)
    qtbot.waitUntil(lambda: len(listener.results) == 1)
    read, expected = listener.results[0].columns, nn.evaluate(network, large)
    assert np.array_equal(read.predictions, expected.predictions)
    assert len(read) == len(large)


def test_a_missing_network_is_told(
    qtbot: QtBot, workspace: Workspace, evaluations: EvaluationService, small_dataset: Dataset
) -> None:
    follower = EvaluationFollower(workspace, evaluations)
    with qtbot.waitSignal(follower.emptied):
        workspace.set_dataset(small_dataset)
    assert follower.request is None


def test_a_network_that_does_not_fit_fails_with_words(
    qtbot: QtBot, workspace: Workspace, follower: EvaluationFollower
) -> None:
    with qtbot.waitSignal(follower.failed) as failed:
        put(workspace, nn.Network([nn.Dense(784, 2, rng=np.random.default_rng(1))]))
    assert "10 classes" in failed.args[0]


def test_newer_weights_that_came_while_a_reading_failed_are_read(
    qtbot: QtBot, workspace: Workspace, follower: EvaluationFollower
) -> None:
    listener = EvaluationListener(follower)
    failing, newer = GatedNetwork(1, is_open=False), GatedNetwork(2)
    failing.parameters[0].fill(np.nan)
    put(workspace, failing)
    qtbot.waitUntil(failing.asked.is_set)
    put(workspace, newer)
    with qtbot.waitSignal(follower.failed):
        failing.gate.set()
    qtbot.waitUntil(lambda: listener.read == [newer])


def test_reading_many_images_with_kernels_ends_in_time_when_the_window_closes(
    qtbot: QtBot,
    workspace: Workspace,
    follower: EvaluationFollower,
    counting_jobs: CountingJobs,
    small_dataset: Dataset,
    kernels: nn.Network,
) -> None:
    large = tiled(small_dataset.test, 40)
    workspace.set_dataset(Dataset("Large", small_dataset.training, large, large))
    with qtbot.assertNotEmitted(follower.evaluated):
        put(workspace, kernels)
        qtbot.wait(50)
        began = monotonic()
        counting_jobs.close()
        assert monotonic() - began < 0.5 * others_share()


def test_a_network_that_was_read_before_is_told_at_once(
    qtbot: QtBot, workspace: Workspace, follower: EvaluationFollower, counting_jobs: CountingJobs
) -> None:
    listener = EvaluationListener(follower)
    shipped, run = GatedNetwork(1), GatedNetwork(2)
    put(workspace, shipped, NetworkRef.shipped())
    qtbot.waitUntil(lambda: listener.read == [shipped])
    put(workspace, run)
    qtbot.waitUntil(lambda: listener.read == [shipped, run])
    with qtbot.assertNotEmitted(follower.requested):
        workspace.choose(NetworkRef.shipped())
    assert listener.read == [shipped, run, shipped]
    assert counting_jobs.count == 2


def test_says_that_another_network_is_read_and_not_that_newer_weights_are(
    qtbot: QtBot, workspace: Workspace, follower: EvaluationFollower
) -> None:
    listener = EvaluationListener(follower)
    put(workspace, GatedNetwork(1), NetworkRef.shipped())
    qtbot.waitUntil(lambda: len(listener.read) == 1)
    with qtbot.waitSignal(follower.requested):
        put(workspace, GatedNetwork(2))
    qtbot.waitUntil(lambda: len(listener.read) == 2)
    with qtbot.assertNotEmitted(follower.requested):
        put(workspace, GatedNetwork(3))
        qtbot.waitUntil(lambda: len(listener.read) == 3)


def test_a_file_that_tells_no_figure_has_the_one_that_was_measured(
    qtbot: QtBot, workspace: Workspace, follower: EvaluationFollower, counting_jobs: CountingJobs
) -> None:
    listener = EvaluationListener(follower)
    put(workspace, GatedNetwork(1), NetworkRef.of_file(Path("network")))
    qtbot.waitUntil(lambda: len(listener.results) == 1)
    opened = workspace.network
    assert opened is not None
    assert opened.accuracy == listener.results[0].accuracy
    assert workspace.networks[0].title.endswith("\u00a0% test")
    put(workspace, GatedNetwork(2))
    qtbot.waitUntil(lambda: len(listener.results) == 2)
    run = workspace.network
    assert run is not None
    assert run.accuracy is None  # a run measures itself, and not on the test images
    assert counting_jobs.count == 2


def test_a_file_that_was_measured_keeps_its_own_name(
    qtbot: QtBot, workspace: Workspace, follower: EvaluationFollower
) -> None:
    listener = EvaluationListener(follower)
    old, new = (NetworkRef.of_file(Path(folder, "mine")) for folder in ("old", "new"))
    workspace.put(NamedNetwork("mine", old, GatedNetwork(1)), choose=True)
    qtbot.waitUntil(lambda: len(listener.read) == 1)
    workspace.put(NamedNetwork("mine", new, GatedNetwork(2)), choose=True)
    qtbot.waitUntil(lambda: len(listener.read) == 2)
    workspace.put(NamedNetwork("another", NetworkRef.shipped(), GatedNetwork(3)))
    assert [each.name for each in workspace.networks[1:]] == ["mine (in old)", "mine (in new)"]


def test_what_was_given_up_stays_so_until_it_is_asked_for_or_another_is(
    qtbot: QtBot, workspace: Workspace, follower: EvaluationFollower
) -> None:
    listener = EvaluationListener(follower)
    slow, newer = GatedNetwork(1, is_open=False), GatedNetwork(2)
    put(workspace, slow)
    qtbot.waitUntil(slow.asked.is_set)
    follower.cancel()
    slow.gate.set()
    put(workspace, newer)  # newer weights are no reason to read after all
    qtbot.wait(100)
    assert listener.read == []
    follower.read()
    qtbot.waitUntil(lambda: listener.read == [newer])
    follower.cancel()
    follower.choose_split(SplitName.VALIDATION)
    qtbot.waitUntil(lambda: listener.read == [newer, newer])


def test_who_looks_again_at_what_failed_has_it_tried_again(
    qtbot: QtBot, workspace: Workspace, follower: EvaluationFollower
) -> None:
    failing = GatedNetwork(1)
    failing.parameters[0].fill(np.nan)
    with qtbot.waitSignal(follower.failed):
        put(workspace, failing)
    follower.set_watched(False)
    with qtbot.waitSignal(follower.failed):
        follower.set_watched(True)


def test_all_images_of_a_data_set_that_only_tests_are_its_test_images(
    workspace: Workspace, follower: EvaluationFollower, small_dataset: Dataset
) -> None:
    put(workspace, GatedNetwork(1))
    follower.choose_split(None)
    assert follower.request is not None
    assert follower.request.split is small_dataset.whole
    workspace.set_dataset(Dataset("Only", None, None, small_dataset.test))
    assert follower.request.split_name is SplitName.TEST
