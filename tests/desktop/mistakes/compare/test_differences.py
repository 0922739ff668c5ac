"""The matrix of a comparison, and the filters in it, against plain NumPy over the same answers."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

import nncore as nn
from desktop.mistakes.examples import Examples
from desktop.mistakes.filters import OF_RIVAL, Filters, Outcome, count_of
from desktop.mistakes.matrix.model import ConfusionFigures, ConfusionModel, ConfusionRole
from desktop.mistakes.matrix.wording import of_difference, of_digit_difference
from nncore.array_types import LabelArray
from nncore.datasets import Dataset
from nncore.epoch_predictions import NO_PREDICTION

DIAGONAL = np.eye(10, dtype=np.bool_)


@pytest.fixture
def rival(other_network: nn.Network, small_dataset: Dataset) -> LabelArray:
    return nn.evaluate(other_network, small_dataset.test).predictions


@pytest.fixture
def compared(examples: Examples, rival: LabelArray) -> Examples:
    return replace(examples, rival=rival)


def passing(examples: Examples, outcome: Outcome) -> list[int]:
    return np.flatnonzero(Filters(outcome).passes(examples)).tolist()


def test_the_four_kinds_are_those_of_the_library(
    compared: Examples, network: nn.Network, other_network: nn.Network, small_dataset: Dataset
) -> None:
    split = small_dataset.test
    told = nn.compare(nn.evaluate(other_network, split), nn.evaluate(network, split))
    columns = (told.fixed, told.broken, told.both_wrong_alike, told.both_wrong_differently)
    assert [passing(compared, each) for each in OF_RIVAL] == [each.tolist() for each in columns]
    assert all(map(len, columns))


def test_without_a_rival_no_image_is_of_any_kind(examples: Examples) -> None:
    assert [count_of(each, examples) for each in OF_RIVAL] == [0, 0, 0, 0]


def test_what_one_of_the_two_did_not_read_is_not_compared(
    examples: Examples, rival: LabelArray
) -> None:
    rival = rival.copy()
    rival[:100] = NO_PREDICTION
    compared = replace(examples, rival=rival)
    assert all(row >= 100 for each in OF_RIVAL for row in passing(compared, each))
    confusions = compared.compared_confusions
    assert confusions is not None
    assert [each.sum() for each in confusions] == [200, 200]
    assert compared.example(5).rival_predicted is None
    assert compared.example(150).rival_predicted == rival[150]


def test_a_cell_holds_what_one_of_the_two_alone_read_so(
    compared: Examples, rival: LabelArray
) -> None:
    labels, answers = compared.columns.labels, compared.columns.predictions
    for truth in range(10):
        for read in range(10):
            rows = np.flatnonzero(Filters(cells=frozenset({(truth, read)})).passes(compared))
            expected = (labels == truth) & ((answers == read) != (rival == read))
            assert rows.tolist() == np.flatnonzero(expected).tolist()


def test_figures_are_differences_with_a_sign(
    qtbot: QtBot, compared: Examples, rival: LabelArray
) -> None:
    confusions = compared.compared_confusions
    assert confusions is not None
    figures = ConfusionFigures(*confusions)
    model = ConfusionModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.show(figures)
    theirs = np.zeros((10, 10), np.int64)
    np.add.at(theirs, (compared.columns.labels, rival), 1)
    differences = compared.confusion - theirs
    assert figures.shown.tolist() == differences.tolist()
    for truth, read in np.ndindex(10, 10):
        difference, index = int(differences[truth, read]), model.index(truth, read)
        sign = "+" if difference > 0 else "−"
        assert index.data() == (f"{sign}{abs(difference)}" if difference else "·")
        if difference:
            is_good = (difference > 0) == (truth == read)
            assert model.figure(truth, read).is_good == is_good
    assert model.index(0, 10).data() == str(confusions[0][0].sum())
    assert model.index(10, 0).data(ConfusionRole.COUNT) == differences[:, 0].sum()
    assert tester.model() is model


def test_the_deepest_colours_are_the_largest_changes_either_way() -> None:
    ours, theirs = np.zeros((10, 10), np.int64), np.zeros((10, 10), np.int64)
    ours[4, 4], theirs[4, 4] = 90, 98
    ours[4, 9], theirs[4, 9] = 10, 0
    ours[4, 8], theirs[4, 8] = 0, 2
    figures = ConfusionFigures(ours, theirs)
    levels = figures.levels(of_shares=False, logarithmic=False)
    assert (levels[4, 4], levels[4, 9], levels[4, 8]) == (1, 1, 0.2)
    assert figures.shares[4, 9] == pytest.approx(0.1)
    model = ConfusionModel()
    model.show(figures)
    model.set_shares(True)
    assert [model.index(4, read).data() for read in (4, 9, 8)] == ["−8.0", "+10.0", "−2.0"]
    tooltip = Qt.ItemDataRole.ToolTipRole
    assert model.index(4, 9).data(tooltip) == of_difference((4, 9), 10, 10)
    assert model.index(4, 8).data(tooltip) == of_difference((4, 8), -2, 0)
    assert model.index(10, 8).data(tooltip) == of_digit_difference(8, -2)


def test_without_a_rival_right_is_good_and_misread_is_not(examples: Examples) -> None:
    assert np.array_equal(ConfusionFigures(examples.confusion).is_good, DIAGONAL)
