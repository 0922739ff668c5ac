"""All marks that people put on images, in one readable file of the storage folder.

A mark belongs to an image of a data set, not to a network or a run: so it outlives both. The folder
may come from somebody else: what stands there is read within bounds and checked.
"""

import json
import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple

from desktop.translation import tr, tr_count
from desktop.workspace.error_words import in_words
from desktop.workspace.json_files import put_aside, read_json_file
from desktop.workspace.mark import Mark, MarkedImage
from nncore.datasets import SplitName
from nncore.safe_text import quoted
from nncore.storage.files import is_link, write_whole

MOST_MARKS = 20_000
MOST_BYTES = 16_000_000
_NAME = "marks.json"
_FINGERPRINT = re.compile(r"[0-9a-f]{64}")
_INDEX = re.compile(r"0|[1-9][0-9]{0,8}")

Signature = tuple[int, int, int]


class MarkLine(NamedTuple):
    """A mark of an image, and the line that stands for it in the file.

    The line is made once: at each change all lines are written, and most are as before.
    """

    mark: Mark
    line: bytes


MarksOfSplits = dict[tuple[str, SplitName], dict[int, MarkLine]]
"""By the fingerprint of a data set and a split of it, then by the image's index in its file."""


class Marks:
    """Read at once; a change is in sight at once too, and waits for `write`, in a working thread.

    problem: what of the file could not be used, in words; empty where all could.
    """

    def __init__(self, storage: Path) -> None:
        self.problem = ""
        self._path = storage / _NAME
        self._signature: Signature | None = None
        self._marks: MarksOfSplits = {}
        self._unwritten: dict[MarkedImage, Mark | None] = {}
        self._may_write = True
        self._lock = Lock()
        """Held while marks are exchanged, and never while the disk is waited for."""
        self._refresh()

    def __len__(self) -> int:
        return _count(self._marks)

    def get(self, image: MarkedImage) -> Mark | None:
        """The mark of one image, if it has one."""
        found = self._marks.get((image.data, image.split_name), {}).get(image.index)
        return None if found is None else found.mark

    def of_split(self, data: str, split_name: SplitName) -> dict[int, Mark]:
        """The marks of one split, by the index of their image in its original file."""
        of_split = self._marks.get((data, split_name), {})
        return {index: found.mark for index, found in of_split.items()}

    def put(self, changes: Mapping[MarkedImage, Mark | None]) -> None:
        """Give these images these marks, or none; `write` brings them to the disk.

        Raises ValueError for more marks than are kept: then none of these are put.
        """
        most = max(MOST_MARKS, len(self))
        if sum(mark is not None for mark in changes.values()) > most:
            raise _too_many()
        with self._lock:
            marks = self._marks | self._changed(changes)
            if _count(marks) > most:
                raise _too_many()
            if _size(marks) > MOST_BYTES:
                raise ValueError(f"at most {MOST_BYTES:,} bytes of marks are kept")
            self._marks = marks
            self._unwritten.update(changes)

    def write(self) -> bool:
        """Write all marks, one thread at a time; returns whether there are others by now.

        What another window wrote meanwhile is kept. Raises OSError where the file cannot be
        written, ValueError for more marks than are kept, together with those of the other window:
        then they stay put, and are written the next time.
        """
        has_read = self._refresh()
        with self._lock:
            marks, unwritten = self._marks, self._unwritten.copy()
        if _count(marks) > MOST_MARKS or _size(marks) > MOST_BYTES:
            raise _too_many()
        self._write(_content(marks))
        with self._lock:
            for image, mark in unwritten.items():
                if self._unwritten[image] is mark:  # and no other was put meanwhile
                    del self._unwritten[image]
        return has_read

    def close(self) -> None:
        """The window closes, and nothing is done in the background any more: write the rest."""
        if self._unwritten:
            with suppress(OSError, ValueError):  # there is nobody to tell
                self.write()

    def _refresh(self) -> bool:
        """Read the file if another one stands there than was read or written last; returns whether
        it was read.

        One that could not be put aside is tried again: it may be mended, or moved, meanwhile.
        """
        signature = _signature(self._path)
        if signature is None:
            self._may_write = True
        if signature is None or (signature == self._signature and self._may_write):
            return False
        self._signature = signature
        try:
            marks, unusable = _read(self._path)
        except (OSError, ValueError) as error:
            reason = quoted(in_words(error)).rstrip(".")
            self._keep_beside(tr("The marks could not be read: {reason}.", reason=reason))
            return False
        self._may_write = True
        with self._lock:
            self._marks = marks
            self._marks = marks | self._changed(self._unwritten)
        if unusable:
            self._keep_beside(
                tr_count(
                    "Of the marks {count} was of no use and left out.",
                    "Of the marks {count} were of no use and left out.",
                    unusable,
                )
            )
        return True

    def _keep_beside(self, problem: str) -> None:
        """Keep the file as it was found beside, and write anew what can be used."""
        self.problem = f"{problem} {put_aside(self._path)}"
        self._may_write = _signature(self._path) is None  # else what stands there would be lost
        if self._may_write and len(self):
            try:
                self._write(_content(self._marks))
            except OSError as error:
                self.problem = f"{self.problem} {in_words(error)}"

    def _write(self, content: bytes) -> None:
        if not self._may_write:
            raise OSError(self.problem)
        if is_link(self._path):
            raise OSError(f"{quoted(self._path)} is a link, which is not followed")
        write_whole(self._path, content)
        self._signature = _signature(self._path)

    def _changed(self, changes: Mapping[MarkedImage, Mark | None]) -> MarksOfSplits:
        """The marks of the splits that `changes` are of, as they are with them."""
        by_split: dict[tuple[str, SplitName], dict[int, Mark | None]] = {}
        for image, mark in changes.items():
            by_split.setdefault((image.data, image.split_name), {})[image.index] = mark
        changed: MarksOfSplits = {}
        for split, marks in by_split.items():
            kept = {index: mark for index, mark in marks.items() if mark is not None}
            changed[split] = self._marks.get(split, {}) | _lines(kept)
            for index in marks.keys() - kept.keys():
                changed[split].pop(index, None)
        return changed


def _lines(marks: Mapping[int, Mark]) -> dict[int, MarkLine]:
    """The marks, by the index of their image, with their lines."""
    once = {id(mark): mark for mark in marks.values()}  # many images may bear the same mark
    texts = {each: json.dumps(mark.as_json()) for each, mark in once.items()}
    return {
        index: MarkLine(mark, f'"{index}": {texts[id(mark)]}'.encode())
        for index, mark in marks.items()
    }


def _count(marks: MarksOfSplits) -> int:
    return sum(map(len, marks.values()))


def _too_many() -> ValueError:
    return ValueError(tr("at most {most:,} marks are kept", most=MOST_MARKS))


def _size(marks: MarksOfSplits) -> int:
    """Bytes that the file will have, or a few more."""
    lines = (len(each.line) + 5 for of_split in marks.values() for each in of_split.values())
    return sum(lines) + 100 * len(marks)


def _content(marks: MarksOfSplits) -> bytes:
    """The file: one line a mark, so that people can read it."""
    found: dict[str, list[bytes]] = {}
    for (data, split_name), of_split in sorted(marks.items()):
        if of_split:
            lines = [of_split[index].line for index in sorted(of_split)]
            found.setdefault(data, []).append(_object(split_name.value, lines, b"   "))
    sets = (_object(data, splits, b"  ") for data, splits in found.items())
    return b"{\n%s\n}\n" % _object("marks", sets, b" ")


def _object(name: str, entries: Iterable[bytes], indent: bytes) -> bytes:
    """A named JSON object with an entry a line, however long each is."""
    lines = (b",\n" + indent).join(entries)
    return b'"%s": {\n%s%s\n%s}' % (name.encode(), indent, lines, indent[1:])


def _signature(path: Path) -> Signature | None:
    """Tells whether another file stands there than before; None where there is none."""
    try:
        status = path.lstat()
    except (OSError, ValueError):
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino


def _read(path: Path) -> tuple[MarksOfSplits, int]:
    """What of a file can be used, and how many of its entries cannot.

    Raises OSError, and ValueError for anything but a JSON object of marks.
    """
    given, _ = read_json_file(path, MOST_BYTES)
    if given.keys() != {"marks"} or not isinstance(given["marks"], dict):
        raise ValueError(f"{path} must hold “marks” and nothing else")
    marks: MarksOfSplits = {}
    unusable = count = 0
    for data, splits in given["marks"].items():
        if not _FINGERPRINT.fullmatch(data) or not isinstance(splits, dict):
            unusable += 1
            continue
        for split, entries in splits.items():
            if split not in [*SplitName] or not isinstance(entries, dict):
                unusable += 1
                continue
            usable = _usable(entries, MOST_MARKS - count)
            count += len(usable)
            unusable += len(entries) - len(usable)
            marks[data, SplitName(split)] = _lines(usable)
    return marks, unusable


def _usable(entries: dict[str, Any], most: int) -> dict[int, Mark]:
    """The first `most` of those that are marks, by the index of their image."""
    usable: dict[int, Mark] = {}
    mark, read_from = None, None
    for index, entry in entries.items():
        if len(usable) < most and _INDEX.fullmatch(index):
            try:
                # of images that were marked at once, the entries are alike
                if mark is None or entry != read_from:
                    mark, read_from = Mark.from_json(entry), entry
            except (ValueError, OverflowError, RecursionError):
                continue
            usable[int(index)] = mark
    return usable
