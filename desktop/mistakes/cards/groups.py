"""Rows of the gallery that stand together under headings."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Firsts = NDArray[np.intp]
"""The first row of each group, (groups,)."""

NO_FIRSTS: Firsts = np.empty(0, dtype=np.intp)


@dataclass(frozen=True, eq=False)
class Groups:
    """Groups of rows in a row; without any, the rows stand under no heading.

    titles: one a group, by which it stays folded when rows change; the view adds how many rows
    there are. firsts: the first row of each, from 0 on and never falling; a group ends where the
    next one begins, and the last one at the model's end.
    Raises ValueError where the two do not fit together.
    """

    titles: tuple[str, ...] = ()
    firsts: Firsts = field(default_factory=lambda: NO_FIRSTS)

    def __post_init__(self) -> None:
        if len(self.titles) != len(self.firsts):
            raise ValueError(f"{len(self.titles)} titles for {len(self.firsts)} groups")
        if len(self.firsts) and (self.firsts[0] != 0 or np.any(np.diff(self.firsts) < 0)):
            raise ValueError("the first rows of groups begin with 0 and never fall")

    def __len__(self) -> int:
        return len(self.titles)
