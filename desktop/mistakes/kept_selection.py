"""Which images were selected, for the next start: by data set, split and place."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from desktop.mistakes.cards.examples import Rows
from desktop.mistakes.exploration import Exploration
from desktop.workspace.evaluation import EvaluationRequest, EvaluationResult
from nncore.datasets import SplitName
from nncore.safe_text import quoted

MOST = 2_000
"""Images that are kept; who selected more did not choose them one by one."""

ALL = "all"
"""Instead of the name of a split."""

_MOST_POSITION = 10_000_000


@dataclass(frozen=True)
class KeptSelection:
    """data: the data set's fingerprint. split_name: None for all images. positions: in the split,
    rising.
    """

    data: str
    split_name: SplitName | None
    positions: tuple[int, ...]

    @classmethod
    def of(cls, shown: EvaluationResult | None, selected: Rows) -> "KeptSelection | None":
        """What is selected of the images that are shown; None for nothing, or too many."""
        if shown is None or not 0 < len(selected) <= MOST:
            return None
        data = shown.request.dataset.fingerprint
        return cls(data, shown.request.split_name, tuple(sorted(selected.tolist())))

    def rows_of(self, request: EvaluationRequest) -> Rows | None:
        """The selected positions, if the request is about these images."""
        if request.split_name is not self.split_name or request.dataset.fingerprint != self.data:
            return None
        rows = np.array(self.positions, np.intp)
        return rows[rows < len(request.split)]

    def put_back(self, exploration: Exploration, request: EvaluationRequest) -> bool:
        """Select these images again as soon as they are shown, if the request is about them."""
        rows = self.rows_of(request)
        if rows is not None:
            exploration.keep_selected(request.split, rows)
        return rows is not None

    def as_json(self) -> dict[str, Any]:
        """Plain values, which `of_json` takes back."""
        split = ALL if self.split_name is None else self.split_name.value
        return {"data": self.data, "split": split, "positions": [*self.positions]}

    @classmethod
    def of_json(cls, given: object) -> "KeptSelection | None":
        """Raises ValueError for what nobody can have selected."""
        if given is None:
            return None
        if not isinstance(given, dict) or given.keys() != {"data", "split", "positions"}:
            raise ValueError(f"a selection has data, split and positions, got {quoted(given, 80)}")
        data, positions = given["data"], given["positions"]
        if not isinstance(data, str) or len(data) > 100:
            raise ValueError(f"a data set is told by its fingerprint, got {quoted(data, 80)}")
        if given["split"] not in (ALL, *(each.value for each in SplitName)):
            raise ValueError(f"there is no such split: {quoted(given['split'], 80)}")
        if not isinstance(positions, list) or len(positions) > MOST:
            raise ValueError(f"positions are a list of at most {MOST}, got {quoted(positions, 80)}")
        if not all(type(each) is int and 0 <= each < _MOST_POSITION for each in positions):
            raise ValueError(f"positions are whole numbers, got {quoted(positions, 80)}")
        split_name = None if given["split"] == ALL else SplitName(given["split"])
        return cls(data, split_name, tuple(positions))
