"""The feed reads what is asked for, while somebody looks, and the newest wins."""

from collections.abc import Iterator
from pathlib import Path
from threading import Event
from time import monotonic

import numpy as np
import pytest
from PySide6.QtCore import QObject, Slot
from pytestqt.qtbot import QtBot

import nncore as nn
from desktop.workspace.evaluation_request import Report
from desktop.workspace.evaluation_service import EvaluationFeed
from desktop.workspace.jobs import Job, Jobs
from desktop.workspace.named_network import NamedNetwork
from desktop.workspace.network_ref import NetworkRef
from desktop.workspace.workspace import Workspace
from nncore.array_types import FloatArray, ImageArray
from nncore.datasets import Dataset, Split, SplitName

RUN = NetworkRef.of_run("run")


class GatedNetwork(nn.Network):
    """Tells when it is asked to read, and reads no sooner than its gate is open."""

    def __init__(self, seed: int, *, is_open: bool = True) -> None:
        super().__init__([nn.Dense(784, 10, rng=np.random.default_rng(seed))])
        self.asked, self.gate = Event(), Event()
        if is_open:
            self.gate.set()

    def logits(self, images: ImageArray | FloatArray) -> FloatArray:
        self.asked.set()
        assert self.gate.wait(10)
        return super().logits(images)


class CountingJobs(Jobs):
    """Counts the jobs that it is given."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    def start(self, job: Job) -> None:
        self.count += 1
        super().start(job)


class Listener(QObject):
    """Keeps what a feed tells."""

    def __init__(self, feed: EvaluationFeed) -> None:
        super().__init__()
        self.read: list[nn.Network] = []
        self.reports: list[Report] = []
        feed.evaluated.connect(self._on_evaluated)

    @Slot(object)
    def _on_evaluated(self, report: Report) -> None:
        self.reports.append(report)
        self.read.append(report.subject.network.network)


@pytest.fixture
def counting_jobs(qtbot: QtBot) -> Iterator[CountingJobs]:
    jobs = CountingJobs()
    yield jobs
    jobs.close()


@pytest.fixture
def feed(
    workspace: Workspace, counting_jobs: CountingJobs, small_dataset: Dataset
) -> EvaluationFeed:
    """A watched feed of a workspace with a data set and no network."""
    feed = EvaluationFeed(workspace, counting_jobs)
    workspace.set_dataset(small_dataset)
    feed.set_watched(True)
    return feed


def put(workspace: Workspace, network: nn.Network, ref: NetworkRef = RUN) -> None:
    workspace.put(NamedNetwork(ref.key, ref, network), choose=True)


def test_reads_a_network_as_nncore_does(
    qtbot: QtBot, workspace: Workspace, feed: EvaluationFeed, small_dataset: Dataset
) -> None:
    listener = Listener(feed)
    network = GatedNetwork(1)
    put(workspace, network)
    qtbot.waitUntil(lambda: listener.read == [network])
    expected = nn.evaluate(network, small_dataset.test)
    report = listener.reports[0].evaluation
    assert np.array_equal(report.misread_positions, expected.misread_positions)
    assert np.allclose(report.losses, expected.losses)
    assert report.first_index == expected.first_index


def test_reads_nothing_while_nobody_looks_and_all_when_somebody_does(
    qtbot: QtBot, workspace: Workspace, feed: EvaluationFeed, counting_jobs: CountingJobs
) -> None:
    listener = Listener(feed)
    feed.set_watched(False)
    network = GatedNetwork(1)
    put(workspace, network)
    assert counting_jobs.count == 0
    feed.set_watched(True)
    qtbot.waitUntil(lambda: listener.read == [network])
    assert counting_jobs.count == 1


def test_does_not_read_the_same_again_when_somebody_looks_again(
    qtbot: QtBot, workspace: Workspace, feed: EvaluationFeed, counting_jobs: CountingJobs
) -> None:
    listener = Listener(feed)
    put(workspace, GatedNetwork(1))
    qtbot.waitUntil(lambda: len(listener.read) == 1)
    feed.set_watched(False)
    feed.set_watched(True)
    assert counting_jobs.count == 1


def test_snapshots_between_the_one_at_work_and_the_newest_are_skipped(
    qtbot: QtBot, workspace: Workspace, feed: EvaluationFeed
) -> None:
    listener = Listener(feed)
    first, second, newest = GatedNetwork(1, is_open=False), GatedNetwork(2), GatedNetwork(3)
    put(workspace, first)
    qtbot.waitUntil(first.asked.is_set)
    put(workspace, second)
    put(workspace, newest)
    first.gate.set()
    qtbot.waitUntil(lambda: listener.read == [first, newest])
    assert not second.asked.is_set()


def test_rests_between_two_snapshots_of_a_run(
    qtbot: QtBot, workspace: Workspace, feed: EvaluationFeed, counting_jobs: CountingJobs
) -> None:
    listener = Listener(feed)
    first, second = GatedNetwork(1), GatedNetwork(2)
    put(workspace, first)
    qtbot.waitUntil(lambda: listener.read == [first])
    put(workspace, second)
    assert counting_jobs.count == 1
    qtbot.waitUntil(lambda: listener.read == [first, second])


def test_another_network_is_read_at_once_and_the_old_answer_dropped(
    qtbot: QtBot, workspace: Workspace, feed: EvaluationFeed
) -> None:
    listener = Listener(feed)
    slow, other = GatedNetwork(1, is_open=False), GatedNetwork(2)
    put(workspace, slow, NetworkRef.shipped())
    qtbot.waitUntil(slow.asked.is_set)
    put(workspace, other, NetworkRef.of_file(Path("network")))
    slow.gate.set()
    qtbot.waitUntil(lambda: len(listener.read) > 0)
    assert listener.read == [other]


def test_the_answer_for_a_split_that_was_left_is_dropped(
    qtbot: QtBot, workspace: Workspace, feed: EvaluationFeed
) -> None:
    listener = Listener(feed)
    network = GatedNetwork(1, is_open=False)
    put(workspace, network)
    qtbot.waitUntil(network.asked.is_set)
    feed.choose_split(SplitName.VALIDATION)
    network.gate.set()
    qtbot.waitUntil(lambda: len(listener.reports) > 0)
    assert [each.subject.split_name for each in listener.reports] == [SplitName.VALIDATION]


def test_a_large_split_is_read_in_parts_and_comes_out_whole(
    qtbot: QtBot, workspace: Workspace, feed: EvaluationFeed, small_dataset: Dataset
) -> None:
    repeats = 20
    images = np.tile(small_dataset.test.images, (repeats, 1, 1))
    labels = np.tile(small_dataset.test.labels, repeats)
    large = Split(images, labels, first_index=500)
    listener = Listener(feed)
    network = GatedNetwork(1)
    workspace.set_dataset(Dataset("Large", small_dataset.training, large, large))
    put(workspace, network)
    qtbot.waitUntil(lambda: len(listener.reports) == 1)
    read, expected = listener.reports[0].evaluation, nn.evaluate(network, large)
    assert np.array_equal(read.predictions, expected.predictions)
    assert [each.index for each in read.mistakes()][:3] == [
        each.index for each in expected.mistakes()
    ][:3]


def test_a_missing_network_is_told(
    qtbot: QtBot, workspace: Workspace, jobs: Jobs, small_dataset: Dataset
) -> None:
    feed = EvaluationFeed(workspace, jobs)
    with qtbot.waitSignal(feed.emptied):
        workspace.set_dataset(small_dataset)
    assert feed.subject is None


def test_a_network_that_does_not_fit_fails_with_words(
    qtbot: QtBot, workspace: Workspace, feed: EvaluationFeed
) -> None:
    two_classes = nn.Network([nn.Dense(784, 2, rng=np.random.default_rng(1))])
    with qtbot.waitSignal(feed.failed) as failed:
        put(workspace, two_classes)
    assert "10 classes" in failed.args[0]


def test_reading_many_images_with_kernels_ends_in_time_when_the_window_closes(
    qtbot: QtBot,
    workspace: Workspace,
    feed: EvaluationFeed,
    counting_jobs: CountingJobs,
    small_dataset: Dataset,
    kernels: nn.Network,
) -> None:
    images = np.tile(small_dataset.test.images, (40, 1, 1))
    large = Split(images, np.tile(small_dataset.test.labels, 40))
    workspace.set_dataset(Dataset("Large", small_dataset.training, large, large))
    with qtbot.assertNotEmitted(feed.evaluated):
        put(workspace, kernels)
        qtbot.wait(50)
        began = monotonic()
        counting_jobs.close()
        assert monotonic() - began < 0.5
