"""Which images are taken away, and whose answers they come with; it may cross threads."""

from dataclasses import dataclass

import numpy as np

from desktop.mistakes.examples import Examples, Rows
from desktop.mistakes.exploration import Exploration, Scope
from desktop.mistakes.filters import grouped, ordered
from desktop.mistakes.takeaway import wording
from desktop.workspace.accuracy import at_moment
from desktop.workspace.data_titles import data_title
from desktop.workspace.evaluation import EvaluationResult


@dataclass(frozen=True, eq=False)
class TakenImages:
    """rows: positions in the split of `examples`, in the gallery's order. title: whose answers
    these are. about: which images, in which order.
    """

    examples: Examples
    rows: Rows
    network: str
    data: str
    title: str
    about: str

    @classmethod
    def of(cls, exploration: Exploration, result: EvaluationResult) -> "TakenImages":
        """Those that `taken_rows` names."""
        assert exploration.examples is not None
        request, rows = result.request, taken_rows(exploration)
        is_filtered = exploration.scope is Scope.FILTERED and not takes_selected(exploration)
        filters = exploration.filters if is_filtered else None
        return cls(
            exploration.examples,
            rows,
            at_moment(request.name, request.epoch, request.step),
            data_title(request.dataset.name),
            result.title,
            wording.shown_as(filters, exploration.order),
        )


def takes_selected(exploration: Exploration) -> bool:
    """Whether the selected images are meant: of one, which every click selects, nobody means it."""
    return len(exploration.selected) > 1


def taken_rows(exploration: Exploration) -> Rows:
    """What the gallery shows, in its order; if several images are selected, these alone."""
    examples = exploration.examples
    if examples is None or not takes_selected(exploration):
        return exploration.rows
    selected = exploration.selected[examples.is_read[exploration.selected]]
    rows = ordered(examples, np.asarray(selected, np.intp), exploration.order)
    return grouped(examples, rows)[0] if exploration.is_grouped else rows
