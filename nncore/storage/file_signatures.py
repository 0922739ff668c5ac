"""What a file is, told by its first bytes: the one table for everybody who was given another file.

Nothing is parsed. What to do about such a file depends on what was wanted, so whoever asks adds it.
"""

import re
from enum import Enum, auto
from typing import NamedTuple

BEGINNING = 1024
"""Bytes that are looked at: all that a file has, or so many."""


class Family(Enum):
    """Kinds of files that the same can be said about."""

    EMPTY = auto()
    PACKED = auto()
    PICTURE = auto()
    OTHER_PICTURE = auto()
    """In a format that is not read."""
    IDX_IMAGES = auto()
    IDX_LABELS = auto()
    OTHER_IDX = auto()
    """Of numbers that are no unsigned bytes."""
    NUMPY = auto()
    KERAS = auto()
    PICKLE = auto()
    ONNX = auto()
    WEB_PAGE = auto()
    XML = auto()
    JSON = auto()
    TABLE = auto()
    TEXT = auto()
    GIT_LFS = auto()
    OTHER = auto()


class FileKind(NamedTuple):
    """What a file is, in words that follow “it is”."""

    words: str
    family: Family = Family.OTHER


_CODE = "which could run code when it is opened"
_PICKLE = FileKind(f"a pickle of Python, {_CODE}", Family.PICKLE)
_SIGNATURES: tuple[tuple[bytes, FileKind], ...] = (
    (b"\x1f\x8b", FileKind("a gzip file", Family.PACKED)),
    (b"BZh", FileKind("a bzip2 file", Family.PACKED)),
    (b"\xfd7zXZ\x00", FileKind("an xz file", Family.PACKED)),
    (b"7z\xbc\xaf\x27\x1c", FileKind("a 7-Zip archive", Family.PACKED)),
    (b"\x28\xb5\x2f\xfd", FileKind("a Zstandard file", Family.PACKED)),
    (b"Rar!", FileKind("a RAR archive", Family.PACKED)),
    (b"\x89PNG\r\n\x1a\n", FileKind("a PNG picture", Family.PICTURE)),
    (b"\xff\xd8\xff", FileKind("a JPEG picture", Family.PICTURE)),
    (b"BM", FileKind("a BMP picture", Family.PICTURE)),
    (b"GIF8", FileKind("a GIF picture", Family.OTHER_PICTURE)),
    (b"II*\x00", FileKind("a TIFF picture", Family.OTHER_PICTURE)),
    (b"MM\x00*", FileKind("a TIFF picture", Family.OTHER_PICTURE)),
    (b"\x00\x00\x08\x01", FileKind("labels as MNIST keeps them (IDX)", Family.IDX_LABELS)),
    (b"\x00\x00\x08\x03", FileKind("images as MNIST keeps them (IDX)", Family.IDX_IMAGES)),
    (b"\x00\x00\x0c\x02", FileKind("QMNIST’s labels (idx2-int, eight numbers an image)")),
    (b"\x93NUMPY", FileKind("a NumPy array (.npy)", Family.NUMPY)),
    (b"\x89HDF", FileKind("an HDF5 file, as Keras writes it", Family.KERAS)),
    (b"\x80\x02", _PICKLE),
    (b"\x80\x03", _PICKLE),
    (b"\x80\x04", _PICKLE),
    (b"\x80\x05", _PICKLE),
    (b"version https://git-lfs", FileKind("a pointer of Git LFS", Family.GIT_LFS)),
    (b"PAR1", FileKind("a Parquet file")),
    (b"ARROW1", FileKind("an Arrow file")),
    (b"MATLAB 5.0", FileKind("a MATLAB file")),
    (b"%PDF", FileKind("a PDF document")),
    (b"\x7fELF", FileKind("a program")),
    (b"MZ", FileKind("a program")),
    (b"GGUF", FileKind("a language model (GGUF)")),
)
_INSIDE: tuple[tuple[int, bytes, FileKind], ...] = (
    (4, b"ftyp", FileKind("a HEIC or AVIF picture, or a film", Family.OTHER_PICTURE)),
    (8, b"WEBP", FileKind("a WebP picture", Family.OTHER_PICTURE)),
    (257, b"ustar", FileKind("a tar archive", Family.PACKED)),
)
"""Signatures that do not stand at the beginning, and where they do."""

_NETPBM = re.compile(rb"P([1-6])[\s#]")
_NETPBM_NAMES = ("PBM", "PGM", "PPM")
_IDX_TYPES = {0x09: "signed bytes", 0x0B: "short integers", 0x0C: "integers", 0x0D: "floats"}
_WEB_PAGE = re.compile(rb"<(!doctype html|html|head|body|script)\b", re.IGNORECASE)
_TABLE = re.compile(rb'"?(label|class|target)"?\s*,|\d{1,3}(\s*[,;]\s*\d{1,3}){9}')
_ONNX_FIELDS = (0x12, 0x1A, 0x22, 0x32, 0x3A, 0x42)
"""What may follow the version in an ONNX model: producer, domain, documentation, graph, opset."""


def recognised(beginning: bytes) -> FileKind | None:
    """What a file with these first bytes is; None where they do not say."""
    if not beginning:
        return FileKind("an empty file", Family.EMPTY)
    if beginning.startswith(b"PK\x03\x04"):
        return _zipped(beginning)
    for signature, kind in _SIGNATURES:
        if beginning.startswith(signature):
            return kind
    for place, signature, kind in _INSIDE:
        if beginning.startswith(signature, place):
            return kind
    if (picture := _NETPBM.match(beginning)) is not None:
        name = _NETPBM_NAMES[(int(picture[1]) - 1) % 3]
        family = Family.PICTURE if name == "PGM" else Family.OTHER_PICTURE
        return FileKind(f"a {name} picture", family)
    if beginning[:2] == b"\0\0" and len(beginning) > 3 and 1 <= beginning[3] <= 4:
        numbers = _IDX_TYPES.get(beginning[2])
        return None if numbers is None else FileKind(f"an IDX file of {numbers}", Family.OTHER_IDX)
    if _is_onnx(beginning):
        return FileKind("an ONNX model", Family.ONNX)
    return _text(beginning)


def _zipped(beginning: bytes) -> FileKind:
    """By the name of the first file in it."""
    length = int.from_bytes(beginning[26:28], "little")
    first = beginning[30 : 30 + length]
    if first.endswith((b"data.pkl", b".format_version", b"/version", b"/byteorder")):
        return FileKind(f"a file of PyTorch's torch.save, {_CODE}", Family.PICKLE)
    if first.endswith(b".npy"):
        return FileKind("NumPy arrays (.npz)", Family.NUMPY)
    if first in (b"metadata.json", b"config.json", b"model.weights.h5"):
        return FileKind("a file of Keras (.keras)", Family.KERAS)
    return FileKind("a zip archive", Family.PACKED)


def _is_onnx(beginning: bytes) -> bool:
    """Whether it begins with the field of ONNX's version, and another field of a model follows."""
    fields = len(beginning) > 2 and beginning[0] == 0x08 and beginning[2] in _ONNX_FIELDS
    return fields and 0 < beginning[1] < 32


def _text(beginning: bytes) -> FileKind | None:
    text = beginning.removeprefix(b"\xef\xbb\xbf").lstrip()
    if _WEB_PAGE.search(text[:512]):
        return FileKind("a web page (HTML)", Family.WEB_PAGE)
    if text.startswith((b"<?xml", b"<Error")):
        return FileKind("an XML text", Family.XML)
    if text.startswith(b"{"):
        return FileKind("a JSON text", Family.JSON)
    if _TABLE.match(text):
        return FileKind("a table of numbers (CSV)", Family.TABLE)
    return FileKind("a text file", Family.TEXT) if _is_readable(beginning) else None


def _is_readable(beginning: bytes) -> bool:
    try:
        text = beginning.decode()
    except UnicodeDecodeError as error:
        if error.start < len(beginning) - 3:  # not a letter that is cut in two
            return False
        text = beginning[: error.start].decode()
    return all(letter.isprintable() or letter in "\ufeff\r\n\t" for letter in text)
