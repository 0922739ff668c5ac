"""What is looked at in the Mistakes tab: one object, one signal, whatever changes."""

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from desktop.mistakes.examples import Examples
from desktop.mistakes.exploration import Aspect, Exploration, Scope
from desktop.mistakes.filters import Filters, Order, Outcome, ordered


class Heard:
    """The aspects that an exploration told of."""

    def __init__(self, exploration: Exploration) -> None:
        self.aspects: list[Aspect] = []
        exploration.changed.connect(self.aspects.append)

    def take(self) -> list[Aspect]:
        heard, self.aspects = [*self.aspects], []
        self.aspects = []
        return heard


@pytest.fixture
def exploration(qtbot: QtBot, examples: Examples) -> Exploration:
    exploration = Exploration()
    exploration.show(examples)
    return exploration


def cells_of(exploration: Exploration) -> set[tuple[int, int]]:
    assert exploration.examples is not None
    shown = (exploration.examples.example(int(row)) for row in exploration.rows)
    return {(each.truth, each.predicted) for each in shown}


def test_shows_the_misread_at_first_the_worst_first(
    exploration: Exploration, examples: Examples
) -> None:
    misread = np.flatnonzero(~examples.is_right)
    assert exploration.rows.tolist() == ordered(examples, misread, Order.WORST).tolist()
    assert exploration.filtered_count == examples.misread_count


def test_every_cell_of_the_matrix_shows_as_many_images_as_it_says(
    exploration: Exploration, examples: Examples
) -> None:
    for truth in range(10):
        for predicted in range(10):
            exploration.set_cells(frozenset({(truth, predicted)}))
            assert len(exploration.rows) == examples.confusion[truth, predicted]
            assert cells_of(exploration) <= {(truth, predicted)}


def test_a_filter_tells_of_itself_once_and_the_same_again_not_at_all(
    exploration: Exploration,
) -> None:
    heard = Heard(exploration)
    exploration.set_outcome(Outcome.RIGHT)
    assert heard.take() == [Aspect.FILTERS | Aspect.ROWS]
    exploration.set_outcome(Outcome.RIGHT)
    assert heard.take() == []


def test_all_are_shown_whatever_the_filters_are(
    exploration: Exploration, examples: Examples
) -> None:
    exploration.set_scope(Scope.ALL)
    assert sorted(exploration.rows) == list(range(examples.read_count))
    assert exploration.filtered_count == examples.misread_count
    exploration.set_cells(frozenset({(4, 4)}))
    assert exploration.scope is Scope.FILTERED
    assert len(exploration.rows) == examples.confusion[4, 4]


def test_what_is_selected_stays_so_whatever_is_filtered(exploration: Exploration) -> None:
    chosen = np.sort(exploration.rows[:3])
    exploration.select(chosen)
    exploration.set_outcome(Outcome.RIGHT)
    assert exploration.selected.tolist() == chosen.tolist()
    exploration.set_scope(Scope.SELECTED)
    assert sorted(exploration.rows) == chosen.tolist()


def test_the_selected_stay_in_sight_while_one_of_them_is_clicked(exploration: Exploration) -> None:
    exploration.select(np.sort(exploration.rows[:3]))
    exploration.set_scope(Scope.SELECTED)
    exploration.select(exploration.rows[:1])
    assert len(exploration.rows) == 3
    assert len(exploration.selected) == 1


def test_selection_and_hover_light_their_cells(
    exploration: Exploration, examples: Examples
) -> None:
    assert exploration.highlighted_cells == frozenset()
    first, second = (int(row) for row in exploration.rows[:2])
    exploration.select(np.array(sorted((first, second))))
    pairs = [(each.truth, each.predicted) for each in map(examples.example, (first, second))]
    assert exploration.highlighted_cells == frozenset(pairs)
    exploration.hover(first)
    assert exploration.highlighted_cells == {pairs[0]}
    exploration.hover(None)
    assert exploration.highlighted_cells == frozenset(pairs)


def test_newer_figures_of_the_same_images_keep_the_selection(
    exploration: Exploration, other_examples: Examples
) -> None:
    exploration.select(exploration.rows[:2])
    selected = exploration.selected.tolist()
    exploration.show(other_examples)
    assert exploration.selected.tolist() == selected


def test_a_selection_waits_where_it_was_made(
    exploration: Exploration, examples: Examples, validation_examples: Examples
) -> None:
    selected = exploration.rows[:3]
    exploration.select(selected)
    exploration.show(validation_examples)
    assert exploration.current is None
    exploration.select(exploration.rows[:1])
    exploration.show(None)
    exploration.show(examples)
    assert exploration.selected.tolist() == selected.tolist()
    assert exploration.current == selected[0], "what is selected is inspected"


def test_other_images_are_not_selected(
    exploration: Exploration, validation_examples: Examples
) -> None:
    exploration.select(exploration.rows[:2])
    exploration.set_scope(Scope.SELECTED)
    exploration.show(validation_examples)
    assert exploration.selected.tolist() == []
    assert exploration.scope is Scope.FILTERED
    assert exploration.filters == Filters()


def test_groups_follow_order_and_filters(exploration: Exploration) -> None:
    exploration.set_grouped(True)
    assert len(exploration.groups.cells) == len(cells_of(exploration))
    exploration.set_cells(frozenset({(4, 9)}))
    assert set(exploration.groups.cells) == cells_of(exploration)
    exploration.set_grouped(False)
    assert exploration.groups.cells == ()


def test_without_examples_there_is_nothing(exploration: Exploration) -> None:
    exploration.hover(int(exploration.rows[0]))
    exploration.show(None)
    assert len(exploration.rows) == 0
    assert exploration.highlighted_cells == frozenset()
