"""What comes next is prepared in a thread beside, while what came before is worked on.

NumPy lets go of the interpreter in its loops and products, so two cores share the work. It knows
nothing of images.
"""

from collections import deque
from collections.abc import Generator, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

Item = TypeVar("Item")

DEPTH = 8
"""How many items are on their way: enough to bridge the moments for which either side has to wait
for a processor."""

BUFFERS = DEPTH + 1
"""How many items live side by side: those on their way, and the one that was taken last."""


def look_ahead(source: Iterator[Item]) -> Generator[Item, None, None]:
    """The items of `source`, each once and in order; DEPTH of them are prepared ahead.

    `source` is advanced by one thread at a time, which ends with this generator: at its last item,
    or when it is closed. What `source` raises is raised here, in its place.
    """
    with ThreadPoolExecutor(1, thread_name_prefix="look-ahead") as thread:

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
