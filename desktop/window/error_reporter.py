"""What nobody foresaw: told in the window instead of on a console that nobody sees.

The traceback still goes where Python sends it.
"""

import sys
from types import TracebackType

from PySide6.QtCore import QObject, Signal

from desktop.translation import tr
from nncore.safe_text import quoted


class ErrorReporter(QObject):
    """Tells of exceptions that escaped from slots and event handlers, in whatever thread.

    happened: the exception in one line. `count` says how many there were.
    """

    happened = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.count = 0
        self._earlier = sys.excepthook

    def install(self) -> None:
        """Hear of every exception that nobody caught."""
        self._earlier = sys.excepthook
        sys.excepthook = self._tell

    def uninstall(self) -> None:
        """Leave things as they were before `install`."""
        sys.excepthook = self._earlier

    def _tell(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        self._earlier(kind, error, trace)
        self.count += 1
        told = f"{kind.__name__}: {quoted(error)}"
        self.happened.emit(tr("Something went wrong that should not: {told}", told=told))
