"""Cancels a training step before its update: with a large network a step takes long."""


class StepCancelledError(Exception):
    """Raised between two layers of a step that is to end."""


class Cancellation:
    """Asks a run to end its step, unless the weights are being updated already. From any thread."""

    def __init__(self) -> None:
        self._is_asked = False

    def ask(self) -> None:
        """Ask for the step under way, or else the next one, to end."""
        self._is_asked = True

    def check(self) -> None:
        """Called before each layer. Raises StepCancelledError, once for each time it was asked."""
        if self._is_asked:
            self._is_asked = False
            raise StepCancelledError
