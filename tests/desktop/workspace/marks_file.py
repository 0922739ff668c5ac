"""Marks for the tests, and files of them as others may have written them."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from desktop.workspace.mark import Mark, MarkedImage, MarkKind
from desktop.workspace.marks import Marks
from nncore.datasets import SplitName

DATA = "a1" * 32
OTHER_DATA = "b2" * 32
AT = datetime(2026, 11, 20, 12, 30, tzinfo=UTC)
MARK = Mark(MarkKind.WRONG_LABEL, "Quick 2 after epoch 3", "run x epoch 3", AT)
ENTRY = MARK.as_json()


def image(index: int, data: str = DATA, split_name: SplitName = SplitName.TEST) -> MarkedImage:
    return MarkedImage(data, split_name, index)


def put(storage: Path, content: object) -> bytes:
    """Write a file of marks; what is no text is written as JSON."""
    text = content if isinstance(content, str | bytes) else json.dumps(content)
    written = text if isinstance(text, bytes) else text.encode()
    (storage / "marks.json").write_bytes(written)
    return written


def with_entry(entry: object, index: str = "7") -> object:
    return {"marks": {DATA: {"test": {"247": ENTRY, index: entry}}}}


def store(marks: Marks, changes: Mapping[MarkedImage, Mark | None]) -> None:
    """Put marks, and write them."""
    marks.put(changes)
    marks.write()
