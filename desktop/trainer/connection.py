"""The line between the window and the process that trains, and how that process is started.

A pair of connected pipes, one end of which is handed down.
"""

import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection, Pipe
from queue import SimpleQueue
from socket import SHUT_RDWR, socket
from subprocess import DEVNULL, Popen
from threading import Thread

from desktop.startup.program import TRAINER, command, environment


class NoConnectionError(Exception):
    """What was given as the end of a line is none."""


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


def break_off(line: "Connection[object, object]") -> None:
    """Let both ends of a line know that nothing comes any more, be it that somebody listens.

    To close it would not wake who listens, nor tell the other end as long as somebody does.
    """
    with suppress(OSError):  # it is closed
        if sys.platform == "win32":
            line.close()  # which gives up what is under way
        else:
            with socket(fileno=os.dup(line.fileno())) as end:
                end.shutdown(SHUT_RDWR)


_END = object()
"""After what is to be sent."""


@contextmanager
def sending(line: "Connection[object, object]") -> Iterator[SimpleQueue[object]]:
    """What is put there is sent by a thread of its own, so that nobody waits for the other end."""
    things: SimpleQueue[object] = SimpleQueue()
    sender = Thread(target=_send, args=(line, things), name="sending", daemon=True)
    sender.start()
    try:
        yield things
    finally:
        things.put(_END)
        sender.join()


def _send(line: "Connection[object, object]", things: SimpleQueue[object]) -> None:
    with suppress(OSError):  # the line broke, of which whoever listens tells
        while (thing := things.get()) is not _END:
            line.send(thing)


if sys.platform == "win32":
    from multiprocessing.connection import PipeConnection
    from subprocess import CREATE_NO_WINDOW, STARTUPINFO

    def _started(theirs: "Connection[object, object]") -> "Popen[bytes]":
        handle = theirs.fileno()
        os.set_handle_inheritable(handle, True)
        return Popen(  # noqa: S603 - our own program
            command(TRAINER, str(handle)),
            stdin=DEVNULL,
            env=environment(),
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
            command(TRAINER, str(number)), stdin=DEVNULL, env=environment(), pass_fds=(number,)
        )

    def opened(number: int) -> "Connection[object, object]":
        """The end of the line that was handed down under this number, or NoConnectionError.

        Only a pair of connected pipes is one: what comes through is taken for the window's word.
        """
        try:
            is_line = stat.S_ISSOCK(os.fstat(number).st_mode)
        except (OSError, OverflowError):
            is_line = False
        if not is_line:
            raise NoConnectionError(
                f"{TRAINER} is for the window, which starts the process that trains"
            )
        return Connection(number)
