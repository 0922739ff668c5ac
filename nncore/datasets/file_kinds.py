"""What a file is that stands where MNIST's files were expected: by its first bytes, never by all.

A download that went wrong, or the same digits in another format, is told for what it is.
"""

import zlib
from pathlib import Path

from nncore.storage.file_signatures import BEGINNING, Family, recognised
from nncore.storage.files import open_regular

_GZIP = b"\x1f\x8b"
_ADDED = {
    Family.PACKED: ": unpack it first",
    Family.OTHER_IDX: ", where unsigned bytes are expected",
    Family.PICKLE: ", and is never read",
    Family.WEB_PAGE: ", not the file that the page is about",
    Family.XML: ", such as a server’s answer that there is no such file",
    Family.TABLE: ", as Kaggle has it, which is not read",
    Family.GIT_LFS: ", not the file: `git lfs pull` fetches it",
}
_UNTOLD = (Family.IDX_IMAGES, Family.IDX_LABELS, Family.TEXT)
"""What is expected, and what may be a note about it."""


def kind_of(path: Path) -> str:
    """What the file is, in words that follow “it is”; empty where that is not known.

    Never raises: of a file that cannot be read nothing is known.
    """
    try:
        with open_regular(path) as file:
            beginning = file.read(BEGINNING)
    except OSError:
        return ""
    if path.suffix.lower() in (".pt", ".pth") and beginning:
        return "a file of PyTorch, which could run code when it is opened, and is never read"
    return _kind_of_bytes(beginning)


def _kind_of_bytes(beginning: bytes) -> str:
    if beginning.startswith(_GZIP):
        return _packed_kind(beginning)
    kind = recognised(beginning)
    if kind is None or kind.family in _UNTOLD:
        return ""
    return f"{kind.words}{_ADDED.get(kind.family, '')}"


def _packed_kind(beginning: bytes) -> str:
    """What is packed in a gzip file."""
    try:
        inner = zlib.decompressobj(wbits=31).decompress(beginning, BEGINNING)
    except zlib.error:
        return "a damaged gzip file"
    if inner.startswith(_GZIP):
        return "packed twice with gzip: unpack it once"
    kind = _kind_of_bytes(inner) if inner else ""
    return f"{kind} (packed with gzip)" if kind else ""
