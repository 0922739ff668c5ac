"""The service answers like nncore, remembers, and lets the newest request win."""

import gc
from dataclasses import replace
from weakref import ref as weak_reference

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

import nncore as nn
from desktop.workspace.evaluation import EvaluationRequest
from desktop.workspace.evaluation_service import EvaluationService, LatestEvaluation
from desktop.workspace.jobs import Cancelled, Jobs
from desktop.workspace.named_network import NamedNetwork
from desktop.workspace.network_ref import NetworkRef
from nncore.datasets import Dataset, SplitName, generated
from tests.desktop.gated_network import GatedNetwork
from tests.desktop.workspace.helpers import EvaluationListener, evaluate_now

RUN = NetworkRef.of_run("run")


@pytest.fixture
def latest(evaluations: EvaluationService) -> LatestEvaluation:
    return LatestEvaluation(evaluations)


def of(
    network: nn.Network,
    dataset: Dataset,
    split_name: SplitName = SplitName.TEST,
    ref: NetworkRef = RUN,
) -> EvaluationRequest:
    return EvaluationRequest.of(NamedNetwork("Quick", ref, network), dataset, split_name)


@pytest.mark.parametrize("split_name", SplitName)
def test_the_answer_is_that_of_nncore(
    evaluations: EvaluationService,
    network: nn.Network,
    small_dataset: Dataset,
    split_name: SplitName,
) -> None:
    result = evaluate_now(evaluations, of(network, small_dataset, split_name))
    split = getattr(small_dataset, split_name)
    expected = nn.evaluate(network, split)
    for name in ("labels", "predictions", "confidences", "losses", "probabilities"):
        assert np.array_equal(getattr(result.columns, name), getattr(expected, name)), name
    assert result.columns.misread_positions.tolist() == sorted(expected.misread_positions)
    assert result.accuracy.value == expected.accuracy
    assert (result.accuracy.split, result.accuracy.images) == (split_name, len(split))


def test_what_was_read_is_remembered_for_each_split(
    evaluations: EvaluationService, small_dataset: Dataset
) -> None:
    network = GatedNetwork(1)
    first = evaluate_now(evaluations, of(network, small_dataset))
    evaluate_now(evaluations, of(network, small_dataset, SplitName.VALIDATION))
    reads = network.reads
    again = evaluations.remembered(of(network, small_dataset))
    assert again is not None
    assert again.columns is first.columns
    assert network.reads == reads


def test_the_same_weights_loaded_anew_are_not_read_again(
    evaluations: EvaluationService, small_dataset: Dataset
) -> None:
    evaluate_now(evaluations, of(GatedNetwork(1), small_dataset))
    loaded = GatedNetwork(1)
    evaluate_now(evaluations, of(loaded, small_dataset))
    assert loaded.reads == 0


def test_the_same_weights_between_other_layers_are_another_network(
    evaluations: EvaluationService, small_dataset: Dataset
) -> None:
    first, last = (nn.Dense(*size, rng=np.random.default_rng(1)) for size in [(784, 9), (9, 10)])
    evaluate_now(evaluations, of(nn.Network([first, nn.ReLU(), last]), small_dataset))
    straight = nn.Network([first, last])
    read = evaluate_now(evaluations, of(straight, small_dataset)).columns
    expected = nn.evaluate(straight, small_dataset.test)
    assert np.array_equal(read.confidences, expected.confidences)


def test_other_weights_images_and_references_are_read_anew(
    evaluations: EvaluationService, small_dataset: Dataset
) -> None:
    network = GatedNetwork(1)
    evaluate_now(evaluations, of(network, small_dataset))
    others = generated(rng=np.random.default_rng(2), training=20, validation=20, test=20)
    for request in (
        of(GatedNetwork(2), small_dataset),
        of(network, others),
        of(network, small_dataset, SplitName.VALIDATION),
        of(network, small_dataset, ref=NetworkRef.shipped()),
    ):
        assert evaluations.remembered(request) is None


def test_a_remembered_answer_says_the_name_of_today(
    evaluations: EvaluationService, network: nn.Network, small_dataset: Dataset
) -> None:
    request = of(network, small_dataset)
    evaluate_now(evaluations, request)
    renamed = replace(request, name="Slow", epoch=4)
    again = evaluations.remembered(renamed)
    assert again is not None
    assert again.title == renamed.title
    assert again.accuracy.epoch == 4


def test_what_was_asked_for_longest_ago_is_forgotten_first(
    jobs: Jobs, small_dataset: Dataset
) -> None:
    one = evaluate_now(EvaluationService(jobs), of(GatedNetwork(1), small_dataset)).columns.nbytes
    service = EvaluationService(jobs, most_bytes=2 * one)
    requests = [of(GatedNetwork(seed), small_dataset) for seed in range(3)]
    evaluate_now(service, requests[0])
    evaluate_now(service, requests[1])
    assert service.remembered(requests[0]) is not None  # asked for again
    evaluate_now(service, requests[2])
    known = [service.remembered(each) is not None for each in requests]
    assert known == [True, False, True]


def test_ten_thousand_images_take_half_a_megabyte(
    evaluations: EvaluationService, network: nn.Network, small_dataset: Dataset
) -> None:
    columns = evaluate_now(evaluations, of(network, small_dataset)).columns
    assert columns.nbytes / len(columns) <= 50


def test_networks_and_images_are_not_held_by_what_is_remembered(
    evaluations: EvaluationService,
) -> None:
    network = GatedNetwork(1)
    dataset = generated(rng=np.random.default_rng(2), training=20, validation=20, test=20)
    evaluate_now(evaluations, of(network, dataset))
    held = weak_reference(network), weak_reference(dataset)
    del network, dataset
    gc.collect()
    assert [each() for each in held] == [None, None]


def test_a_reading_ends_where_it_is_cancelled(
    evaluations: EvaluationService, kernels: nn.Network, small_dataset: Dataset
) -> None:
    told: list[float] = []

    def cancel_at_the_second(done: float) -> None:
        told.append(done)
        if len(told) == 2:
            raise Cancelled

    request = of(kernels, small_dataset, SplitName.TRAINING)
    with pytest.raises(Cancelled):
        evaluations.evaluate(request, cancel_at_the_second)
    assert told[-1] < 0.5
    assert evaluations.remembered(request) is None


def test_only_the_newest_request_is_answered(
    qtbot: QtBot, latest: LatestEvaluation, small_dataset: Dataset
) -> None:
    listener = EvaluationListener(latest)
    first, second, newest = GatedNetwork(1, is_open=False), GatedNetwork(2), GatedNetwork(3)
    latest.request(of(first, small_dataset))
    qtbot.waitUntil(first.asked.is_set)
    latest.request(of(second, small_dataset))
    latest.request(of(newest, small_dataset))
    first.gate.set()
    qtbot.waitUntil(lambda: listener.read == [newest])
    assert second.reads == 0


def test_nothing_is_told_after_a_cancel(
    qtbot: QtBot, latest: LatestEvaluation, small_dataset: Dataset
) -> None:
    network = GatedNetwork(1, is_open=False)
    latest.request(of(network, small_dataset))
    qtbot.waitUntil(network.asked.is_set)
    latest.cancel()
    network.gate.set()
    with qtbot.assertNotEmitted(latest.evaluated, wait=100):
        pass
    assert not latest.is_busy


def test_nobody_waits_for_what_somebody_else_asked(
    qtbot: QtBot, evaluations: EvaluationService, small_dataset: Dataset
) -> None:
    gallery, status = LatestEvaluation(evaluations), LatestEvaluation(evaluations)
    slow, quick = GatedNetwork(1, is_open=False), GatedNetwork(2)
    listener, other_listener = EvaluationListener(gallery), EvaluationListener(status)
    gallery.request(of(slow, small_dataset))
    qtbot.waitUntil(slow.asked.is_set)
    status.request(of(quick, small_dataset))
    qtbot.waitUntil(lambda: other_listener.read == [quick])
    assert listener.read == []
    slow.gate.set()
    qtbot.waitUntil(lambda: listener.read == [slow])


def test_one_that_cannot_be_read_keeps_no_other_from_it(
    qtbot: QtBot, latest: LatestEvaluation, small_dataset: Dataset
) -> None:
    listener = EvaluationListener(latest)
    good = GatedNetwork(1)
    latest.request(of(GatedNetwork(2, classes=2), small_dataset))
    latest.request(of(good, small_dataset))
    qtbot.waitUntil(lambda: listener.read == [good])
    assert listener.failures == []


def test_a_failure_is_told_in_words(
    qtbot: QtBot, latest: LatestEvaluation, small_dataset: Dataset
) -> None:
    listener = EvaluationListener(latest)
    latest.request(of(GatedNetwork(2, classes=2), small_dataset))
    qtbot.waitUntil(lambda: len(listener.failures) == 1)
    assert "10 classes" in listener.failures[0]
