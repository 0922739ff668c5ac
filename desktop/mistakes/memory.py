"""How the tab was left, as plain values for the settings, and back; the file may say anything."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeVar

from desktop.mistakes.cards.card_layout import CardSize
from desktop.mistakes.filters import Filters, Order, Outcome
from desktop.mistakes.kept_selection import ALL, KeptSelection
from nncore.array_types import CLASSES
from nncore.datasets import SplitName
from nncore.safe_text import quoted

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
