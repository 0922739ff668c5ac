"""A picture on the pad: read exactly while it is whole, erased from, drawn over, taken back."""

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage, QPainter

from desktop.draw.answer.framing_choice import FramingChoice
from desktop.draw.ink.drawing import Drawing
from desktop.draw.ink.painting import PICTURE_SIDE, CanvasPicture, InkLayer
from desktop.draw.ink.picture_ink import LEAST, MOST, PictureInk, framed_ink, picture_ink
from nncore.array_types import ImageArray
from nncore.datasets import Dataset
from nncore.drawing.background import Ink, ink_box
from nncore.drawing.framing import frame_ink
from nncore.drawing.pictures import ink_of

LINE = [(0.1, 0.9), (0.5, 0.9), (0.9, 0.9)]


def bar(height: int = 300, width: int = 200) -> PictureInk:
    """An upright bar of ink, in the left half of a picture."""
    canvas = np.zeros((height, width), np.uint8)
    canvas[height // 10 : -height // 10, width // 5 : width // 5 + 30] = 255
    return picture_ink(Ink(canvas, ink_box(canvas)), "bar.png")


def frame(drawing: Drawing) -> ImageArray:
    return FramingChoice().steps(drawing, CanvasPicture().pixels(drawing)).frame


def is_whole(drawing: Drawing) -> bool:
    return drawing.is_whole_picture


def erase(drawing: Drawing, *points: tuple[float, float], width: float = 0.1) -> None:
    drawing.begin_erasing(points[0], width=width)
    for point in points[1:]:
        drawing.extend_erasing(point)
    drawing.end_erasing()


def apart(first: ImageArray, second: ImageArray) -> float:
    """The mean difference, at the best of moves by a pixel: a trifle decides which one centres."""
    moved = (np.roll(first, (down, right), (0, 1)) for down in (-1, 0, 1) for right in (-1, 0, 1))
    return min(float(np.abs(each.astype(int) - second).mean()) for each in moved)


def test_a_picture_lies_on_the_pad_as_a_whole() -> None:
    picture = bar()
    left, top, right, bottom = picture.box
    assert (top, bottom) == pytest.approx((0.1, 0.9))
    # 200 of 300 pixels wide, in the middle
    assert (left, right) == pytest.approx((1 / 6 + 40 / 300, 1 / 6 + 70 / 300))
    assert picture.ink.all()


def test_small_ink_is_brought_nearer_and_stays_on_the_pad() -> None:
    canvas = np.zeros((3000, 4000), np.uint8)
    canvas[10:110, 3900:3960] = 255
    picture = picture_ink(Ink(canvas, ink_box(canvas)), "")
    left, top, right, bottom = picture.box
    assert bottom - top == pytest.approx(0.5)
    assert right - left == pytest.approx(0.3)
    assert 0 < left < right < 1
    assert 0 < top < bottom < 1


@pytest.mark.parametrize("side", [1, 5, 20, 159, 401, 3000])
def test_what_is_kept_is_small_and_read_alike(side: int) -> None:
    ink = np.full((side, max(side // 2, 1)), 255, np.uint8)
    canvas = np.pad(ink, 7)
    picture = picture_ink(Ink(canvas, ink_box(canvas)), "")
    assert LEAST <= max(picture.ink.shape) <= MOST
    assert picture.steps is not None
    assert picture.steps.strokes.size <= MOST * MOST
    assert picture.is_speck == (side < 5)


def test_no_ink_is_refused() -> None:
    with pytest.raises(ValueError, match="no ink"):
        picture_ink(Ink(np.zeros((9, 9), np.uint8), None), "")


def test_opening_is_one_step_that_can_be_undone(drawing: Drawing) -> None:
    drawing.add_stroke(LINE)
    before = drawing.pixels()
    drawing.open_picture(bar())
    assert drawing.strokes == ()
    assert drawing.picture is not None
    assert is_whole(drawing)
    assert not drawing.is_empty
    drawing.undo()
    assert np.array_equal(drawing.pixels(), before)
    drawing.redo()
    assert is_whole(drawing)


def test_opening_while_the_pen_is_down_loses_nothing(drawing: Drawing) -> None:
    drawing.begin_stroke(LINE[0])
    drawing.extend_stroke(LINE[1])
    drawing.open_picture(bar())
    drawing.extend_stroke(LINE[2])
    assert is_whole(drawing)
    drawing.undo()
    assert drawing.strokes[0].points == (LINE[0], LINE[1])


def test_clearing_takes_the_picture_away_and_undo_brings_it_back(drawing: Drawing) -> None:
    drawing.open_picture(bar())
    drawing.clear()
    assert drawing.is_empty
    assert not drawing.pixels().any()
    drawing.undo()
    assert is_whole(drawing)


def test_the_eraser_takes_pixels_away_in_one_step(drawing: Drawing) -> None:
    drawing.open_picture(bar())
    whole = drawing.picture
    assert whole is not None
    ink = whole.ink.copy()
    erase(drawing, (0.1, 0.5), (0.3, 0.5), (0.6, 0.5), (0.9, 0.5))
    cut = drawing.picture
    assert cut is not None
    assert cut.steps is None
    assert not is_whole(drawing)
    assert cut.ink.sum() == pytest.approx(ink.sum() * (1 - 0.1 / 0.8), rel=0.02)
    assert np.array_equal(whole.ink, ink), "nobody changes a picture"
    drawing.undo()
    assert drawing.picture is whole
    assert is_whole(drawing)
    drawing.redo()
    assert drawing.picture is cut


def test_missing_the_picture_is_no_step(drawing: Drawing) -> None:
    drawing.open_picture(bar())
    erase(drawing, (0.9, 0.1), (0.9, 0.9))
    assert is_whole(drawing)
    drawing.undo()
    assert drawing.is_empty


def test_erasing_an_end_makes_its_box_smaller(drawing: Drawing) -> None:
    drawing.open_picture(bar())
    erase(drawing, (0.1, 0.15), (0.9, 0.15))
    picture = drawing.picture
    assert picture is not None
    assert picture.box[1] == pytest.approx(0.2, abs=0.005)
    assert picture.box[3] == pytest.approx(0.9)
    assert picture.ink[0].any()
    assert picture.ink[-1].any()


def test_erased_to_nothing_is_empty(drawing: Drawing) -> None:
    drawing.open_picture(bar())
    erase(drawing, (0.35, 0.0), (0.35, 1.0), width=0.5)
    assert drawing.is_empty
    assert drawing.picture is None
    assert drawing.can_undo


def test_strokes_over_a_picture_are_read_with_it(drawing: Drawing) -> None:
    drawing.open_picture(bar())
    alone = frame(drawing)
    drawing.add_stroke(LINE)
    assert not is_whole(drawing)
    both = frame(drawing)
    assert np.count_nonzero(both.any(axis=0)) > 2 * np.count_nonzero(alone.any(axis=0))
    # below, the whole pen's width and no more is as dark as MNIST's pens were
    assert 3 <= np.count_nonzero(both[:, 20]) <= 4
    erase(drawing, (0.35, 0.0), (0.35, 0.8), width=0.4)
    assert drawing.picture is not None or len(drawing.strokes)
    drawing.undo()
    drawing.undo()
    assert np.array_equal(frame(drawing), alone)


def test_touching_a_picture_hardly_changes_its_frame(
    drawing: Drawing, small_dataset: Dataset
) -> None:
    """What nncore made of the whole, and what is made of it on the pad, are the same but for the
    touch."""
    for image in small_dataset.test.images[:40]:
        canvas = np.pad(image.repeat(9, axis=0).repeat(9, axis=1), ((10, 70), (0, 40)))
        ink = ink_of(canvas)
        picture = picture_ink(ink, "")
        drawing.open_picture(picture)
        exact = frame(drawing)
        assert np.array_equal(exact, frame_ink(ink))
        left, top, right, bottom = picture.box
        row, column = np.unravel_index(int(picture.ink.argmax()), picture.ink.shape)
        height, width = picture.ink.shape
        x = left + (column + 0.5) * (right - left) / width
        y = top + (row + 0.5) * (bottom - top) / height
        erase(drawing, (x, y), width=1.5 / max(height, width))
        assert not is_whole(drawing)
        assert apart(frame(drawing), exact) < 2


def test_framed_images_are_read_as_they_are(drawing: Drawing, small_dataset: Dataset) -> None:
    for image in small_dataset.test.images[:200]:
        drawing.open_picture(framed_ink(image, "Test image 1, a 4"))
        assert frame(drawing).tobytes() == image.tobytes()


def test_real_images_are_read_as_they_are(drawing: Drawing, mnist: Dataset) -> None:
    for image in mnist.test.images[:200]:
        drawing.open_picture(framed_ink(image, ""))
        assert frame(drawing).tobytes() == image.tobytes()


def test_a_framed_image_lies_on_the_pad_as_in_its_frame(
    drawing: Drawing, small_dataset: Dataset
) -> None:
    image = small_dataset.test.images[0]
    drawing.open_picture(framed_ink(image, ""))
    looks = CanvasPicture().pixels(drawing).reshape(28, 10, 28, 10).mean(axis=(1, 3))
    assert np.abs(looks - image).mean() < 3


def test_a_speck_is_a_dot_and_a_picture_is_none(drawing: Drawing) -> None:
    canvas = np.zeros((100, 100), np.uint8)
    canvas[50:53, 50:53] = 255
    drawing.open_picture(picture_ink(Ink(canvas, ink_box(canvas)), ""))
    assert drawing.span == 0
    drawing.open_picture(bar())
    assert drawing.span == pytest.approx(0.8)
    drawing.clear()
    assert drawing.span == 0
    drawing.add_stroke(LINE)
    assert drawing.span == pytest.approx(0.8)


@pytest.mark.parametrize("off", [(2,), (3,), (4,), (2, 4)])
def test_steps_can_be_left_out(drawing: Drawing, off: tuple[int, ...]) -> None:
    drawing.open_picture(bar())
    drawing.add_stroke(LINE)
    choice = FramingChoice()
    for number in off:
        choice = choice.switched(number)
    steps = choice.steps(drawing, CanvasPicture().pixels(drawing))
    assert steps.frame.any()
    assert not np.array_equal(steps.frame, frame(drawing))


@pytest.mark.parametrize("ratio", [1.0, 2.0])
def test_painted_in_the_inks_colour_where_it_lies(drawing: Drawing, ratio: float) -> None:
    drawing.open_picture(bar())
    layer, colour = InkLayer(), QColor(200, 30, 30)

    def painted() -> QImage:
        image = QImage(round(100 * ratio), round(100 * ratio), QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(ratio)
        image.fill(QColor(255, 255, 255))
        painter = QPainter(image)
        layer.paint(painter, drawing, 100, colour)
        painter.end()
        return image

    def at(image: QImage, x: float, y: float) -> QColor:
        return image.pixelColor(round(x * 100 * ratio), round(y * 100 * ratio))

    image = painted()
    assert at(image, 0.35, 0.5) == colour
    assert at(image, 0.6, 0.5) == QColor(255, 255, 255)
    erase(drawing, (0.3, 0.5), (0.4, 0.5))
    assert at(painted(), 0.35, 0.5) == QColor(255, 255, 255)
    drawing.add_stroke(LINE)
    assert at(painted(), 0.7, 0.9) == colour
    drawing.undo()
    drawing.undo()
    assert painted() == image


def test_the_small_picture_of_the_pad_shows_it(drawing: Drawing) -> None:
    drawing.open_picture(bar())
    pixels = CanvasPicture().pixels(drawing)
    assert pixels[PICTURE_SIDE // 2, round(0.35 * PICTURE_SIDE)] == 255
    assert np.count_nonzero(pixels) == pytest.approx(0.8 * 0.1 * PICTURE_SIDE**2, rel=0.03)
