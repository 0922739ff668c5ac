"""Ink on the screen is as wide as the pen, however tight it turns."""

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage, QPainter

from desktop.draw.ink.drawing import Drawing
from desktop.draw.ink.painting import InkLayer

SIDE = 400


def painted(drawing: Drawing) -> QImage:
    image = QImage(SIDE, SIDE, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    InkLayer().paint(painter, drawing, SIDE, QColor("black"))
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
