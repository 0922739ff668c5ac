"""The colours, lines and letters that plots are drawn with, by the theme of the moment.

The same style serves the window and an exported file.
"""

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontInfo, QFontMetricsF, QPen

from desktop.theme import Theme, mixed, sized
from desktop.train.plots.plot_data import OWN_CURVES

_LIGHT = ("#009E73", "#CC79A7", "#7A5BB5", "#8C6D1F", "#D55E00", "#5F6368")
_DARK = ("#2FC79A", "#E39CC3", "#B39DEB", "#CDB25B", "#F08A4B", "#B9BDC2")

COLOURS = len(_LIGHT)
"""How many overlays differ in colour; the next ones begin anew."""

RAW_SHARE = 0.35
"""How much of the series' colour the figures of single steps have; the rest is paper."""

_GRID_SHARE = 0.6
"""How much of a hairline's colour the grid has: it lies under everything."""


class Style:
    """What the theme looks like now; made anew when it changes.

    font: of the body. Numbers are smaller, headings larger, and all of them measured in pixels, so
    that files have the window's proportions.
    """

    def __init__(self, theme: Theme, font: QFont) -> None:
        self._theme = theme
        self.small = _in_pixels(sized(font, 0.85))
        self.heading = _in_pixels(sized(font, 1.2, bold=True))
        self.metrics = QFontMetricsF(self.small)
        self.paper, self.text, self.muted = theme.paper, theme.text, theme.muted
        self.training, self.validation = theme.training, theme.validation
        # mixed, as translucent paint is ten times as dear and more
        self.raw = mixed(theme.paper, theme.training, RAW_SHARE)
        self.raw_line = QPen(self.raw, 1)
        self.mean = _pen(theme.training, 2)
        self.validation_line = _pen(theme.validation, 1.5)
        self.grid = QPen(mixed(theme.paper, theme.line, _GRID_SHARE), 1)
        self.frame = QPen(theme.line, 1)
        self.rim = QPen(theme.paper, 1)
        self.rim.setCosmetic(True)  # dots are painted in units of their size
        self.change = QPen(theme.muted, 1)
        self.change.setDashPattern([4, 3])

    @property
    def line_height(self) -> int:
        """Pixels of a line of small words."""
        return round(self.metrics.height())

    def overlay(self, colour: int) -> QColor:
        """The colour of another run."""
        return overlay_colour(self._theme, colour)

    def overlay_mean(self, colour: int) -> QPen:
        """The running mean of another run."""
        return _pen(self.overlay(colour), 1.5)

    def overlay_validation(self, colour: int) -> QPen:
        """The dashes between validation figures of another run."""
        pen = _pen(self.overlay(colour), 1)
        pen.setDashPattern([5, 5])
        return pen


def overlay_colour(theme: Theme, index: int) -> QColor:
    """The colour of the overlay `index`, which is neither that of training nor of validation;
    that of training for OWN_CURVES.

    Okabe and Ito's further colours and two between them: as calm as the plot, and told apart by
    people with any colour vision, also by how light they are.
    """
    if index == OWN_CURVES:
        return theme.training
    palette = _DARK if theme.is_dark else _LIGHT
    return QColor(palette[index % COLOURS])


def _pen(colour: QColor, width: float) -> QPen:
    pen = QPen(colour, width)
    # round ends are the ones that Qt paints slowly
    pen.setCapStyle(Qt.PenCapStyle.SquareCap if width > 1 else Qt.PenCapStyle.FlatCap)
    return pen


def _in_pixels(font: QFont) -> QFont:
    fixed = QFont(font)
    fixed.setPixelSize(QFontInfo(font).pixelSize())
    return fixed
