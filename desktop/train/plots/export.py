"""The plots as a picture in a file: PNG, or SVG whose lines stay lines.

It is given plots that are not on screen, of its own proportions, whatever the window's are.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QBuffer, QIODevice, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QWidget

from desktop.theme import SPACE, Theme
from desktop.train.plots import wording
from desktop.train.plots.axes import LEFT, RIGHT, Edges
from desktop.train.plots.chart import Chart
from desktop.train.plots.chart_kinds import KINDS
from desktop.train.plots.legend import LegendEntry, fitting, paint_entries
from desktop.train.plots.style import Style
from desktop.translation import tr
from desktop.widgets.images import png

PNG_WIDTH = 1600
"""Pixels of a PNG: sharp on paper, and small enough for a letter."""

SHEET_WIDTH = 1120
"""Units that the sheet is wide; one is a pixel of the window."""

_MARGIN = 2 * SPACE

CHART_WIDTH = SHEET_WIDTH - 2 * _MARGIN
"""Units that a plot is wide on the sheet."""

FIELD_WIDTH = CHART_WIDTH - LEFT - RIGHT
"""Units that curves are wide in it."""


_HEIGHTS = (360, 240, 140)
"""Of the plots in a file, from above."""


class ExportSheet(NamedTuple):
    """What is drawn, from above. title: which run this is; may be empty."""

    title: str
    legends: Sequence[Sequence[LegendEntry]]
    charts: Sequence[Chart]


def export_charts(theme: Theme, parent: QWidget) -> list[Chart]:
    """Plots for a file: never on screen, of other sizes than those there, and with all words."""
    charts: list[Chart] = []
    for kind, height in zip(KINDS, _HEIGHTS, strict=True):
        chart = Chart(theme, kind, parent)
        chart.resize(CHART_WIDTH, height)
        is_first, is_last = not charts, len(charts) == len(KINDS) - 1
        chart.set_edges(Edges(is_last, is_first, is_first))
        charts.append(chart)
    return charts


def exported(sheet: ExportSheet, path: Path, style: Style) -> bytes:
    """A sheet as `path` is to hold it. Raises ValueError for an ending other than .png and .svg."""
    ways = {".png": _png, ".svg": _svg}
    way = ways.get(path.suffix.lower())
    if way is None:
        raise ValueError(wording.unknown_picture(path))
    return way(sheet, style)


def _png(sheet: ExportSheet, style: Style) -> bytes:
    scale = PNG_WIDTH / SHEET_WIDTH
    image = QImage(PNG_WIDTH, round(_height(sheet, style) * scale), QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(scale)
    image.fill(style.paper)
    painter = QPainter(image)
    _paint(painter, sheet, style)
    painter.end()
    return png(image)


def _svg(sheet: ExportSheet, style: Style) -> bytes:
    buffer = QBuffer()  # with bytes of its own: it would not keep any others alive
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    size = QSize(SHEET_WIDTH, _height(sheet, style))
    generator.setSize(size)
    generator.setViewBox(QRectF(0, 0, size.width(), size.height()))
    generator.setTitle(sheet.title or tr("A training run"))
    painter = QPainter(generator)
    _paint(painter, sheet, style)
    painter.end()
    return bytes(buffer.data().data())


def _height(sheet: ExportSheet, style: Style) -> int:
    titles = len(sheet.charts) * _title_height(style)
    legends = len(sheet.legends) * _legend_height(style)
    if sheet.title:
        legends += _title_height(style)
    return 2 * _MARGIN + legends + titles + sum(_HEIGHTS)


def _title_height(style: Style) -> int:
    return style.heading.pixelSize() + 2 * SPACE


def _legend_height(style: Style) -> int:
    return style.line_height + SPACE


def _paint(painter: QPainter, sheet: ExportSheet, style: Style) -> None:
    width = SHEET_WIDTH - 2 * _MARGIN
    painter.fillRect(QRectF(0, 0, SHEET_WIDTH, _height(sheet, style)), style.paper)
    top = float(_MARGIN)
    if sheet.title:
        _paint_title(painter, QRectF(_MARGIN, top, width, _title_height(style)), sheet.title, style)
        top += _title_height(style)
    for entries in sheet.legends:
        room = QRectF(_MARGIN, top, width, _legend_height(style))
        paint_entries(painter, room, fitting(entries, width, style.metrics), style)
        top += _legend_height(style)
    for chart in sheet.charts:
        painter.setFont(style.heading)
        painter.setPen(style.text)
        room = QRectF(_MARGIN, top, width, _title_height(style))
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, chart.kind.title)
        right = painter.fontMetrics().horizontalAdvance(chart.kind.title) + SPACE
        paint_entries(
            painter, room.adjusted(right, 1, 0, 1), [LegendEntry(words=chart.kind.unit)], style
        )
        top += _title_height(style)
        chart.paint_into(painter, QRectF(_MARGIN, top, width, chart.height()))
        top += chart.height()


def _paint_title(painter: QPainter, area: QRectF, title: str, style: Style) -> None:
    painter.setFont(style.heading)
    painter.setPen(style.text)
    metrics = painter.fontMetrics()
    words = metrics.elidedText(title, Qt.TextElideMode.ElideMiddle, int(area.width()))
    flags = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextSingleLine
    painter.drawText(area, flags, words)
