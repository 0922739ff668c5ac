"""How the run is doing: the accuracy in large type, a sentence, and a bar.

It is told what to show, and asks nobody.
"""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAction, QFont, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QGridLayout,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop import formats
from desktop.formats import hint
from desktop.theme import SPACE, Theme, sized
from desktop.train.run.controls import RunActions
from desktop.translation import tr
from desktop.widgets.buttons import ActionMirror
from desktop.widgets.labels import ElidedCaption, PlainLabel, Steady, Tone, with_warning_sign
from desktop.widgets.row_painting import wrapped
from desktop.widgets.wrapped_caption import WrappedCaption

_LINES = 2
"""Of the status, and of what just happened."""

_WIDEST = formats.accuracy(1.0)
_LEAST_LETTERS = 32
"""Of a line of the status, where it stands beside the figure and a button."""

_RIGHT_BOTTOM = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom
_WIDE = ((0, 0, 1, 1), (1, 0, 2, 1), (0, 1, 1, 1), (1, 1, 1, 2), (2, 1, 1, 2))
_NARROW = ((0, 0, 1, 1), (1, 0, 1, 3), (2, 0, 1, 3), (3, 0, 1, 3), (4, 0, 1, 3))
"""Rows and columns of the figure, what it is of, the status, the message and the bar."""


class RunPanel(QWidget):
    """The figure at the left; beside it the status, what just happened, the bar, and what next."""

    def __init__(self, actions: RunActions, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._figure = PlainLabel()
        self._figure.setObjectName("accuracy_figure")
        self._figure.setFont(sized(self._figure.font(), 2.2))
        metrics = self._figure.fontMetrics()
        self._figure.setFixedSize(metrics.horizontalAdvance(_WIDEST), metrics.lineSpacing())
        self._images, self._moment = ElidedCaption(theme), ElidedCaption(theme)
        self._images.setObjectName("accuracy_images")
        self._moment.setObjectName("accuracy_moment")
        self._images_title = self._moment_words = ""
        self._status = WrappedCaption(theme, _LINES)
        self._status.setFont(QFont(QApplication.font()))
        self._status.set_tone(Tone.PLAIN)
        self._status.setObjectName("status_line")
        self._status.setAlignment(Qt.AlignmentFlag.AlignBottom)
        self._message = WrappedCaption(theme, _LINES)
        self._message.setObjectName("message_line")
        self._message.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._go_on = _follow_up("train_more", actions.go_on)
        self._slower = _follow_up("start_slower", actions.start_slower)
        self._again = _follow_up("try_again", actions.try_again)
        self._bar = QProgressBar(minimum=0, maximum=1000, textVisible=False)
        self._bar.setObjectName("training_progress")
        self._bar.setAccessibleName(tr("Progress of the run"))
        self._bar.setFixedHeight(SPACE)
        self._is_narrow: bool | None = None
        self._is_problem = False
        self._lay_out()
        self.show_accuracy(None)
        self.show_progress(0.0)

    def show_accuracy(
        self, accuracy: float | None, images: str = "", moment: str = "", whole: str = ""
    ) -> None:
        """Show the current accuracy, of which images and which moment it is, and in the tooltip
        the whole of it.
        """
        self._figure.setText("" if accuracy is None else formats.accuracy(accuracy))
        self._figure.setToolTip(hint(whole))
        self._figure.setVisible(accuracy is not None)
        # without a figure the words begin where the plots do
        self._grid.setHorizontalSpacing(0 if accuracy is None else 2 * SPACE)
        self._images_title, self._moment_words = images, moment
        self._tell_origin()

    def show_progress(self, fraction: float) -> None:
        """Fill the bar to `fraction`, 0..1; only the last step fills it wholly."""
        self._bar.setValue(int(fraction * self._bar.maximum()))

    def say(self, text: str, *, is_problem: bool = False, details: str = "") -> None:
        """Show a sentence; a problem gets a sign. The tooltip tells the details."""
        self._is_problem = is_problem
        self._status.setText(with_warning_sign(text) if is_problem else text)
        if details:
            self._status.setToolTip(hint(details))
        self._arrange()

    def show_headline(self, message: str, *, is_warning: bool = False) -> None:
        """Show what just happened."""
        if is_warning:
            self._message.warn(message)
        else:
            self._message.tell(message)

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.LayoutRequest:
            self._arrange()  # a button came or went
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _lay_out(self) -> None:
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(2 * SPACE)
        self._grid.setVerticalSpacing(SPACE // 2)
        self._grid.setColumnStretch(1, 1)
        self._lines = Steady(self._status, _LINES), Steady(self._message, _LINES)
        self._origin = QWidget()
        origin = QVBoxLayout(self._origin)
        origin.setContentsMargins(0, 0, 0, 0)
        origin.setSpacing(0)
        origin.addWidget(self._images)
        origin.addWidget(self._moment)
        origin.addStretch(1)
        self._arrange()

    def _arrange(self) -> None:
        """The words beside the figure; or below it, where too few would fit on a line."""
        buttons = [each for each in self._follow_ups if not each.isHidden()]
        advance = self._images.fontMetrics().horizontalAdvance
        origin = max(advance(self._images_title), advance(self._moment_words))
        beside = max(self._figure.width(), origin) + 2 * SPACE
        beside += max([each.sizeHint().width() + 2 * SPACE for each in buttons], default=0)
        letter = self.fontMetrics().averageCharWidth()
        room = self.width() - beside
        is_narrow = room < _LEAST_LETTERS * letter
        if self._is_problem:  # all of it is to be read
            lines = wrapped(self._status.text(), self._status.font(), room, _LINES + 1)
            is_narrow = is_narrow or len(lines) > _LINES
        if is_narrow == self._is_narrow:
            return
        self._is_narrow = is_narrow
        status, message = self._lines
        places = _NARROW if is_narrow else _WIDE
        widgets = (self._figure, self._origin, status, message, self._bar)
        for widget, place in zip(widgets, places, strict=True):
            self._grid.removeWidget(widget)
            self._grid.addWidget(widget, *place)
        for button in self._follow_ups:
            self._grid.removeWidget(button)
            # beside the status alone: the message needs the width
            self._grid.addWidget(button, 0, 2, _RIGHT_BOTTOM)
        self._tell_origin()

    @property
    def _follow_ups(self) -> tuple[QPushButton, ...]:
        return self._go_on, self._slower, self._again

    def _tell_origin(self) -> None:
        """Below the figure on two lines; on one where it has the whole width."""
        lines = [self._images_title, self._moment_words]
        if self._is_narrow:
            lines = [" · ".join(filter(None, lines)), ""]
        for label, line in zip((self._images, self._moment), lines, strict=True):
            label.tell(line)
            label.setVisible(bool(line))


def _follow_up(name: str, action: QAction) -> QPushButton:
    """A button that is there only while its action can be asked for."""
    button = QPushButton()
    button.setObjectName(f"{name}_button")
    button.setAccessibleName(action.text().replace("&", ""))
    ActionMirror(action, button, hides=True)
    return button
