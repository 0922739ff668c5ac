"""Fetches files whose checksums are known, from the first mirror that has them right.

It shows nothing: who wants a bar passes `progress`.
"""

import errno
import hashlib
import os
import queue
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import urljoin, urlsplit

from nncore.safe_text import quoted
from nncore.storage.files import read_regular, write_whole

if TYPE_CHECKING:
    import requests

TIMEOUT = 20.0
"""Seconds without a byte after which a mirror is given up."""

LEAST_RATE = 5_000
"""Bytes a second that a mirror must send on average, once the timeout has passed: so a file of
10 MB takes at most some 33 minutes, however slowly it trickles in."""

MOST_REDIRECTS = 5

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
            content = read_regular(folder / self.name, most=self.size)
        except OSError:
            return False
        return self.is_right(content)

    def is_right(self, content: bytes | bytearray) -> bool:
        """Whether that is the file, byte for byte."""
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
    and verified. A mirror is given up where nothing comes for `timeout` seconds, or less than
    LEAST_RATE on average. Raises DownloadError where no mirror delivers, OSError, naming the file
    or folder, where writing fails, and what `progress` raises.
    """
    report = progress or _ignore
    total = sum(file.size for file in files)
    done = 0
    report(done, total)
    for file in files:
        if not file.is_in(folder):
            _require_writable(folder)
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


def _require_writable(folder: Path) -> None:
    """Known before anything is asked for: what cannot be kept need not be sent."""
    folder.mkdir(parents=True, exist_ok=True)
    if not os.access(folder, os.W_OK | os.X_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(folder))


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
            content = _received(f"{mirror.rstrip('/')}/{file.name}", file, report, timeout)
        except _MirrorError as error:
            failures.append(f"{urlsplit(mirror).netloc} {error}")
        else:
            write_whole(folder / file.name, content)
            return
    raise DownloadError(f"{file.name} could not be downloaded: {', '.join(failures)}.")


def _received(address: str, file: RemoteFile, report: _Part, timeout: float) -> bytes:
    """The whole file, verified."""
    content = bytearray()
    for piece in _pieces(address, timeout):
        content += piece
        if len(content) > file.size:
            raise _MirrorError(f"sent more than the expected {file.size} bytes")
        report(len(content))
    if len(content) < file.size:
        raise _MirrorError(f"sent only {len(content)} of the expected {file.size} bytes")
    if not file.is_right(content):
        checksum = hashlib.sha256(content).hexdigest()
        raise _MirrorError(f"sent a file with the SHA-256 {checksum}, not {file.checksum}")
    return bytes(content)


def _pieces(address: str, timeout: float) -> Iterator[bytes]:
    """The file at `address` as it arrives; while nothing does, an empty piece every now and then.

    The empty ones hand control to whoever may want to cancel.
    """
    transfer = _Transfer(address, timeout)
    transfer.start()
    begin = latest = monotonic()
    received = 0
    try:
        while (piece := transfer.next_piece()) is not None:
            now = monotonic()
            received += len(piece)
            if piece:
                latest = now
            elif now > latest + timeout:
                raise _MirrorError(f"sent nothing for {timeout:g} seconds")
            if received < LEAST_RATE * (now - begin - timeout):
                raise _MirrorError(
                    f"is too slow: it sent {received} bytes in {now - begin:.0f} seconds, at least "
                    f"{LEAST_RATE} a second are expected"
                )
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
        import requests  # noqa: PLC0415 - most sessions download nothing
        import urllib3  # noqa: PLC0415

        has_begun = False
        try:
            with _asked(self._address, self._timeout) as response:
                has_begun = True
                # as they were sent: unpacked for us, they would not be the bytes that were summed
                while piece := response.raw.read1(_PIECE, decode_content=False):
                    if self.abandoned.is_set():
                        return
                    self._pieces.put(piece)
            self._pieces.put(None)
        except _MirrorError as error:
            self._pieces.put(error)
        except (requests.Timeout, urllib3.exceptions.TimeoutError):
            words = "stopped answering" if has_begun else "does not answer in time"
            self._pieces.put(_MirrorError(words))
        except requests.exceptions.SSLError:
            self._pieces.put(_MirrorError("has no certificate that can be trusted"))
        except (OSError, ValueError, urllib3.exceptions.HTTPError):
            # their own words are a whole chain of objects and addresses
            words = "stopped answering" if has_begun else "cannot be reached"
            self._pieces.put(_MirrorError(words))


def _asked(address: str, timeout: float) -> "requests.Response":
    """The answer to a request for the file, its bytes still to come. Redirects are followed here,
    since requests would follow them anywhere, and read whatever comes with them.
    """
    import requests  # noqa: PLC0415

    class Session(requests.Session):
        def get_redirect_target(self, _: requests.Response) -> None:
            """No redirect is followed unseen."""

    # without "identity" a server may pack the files once more, and the sums would not fit
    headers = {"Accept-Encoding": "identity"}
    with Session() as session:
        for _ in range(MOST_REDIRECTS + 1):
            response = session.get(address, stream=True, timeout=timeout, headers=headers)
            if response.ok and not response.is_redirect:
                return response
            response.close()
            if not response.is_redirect:
                raise _MirrorError(f"answers {response.status_code}")
            address = next_address(address, response.headers["location"])
    raise _MirrorError(f"redirects more than {MOST_REDIRECTS} times")


def next_address(address: str, location: str) -> str:
    """Where a redirect from `address` leads. Raises an error of the mirror for one that leaves
    https, or the web.
    """
    leads_to = urljoin(address, location)
    scheme = urlsplit(leads_to).scheme
    if scheme == "http" and urlsplit(address).scheme == "https":
        raise _MirrorError("redirects from https to http, which is not followed")
    if scheme not in ("http", "https"):
        raise _MirrorError(f"redirects to {quoted(leads_to, 60)}, which is no web address")
    return leads_to


def _ignore(done: int, total: int) -> None:
    """Progress for those who want none."""
