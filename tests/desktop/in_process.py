"""A trainer without a process of its own: the server works in a thread, over a real pipe."""

from multiprocessing.connection import Connection, Pipe
from threading import Thread
from threading import enumerate as threads_under_way

from desktop.trainer.server import TrainingServer


class ServerThread:
    """Stands in for the process that trains."""

    pid = 0

    def __init__(self, line: "Connection[object, object]") -> None:
        self._line = line
        self._thread = Thread(target=self._work, name="server")
        self._thread.start()

    def poll(self) -> int | None:
        return None if self._thread.is_alive() else 0

    def wait(self, timeout: float | None = None) -> int:
        self._thread.join(timeout)
        return 0

    def kill(self) -> None:
        """A thread cannot be ended by force; it ends as soon as the window hangs up."""

    def _work(self) -> None:
        with self._line:
            TrainingServer(self._line).work()


def start_in_process() -> tuple[ServerThread, "Connection[object, object]"]:
    """Start the server in a thread; returns it and the window's end of the pipe."""
    ours, theirs = Pipe()
    return ServerThread(theirs), ours


def trainer_threads() -> list[str]:
    """The threads under way that a trainer made: it listens in one, sends in one, a server works in
    another.
    """
    names = ("training", "sending", "server")
    return [each.name for each in threads_under_way() if each.name in names]
