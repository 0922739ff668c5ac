"""What a file is that was taken for something else, told by its first bytes, and what takes it.

Nothing is parsed here: whoever opened the wrong file is to read what it is, not what broke.
"""

from pathlib import Path
from shlex import quote
from typing import NamedTuple

BEGINNING = 512
"""As many bytes of a file are looked at."""


class Kind(NamedTuple):
    """A kind of file in words, and what to do with one; `{path}` stands for the file's."""

    words: str
    advice: str = ""


NETWORK = Kind("a network file of Misread", "python -m nncore evaluate {path} says how it reads")
RUN = Kind(
    "a saved run of Misread",
    "python -m nncore train --resume {path} --out FILE goes on with it and saves its network",
)
_IMPORT = "python -m nncore import {path} --hidden LAYERS --out FILE"
TENSORS = Kind(
    "a safetensors file of another program, such as the weights of a PyTorch model",
    f"{_IMPORT} makes a network of these",
)
_PYTORCH = Kind(
    "a file of PyTorch's torch.save, which could run code when it is opened",
    'save it in PyTorch with safetensors.torch.save_file(model.state_dict(), "FILE.safetensors"), '
    f"then {_IMPORT.replace('{path}', 'FILE.safetensors')} makes a network of it",
)
_NUMPY = Kind("arrays of NumPy", "a network is a .safetensors file, as train --out writes it")
_KERAS = Kind(
    "a file of Keras (HDF5)",
    "networks come from PyTorch, or from python -m nncore train --out FILE",
)
_PACKED = Kind("a packed file", "unpack it first")
_PICTURE = Kind("a picture", "python -m nncore predict NETWORK IMAGE reads pictures with a network")
_TEXT = Kind("a text file", "a network is a .safetensors file, as train --out writes it")

_SIGNATURES: tuple[tuple[bytes, Kind], ...] = (
    (b"\x89HDF\r\n\x1a\n", _KERAS),
    (b"\x1f\x8b", _PACKED._replace(words="a packed file (gzip)")),
    (b"BZh", _PACKED._replace(words="a packed file (bzip2)")),
    (b"\xfd7zXZ\x00", _PACKED._replace(words="a packed file (xz)")),
    (b"7z\xbc\xaf\x27\x1c", _PACKED._replace(words="a packed file (7z)")),
    (b"\x28\xb5\x2f\xfd", _PACKED._replace(words="a packed file (zstd)")),
    (b"Rar!", _PACKED._replace(words="a packed file (rar)")),
    (b"\x93NUMPY", _NUMPY._replace(words="an array of NumPy (.npy)")),
    (b"\x89PNG\r\n\x1a\n", _PICTURE._replace(words="a picture (PNG)")),
    (b"\xff\xd8\xff", _PICTURE._replace(words="a picture (JPEG)")),
    (b"BM", _PICTURE._replace(words="a picture (BMP)")),
    (b"GIF8", Kind("a picture (GIF)")),
    (b"P5", _PICTURE._replace(words="a picture (PGM)")),
    (b"\x00\x00\x08\x01", Kind("labels as MNIST keeps them (IDX)")),
    (b"\x00\x00\x08\x03", _PICTURE._replace(words="images as MNIST keeps them (IDX)")),
    (b"%PDF", Kind("a PDF document")),
    (b"\x7fELF", Kind("a program")),
    (b"MZ", Kind("a program")),
    (b"GGUF", Kind("a language model (GGUF)")),
    (b"version https://git-lfs", Kind("a pointer of Git LFS", "git lfs pull gets the file itself")),
)
_WEB_PAGES = (b"<!doctype html", b"<html", b"<head", b"<?xml")
_ONNX_FIELDS = (0x12, 0x1A, 0x22, 0x32, 0x3A, 0x42)
"""What may follow the version in an ONNX model: producer, domain, documentation, graph, opset."""


def recognised(beginning: bytes) -> Kind | None:
    """What a file with these first bytes is; None where they do not say."""
    if not beginning:
        return Kind("an empty file", "the download or the copy may have failed")
    if beginning[:4] == b"PK\x03\x04":
        return _zipped(beginning)
    if beginning[:1] == b"\x80" and beginning[1:2] in (b"\x02", b"\x03", b"\x04", b"\x05"):
        return _PYTORCH._replace(words="a pickle, as PyTorch's torch.save writes it")
    for signature, kind in _SIGNATURES:
        if beginning.startswith(signature):
            return kind
    if beginning.lstrip().lower().startswith(_WEB_PAGES):
        return Kind("a web page (HTML)", "the download brought a page instead of the file")
    if _is_onnx(beginning):
        return Kind("an ONNX model", "Misread writes these, and does not read them")
    return _TEXT if _is_text(beginning) else None


def mistaken(path: Path, what: str, kind: Kind) -> str:
    """The message that `path` is not `what` but something of another kind, with what to do."""
    advice = kind.advice.replace("{path}", quote(str(path)))
    return f"{path} is not {what} but {kind.words}" + (f": {advice}" if advice else "")


def _zipped(beginning: bytes) -> Kind:
    """By the name of the first file in it."""
    length = int.from_bytes(beginning[26:28], "little")
    first = beginning[30 : 30 + length]
    if first.endswith((b"data.pkl", b".format_version", b"/version", b"/byteorder")):
        return _PYTORCH
    if first.endswith(b".npy"):
        return _NUMPY._replace(words="arrays of NumPy (.npz)")
    if first in (b"metadata.json", b"config.json", b"model.weights.h5"):
        return _KERAS._replace(words="a file of Keras (.keras)")
    return _PACKED._replace(words="a packed file (ZIP)")


def _is_onnx(beginning: bytes) -> bool:
    """Whether it begins with the field of ONNX's version, and another field of a model follows."""
    fields = len(beginning) > 2 and beginning[0] == 0x08 and beginning[2] in _ONNX_FIELDS
    return fields and 0 < beginning[1] < 32


def _is_text(beginning: bytes) -> bool:
    try:
        text = beginning.decode()
    except UnicodeDecodeError as error:
        if error.start < len(beginning) - 3:  # not a letter that is cut in two
            return False
        text = beginning[: error.start].decode()
    return all(letter.isprintable() or letter in "\r\n\t" for letter in text)
