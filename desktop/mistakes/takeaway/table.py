"""Images with what was answered to them as a table: CSV, one line an image."""

import csv
from io import StringIO
from math import isnan

from desktop.mistakes.examples import Examples
from desktop.mistakes.takeaway.taken import TakenImages
from desktop.mistakes.takeaway.wording import safe_cell
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


def table(taken: TakenImages, progress: Progress) -> bytes:
    """The table; 70,000 lines take a second or two, so this is for a working thread.

    What is not known is left empty. Losses are in nats; nine digits tell any two numbers of single
    precision apart.
    """
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    count = len(taken.rows)
    for start in range(0, count, _CHUNK):
        progress(start / count)
        writer.writerows(_lines(taken, start, start + _CHUNK))
    return text.getvalue().encode()


def _lines(taken: TakenImages, start: int, stop: int) -> list[list[object]]:
    examples, rows = taken.examples, taken.rows[start:stop]
    columns, marks = examples.columns, examples.marks
    unknown = [""] * len(rows)
    probabilities: list[list[str]] = [[""] * CLASSES] * len(rows)
    if columns.probabilities is not None:
        probabilities = [[*map(_number, each)] for each in columns.probabilities[rows].tolist()]
    losses = unknown if columns.losses is None else map(_number, columns.losses[rows].tolist())
    whose = [safe_cell(taken.network), safe_cell(taken.data)]
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
