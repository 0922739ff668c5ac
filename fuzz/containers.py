"""Mutations of what is inside a container, whose sums and lengths are then made right again.

So they get past the first check: the JSON and the arrays of a safetensors file, the header of a
.npy file, the contents of gzip and zip, the parts of a PNG picture.
"""

import gzip
import io
import json
import re
import struct
import zipfile
import zlib
from collections.abc import Callable
from math import prod
from typing import Any

import numpy as np

from fuzz import json_text, plain_bytes

_WIDTHS = {"F16": 2, "BF16": 2, "F32": 4, "F64": 8, "U8": 1, "I8": 1, "BOOL": 1, "I64": 8}
_DTYPES = ("|u1", "<f4", ">f4", "<f8", "|O", "<U5", "|V8", "<i8", "<f2", "|S0", "<M8[s]", "<c16")
_SHAPES = (
    "()",
    "(0,)",
    "(28,)",
    "(-1, 28)",
    "(1, 40000000)",
    "(2147483648, 2)",
    "(16000000, 1, 1)",
)


def mutated(content: bytes, rng: np.random.Generator) -> bytes:
    """The content after one mutation that suits what it is."""
    inner = _inner_of(content)
    if inner is None or rng.random() < 0.2:
        return plain_bytes.mutated(content, rng)
    try:
        return inner(content, rng)[: plain_bytes.MOST_BYTES]
    except Exception:  # noqa: BLE001 - it was damaged before, in whatever way
        return plain_bytes.mutated(content, rng)


def _inner_of(content: bytes) -> plain_bytes.Mutation | None:
    starts: tuple[tuple[bytes, plain_bytes.Mutation], ...] = (
        (b"\x1f\x8b", _gzip),
        (b"\x93NUMPY", _numpy),
        (b"\x89PNG", _png),
        (b"PK\x03\x04", _zip),
        (b"{", json_text.mutated),
        (b"[", json_text.mutated),
    )
    for start, inner in starts:
        if content.startswith(start):
            return inner
    return _safetensors if content[8:9] == b"{" else None


def _gzip(content: bytes, rng: np.random.Generator) -> bytes:
    return gzip.compress(mutated(gzip.decompress(content), rng), 1, mtime=0)


def _zip(content: bytes, rng: np.random.Generator) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        members = {name: packed.read(name) for name in packed.namelist()}
    name = [*members][rng.integers(len(members))]
    if rng.random() < 0.15:
        members[f"{name}2"] = members.pop(name)
    else:
        members[name] = mutated(members[name], rng)
    method = zipfile.ZIP_DEFLATED if rng.random() < 0.5 else zipfile.ZIP_STORED
    packed_again = io.BytesIO()
    with zipfile.ZipFile(packed_again, "w", method) as packed:
        for each, inside in members.items():
            packed.writestr(zipfile.ZipInfo(each), inside)
    return packed_again.getvalue()


def _png(content: bytes, rng: np.random.Generator) -> bytes:
    chunks, at = [], 8
    while at + 8 <= len(content):
        (size,) = struct.unpack(">I", content[at : at + 4])
        chunks.append([content[at + 4 : at + 8], content[at + 8 : at + 8 + size]])
        at += size + 12
    chunk = chunks[rng.integers(len(chunks))]
    if chunk[0] == b"IDAT" and rng.random() < 0.5:
        chunk[1] = zlib.compress(plain_bytes.mutated(zlib.decompress(chunk[1]), rng))
    else:
        chunk[1] = plain_bytes.mutated(chunk[1], rng)
    return content[:8] + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )


def _numpy(content: bytes, rng: np.random.Generator) -> bytes:
    (length,) = struct.unpack("<H", content[8:10])
    header, data = content[10 : 10 + length], content[10 + length :]
    changes: tuple[Callable[[bytes], bytes], ...] = (
        lambda text: re.sub(rb"\([^)]*\)", str(rng.choice(_SHAPES)).encode(), text, count=1),
        lambda text: re.sub(
            rb"'descr': '[^']*'", f"'descr': '{rng.choice(_DTYPES)}'".encode(), text
        ),
        lambda text: text.replace(b"False", b"True"),
        lambda text: plain_bytes.mutated(text, rng),
    )
    if rng.random() < 0.3:
        data = plain_bytes.mutated(data, rng)
    else:
        header = changes[rng.integers(len(changes))](header)[: 2**16 - 1]
    return content[:8] + struct.pack("<H", len(header)) + header + data


def _safetensors(content: bytes, rng: np.random.Generator) -> bytes:
    (length,) = struct.unpack("<Q", content[:8])
    header, data = json.loads(content[8 : 8 + length]), content[8 + length :]
    notes = header.get("__metadata__")
    choice = rng.random()
    if choice < 0.5 and notes:
        key = [*notes][rng.integers(len(notes))]
        notes[key] = json_text.changed(json.loads(notes[key]), rng)
    elif choice < 0.75:
        data = _other_numbers(data, rng)
    else:
        header = json.loads(json_text.changed(header, rng))
    if rng.random() < 0.5:
        data = _laid_out(header, data)
    text = json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + data


def _other_numbers(data: bytes, rng: np.random.Generator) -> bytes:
    numbers = np.frombuffer(data[: len(data) // 4 * 4], np.float32).copy()
    some = rng.integers(len(numbers), size=3)
    numbers[some] = rng.choice([np.nan, np.inf, -np.inf, 3e38, 1e-45, 0], 3)
    return numbers.tobytes() + data[len(numbers) * 4 :]


def _laid_out(header: dict[str, Any], data: bytes) -> bytes:
    """Data as long as the header asks for, whose offsets are made to fit the shapes."""
    end = 0
    for name, entry in header.items():
        if name != "__metadata__":
            size = prod(entry["shape"]) * _WIDTHS[entry["dtype"]]
            if not 0 <= size <= plain_bytes.MOST_BYTES // 2:
                raise ValueError("more than an input may have")
            entry["data_offsets"] = [end, end + size]
            end += size
    return (data + bytes(max(0, end - len(data))))[:end]
