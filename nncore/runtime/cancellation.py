"""Asks a run to leave the step that it is in: a large network takes long for one.

The loop knows nothing of who asks; nothing remains of a step that was left.
"""

from threading import Event


class Cancelled(Exception):  # noqa: N818 - nothing is wrong
    """Raised between two layers of a step that is to be left."""


class Cancellation:
    """Asks a run to leave its step, unless that is already being learned from. From any thread."""

    def __init__(self) -> None:
        self._wish = Event()

    def ask(self) -> None:
        """Wish that the step under way, or else the next one, is left."""
        self._wish.set()

    def check(self) -> None:
        """Raises Cancelled where that is wished for; this answers the wish."""
        if self._wish.is_set():
            self._wish.clear()
            raise Cancelled
