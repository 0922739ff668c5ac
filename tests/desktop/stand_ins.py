"""Data sets that stand in for those that the program knows: small, or held up, or not to be had."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from nncore.datasets import Dataset
from nncore.datasets.registry import SOURCES, Progress

Load = Callable[[Progress], Dataset]


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
