"""Leaves of a picture's file what its pixels need, before Qt sees it.

Notes, colour profiles and further frames cost seconds and gigabytes where they are forged: PNG's
texts are unpacked to a thousand times their size, and Qt lets no other thread of Python work
meanwhile.
"""

from collections.abc import Iterator
from io import BytesIO

from desktop.translation import tr
from nncore.drawing.picture_bounds import require_few_segments
from nncore.drawing.pictures import require_picture_size

MOST_PARTS = 100_000
"""Of a PNG or WebP file; programs cut 128 MB of pixels into 16,000."""

_MOST_BESIDE = 64 * 1024
"""Bytes of a part that is no pixels: palettes and EXIF's notes are smaller."""

_PNG_SIGNATURE = 8
_PNG_FIRST = b"\x00\x00\x00\x0dIHDR"
_PNG_PIXELS, _PNG_END = b"IDAT", b"IEND"
_PNG_BESIDE = {b"IHDR", b"PLTE", b"tRNS", b"eXIf", _PNG_END}

_BEGINS_SCAN, _ENDS = 0xDA, 0xD9
_BARE = {0x01, *range(0xD0, 0xD9)}
"""Marks of a JPEG without anything that belongs to them."""
_NOTES = {0xFE, *range(0xE0, 0xF0)} - {0xE0, 0xEE}
"""Marks of comments and programs' notes; JFIF's and Adobe's say how the pixels are meant."""
_EXIF = b"Exif\x00\x00"

_WEBP_HEAD = 12
_WEBP_ABOUT = b"VP8X"
_WEBP_BESIDE = {_WEBP_ABOUT, b"ANIM", b"ALPH"}
_WEBP_PIXELS = {b"VP8 ", b"VP8L", b"ANMF"}
_HAS_NOTES = 0x20 | 0x08 | 0x04
"""Bits of `VP8X`: there is a profile, there are EXIF's and Adobe's notes."""


def stripped(content: bytes, kind: str) -> bytes:
    """The file of a picture without what its pixels do not need; how it is turned stays.

    kind: by Qt's name; of kinds other than "png", "jpeg" and "webp" everything stays. What is
    damaged stays damaged, for the decoder to say so. Raises ValueError for a picture of too many
    parts, and for a PNG too large to be decoded.
    """
    match kind:
        case "png":
            return _stripped_png(content)
        case "jpeg":
            return _stripped_jpeg(content)
        case "webp":
            return _stripped_webp(content)
    return content


def _stripped_png(content: bytes) -> bytes:
    head = content[_PNG_SIGNATURE : _PNG_SIGNATURE + 16]
    if len(head) < 16 or not head.startswith(_PNG_FIRST):
        return content[:_PNG_SIGNATURE]
    width, height = int.from_bytes(head[8:12], "big"), int.from_bytes(head[12:], "big")
    if width and height:
        require_picture_size(height, width)
    kept = [content[:_PNG_SIGNATURE]]
    seen: set[bytes] = set()
    for name, part in _parts(content, _PNG_SIGNATURE, is_png=True):
        if name == _PNG_PIXELS:
            kept.append(part)
        elif name in _PNG_BESIDE - seen and len(part) <= _MOST_BESIDE:
            seen.add(name)
            kept.append(part)
        if name == _PNG_END:
            break
    return b"".join(kept)


def _stripped_webp(content: bytes) -> bytes:
    end = 8 + int.from_bytes(content[4:8], "little")
    kept: list[bytes] = []
    seen: set[bytes] = set()
    for name, part in _parts(content[:end], _WEBP_HEAD, is_png=False):
        if name == _WEBP_ABOUT and len(part) > 8:
            part = part[:8] + bytes([part[8] & ~_HAS_NOTES]) + part[9:]
        if name in _WEBP_PIXELS | _WEBP_BESIDE - seen:
            seen.add(name)
            kept.append(part)
        if name in _WEBP_PIXELS:
            break  # of an animation the first one is shown
    body = b"WEBP" + b"".join(kept)
    return b"RIFF" + len(body).to_bytes(4, "little") + body


def _parts(content: bytes, place: int, *, is_png: bool) -> Iterator[tuple[bytes, bytes]]:
    """Name and bytes, head included, of each part from a place on; the last may be cut off."""
    for _ in range(MOST_PARTS):
        if place + 8 > len(content):
            return
        if is_png:
            name = content[place + 4 : place + 8]
            length = 12 + int.from_bytes(content[place : place + 4], "big")
        else:
            name = content[place : place + 4]
            length = int.from_bytes(content[place + 4 : place + 8], "little")
            length += 8 + length % 2
        yield name, content[place : place + length]
        place += length
    raise ValueError(tr("a picture must have at most {most} parts, it has more", most=MOST_PARTS))


def _stripped_jpeg(content: bytes) -> bytes:
    require_few_segments(BytesIO(content))
    kept, place, has_exif = [content[:2]], 2, False
    while place + 4 <= len(content):
        mark = content[place + 1]
        if content[place] != 0xFF or mark == 0xFF:
            place += 1
            continue
        if mark in (_BEGINS_SCAN, _ENDS):
            break
        length = 2
        if mark in _BARE:
            kept.append(content[place : place + length])
        elif mark != 0:
            length += max(2, int.from_bytes(content[place + 2 : place + 4], "big"))
            is_exif = mark == 0xE1 and content.startswith(_EXIF, place + 4) and not has_exif
            if is_exif or mark not in _NOTES:
                kept.append(content[place : place + length])
            has_exif = has_exif or is_exif
        place += length
    return b"".join([*kept, content[place:]])
