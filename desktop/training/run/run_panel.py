"""How the run is doing: the accuracy in large type, a sentence, and a bar.

It is told what to show, and asks nobody.
"""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QProgressBar, QWidget

from desktop.shared.labels import Caption
from desktop.shared.theme import SPACE, Theme, sized
from desktop.training import wording

_WIDEST = "100.0 %"


class RunPanel(QWidget):
    """The figure at the left, the status line and the bar beside it."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._figure = QLabel()
        self._figure.setObjectName("accuracy_figure")
        self._figure.setFont(sized(self._figure.font(), 2.2))
        self._figure.setMinimumWidth(self._figure.fontMetrics().horizontalAdvance(_WIDEST))
        self._meaning = Caption(theme)
        self._status = QLabel(wordWrap=True)
        self._status.setObjectName("status_line")
        self._status.setAlignment(Qt.AlignmentFlag.AlignBottom)
        self._bar = QProgressBar(minimum=0, maximum=1000, textVisible=False)
        self._bar.setObjectName("training_progress")
        self._bar.setAccessibleName("Progress of the run")
        self._bar.setFixedHeight(SPACE)
        self._lay_out()
        self.show_accuracy(None, "")
        self.show_progress(0.0)

    def show_accuracy(self, accuracy: float | None, meaning: str) -> None:
        """Show the current accuracy, and what it was measured on."""
        self._figure.setText("" if accuracy is None else wording.percent(accuracy))
        self._figure.setVisible(accuracy is not None)
        self._meaning.tell(meaning)
        self._meaning.setVisible(accuracy is not None)

    def show_progress(self, fraction: float) -> None:
        """Fill the bar to `fraction`, 0..1; only the last step fills it wholly."""
        self._bar.setValue(int(fraction * self._bar.maximum()))

    def say(self, text: str, *, is_problem: bool = False) -> None:
        """Show a sentence; a problem gets a sign and a colour."""
        self._status.setText(f"⚠ {text}" if is_problem else text)

    def _lay_out(self) -> None:
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setHorizontalSpacing(2 * SPACE)
        layout.setVerticalSpacing(SPACE // 2)
        layout.addWidget(self._figure, 0, 0)
        layout.addWidget(self._meaning, 1, 0)
        layout.addWidget(self._status, 0, 1)
        layout.addWidget(self._bar, 1, 1)
        layout.setColumnStretch(1, 1)
        # room for two lines, so that a longer sentence moves nothing
        self._status.setMinimumHeight(2 * self._status.fontMetrics().lineSpacing())
