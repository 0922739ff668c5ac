"""Colours and type of the window, following the system between light and dark.

Colours are Okabe and Ito's, which people with any colour vision tell apart.
"""

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication

from desktop.workspace.settings import Appearance

SPACE = 8
"""The grid, in pixels: one between controls, two around a page, three between groups."""


_ROLE = QPalette.ColorRole
_FUSION = (
    (_ROLE.Window, "#F6F7F8", "#26282B"),
    (_ROLE.WindowText, "#1F2225", "#E8EAED"),
    (_ROLE.Base, "#FFFFFF", "#1E2022"),
    (_ROLE.AlternateBase, "#F1F3F4", "#2B2E31"),
    (_ROLE.Text, "#1F2225", "#E8EAED"),
    (_ROLE.PlaceholderText, "#6B7075", "#969BA1"),
    (_ROLE.Button, "#FBFBFC", "#34373B"),
    (_ROLE.ButtonText, "#1F2225", "#E8EAED"),
    (_ROLE.BrightText, "#FFFFFF", "#FFFFFF"),
    (_ROLE.Light, "#FFFFFF", "#3C4044"),
    (_ROLE.Midlight, "#F1F3F4", "#34373B"),
    (_ROLE.Mid, "#C9CDD1", "#1B1D1F"),
    (_ROLE.Dark, "#B4B9BE", "#17191B"),
    (_ROLE.Shadow, "#8C9196", "#0E0F10"),
    (_ROLE.ToolTipBase, "#FFFFFF", "#34373B"),
    (_ROLE.ToolTipText, "#1F2225", "#E8EAED"),
    (_ROLE.Link, "#0072B2", "#56B4E9"),
)
"""Roles of Fusion's palette, light and dark."""


_SCHEMES = {
    Appearance.SYSTEM: Qt.ColorScheme.Unknown,
    Appearance.LIGHT: Qt.ColorScheme.Light,
    Appearance.DARK: Qt.ColorScheme.Dark,
}


class Theme(QObject):
    """The colours of the moment. `changed` tells that plots and delegates must draw anew."""

    changed = Signal()

    def __init__(self, application: QApplication, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._application = application
        self._appearance = Appearance.SYSTEM
        application.styleHints().colorSchemeChanged.connect(self._on_scheme_changed)
        self._apply()

    @property
    def appearance(self) -> Appearance:
        """What the user asked for; the system's own choice at first."""
        return self._appearance

    def set_appearance(self, appearance: Appearance) -> None:
        """Be light or dark whatever the system says, or follow it again."""
        self._appearance = appearance
        self._application.styleHints().setColorScheme(_SCHEMES[appearance])
        self._apply()
        self.changed.emit()

    @property
    def is_dark(self) -> bool:
        """Whether text is light on a dark ground."""
        palette = self._application.palette()
        return palette.color(QPalette.ColorRole.Window).lightness() < 128

    @property
    def accent(self) -> QColor:
        """The one colour of the action that matters, and of selection."""
        return QColor("#0072B2")

    @property
    def training(self) -> QColor:
        """The series of training figures."""
        return QColor("#56B4E9" if self.is_dark else "#0072B2")

    @property
    def validation(self) -> QColor:
        """The series of validation figures."""
        return QColor("#E69F00")

    @property
    def wrong(self) -> QColor:
        """A misread digit; always with a sign or a word beside it."""
        return QColor("#F08A4B" if self.is_dark else "#D55E00")

    @property
    def right(self) -> QColor:
        """A digit read right; always with a sign or a word beside it."""
        return QColor("#2FC79A" if self.is_dark else "#009E73")

    @property
    def text(self) -> QColor:
        """Body text."""
        return self._application.palette().color(QPalette.ColorRole.WindowText)

    @property
    def muted(self) -> QColor:
        """Captions, axes and what should step back; still readable (contrast of 4.5 and more)."""
        return QColor("#A3A7AC" if self.is_dark else "#5F6368")

    @property
    def line(self) -> QColor:
        """Hairlines, grids and the empty part of a bar."""
        return QColor("#44484D" if self.is_dark else "#DADCE0")

    @property
    def ground(self) -> QColor:
        """What lies behind everything in the window."""
        return self._application.palette().color(QPalette.ColorRole.Window)

    @property
    def paper(self) -> QColor:
        """The ground that digits are shown and drawn on."""
        return QColor("#1E2022" if self.is_dark else "#FFFFFF")

    @property
    def ink(self) -> QColor:
        """The ink of digits: dark on light paper, light on dark."""
        return QColor("#F1F3F4" if self.is_dark else "#17191C")

    def _apply(self) -> None:
        palette = QPalette()
        if self._brings_palette:
            wants_dark = _SCHEMES[self._appearance]
            if wants_dark == Qt.ColorScheme.Unknown:
                wants_dark = self._application.styleHints().colorScheme()
            palette = fusion_palette(dark=wants_dark == Qt.ColorScheme.Dark)
        for role in (QPalette.ColorRole.Highlight, QPalette.ColorRole.Accent):
            palette.setColor(role, self.accent)
        palette.setColor(QPalette.ColorRole.HighlightedText, QColor("#FFFFFF"))
        self._application.setPalette(palette)

    @property
    def _brings_palette(self) -> bool:
        """Fusion stands in where the platform has no style; there the palette is ours too."""
        return QApplication.style().name().lower() == "fusion"

    @Slot(Qt.ColorScheme)
    def _on_scheme_changed(self, _scheme: Qt.ColorScheme) -> None:
        self._apply()
        self.changed.emit()


def fusion_palette(*, dark: bool) -> QPalette:
    """A calm palette for the Fusion style, whose own greys are heavy."""
    palette = QPalette()
    for role, light_name, dark_name in _FUSION:
        palette.setColor(role, QColor(dark_name if dark else light_name))
    disabled = QColor("#8E9399" if dark else "#9A9EA3")
    for role in (
        QPalette.ColorRole.WindowText,
        QPalette.ColorRole.Text,
        QPalette.ColorRole.ButtonText,
    ):
        palette.setColor(QPalette.ColorGroup.Disabled, role, disabled)
    return palette


def mixed(start: QColor, end: QColor, share: float) -> QColor:
    """The colour at `share` of the way, 0..1, as if `end` lay translucent on `start`."""

    def between(low: int, high: int) -> int:
        return round(low + (high - low) * share)

    return QColor(
        between(start.red(), end.red()),
        between(start.green(), end.green()),
        between(start.blue(), end.blue()),
    )


def sized(font: QFont, factor: float, *, bold: bool = False) -> QFont:
    """A copy of `font`, `factor` times as large: caption 0.85, heading 1.2, figure 2 and more.

    Figures are tabular, so that changing numbers do not jitter.
    """
    scaled = QFont(font)
    scaled.setPointSizeF(font.pointSizeF() * factor)
    if bold:
        scaled.setWeight(QFont.Weight.DemiBold)
    scaled.setFeature(QFont.Tag("tnum"), 1)
    return scaled
