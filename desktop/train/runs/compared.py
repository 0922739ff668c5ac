"""Which runs are compared, each in a colour that stays its own as long as it is ticked.

It knows places in a palette and no colours, ids and no runs.
"""

from collections.abc import Collection

MOST_COMPARED = 6
"""As many as there are colours that people tell apart."""


class Compared:
    """Ticked runs by their place in the palette. A run that is deleted leaves its place.

    Should it come back before another took the place, it is ticked again.
    """

    def __init__(self) -> None:
        self._places: dict[str, int] = {}
        self._present: set[str] = set()

    @property
    def ids(self) -> list[str]:
        """The runs that are ticked and in the list, in the order of their colours."""
        here = (each for each in self._places if each in self._present)
        return sorted(here, key=self._places.__getitem__)

    @property
    def is_full(self) -> bool:
        """Whether every colour is taken."""
        return len(self.ids) >= MOST_COMPARED

    def place(self, run_id: str) -> int | None:
        """The run's place in the palette; None if it is not ticked, or not in the list."""
        return self._places.get(run_id) if run_id in self._present else None

    def tick(self, run_id: str) -> None:
        """Give a run the first free place. Call it only while there is one."""
        taken = {self._places[each] for each in self.ids}
        place = next(each for each in range(MOST_COMPARED) if each not in taken)
        for absent in [each for each, its in self._places.items() if its == place]:
            del self._places[absent]
        self._places[run_id] = place

    def untick(self, run_id: str) -> None:
        """Free a run's place."""
        self._places.pop(run_id, None)

    def set_present(self, run_ids: Collection[str]) -> None:
        """Only these runs are in the list now."""
        self._present = set(run_ids)
