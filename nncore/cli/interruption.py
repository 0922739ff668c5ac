"""Ctrl-C as a wish that is granted at the next good moment, and not in the middle of a step."""

import os
import signal
import sys
import threading
from types import FrameType, TracebackType
from typing import Any

from nncore.cli.errors import INTERRUPTED


def end_quietly_while_imported() -> None:
    """Have Ctrl-C end `python -m nncore` without a traceback while its modules are being read.

    Does nothing in any other program. To be called where `sys.argv` begins with "-m" still.
    """
    if sys.orig_argv[-len(sys.argv)].removeprefix("-m") == "nncore":
        _replace(signal.default_int_handler, _end)


def hear_again() -> None:
    """All modules are read: from now on Ctrl-C is a KeyboardInterrupt, as ever."""
    _replace(_end, signal.default_int_handler)


def _replace(former: Any, new: Any) -> None:
    if signal.getsignal(signal.SIGINT) is former:
        signal.signal(signal.SIGINT, new)


def _end(number: int, frame: FrameType | None) -> None:  # noqa: ARG001
    os._exit(INTERRUPTED)


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
