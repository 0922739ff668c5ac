"""The line between the window and the process that trains, and how that process is started.

A pair of connected pipes; one end is handed down. It knows nothing of what is said.
"""

import os
import sys
from multiprocessing.connection import Connection, Pipe
from pathlib import Path
from subprocess import DEVNULL, Popen

OPTION = "--trainer"
"""Makes `python -m desktop` the process that trains; the number of its end of the line follows."""


def start() -> tuple["Popen[bytes]", "Connection[object, object]"]:
    """Start the process; returns it and this end of the line. Raises OSError where that fails.

    multiprocessing would start it too, but by running the main script once more: a script without
    a guard, which only builds a window, would then build another in the process.
    """
    ours, theirs = Pipe()
    try:
        with theirs:
            return _started(theirs), ours
    except BaseException:
        ours.close()
        raise


def _command(number: int) -> list[str]:
    if getattr(sys, "frozen", False):  # a built application: it is its own interpreter
        return [sys.executable, OPTION, str(number)]
    return [sys.executable, "-P", "-m", "desktop", OPTION, str(number)]


def _environment() -> dict[str, str]:
    """This process's own, and the places that it found its modules in."""
    if getattr(sys, "frozen", False):
        return {**os.environ}
    places = (place or str(Path.cwd()) for place in sys.path)
    return {**os.environ, "PYTHONPATH": os.pathsep.join(places)}


if sys.platform == "win32":
    from multiprocessing.connection import PipeConnection
    from subprocess import CREATE_NO_WINDOW, STARTUPINFO

    def _started(theirs: "Connection[object, object]") -> "Popen[bytes]":
        handle = theirs.fileno()
        os.set_handle_inheritable(handle, True)
        return Popen(  # noqa: S603 - our own program
            _command(handle),
            stdin=DEVNULL,
            env=_environment(),
            startupinfo=STARTUPINFO(lpAttributeList={"handle_list": [handle]}),
            creationflags=CREATE_NO_WINDOW,
        )

    def opened(number: int) -> "PipeConnection[object, object]":
        """The end of the line that was handed down under this number."""
        return PipeConnection(number)

else:

    def _started(theirs: "Connection[object, object]") -> "Popen[bytes]":
        number = theirs.fileno()
        return Popen(  # noqa: S603 - our own program
            _command(number), stdin=DEVNULL, env=_environment(), pass_fds=(number,)
        )

    def opened(number: int) -> "Connection[object, object]":
        """The end of the line that was handed down under this number."""
        return Connection(number)
