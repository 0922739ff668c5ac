"""A run's folder as somebody forged it: other values in its documents, other rows in its tables."""

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np


def document(folder: Path, name: str) -> dict[str, Any]:
    """What one of a run's documents holds."""
    values: dict[str, Any] = json.loads((folder / f"{name}.json").read_text("utf-8"))
    return values


def change(folder: Path, name: str, /, *without: str, **values: object) -> None:
    """Write other values into a document, and leave some out."""
    changed = document(folder, name) | values
    for each in without:
        del changed[each]
    (folder / f"{name}.json").write_text(json.dumps(changed), "utf-8")


def change_rows(folder: Path, name: str, write: Callable[[Any], object]) -> None:
    """Let `write` write into the rows of a table."""
    path = folder / f"{name}.npy"
    rows = np.load(path)
    write(rows)
    np.save(path, rows)


def change_column(
    folder: Path, name: str, columns: Iterable[str], place: int | slice, value: float
) -> None:
    """Write one value into columns of a table."""

    def write(rows: Any) -> None:
        for column in columns:
            rows[column][place] = value

    change_rows(folder, name, write)
