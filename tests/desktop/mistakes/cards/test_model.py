"""The item model of the mistakes: Qt's own tester over it, and the figures in its roles."""

import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

import nncore as nn
from desktop.mistakes.cards import wording as card_wording
from desktop.mistakes.cards.model import MistakeRole
from desktop.mistakes.examples import ComparedNames, Example, Examples
from desktop.mistakes.filters import Filters, Order
from nncore.datasets import Dataset
from tests.desktop.mistakes.cards.helpers import ShownModel, misread_rows


def mistakes_in(model: ShownModel) -> list[Example]:
    return [model.example(row) for row in range(model.rowCount())]


def test_stays_a_sound_model_whatever_is_shown(
    qtbot: QtBot,
    examples: Examples,
    other_examples: Examples,
) -> None:
    model = ShownModel()
    mode = QAbstractItemModelTester.FailureReportingMode.Fatal
    tester = QAbstractItemModelTester(model, mode)
    for given in (examples, other_examples, other_examples):
        model.give(given)
        for order in Order:
            model.order_by(order)
        cells = [Filters(cells=frozenset({cell})) for cell in ((4, 9), (4, 4))]
        for filters in (Filters(truths=frozenset({4})), *cells, Filters()):
            model.filter_by(filters)
    model.clear()
    assert tester.model() is model


def test_names_in_a_tooltip_are_never_taken_for_html(
    examples: Examples, other_examples: Examples
) -> None:
    names = ComparedNames("<img src='file'>", "<b>Bold</b>")
    model = ShownModel()
    model.give(replace(examples, rival=other_examples.columns.predictions, names=names))
    tooltip = model.index(0).data(Qt.ItemDataRole.ToolTipRole)
    assert "&lt;b&gt;Bold" in tooltip
    assert "<img" not in tooltip
    assert "Before (<b>Bold</b>)" in model.index(0).data(Qt.ItemDataRole.AccessibleTextRole)


@pytest.mark.parametrize(
    ("first", "second", "words"),
    [
        (0.5, 0.5, "about level"),
        (0.505, 0.495, "ahead by 1\N{NO-BREAK SPACE}point"),
        (0.6, 0.35, "ahead by 25\N{NO-BREAK SPACE}points"),
    ],
)
def test_a_close_call_is_told_in_points(
    examples: Examples, first: float, second: float, words: str
) -> None:
    probabilities = np.zeros((len(examples.columns), 10), np.float32)
    probabilities[:, 4], probabilities[:, 9] = first, second
    columns = replace(examples.columns, probabilities=probabilities)
    close = replace(examples, columns=columns)
    assert card_wording.sort_text(close, 0, Order.MARGIN) == words


def test_shows_exactly_what_is_misread_the_worst_first(
    model: ShownModel, network: nn.Network, small_dataset: Dataset
) -> None:
    test = small_dataset.test
    probabilities = network.predict(test.images)
    answers = np.argmax(probabilities, axis=1)
    losses = -np.log(probabilities[np.arange(len(test)), test.labels])
    wrong = np.nonzero(answers != test.labels)[0]
    expected = wrong[np.argsort(-losses[wrong], kind="stable")]
    assert [each.index for each in mistakes_in(model)] == expected.tolist()


def test_roles_carry_the_figures_under_their_names(model: ShownModel) -> None:
    names = {bytes(name.data()).decode(): role for role, name in model.roleNames().items()}
    assert set(names) == {"index", "truth", "predicted", "confidence", "loss"}
    for row, example in enumerate(mistakes_in(model)):
        for name, role in names.items():
            assert model.index(row).data(role) == getattr(example, name)


def test_roles_follow_those_of_qt() -> None:
    assert list(MistakeRole) == [Qt.ItemDataRole.UserRole + 1 + step for step in range(5)]


def test_tooltip_and_screen_reader_hear_the_whole_sentence(model: ShownModel) -> None:
    example = model.example(0)
    tooltip = model.index(0).data(Qt.ItemDataRole.ToolTipRole)
    assert tooltip.startswith(f"Test image {example.index}: a")
    assert model.index(0).data(Qt.ItemDataRole.AccessibleTextRole) == tooltip


def test_an_index_counts_from_the_start_of_the_original_file(
    model: ShownModel, validation_examples: Examples
) -> None:
    validation = validation_examples.split
    model.give(validation_examples)
    for row, example in enumerate(mistakes_in(model)):
        position = example.index - validation.first_index
        assert np.array_equal(model.pixels(row), validation.images[position])
        assert example.truth == validation.labels[position]
    assert validation.first_index > 0


def test_finds_the_row_of_an_image(model: ShownModel) -> None:
    model.filter_by(Filters(truths=frozenset({4})))
    assert [model.row_of(each.index) for each in mistakes_in(model)] == list(
        range(model.rowCount())
    )


def test_has_no_row_for_an_image_that_a_filter_holds_back(model: ShownModel) -> None:
    kept_back = next(each for each in mistakes_in(model) if each.truth != 4)
    model.filter_by(Filters(truths=frozenset({4})))
    assert model.row_of(kept_back.index) is None


def test_newer_figures_of_the_same_images_do_not_reset(
    qtbot: QtBot, model: ShownModel, examples: Examples
) -> None:
    doubtful = replace(examples.columns, confidences=examples.columns.confidences * 0.5)
    again = Examples(examples.split, doubtful)
    with qtbot.assertNotEmitted(model.modelReset), qtbot.waitSignal(model.dataChanged):
        model.give(again)
    assert model.example(0).confidence == doubtful.confidences[misread_rows(examples)[0]]


def test_images_of_another_split_reset_even_at_the_same_positions(
    qtbot: QtBot, model: ShownModel, examples: Examples, small_dataset: Dataset
) -> None:
    elsewhere = Examples(small_dataset.validation, examples.columns)
    with qtbot.waitSignal(model.modelReset):
        model.give(elsewhere)


def test_an_empty_model_has_no_rows_and_no_misread(qtbot: QtBot) -> None:
    model = ShownModel()
    assert (model.rowCount(), model.split) == (0, None)
    assert model.row_of(0) is None


def test_knows_no_widgets() -> None:
    look = (
        "import sys, desktop.mistakes.cards.model as _; print('PySide6.QtWidgets' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
