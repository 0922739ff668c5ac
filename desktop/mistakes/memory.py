"""How the tab was left and which images were selected, as plain values for the settings, and back;
the file may say anything.
"""

from base64 import b64decode, b64encode
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeVar

import numpy as np

from desktop.mistakes.cards.card_layout import CardSize
from desktop.mistakes.examples import Rows
from desktop.mistakes.exploration import Exploration
from desktop.mistakes.filters import Filters, Order, Outcome
from desktop.workspace.evaluation import EvaluationRequest, EvaluationResult
from nncore.array_types import CLASSES
from nncore.datasets import SplitName
from nncore.safe_text import quoted

MOST = 2_000
"""Images that are kept by their numbers; of more there is one bit for each image of the split."""

MOST_BITS = 400_000
"""Images of a split that bits are kept for: of MNIST there are 70,000, which take 9 kB."""

ALL = "all"
"""Instead of the name of a split."""

_MOST_POSITION = 10_000_000
_MOST_LETTERS = 4 * -(-MOST_BITS // 24)
_FORMS = ({"data", "split", "positions"}, {"data", "split", "bits"})


@dataclass(frozen=True)
class KeptSelection:
    """Which images were selected.

    data: the data set's fingerprint. split_name: None for all images. positions: in the split,
    rising.
    """

    data: str
    split_name: SplitName | None
    positions: tuple[int, ...]

    @classmethod
    def of(cls, shown: EvaluationResult | None, selected: Rows) -> "KeptSelection | None":
        """The selected images of those that are shown; None for nothing, and where they would take
        too much room: more than MOST, of more than MOST_BITS.
        """
        if shown is None or not len(selected):
            return None
        if len(selected) > MOST and int(selected.max()) >= MOST_BITS:
            return None
        data = shown.request.dataset.fingerprint
        return cls(data, shown.request.split_name, tuple(sorted(selected.tolist())))

    def rows_of(self, request: EvaluationRequest) -> Rows | None:
        """The selected positions if the request is about the same images; else None."""
        if request.split_name is not self.split_name or request.dataset.fingerprint != self.data:
            return None
        rows = np.array(self.positions, np.intp)
        return rows[rows < len(request.split)]

    def put_back(self, exploration: Exploration, request: EvaluationRequest) -> bool:
        """Select these images when they are shown, if the request is about them; returns whether it
        is.
        """
        rows = self.rows_of(request)
        if rows is not None:
            exploration.keep_selected(request.split, rows)
        return rows is not None

    def as_json(self) -> dict[str, Any]:
        """Plain values, which `of_json` takes back."""
        split = ALL if self.split_name is None else self.split_name.value
        values = {"data": self.data, "split": split}
        if len(self.positions) <= MOST:
            return values | {"positions": [*self.positions]}
        return values | {"bits": _packed(self.positions)}

    @classmethod
    def of_json(cls, given: object) -> "KeptSelection | None":
        """Read what `as_json` wrote. Raises ValueError for damaged values."""
        if given is None:
            return None
        if not isinstance(given, dict) or given.keys() not in _FORMS:
            raise ValueError(
                f"a selection has data, split and positions or bits, got {quoted(given, 80)}"
            )
        data, split = given["data"], given["split"]
        if not isinstance(data, str) or len(data) > 100:
            raise ValueError(f"a data set is told by its fingerprint, got {quoted(data, 80)}")
        if split not in (ALL, *(each.value for each in SplitName)):
            raise ValueError(f"there is no such split: {quoted(split, 80)}")
        has_bits = "bits" in given
        positions = _unpacked(given["bits"]) if has_bits else _checked(given["positions"])
        return cls(data, None if split == ALL else SplitName(split), positions)


def _checked(positions: object) -> tuple[int, ...]:
    if not isinstance(positions, list) or len(positions) > MOST:
        raise ValueError(f"positions are a list of at most {MOST}, got {quoted(positions, 80)}")
    if not all(type(each) is int and 0 <= each < _MOST_POSITION for each in positions):
        raise ValueError(f"positions are whole numbers, got {quoted(positions, 80)}")
    return tuple(positions)


def _packed(positions: tuple[int, ...]) -> str:
    """One bit for each image of the split, the first one first, as base64."""
    bits = np.zeros(max(positions) + 1, np.bool_)
    bits[[*positions]] = True
    return b64encode(np.packbits(bits).tobytes()).decode("ascii")


def _unpacked(bits: object) -> tuple[int, ...]:
    """The positions whose bits are set, rising."""
    if not isinstance(bits, str) or len(bits) > _MOST_LETTERS:
        raise ValueError(f"bits are at most {_MOST_LETTERS} letters, got {quoted(bits, 80)}")
    try:
        packed = b64decode(bits, validate=True)
    except ValueError as error:
        raise ValueError(f"bits are told in base64, got {quoted(bits, 80)}") from error
    is_set = np.unpackbits(np.frombuffer(packed, np.uint8))
    return tuple(np.flatnonzero(is_set).tolist())


Named = TypeVar("Named", bound=StrEnum)


@dataclass(frozen=True)
class TabMemory:
    """Filters, order, groups, the size of cards, which panes were open, which split was read (None
    for all images), and what was selected.
    """

    filters: Filters = field(default_factory=Filters)
    order: Order = Order.WORST
    is_grouped: bool = False
    card_size: CardSize = CardSize.MEDIUM
    shows_matrix: bool = True
    shows_inspector: bool = True
    split_name: SplitName | None = SplitName.TEST
    selection: KeptSelection | None = None

    def as_json(self) -> dict[str, Any]:
        """Plain values, which `of_json` takes back."""
        filters = self.filters
        return {
            "outcome": filters.outcome.value,
            "cells": sorted([*cell] for cell in filters.cells),
            "truths": sorted(filters.truths),
            "predictions": sorted(filters.predictions),
            "confidence": None if filters.confidence is None else [*filters.confidence],
            "marked": filters.marked,
            "order": self.order.value,
            "grouped": self.is_grouped,
            "card_size": self.card_size.value,
            "matrix": self.shows_matrix,
            "inspector": self.shows_inspector,
            "selection": None if self.selection is None else self.selection.as_json(),
            "split": ALL if self.split_name is None else self.split_name.value,
        }

    @classmethod
    def of_json(cls, values: dict[str, Any]) -> "TabMemory":
        """Read what `as_json` wrote; what is missing is as at first. Raises ValueError for damaged
        values.
        """
        known = cls().as_json()
        if unknown := sorted(set(values) - set(known)):
            raise ValueError(f"nothing takes {quoted(unknown, 80)}")
        said = known | values
        return cls(
            Filters(
                _named(Outcome, said["outcome"]),
                frozenset((_digit(truth), _digit(read)) for truth, read in _rows(said["cells"])),
                frozenset(map(_digit, _listed(said["truths"]))),
                frozenset(map(_digit, _listed(said["predictions"]))),
                _span(said["confidence"]),
                _truth(said["marked"]),
            ),
            _named(Order, said["order"]),
            _truth(said["grouped"]),
            _named(CardSize, said["card_size"]),
            _truth(said["matrix"]),
            _truth(said["inspector"]),
            None if said["split"] == ALL else _named(SplitName, said["split"]),
            KeptSelection.of_json(said["selection"]),
        )


def _named(names: type[Named], value: object) -> Named:
    """Unlike an enumeration's own error, this one is short however long `value` is."""
    if not isinstance(value, str) or value not in [*names]:
        raise ValueError(f"one of {', '.join(names)} is expected, got {quoted(value, 80)}")
    return names(value)


def _listed(value: object) -> list[Any]:
    if not isinstance(value, list) or len(value) > CLASSES * CLASSES:
        raise ValueError(f"digits and cells are lists of at most 100, got {quoted(value, 80)}")
    return value


def _rows(value: object) -> list[list[Any]]:
    rows = _listed(value)
    if not all(isinstance(row, list) and len(row) == 2 for row in rows):
        raise ValueError(f"a cell has a true digit and a predicted one, got {quoted(value, 80)}")
    return rows


def _digit(value: object) -> int:
    if type(value) is not int or not 0 <= value < CLASSES:
        raise ValueError(f"a digit is one of 0 to 9, got {quoted(value, 80)}")
    return value


def _span(value: object) -> tuple[float, float] | None:
    if value is None:
        return None
    pair = value if isinstance(value, list) else []
    if len(pair) != 2 or not all(type(each) in (int, float) for each in pair):
        raise ValueError(f"confidences are from one number to another, got {quoted(value, 80)}")
    least, most = pair
    if not 0 <= least <= most <= 1:  # before they become floats, which not every whole number can
        raise ValueError(f"confidences rise from 0 to 1, got {quoted(value, 80)}")
    return float(least), float(most)


def _truth(value: object) -> bool:
    if type(value) is not bool:
        raise ValueError(f"true or false is expected, got {quoted(value, 80)}")
    return value
