"""Labels with a part to play: headings, captions and figures, coloured by the theme.

They know nothing of what they say.
"""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QLabel, QWidget

from desktop.shared.theme import Theme, sized


class Heading(QLabel):
    """The name of a group."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setFont(sized(self.font(), 1.2, bold=True))


class Figure(QLabel):
    """The one number that matters."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFont(sized(self.font(), 2.2))


class Caption(QLabel):
    """A small muted line; `warn` colours it as something that went wrong."""

    def __init__(self, theme: Theme, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._theme = theme
        self.is_warning = False
        self.setFont(sized(self.font(), 0.85))
        theme.changed.connect(self._on_theme_changed)
        self._on_theme_changed()

    def tell(self, text: str) -> None:
        """Say something in passing."""
        self._say(text, is_warning=False)

    def warn(self, text: str) -> None:
        """Say that something is wrong; the sign stands for those who do not see the colour."""
        self._say(f"⚠ {text}", is_warning=True)

    def _say(self, text: str, *, is_warning: bool) -> None:
        self.setText(text)
        if is_warning != self.is_warning:
            self.is_warning = is_warning
            self._on_theme_changed()

    @Slot()
    def _on_theme_changed(self) -> None:
        palette = self.palette()
        colour = self._theme.wrong if self.is_warning else self._theme.muted
        palette.setColor(palette.ColorRole.WindowText, colour)
        self.setPalette(palette)
