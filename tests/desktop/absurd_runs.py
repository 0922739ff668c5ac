"""Kept runs from elsewhere, well formed and absurd: what is shown of them, and what is damaged."""

import math
from collections.abc import Callable, Iterable
from pathlib import Path
from shutil import copytree
from typing import TypeAlias

from nncore.runs import KeptRun
from tests.nncore.runs.forged import change, change_column, change_rows, document

Change: TypeAlias = Callable[[Path], object]


def rows(table: str, columns: Iterable[str], place: int | slice, value: float) -> Change:
    """Writes a value into columns of a table."""
    return lambda folder: change_column(folder, table, columns, place, value)


def values(name: str, **changed: object) -> Change:
    """Writes values into a document."""
    return lambda folder: change(folder, name, **changed)


def within(entry: str, **changed: object) -> Change:
    """Writes values into the recipe or the notes of the data."""
    return lambda folder: change(folder, "run", **{entry: document(folder, "run")[entry] | changed})


def both(first: Change, second: Change) -> Change:
    """One after the other."""
    return lambda folder: (first(folder), second(folder))


def spoiled_labels(folder: Path) -> None:
    change_rows(folder, "labels", lambda labels: labels.fill(77))


def linked_weights(folder: Path) -> None:
    (folder / "weights").rename(folder / "moved")
    (folder / "weights").symlink_to("moved")


ALL = slice(None)
FIGURES = ("training_loss", "training_accuracy", "validation_loss", "validation_accuracy")
RATES = [[1 + number // 20_000, 0.1, 0.2] for number in range(300_000)]

SHOWN: dict[str, Change] = {
    "a loss of NaN": rows("steps", ["loss"], 5, math.nan),
    "losses without end at last": rows("steps", ["loss"], slice(-3, None), math.inf),
    "no loss at all": rows("steps", ["loss"], ALL, math.nan),
    "losses below all": rows("steps", ["loss"], ALL, -math.inf),
    "a loss of 3e38": rows("steps", ["loss"], 5, 3e38),
    "no accuracy": rows("steps", ["accuracy"], ALL, math.nan),
    "an accuracy of 1e30": rows("steps", ["accuracy"], 3, 1e30),
    "no rate": rows("steps", ["learning_rate"], ALL, math.nan),
    "rates below 0": rows("steps", ["learning_rate"], ALL, -1.0),
    "a rate without end": rows("steps", ["learning_rate"], 3, math.inf),
    "rates of 0": rows("steps", ["learning_rate"], ALL, 0.0),
    "examples below 0": rows("steps", ["examples"], ALL, -5),
    "an epoch of NaN": rows("epochs", FIGURES, 2, math.nan),
    "a last epoch of NaN": rows("epochs", FIGURES, -1, math.nan),
    "epochs without end": rows("epochs", FIGURES, slice(1, 3), math.inf),
    "epochs of 1e308": rows("epochs", FIGURES, ALL, 1e308),
    "losses of epochs of 1e308": rows("epochs", FIGURES[::2], slice(1, 4), 1e308),
    "epochs below 0": rows("epochs", FIGURES, ALL, -2.0),
    "very many rates": values("commit", rate_changes=RATES),
    "a tiny rate": both(
        values("commit", ending="diverged"), within("recipe", learning_rate=5e-324)
    ),
    "a century": values("commit", seconds=3e9),
    "another millennium": values("run", created="2999-01-01T00:00:00+00:00"),
    "labels of no digits": spoiled_labels,
}

DAMAGED: dict[str, Change] = {
    "a step below 0": rows("epochs", ["step"], -1, -4),
    "a million weights": values("commit", weights=[0] * 10**6),
    "time without end": values("commit", seconds=1e300),
    "better than all": values("commit", best_validation=2.0),
    "before the clock": values("run", created="0001-01-01T00:00:00+00:00"),
    "epochs beyond counting": values("commit", asked=2**60),
    "a batch beyond counting": within("recipe", batch_size=2**60),
    "many images": within("dataset", test=10**9),
    "a link for weights": linked_weights,
}


def kept_in(storage: Path, run: KeptRun, name: str, forge: Change) -> Path:
    """A copy of a run under another name, changed."""
    number = len([*storage.glob("runs/*")])
    folder = storage / "runs" / f"2026-01-01-000000-{number:04x}"
    copytree(run.folder, folder)
    change(folder, "name", name=name)
    forge(folder)
    return folder
