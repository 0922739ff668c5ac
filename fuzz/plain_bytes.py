"""Mutations of bytes whose format is not known: bits, lengths, pieces, numbers that overflow."""

import re
from collections.abc import Callable

import numpy as np

Mutation = Callable[[bytes, np.random.Generator], bytes]

MOST_BYTES = 1024 * 1024
"""No input gets larger: a parser's bounds are stated, and are reached by numbers, not by weight."""

EXTREMES = (0, 1, 2, 255, 2**15, 2**16 - 1, 2**31 - 1, 2**31, 2**32 - 1, 2**53, 2**63 - 1, 2**63)
EXTREME_WORDS = (
    *(b"0", b"-1", b"1e400", b"nan", b"inf", b"4294967295", b"9223372036854775808"),
    *(b"0.5", b"", b"1" * 30, b"9" * 5000),
)

_HEADER = 64
"""Bytes in which most formats keep their numbers."""


def mutated(content: bytes, rng: np.random.Generator) -> bytes:
    """The content after one mutation."""
    mutation = MUTATIONS[rng.integers(len(MUTATIONS))]
    return mutation(content, rng)[:MOST_BYTES]


def place(content: bytes, rng: np.random.Generator) -> int:
    """An offset into the content, more often near its beginning."""
    most = len(content) if rng.random() < 0.4 else min(len(content), _HEADER)
    return int(rng.integers(most + 1))


def _flip_bits(content: bytes, rng: np.random.Generator) -> bytes:
    changed = bytearray(content)
    for _ in range(rng.integers(1, 9)):
        if changed:
            changed[min(place(content, rng), len(changed) - 1)] ^= 1 << rng.integers(8)
    return bytes(changed)


def _overwrite(content: bytes, rng: np.random.Generator) -> bytes:
    begin, noise = place(content, rng), rng.bytes(int(rng.integers(1, 9)))
    return content[:begin] + noise + content[begin + len(noise) :]


def _truncate(content: bytes, rng: np.random.Generator) -> bytes:
    return content[: place(content, rng)]


def _remove(content: bytes, rng: np.random.Generator) -> bytes:
    begin = place(content, rng)
    return content[:begin] + content[begin + int(rng.integers(1, 65)) :]


def _insert(content: bytes, rng: np.random.Generator) -> bytes:
    begin = place(content, rng)
    return content[:begin] + rng.bytes(int(rng.integers(1, 65))) + content[begin:]


def _repeat(content: bytes, rng: np.random.Generator) -> bytes:
    begin = place(content, rng)
    piece = content[begin : begin + int(rng.integers(1, 1025))]
    return content[:begin] + piece * int(rng.integers(2, 65)) + content[begin:]


def _append(content: bytes, rng: np.random.Generator) -> bytes:
    return content + rng.bytes(int(rng.integers(1, 1025)))


def _set_number(content: bytes, rng: np.random.Generator) -> bytes:
    width = int(rng.choice((1, 2, 4, 8)))
    value = EXTREMES[rng.integers(len(EXTREMES))] % 256**width
    begin = place(content, rng)
    if rng.random() < 0.8:
        begin -= begin % width  # where a header has its fields
    number: bytes = value.to_bytes(width, "big" if rng.random() < 0.5 else "little")
    return content[:begin] + number + content[begin + width :]


def _set_written_number(content: bytes, rng: np.random.Generator) -> bytes:
    found = [*re.finditer(rb"-?\d+(\.\d+)?", content[:2048])]
    if not found:
        return _set_number(content, rng)
    one = found[rng.integers(len(found))]
    word = EXTREME_WORDS[rng.integers(len(EXTREME_WORDS))]
    return content[: one.start()] + word + content[one.end() :]


def _empty(content: bytes, rng: np.random.Generator) -> bytes:
    return b"" if rng.random() < 0.1 else _flip_bits(content, rng)


MUTATIONS: tuple[Mutation, ...] = (
    _flip_bits,
    _overwrite,
    _truncate,
    _remove,
    _insert,
    _repeat,
    _append,
    _set_number,
    _set_number,
    _set_written_number,
    _empty,
)
