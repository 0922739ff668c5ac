"""Images that are exported, with whose answers they come; and as a table, one line an image."""

import csv
from dataclasses import dataclass
from io import StringIO
from math import isnan

import numpy as np

from desktop.mistakes.actions import wording
from desktop.mistakes.examples import Examples, Rows
from desktop.mistakes.exploration import Exploration, Scope
from desktop.mistakes.filters import grouped, ordered
from desktop.workspace.accuracy import at_moment
from desktop.workspace.data_titles import data_title
from desktop.workspace.evaluation import EvaluationResult
from desktop.workspace.jobs import Progress
from nncore.array_types import CLASSES
from nncore.epoch_predictions import NO_PREDICTION

COLUMNS = (
    "split",
    "index",
    "truth",
    "prediction",
    *(f"probability_{digit}" for digit in range(CLASSES)),
    "loss",
    "mark",
    "network",
    "data",
)

_CHUNK = 1_000
"""Lines between two words of progress."""


@dataclass(frozen=True, eq=False)
class ExportedImages:
    """It may cross threads.

    rows: positions in the split of `examples`, in the gallery's order. title: whose answers
    these are. about: which images, in which order.
    """

    examples: Examples
    rows: Rows
    network: str
    data: str
    title: str
    about: str

    @classmethod
    def of(cls, exploration: Exploration, result: EvaluationResult) -> "ExportedImages":
        """The images that `exported_rows` names, as `result` answers them."""
        assert exploration.examples is not None
        request, rows = result.request, exported_rows(exploration)
        is_filtered = exploration.scope is Scope.FILTERED and not exports_selected(exploration)
        filters = exploration.filters if is_filtered else None
        return cls(
            exploration.examples,
            rows,
            at_moment(request.name, request.epoch, request.step),
            data_title(request.dataset.name),
            result.title,
            wording.shown_as(filters, exploration.order),
        )


def exports_selected(exploration: Exploration) -> bool:
    """Whether the selected images are exported instead of those shown: not if it is one, which any
    click selects.
    """
    return len(exploration.selected) > 1


def exported_rows(exploration: Exploration) -> Rows:
    """What the gallery shows, in its order; if several images are selected, only these."""
    examples = exploration.examples
    if examples is None or not exports_selected(exploration):
        return exploration.rows
    selected = exploration.selected[examples.is_read[exploration.selected]]
    rows = ordered(examples, np.asarray(selected, np.intp), exploration.order)
    return grouped(examples, rows)[0] if exploration.is_grouped else rows


def csv_table(exported: ExportedImages, progress: Progress) -> bytes:
    """The images as CSV; 70,000 lines take a second or two, so this is for a working thread.

    What is not known is left empty. Losses are in nats; nine digits tell any two numbers of single
    precision apart.
    """
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    count = len(exported.rows)
    for start in range(0, count, _CHUNK):
        progress(start / count)
        writer.writerows(_lines(exported, start, start + _CHUNK))
    return text.getvalue().encode()


def _lines(exported: ExportedImages, start: int, stop: int) -> list[list[object]]:
    examples, rows = exported.examples, exported.rows[start:stop]
    columns, marks = examples.columns, examples.marks
    unknown = [""] * len(rows)
    probabilities: list[list[str]] = [[""] * CLASSES] * len(rows)
    if columns.probabilities is not None:
        probabilities = [[*map(_number, each)] for each in columns.probabilities[rows].tolist()]
    losses = unknown if columns.losses is None else map(_number, columns.losses[rows].tolist())
    whose = [wording.safe_cell(exported.network), wording.safe_cell(exported.data)]
    return [
        [
            *_place(examples, row),
            truth,
            "" if predicted == NO_PREDICTION else predicted,
            *of_digits,
            loss,
            marks[row].kind.value if row in marks else "",
            *whose,
        ]
        for row, truth, predicted, of_digits, loss in zip(
            rows.tolist(),
            columns.labels[rows].tolist(),
            columns.predictions[rows].tolist(),
            probabilities,
            losses,
            strict=True,
        )
    ]


def _place(examples: Examples, row: int) -> tuple[str, int]:
    split_name, index = examples.place(row)
    return "" if split_name is None else split_name.value, index


def _number(value: float) -> str:
    return "" if isnan(value) else f"{value:.9g}"
