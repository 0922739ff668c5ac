"""Data sets that stand in for those that the program knows: small, or held up, or not to be had."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from nncore.datasets import Dataset
from nncore.datasets.registry import SOURCES, Progress

Load = Callable[[Progress], Dataset]


class GatedDisk:
    """Says where files lie, and reads them, once its gate is open: a drive that hangs until then.

    It heeds no cancel. asked: set when it was asked.
    """

    def __init__(self, dataset: Dataset) -> None:
        self.asked, self.gate = Event(), Event()
        self.is_there = True
        self.dataset = dataset

    def find(self, folder: Path | None) -> Path | None:
        self._wait()
        return (folder or Path("here")) if self.is_there else None

    def load(self, _folder: Path | None, _progress: Progress | None) -> Dataset:
        self._wait()
        return self.dataset

    def _wait(self) -> None:
        self.asked.set()
        assert self.gate.wait(20)


def change(monkeypatch: pytest.MonkeyPatch, key: str, **changes: Any) -> None:
    """Let a registered data set be got in another way."""
    monkeypatch.setitem(SOURCES, key, replace(SOURCES[key], **changes))


def load_instead(monkeypatch: pytest.MonkeyPatch, key: str, load: Load | Dataset) -> None:
    """Let a data set be made by that, wherever it is looked for."""

    def stand_in(_folder: Path | None, progress: Progress) -> Dataset:
        return load if isinstance(load, Dataset) else load(progress)

    change(monkeypatch, key, load=stand_in)


def download_instead(
    monkeypatch: pytest.MonkeyPatch, load: Load | Dataset, key: str = "mnist"
) -> None:
    """Let the download of a data set be over at once, and give that."""
    download = SOURCES[key].download
    assert download is not None
    change(monkeypatch, key, download=replace(download, fetch=lambda _folder, _progress: None))
    load_instead(monkeypatch, key, load)
