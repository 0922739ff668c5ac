"""Where a picture comes from, and how it becomes ink for the pad: that is for a working thread."""

from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from PySide6.QtCore import QMimeData
from PySide6.QtGui import QImage

from desktop.draw.importing.decoding import Decoded, decoded, levels
from desktop.draw.ink.picture_ink import PictureInk, picture_ink
from desktop.formats import with_unit
from desktop.translation import tr
from desktop.workspace.jobs import Progress, interruptible
from nncore.array_types import ImageArray
from nncore.drawing.pictures import MAYBE_DARK, ink_of, on_paper
from nncore.drawing.resampling import shrunk
from nncore.safe_text import quoted
from nncore.storage.files import FileTooLargeError, read_regular

MAXIMUM_BYTES = 128 * 1024 * 1024
"""The largest file that is read: no camera's picture is as large."""

_MEGABYTE = 1024 * 1024
_PREVIEW_SIDE = 200
_ENCODED = ("image/png", "image/jpeg", "image/webp", "image/gif", "image/bmp")
"""What a clipboard may hold as a file has it: it is decoded where nobody waits for it."""


class PictureError(ValueError):
    """Why a picture cannot be opened, in a sentence. source: which one it is."""

    def __init__(self, source: "PictureSource", words: str) -> None:
        super().__init__(words)
        self.source = source


@dataclass(frozen=True, eq=False)
class PictureSource:
    """One picture that was asked for: name, and a path, a file's content or pixels.

    count: how many were offered, of which it is the first.
    """

    name: str
    given: Path | bytes | QImage
    count: int = 1


@dataclass(frozen=True, eq=False)
class OpenedPicture:
    """What became of a source."""

    source: PictureSource
    picture: PictureInk


def is_offered(mime: QMimeData) -> bool:
    """Whether something may be a picture; nothing is asked for that could take a while."""
    return mime.hasUrls() or mime.hasImage() or any(map(mime.hasFormat, _ENCODED))


def offered(mime: QMimeData | None, name: str) -> PictureSource | None:
    """The first picture that was dropped or pasted: a file, or else pixels, called `name`; None
    where there is none. mime: None of an empty clipboard.
    """
    if mime is None:
        return None
    files = [Path(each.toLocalFile()) for each in mime.urls() if each.toLocalFile()]
    if files:
        return of_file(files[0], len(files))
    encoded = next(filter(mime.hasFormat, _ENCODED), None)
    if encoded is not None and (content := bytes(mime.data(encoded).data())):
        return PictureSource(name, content)
    image = mime.imageData() if mime.hasImage() else None
    return PictureSource(name, image) if isinstance(image, QImage) else None


def of_file(path: Path, count: int = 1) -> PictureSource:
    """The picture in a file."""
    return PictureSource(quoted(path.name or path, 60), path, count)


def open_source(source: PictureSource, progress: Progress) -> OpenedPicture:
    """Read, decode and find the ink. Raises PictureError where that cannot be."""
    try:
        pixels = _pixels(source.given, progress)
        progress(0.5)
        return OpenedPicture(source, _picture(pixels, source.name))
    except FileTooLargeError as error:
        most = with_unit(MAXIMUM_BYTES // _MEGABYTE, tr("MB"))
        words = tr("the file is larger than {most}", most=most)
        raise PictureError(source, cannot_be_opened(source.name, words)) from error
    except MemoryError as error:
        words = tr("it needs more memory than there is")
        raise PictureError(source, cannot_be_opened(source.name, words)) from error
    except OSError as error:
        words = error.strerror or quoted(error)
        raise PictureError(
            source, cannot_be_opened(source.name, words[:1].lower() + words[1:])
        ) from error
    except ValueError as error:
        raise PictureError(source, cannot_be_opened(source.name, quoted(error))) from error


def cannot_be_opened(name: str, reason: str) -> str:
    """That a picture cannot be opened, and why."""
    return tr("{name} cannot be opened: {reason}.", name=name, reason=reason)


def _pixels(given: Path | bytes | QImage, progress: Progress) -> Decoded:
    if isinstance(given, QImage):
        return levels(given)
    if isinstance(given, bytes):
        return decoded(given)
    return decoded(interruptible(partial(_content, given), progress))


def _content(path: Path, _progress: Progress) -> bytes:
    return read_regular(path, most=MAXIMUM_BYTES)


def _picture(pixels: Decoded, name: str) -> PictureInk:
    ink = ink_of(*pixels)
    if MAYBE_DARK in ink.notes:
        ink = ink_of(*pixels, ink="dark")  # what is likelier; nobody is there to be asked
    if ink.box is None:
        raise ValueError(tr("no ink stands out from its ground"))
    middle = (ink.box.left + ink.box.right) / 2 / ink.canvas.shape[1]
    paper = pixels.grey if pixels.alpha is None else on_paper(pixels.grey, pixels.alpha)
    return picture_ink(ink, name, preview=_beside(paper, ink.canvas, middle))


def _beside(grey: ImageArray, ink: ImageArray, middle: float) -> ImageArray:
    """The left part of a picture as it came, the right part of it as ink; small.

    middle: of the picture's width, where the ink begins.
    """
    preview = shrunk(grey, _PREVIEW_SIDE).copy()
    small = shrunk(ink, _PREVIEW_SIDE)
    rows, columns = (
        np.arange(length) * there // length
        for length, there in zip(preview.shape, small.shape, strict=True)
    )
    begin = round(preview.shape[1] * middle)
    preview[:, begin:] = small[rows[:, np.newaxis], columns[begin:]]
    return preview
