"""The figures of an evaluation beside scikit-learn's: confusion, precision, recall, F1, loss."""

from typing import Any

import numpy as np
import pytest

import nncore as nn


@pytest.fixture(params=["learned a little", "one digit for all"])
def report(request: pytest.FixtureRequest, digits: nn.datasets.Split) -> nn.Evaluation:
    """A network that makes all kinds of mistakes; and one that never names most digits."""
    rng = np.random.default_rng(7)
    network = nn.Network([nn.Dense(784, 10, rng=rng)])
    if request.param == "one digit for all":
        network.parameters[1][3] = 1000
        return nn.evaluate(network, digits)
    run = nn.train(network, digits, optimizer=nn.SGD(0.05), epochs=2, batch_size=32, rng=rng)
    assert len(list(run)) > 2
    return nn.evaluate(network, digits)


def test_confusion(metrics: Any, report: nn.Evaluation) -> None:
    theirs = metrics.confusion_matrix(report.labels, report.predictions, labels=range(10))

    np.testing.assert_array_equal(report.confusion, theirs)


def test_figures_of_each_digit(metrics: Any, report: nn.Evaluation) -> None:
    precision, recall, f1, count = metrics.precision_recall_fscore_support(
        report.labels, report.predictions, labels=range(10), zero_division=0
    )

    rows = report.per_class()
    assert [row.precision for row in rows] == pytest.approx(precision)
    assert [row.recall for row in rows] == pytest.approx(recall)
    assert [row.f1 for row in rows] == pytest.approx(f1)
    assert [row.count for row in rows] == count.tolist()


def test_accuracy_and_loss(metrics: Any, report: nn.Evaluation) -> None:
    assert report.accuracy == pytest.approx(
        metrics.accuracy_score(report.labels, report.predictions)
    )
    if report.loss < 10:  # scikit-learn clips a probability of 0, so that its loss stays finite
        theirs = metrics.log_loss(report.labels, report.probabilities, labels=range(10))
        assert report.loss == pytest.approx(theirs, rel=1e-5)
