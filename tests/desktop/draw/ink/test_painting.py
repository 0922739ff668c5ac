"""Ink on the screen is as wide as the pen, however tight it turns."""

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage, QPainter

from desktop.draw.ink import stroke_painting
from desktop.draw.ink.drawing import Drawing
from desktop.draw.ink.painting import InkLayer
from desktop.draw.ink.stroke_part import FineWay
from nncore.array_types import FloatArray

SIDE = 400


def scribble(count: int) -> FloatArray:
    t = np.linspace(0, count / 75, count)
    return np.stack([0.5 + 0.4 * np.sin(1.7 * t + 1), 0.5 + 0.4 * np.sin(2.3 * t)], axis=1)


def painted(drawing: Drawing, layer: InkLayer | None = None) -> QImage:
    image = QImage(SIDE, SIDE, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    (layer or InkLayer()).paint(painter, drawing, SIDE, QColor("black"))
    painter.end()
    return image


@pytest.mark.parametrize("radius", [0.002, 0.004, 0.006, 0.008, 0.01, 0.02])
def test_a_loop_tighter_than_the_pen_has_no_hole(radius: float) -> None:
    angles = np.linspace(0, 2 * np.pi, 40)
    drawing = Drawing()
    drawing.add_stroke(0.5 + radius * np.stack([np.cos(angles), np.sin(angles)], axis=1))
    assert painted(drawing).pixelColor(SIDE // 2, SIDE // 2) == QColor("black")


def test_a_loop_wider_than_the_pen_keeps_its_hole() -> None:
    angles = np.linspace(0, 2 * np.pi, 40)
    drawing = Drawing()
    drawing.add_stroke(0.5 + 0.1 * np.stack([np.cos(angles), np.sin(angles)], axis=1))
    assert painted(drawing).pixelColor(SIDE // 2, SIDE // 2) == QColor("white")


def grey(image: QImage) -> FloatArray:
    pixels = image.convertToFormat(QImage.Format.Format_Grayscale8)
    rows = np.frombuffer(pixels.constBits(), np.uint8).reshape(SIDE, -1)
    return rows[:, :SIDE].astype(float)


def erase(drawing: Drawing, layer: InkLayer) -> None:
    drawing.begin_erasing((0.1, 0.1), width=0.1)
    for place in np.linspace(0.1, 0.9, 30):
        drawing.extend_erasing((float(place), float(place)))
        painted(drawing, layer)
    drawing.end_erasing()


@pytest.mark.parametrize("pressure", [None, 0.7])
def test_what_was_cut_bit_by_bit_looks_like_what_is_painted_anew(pressure: float | None) -> None:
    drawing, layer = Drawing(), InkLayer()
    for way in (scribble(200), scribble(200)[:, ::-1]):
        drawing.begin_stroke((float(way[0, 0]), float(way[0, 1])), pressure=pressure)
        for x, y in way:
            drawing.extend_stroke((float(x), float(y)))
        drawing.end_stroke()
    whole = grey(painted(drawing, layer))
    erase(drawing, layer)
    cut = grey(painted(drawing, layer))
    assert (cut - whole > 250).sum() > 2000
    assert np.array_equal(cut, grey(painted(drawing)))
    drawing.undo()
    assert np.array_equal(whole, grey(painted(drawing, layer)))


def test_an_eraser_paints_only_around_what_it_touches(monkeypatch: pytest.MonkeyPatch) -> None:
    drawing, layer = Drawing(), InkLayer()
    drawing.add_stroke(scribble(3000))
    painted(drawing, layer)
    counts = []
    paint = stroke_painting.paint_stretch

    def counted(painter: QPainter, fine: FineWay, first: int, last: int, *rest: object) -> None:
        counts.append(last - first)
        paint(painter, fine, first, last, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(stroke_painting, "paint_stretch", counted)
    drawing.begin_erasing((0.5, 0.5), width=0.05)
    painted(drawing, layer)
    assert 0 < sum(counts) < len(drawing.strokes[0].whole.fine.way) / 4
