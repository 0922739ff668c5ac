"""Words in the window: plain labels, headings, captions, words in a colour of the theme, hints."""

from collections.abc import Iterable
from enum import Enum
from html import escape
from math import ceil

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QLabel, QWidget

from desktop.formats import hint
from desktop.theme import Theme, sized


class Tone(Enum):
    """How strongly words speak."""

    PLAIN = "plain"
    MUTED = "muted"
    WRONG = "wrong"

    def colour(self, theme: Theme) -> QColor:
        """Its colour in the theme of the moment."""
        match self:
            case Tone.PLAIN:
                return theme.text
            case Tone.MUTED:
                return theme.muted
            case Tone.WRONG:
                return theme.wrong


class PlainLabel(QLabel):
    """Words as they are. Qt's own label takes what looks like HTML for HTML, and loads the files
    that it names: and names of runs, files and folders come from elsewhere.
    """

    def __init__(
        self, text: str = "", parent: QWidget | None = None, *, wraps: bool = False
    ) -> None:
        super().__init__(parent, textFormat=Qt.TextFormat.PlainText, wordWrap=wraps)
        super().setText(text)


class TonedLabel(PlainLabel):
    """Words in a tone that stays right when the theme changes; muted at first. `warn` colours them
    as something that went wrong.
    """

    def __init__(self, theme: Theme, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._theme = theme
        self._tone = Tone.MUTED
        theme.changed.connect(self._on_theme_changed)
        self._wear()

    @property
    def tone(self) -> Tone:
        """The tone of the moment."""
        return self._tone

    def set_tone(self, tone: Tone) -> None:
        """Speak in another tone."""
        if tone is not self._tone:
            self._tone = tone
            self._wear()

    def tell(self, text: str) -> None:
        """Say something in passing."""
        self.setText(text)
        self.set_tone(Tone.MUTED)

    def warn(self, text: str) -> None:
        """Say that something is wrong; the sign stands for those who do not see the colour."""
        self.setText(with_warning_sign(text))
        self.set_tone(Tone.WRONG)

    def _wear(self) -> None:
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.WindowText, self._tone.colour(self._theme))
        self.setPalette(palette)

    @Slot()
    def _on_theme_changed(self) -> None:
        self._wear()


class Caption(TonedLabel):
    """A small muted line."""

    def __init__(self, theme: Theme, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(theme, text, parent)
        self.setFont(sized(self.font(), 0.85))


class Steady(QWidget):
    """A place of so many lines for a label whose words change while one looks.

    Qt lays a whole window out anew, and paints it, when a label's words may need another size.
    """

    def __init__(self, label: QLabel, lines: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label = label
        label.setParent(self)
        label.setWordWrap(True)
        # labels that wrap count in fractions of a pixel
        line = ceil(QFontMetricsF(label.font()).lineSpacing())
        self.setFixedHeight(lines * line)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # of a size that cannot change: then Qt asks nobody for another one
        self._label.setFixedSize(event.size())


class ElidedLabel(TonedLabel):
    """Words on one line that give way in their middle; the tooltip then says them whole."""

    @property
    def shown_text(self) -> str:
        """The words as there is room for them."""
        room = self.contentsRect().width()
        return self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideMiddle, room)

    def setText(self, text: str) -> None:
        super().setText(text)
        self._explain()

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._explain()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        flags = int(self.alignment() | Qt.TextFlag.TextSingleLine)
        painter.drawText(self.contentsRect(), flags, self.shown_text)

    def _explain(self) -> None:
        self.setToolTip("" if self.shown_text == self.text() else hint(self.text()))


class ElidedCaption(ElidedLabel):
    """A caption that gives way."""

    def __init__(self, theme: Theme, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(theme, text, parent)
        self.setFont(sized(self.font(), 0.85))


class Heading(PlainLabel):
    """The name of a group, or what a page says first."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setFont(sized(self.font(), 1.2, bold=True))


class ElidedHeading(ElidedLabel):
    """A heading that gives way."""

    def __init__(self, theme: Theme, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(theme, text, parent)
        self.set_tone(Tone.PLAIN)
        self.setFont(sized(self.font(), 1.2, bold=True))


def with_warning_sign(text: str) -> str:
    """The text of a problem, for those too who do not see its colour."""
    return f"⚠ {text}"


def explain(widget: QWidget, text: str) -> None:
    """Let `widget` say `text` under the pointer, and to a screen reader without any markup."""
    widget.setToolTip(hint(text))
    widget.setAccessibleDescription(text)


def explain_in_parts(
    widget: QWidget, sentences: Iterable[str], table: tuple[tuple[str, str], ...] = ()
) -> None:
    """Let `widget` say the sentences, one below the other, and the table after the first."""
    said = [sentence for sentence in sentences if sentence]
    rows = [f"{word}: {meaning}." for word, meaning in table]
    widget.setAccessibleDescription(" ".join([*said[:1], *rows, *said[1:]]))
    parts = [_paragraph(sentence) for sentence in said]
    if table:
        parts.insert(1, _table(table))
    widget.setToolTip(f"<qt>{''.join(parts)}</qt>")


def _paragraph(sentence: str) -> str:
    return f'<p style="margin: 2px 0px">{escape(sentence)}</p>'


def _table(rows: tuple[tuple[str, str], ...]) -> str:
    cells = (
        f"<tr><td><b>{escape(word)}</b></td><td>&nbsp; {escape(meaning)}</td></tr>"
        for word, meaning in rows
    )
    return f'<table style="white-space: nowrap">{"".join(cells)}</table>'
