"""Progress bars on standard error, where they stand in nobody's way.

Standard output is for results alone; without a terminal there is no bar.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from nncore.datasets.registry import DataSource

if TYPE_CHECKING:
    from tqdm import tqdm


def new_bar(total: float, **options: Any) -> "tqdm[Any]":
    """A tqdm bar on standard error, to be closed by whoever made it."""
    from tqdm import tqdm  # noqa: PLC0415 - importing nncore's commands should stay quick

    tqdm.monitor_interval = 0  # its watching thread is of use only to bars that stand still
    disable = True if sys.stderr is None else None  # None: where it is no terminal
    return tqdm(total=total, file=sys.stderr, disable=disable, leave=False, **options)


class DownloadBar:
    """Shows bytes as they arrive; there is no bar before the first ones are asked for."""

    def __init__(self, name: str, size: int) -> None:
        self._name, self._size = name, size
        self._bar: tqdm[Any] | None = None

    def __call__(self, done: float) -> None:
        if self._bar is None:
            words = f"Downloading {self._name}"
            self._bar = new_bar(
                self._size, desc=words, unit="B", unit_scale=True, unit_divisor=1024
            )
        self._bar.update(round(done * self._size) - self._bar.n)

    def close(self) -> None:
        """Take the bar away."""
        if self._bar is not None:
            self._bar.close()


@contextmanager
def download_bar(source: DataSource) -> Iterator[DownloadBar | None]:
    """A progress function for what may be downloaded, taken away at the end; None for the rest."""
    if source.download is None:
        yield None
        return
    bar = DownloadBar(source.download.name, source.download.size)
    try:
        yield bar
    finally:
        bar.close()
