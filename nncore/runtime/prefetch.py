"""Makes the next items in a thread of its own, while the last one is worked on.

NumPy lets go of the interpreter in its loops and matrix products, so that two cores share the work.
"""

from collections import deque
from collections.abc import Generator, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from threading import current_thread
from typing import TypeVar

Item = TypeVar("Item")

DEPTH = 4
"""How many items are made ahead: enough to bridge the moments for which either side has to wait for
a processor."""


def prefetch(source: Iterator[Item]) -> Generator[Item, None, None]:
    """The items of `source`, each once and in order; DEPTH of them are made ahead.

    `source` is advanced by one thread at a time, which ends with this generator: at its last item,
    or when it is closed. What `source` raises is raised here, in its place.
    """
    thread = ThreadPoolExecutor(1, thread_name_prefix=f"prefetch-{id(source)}")

    def ask() -> Future[Item | None]:
        return thread.submit(next, source, None)

    waiting = deque(ask() for _ in range(DEPTH))
    try:
        while (item := waiting.popleft().result()) is not None:
            waiting.append(ask())
            yield item
    finally:
        for future in waiting:
            future.cancel()
        # one that nobody closed may be cleared away by any thread, and none waits for itself
        is_its_own = current_thread().name.startswith(f"prefetch-{id(source)}_")
        thread.shutdown(wait=not is_its_own)
