"""What a file is that stands where another kind was expected: by its first bytes, never by all.

A download that went wrong, or the same digits in another format, is told for what it is.
"""

import re
import zlib
from pathlib import Path

from nncore.files import open_regular

_HEAD = 1024
_GZIP = b"\x1f\x8b"
_MAGIC = (
    (b"version https://git-lfs", "a pointer of Git LFS, not the file: `git lfs pull` fetches it"),
    (b"PK\x03\x04", "a zip archive: unpack it first"),
    (b"PAR1", "a Parquet file"),
    (b"ARROW1", "an Arrow file"),
    (b"\x89HDF", "an HDF5 file"),
    (b"MATLAB 5.0", "a MATLAB file"),
    (b"\x93NUMPY", "a NumPy array (.npy)"),
    (b"BZh", "packed with bzip2: unpack it first"),
    (b"\xfd7zXZ", "packed with xz: unpack it first"),
    (b"\x28\xb5\x2f\xfd", "packed with Zstandard: unpack it first"),
    (b"7z\xbc\xaf", "a 7-Zip archive: unpack it first"),
    (b"Rar!", "a RAR archive: unpack it first"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"%PDF", "a PDF document"),
    (b"\x80\x02", "a pickle of Python, which can run foreign code and is never read"),
    (b"\x80\x03", "a pickle of Python, which can run foreign code and is never read"),
    (b"\x80\x04", "a pickle of Python, which can run foreign code and is never read"),
    (b"\x00\x00\x0c\x02", "QMNIST’s labels (idx2-int, eight numbers an image)"),
)
_WEB_PAGE = re.compile(rb"<(!doctype html|html|head|body|script)\b", re.IGNORECASE)
_TABLE = re.compile(rb'"?(label|class|target)"?\s*,|\d{1,3}(\s*[,;]\s*\d{1,3}){9}')
_IDX_TYPES = {0x09: "signed bytes", 0x0B: "short integers", 0x0C: "integers", 0x0D: "floats"}


def kind_of(path: Path) -> str:
    """What the file is, in words that follow “it is”; empty where that is not known.

    Never raises: of a file that cannot be read nothing is known.
    """
    try:
        with open_regular(path) as file:
            head = file.read(_HEAD)
    except OSError:
        return ""
    if path.suffix.lower() in (".pt", ".pth") and head:
        return "a file of PyTorch, which can run foreign code and is never read"
    return kind_of_bytes(head)


def kind_of_bytes(head: bytes) -> str:
    """The same of a file that begins with `head`, a kilobyte of it or all there is."""
    if not head:
        return "an empty file"
    if head.startswith(_GZIP):
        return _packed_kind(head)
    for magic, words in _MAGIC:
        if head.startswith(magic):
            return words
    if head[257:262] == b"ustar":
        return "a tar archive: unpack it first"
    if head[:2] == b"\0\0" and len(head) > 3 and head[2] in _IDX_TYPES and 1 <= head[3] <= 4:
        return f"an IDX file of {_IDX_TYPES[head[2]]}, where unsigned bytes are expected"
    return _kind_of_text(head.removeprefix(b"\xef\xbb\xbf").lstrip())


def _packed_kind(head: bytes) -> str:
    try:
        inner = zlib.decompressobj(wbits=31).decompress(head, _HEAD)
    except zlib.error:
        return "a damaged gzip file"
    if inner.startswith(_GZIP):
        return "packed twice with gzip: unpack it once"
    kind = kind_of_bytes(inner) if inner else ""
    return f"{kind} (packed with gzip)" if kind else ""


def _kind_of_text(text: bytes) -> str:
    if _WEB_PAGE.search(text[:512]):
        return "a web page, not the file that the page is about"
    if text.startswith((b"<?xml", b"<Error")):
        return "an XML text, such as a server’s answer that there is no such file"
    if text.startswith(b"{"):
        return "a JSON text"
    if _TABLE.match(text):
        return "a table of numbers (CSV, as Kaggle has it), which is not read"
    return ""
