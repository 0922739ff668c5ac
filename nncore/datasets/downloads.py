"""Fetches files whose checksums are known, from the first mirror that has them right.

It knows nothing of what the files are for, and shows nothing: who wants a bar passes `progress`.
"""

import hashlib
import queue
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import TypeAlias
from urllib.parse import urlsplit

TIMEOUT = 20.0
"""Seconds without a byte after which a mirror is given up."""

Progress: TypeAlias = Callable[[int, int], None]
"""Is told bytes done and in total, at least five times a second; an exception from it ends the
work at once and reaches the caller."""

_PIECE = 16 * 1024
_TICK = 0.2


class DownloadError(OSError):
    """No mirror had a file right; the message says which file, and what each mirror did."""


class _MirrorError(Exception):
    """One mirror did not deliver; the next one is asked."""


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """A file on the mirrors: its name, size in bytes, and SHA-256 in hexadecimal."""

    name: str
    size: int
    checksum: str

    def is_in(self, folder: Path) -> bool:
        """Whether the file lies in `folder` already, byte for byte."""
        try:
            content = (folder / self.name).read_bytes()
        except OSError:
            return False
        return hashlib.sha256(content).hexdigest() == self.checksum


def fetch_files(
    files: Sequence[RemoteFile],
    folder: Path,
    *,
    mirrors: Sequence[str],
    progress: Progress | None = None,
    timeout: float = TIMEOUT,
) -> None:
    """Bring each file into `folder`, from the first of `mirrors` (addresses) that has it right.

    Files that lie there and are right stay. A file appears under its name only when it is whole
    and verified. Raises DownloadError where no mirror delivers, OSError where writing fails, and
    what `progress` raises.
    """
    report = progress or _ignore
    total = sum(file.size for file in files)
    done = 0
    report(done, total)
    for file in files:
        if not file.is_in(folder):
            part = _Part(report, done, total)
            _fetch(file, folder, mirrors, part, timeout)
        done += file.size
        report(done, total)


@dataclass(frozen=True, slots=True)
class _Part:
    """Tells of one file's bytes as a part of all bytes."""

    report: Progress
    before: int
    total: int

    def __call__(self, received: int) -> None:
        self.report(self.before + received, self.total)


def _fetch(
    file: RemoteFile,
    folder: Path,
    mirrors: Sequence[str],
    report: _Part,
    timeout: float,
) -> None:
    failures = []
    for mirror in mirrors:
        try:
            _fetch_from(f"{mirror.rstrip('/')}/{file.name}", file, folder, report, timeout)
        except _MirrorError as error:
            failures.append(f"{urlsplit(mirror).netloc} {error}")
        else:
            return
    raise DownloadError(f"{file.name} could not be downloaded: {', '.join(failures)}.")


def _fetch_from(
    address: str, file: RemoteFile, folder: Path, report: _Part, timeout: float
) -> None:
    # Imported here since most sessions download nothing, and importing nncore should stay quick.
    import pooch  # noqa: PLC0415

    def receive(address: str, target: str, _: object) -> None:
        digest = hashlib.sha256()
        received = 0
        with Path(target).open("wb") as output:
            for piece in _pieces(address, timeout):
                received += len(piece)
                if received > file.size:
                    raise _MirrorError(f"sent more than the expected {file.size} bytes")
                digest.update(piece)
                output.write(piece)
                report(received)
        _require_right(file, received, digest.hexdigest())

    pooch.get_logger().setLevel("WARNING")
    # pooch downloads beside the target, and moves there only what has the right checksum
    pooch.retrieve(
        address, f"sha256:{file.checksum}", fname=file.name, path=folder, downloader=receive
    )


def _require_right(file: RemoteFile, received: int, checksum: str) -> None:
    if received < file.size:
        raise _MirrorError(f"sent only {received} of the expected {file.size} bytes")
    if checksum != file.checksum:
        raise _MirrorError(f"sent a file with the SHA-256 {checksum}, not {file.checksum}")


def _pieces(address: str, timeout: float) -> Iterator[bytes]:
    """The file at `address` as it arrives; while nothing does, an empty piece every now and then.

    The empty ones hand control to whoever may want to cancel.
    """
    transfer = _Transfer(address, timeout)
    transfer.start()
    deadline = monotonic() + timeout
    try:
        while (piece := transfer.next_piece()) is not None:
            if piece:
                deadline = monotonic() + timeout
            elif monotonic() > deadline:
                raise _MirrorError(f"sent nothing for {timeout:g} seconds")
            yield piece
    finally:
        transfer.abandoned.set()


class _Transfer(threading.Thread):
    """Receives in the background, so that whoever waits can give up at once.

    A stalled connection cannot be interrupted from outside: an abandoned transfer ends by itself
    after the timeout, and being a daemon holds nobody up until then.
    """

    def __init__(self, address: str, timeout: float) -> None:
        super().__init__(name="download", daemon=True)
        self.abandoned = threading.Event()
        self._pieces: queue.SimpleQueue[bytes | Exception | None] = queue.SimpleQueue()
        self._address = address
        self._timeout = timeout

    def next_piece(self) -> bytes | None:
        """Bytes that arrived, none of them if none did for a moment; None at the end."""
        try:
            piece = self._pieces.get(timeout=_TICK)
        except queue.Empty:
            return b""
        if isinstance(piece, Exception):
            raise _MirrorError(str(piece)) from piece
        return piece

    def run(self) -> None:
        import requests  # noqa: PLC0415 - as slow to import as pooch, which brings it

        has_begun = False
        try:
            # without "identity" a server may pack the files once more, and the sums would not fit
            with requests.get(
                self._address,
                stream=True,
                timeout=self._timeout,
                headers={"Accept-Encoding": "identity"},
            ) as response:
                if not response.ok:
                    self._pieces.put(_MirrorError(f"answers {response.status_code}"))
                    return
                has_begun = True
                for piece in response.iter_content(_PIECE):
                    if self.abandoned.is_set():
                        return
                    self._pieces.put(piece)
            self._pieces.put(None)
        except requests.Timeout:
            self._pieces.put(_MirrorError("does not answer in time"))
        except requests.ConnectionError:
            # its own words are a whole chain of objects and addresses
            words = "stopped answering" if has_begun else "cannot be reached"
            self._pieces.put(_MirrorError(words))
        except (OSError, ValueError) as error:  # requests' other errors are OSErrors
            self._pieces.put(error)


def _ignore(done: int, total: int) -> None:
    """Progress for those who want none."""
