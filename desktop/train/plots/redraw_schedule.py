"""Whose turn it is to be drawn while a run goes: the first plot each time, the others less often.

It knows no widgets: the plots are whatever is handed in.
"""

from collections.abc import Iterable, Sequence
from typing import Generic, TypeVar

Plot = TypeVar("Plot")

EVERY = (1, 2, 4)
"""The loss is drawn each time, the accuracy every second time, the learning rate every fourth."""


class RedrawSchedule(Generic[Plot]):
    """Which of `plots`, the most important first, are drawn next."""

    def __init__(self, plots: Sequence[Plot]) -> None:
        self._plots = tuple(plots)
        self._stale: set[Plot] = set()
        self._has_news = self._wants_all = False
        self._turn = 0

    def have_news(self) -> None:
        """There is more to draw than before."""
        self._has_news = True
        self._stale |= {*self._plots}

    def want_all(self) -> None:
        """Draw all of them next, whoseever turn it is."""
        self._wants_all = True
        self._stale |= {*self._plots}

    def next(self, shown: Iterable[Plot], *, must_all: bool) -> list[Plot]:
        """Those of the ones shown to be drawn now.

        must_all: none may lag behind, as when all of them move. Without news those that lag are
        drawn.
        """
        self._turn += 1
        chosen = {*shown}
        if not self._wants_all and not must_all:
            turns = zip(self._plots, EVERY, strict=True)
            due = {each for each, every in turns if self._turn % every == 0}
            chosen &= due & self._stale if self._has_news else self._stale
        self._has_news = self._wants_all = False
        self._stale -= chosen
        return [each for each in self._plots if each in chosen]

    def is_behind(self, shown: Iterable[Plot]) -> bool:
        """Whether one of those shown lags behind what is known."""
        return bool(self._stale & {*shown})
