"""Ctrl-C as a wish that is granted at the next good moment, and not in the middle of a step."""

import signal
import threading
from types import FrameType, TracebackType
from typing import Any


class Interruption:
    """While it is entered, the first Ctrl-C is only noted; a second one is as sudden as ever.

    Python lets signals be handled in the main thread alone; elsewhere it notes nothing. Nor does
    it where Ctrl-C is ignored on purpose.
    """

    def __init__(self) -> None:
        self.is_wished = False
        self._former: Any = None

    def __enter__(self) -> "Interruption":
        former = signal.getsignal(signal.SIGINT)
        is_ours = threading.current_thread() is threading.main_thread()
        if is_ours and former not in (signal.SIG_IGN, None):
            self._former = former
            signal.signal(signal.SIGINT, self._note)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._restore()

    def _note(self, number: int, frame: FrameType | None) -> None:  # noqa: ARG002
        self.is_wished = True
        self._restore()

    def _restore(self) -> None:
        if self._former is not None:
            signal.signal(signal.SIGINT, self._former)
            self._former = None
