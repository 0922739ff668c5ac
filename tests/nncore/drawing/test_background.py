"""Ink is what stands out from its ground: clean drawings are untouched, and no ground ruins one."""

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

import nncore as nn
from nncore.array_types import ImageArray
from nncore.drawing.background import GROUND_REMOVED, STRETCHED, ink_on_dark
from nncore.drawing.framing import centre_by_mass

READER = Path(__file__).parents[3] / "resources" / "models" / "reader.safetensors"
COUNT = 100
Ground = Callable[[tuple[int, int], np.random.Generator], np.ndarray]
Canvases = tuple[list[ImageArray], np.ndarray, int]


def places(shape: tuple[int, int]) -> tuple[np.ndarray, np.ndarray]:
    """How far down and to the right each pixel lies, -1 to 1."""
    return np.linspace(-1, 1, shape[0])[:, np.newaxis], np.linspace(-1, 1, shape[1])


def blocks(shape: tuple[int, int], rng: np.random.Generator) -> np.ndarray:
    """Squares of 8 x 8 of one level each, as JPEG leaves them."""
    rows, columns = -(-shape[0] // 8), -(-shape[1] // 8)
    return np.kron(rng.integers(0, 9, (rows, columns)), np.ones((8, 8)))[: shape[0], : shape[1]]


def vignette(shape: tuple[int, int], rng: np.random.Generator) -> np.ndarray:
    down, right = places(shape)
    return np.asarray(4 * (down**2 + right**2))


GROUNDS: dict[str, Ground] = {
    "offset of 8": lambda shape, rng: np.full(shape, 8),
    "offset of 1": lambda shape, rng: np.full(shape, 1),
    "noise 0..8": lambda shape, rng: rng.integers(0, 9, shape),
    "noise 0..1": lambda shape, rng: rng.integers(0, 2, shape),
    "gradient": lambda shape, rng: 2 * (places(shape)[0] + places(shape)[1] + 2),
    "blocks": blocks,
    "salt": lambda shape, rng: 8 * (rng.random(shape) < 0.01),
    "dense salt": lambda shape, rng: 8 * (rng.random(shape) < 0.3),
    "a few specks": lambda shape, rng: 8 * (rng.random(shape) < 20 / shape[0] / shape[1]),
    "vignette": vignette,
    "dark corners": lambda shape, rng: 8 - vignette(shape, rng),
}


def pen_drawing(digit: int, rng: np.random.Generator) -> ImageArray:
    """A digit as a round antialiased pen draws it on 280 x 280 pixels."""
    radius, size = rng.uniform(2.5, 12), rng.uniform(0.4, 1)
    distance = np.full((280, 280), np.inf)
    for stroke in nn.datasets.generated_strokes(digit, rng=rng):
        points = (stroke - 0.5) * 280 * size + 140
        for start, end in pairwise(points):
            along = end - start
            corners = np.sort([start, end], axis=0) + np.array([[-radius - 1], [radius + 2]])
            bounds = np.clip(corners, 0, 280).astype(int)  # farther away nothing is inked
            near = tuple(slice(*bounds[:, axis]) for axis in (1, 0))
            y, x = np.mgrid[near] + 0.5
            share = ((x - start[0]) * along[0] + (y - start[1]) * along[1]) / max(
                float(along @ along), 1e-12
            )
            share = np.clip(share, 0, 1)
            away = np.hypot(x - start[0] - share * along[0], y - start[1] - share * along[1])
            distance[near] = np.minimum(distance[near], away)
    return np.rint(255 * np.clip(radius + 0.5 - distance, 0, 1)).astype(np.uint8)


@pytest.fixture(scope="module")
def pen_drawings() -> list[ImageArray]:
    rng = np.random.default_rng(3)
    return [pen_drawing(number % 10, rng) for number in range(COUNT)]


@pytest.fixture(scope="module")
def reader() -> nn.Network:
    return nn.load(READER)


@pytest.fixture(scope="module", params=["pen", "28", "enlarged", "small", "half", "faint"])
def canvases(
    request: pytest.FixtureRequest,
    pen_drawings: list[ImageArray],
    digits: nn.datasets.Dataset,
    reader: nn.Network,
) -> Canvases:
    """A hundred clean drawings of one kind, what they are, and how many of them are read right."""
    drawings, labels = _clean(request.param, pen_drawings, digits)
    frames = np.stack([nn.frame_drawing(drawing) for drawing in drawings])
    return drawings, labels, int((reader.predict(frames).argmax(axis=1) == labels).sum())


def _clean(
    kind: str, pen_drawings: list[ImageArray], digits: nn.datasets.Dataset
) -> tuple[list[ImageArray], np.ndarray]:
    images, labels = digits.training.images[:COUNT], digits.training.labels[:COUNT]
    if kind == "28":
        return list(images), labels
    if kind == "enlarged":
        return [np.kron(image, np.ones((10, 10), np.uint8)) for image in images], labels
    if kind == "small":  # the box of everything would be many times that of the ink
        return [
            np.pad(np.kron(image, np.ones((3, 3), np.uint8)), (20, 180)) for image in images
        ], labels
    divisor = {"pen": 1, "half": 2, "faint": 5}[kind]
    return [drawing // divisor for drawing in pen_drawings], np.arange(COUNT) % 10


def framed_by_its_box(canvas: ImageArray) -> ImageArray:
    """The frame of all that is not 0, by the formulas as they stand in books."""
    rows, columns = np.flatnonzero(canvas.any(axis=1)), np.flatnonzero(canvas.any(axis=0))
    ink = canvas[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1].astype(np.float32)
    scale = 20 / max(ink.shape)
    assert scale <= 1, "enlarging is another formula"

    def overlaps(length: int) -> np.ndarray:
        borders = (np.arange(21) - 10) / scale + length / 2
        source = np.arange(length)
        stop, start = borders[1:, np.newaxis], borders[:-1, np.newaxis]
        overlap = np.minimum(stop, source + 1) - np.maximum(start, source)
        return np.asarray(np.maximum(overlap, 0) * scale, np.float32)

    fitted = overlaps(ink.shape[0]) @ ink @ overlaps(ink.shape[1]).T
    box = np.rint(np.minimum(fitted, 255)).astype(np.uint8)
    frame: ImageArray = centre_by_mass(box[np.newaxis])[0]
    return frame


def test_clean_drawings_keep_their_frame_to_the_byte(
    pen_drawings: list[ImageArray], digits: nn.datasets.Dataset
) -> None:
    generated = [
        np.kron(image, np.ones((factor, factor), np.uint8))
        for image in digits.training.images[: 2 * COUNT]
        for factor in (2, 10)
    ]
    for canvas in (*pen_drawings, *generated):
        ink = ink_on_dark(canvas)

        assert ink.canvas is canvas
        assert ink.notes == ()
        assert np.array_equal(nn.frame_drawing(canvas), framed_by_its_box(canvas))


@pytest.mark.parametrize("ground", GROUNDS)
def test_a_ground_of_up_to_8_costs_at_most_one_answer_in_a_hundred(
    ground: str, canvases: Canvases, reader: nn.Network
) -> None:
    rng = np.random.default_rng(5)
    drawings, labels, clean = canvases
    frames = np.empty((len(drawings), 28, 28), np.uint8)
    for number, drawing in enumerate(drawings):
        behind = np.rint(GROUNDS[ground](drawing.shape, rng)).astype(int)
        frames[number] = nn.frame_drawing(np.minimum(drawing + behind, 255).astype(np.uint8))

    assert (reader.predict(frames).argmax(axis=1) == labels).sum() >= clean - 1


@pytest.mark.parametrize("shape", [(28, 28), (100, 150), (280, 280)])
@pytest.mark.parametrize("ground", GROUNDS)
def test_a_ground_without_ink_is_no_drawing(
    ground: str, shape: tuple[int, int], reader: nn.Network
) -> None:
    rng = np.random.default_rng(6)
    for _ in range(5):
        canvas = np.rint(GROUNDS[ground](shape, rng)).astype(np.uint8)

        assert not nn.frame_drawing(canvas).any()
        assert nn.read_drawing(reader, canvas) is None


@pytest.mark.parametrize("peak", [16, 40])
def test_faint_ink_is_stretched_and_said_to_be(
    peak: int, pen_drawings: list[ImageArray], reader: nn.Network
) -> None:
    right = 0
    for number, drawing in enumerate(pen_drawings):
        faint = np.rint(drawing * (peak / 255)).astype(np.uint8)

        reading = nn.read_drawing(reader, faint)

        assert reading is not None
        assert reading.notes == (STRETCHED,)
        assert reading.frame.max() > 150
        right += reading.digit == number % 10
    assert right >= 95


def test_ink_of_0_and_1_is_read(pen_drawings: list[ImageArray], reader: nn.Network) -> None:
    for drawing in pen_drawings[:20]:
        mask = (drawing > 127).astype(np.uint8)

        ink = ink_on_dark(mask)

        assert ink.notes == (STRETCHED,)
        assert np.array_equal(ink.canvas, mask * 255)


def test_what_was_done_to_the_ground_is_said(pen_drawings: list[ImageArray]) -> None:
    assert ink_on_dark(np.maximum(pen_drawings[0], 5)).notes == (GROUND_REMOVED,)
    assert ink_on_dark(np.maximum(pen_drawings[0] // 6, 5)).notes == (GROUND_REMOVED, STRETCHED)


def test_a_dot_on_clean_ground_is_ink_however_far_away(pen_drawings: list[ImageArray]) -> None:
    canvas = pen_drawings[0].copy()
    canvas[2, 2] = 255

    assert ink_on_dark(canvas).box is not None
    assert np.array_equal(nn.frame_drawing(canvas), framed_by_its_box(canvas))


def test_the_ground_is_taken_away_where_light_falls_unevenly(
    pen_drawings: list[ImageArray], reader: nn.Network
) -> None:
    down, right = places((280, 280))
    light = 20 + 20 * (down + right + 2)
    for number, drawing in enumerate(pen_drawings[:20]):
        canvas = np.minimum(light + drawing * 0.6, 255).astype(np.uint8)

        reading = nn.read_drawing(reader, canvas)

        assert reading is not None
        assert reading.digit == number % 10
