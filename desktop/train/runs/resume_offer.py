"""The quiet offer to go on with a run that was interrupted: a bar, and no dialog in the way.

It knows what to say and asks nobody; whoever owns it resumes.
"""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Signal, Slot
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QHBoxLayout, QPushButton, QSizePolicy, QWidget

from desktop.theme import SPACE, Theme, mixed
from desktop.train.runs import wording
from desktop.widgets.buttons import LinkButton
from desktop.widgets.labels import Caption, ElidedCaption, Tone
from desktop.workspace.kept_run_summary import KeptRunSummary

_RADIUS = 4.0
_TINT = 0.1


class ResumeOffer(QWidget):
    """Hidden until there is something to offer.

    resume_requested, dismissed: the id of the run that was offered.
    """

    resume_requested = Signal(str)
    dismissed = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("resume_offer")
        self._theme = theme
        self._lines: list[KeptRunSummary] = []
        self._declined: set[str] = set()
        self._is_busy = False
        self._make_parts()
        self._lay_out()
        theme.changed.connect(self._on_theme_changed)
        self.hide()

    @property
    def run_id(self) -> str | None:
        """The run that is offered; None while the bar is hidden."""
        return self._lines[0].id if self._lines and not self._is_busy else None

    @property
    def text(self) -> str:
        """What the bar says."""
        return " ".join(filter(None, (self._label.text(), self._more.text())))

    def offer(self, interrupted: Sequence[KeptRunSummary]) -> None:
        """Offer the first of these, the newest; none of those that were declined before."""
        self._lines = [each for each in interrupted if each.id not in self._declined]
        self._show()

    def set_busy(self, is_running: bool) -> None:
        """Step back while a run is under way: no other could be resumed."""
        self._is_busy = is_running
        self._show()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = self.palette().color(self.backgroundRole())
        painter.setBrush(mixed(ground, self._theme.training, _TINT))
        painter.setPen(QPen(mixed(ground, self._theme.training, 3 * _TINT), 1))
        area = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(area, _RADIUS, _RADIUS)

    def _make_parts(self) -> None:
        self._label = ElidedCaption(self._theme)
        self._label.setObjectName("resume_label")
        self._label.setFont(QFont(QApplication.font()))
        self._label.set_tone(Tone.PLAIN)
        self._more = Caption(self._theme)
        self._more.setObjectName("resume_more_label")
        self._resume_button = QPushButton("Resume")
        self._resume_button.setObjectName("resume_button")
        self._resume_button.clicked.connect(self._on_resume_clicked)
        self._later_button = LinkButton("Not now")
        self._later_button.setObjectName("later_button")
        self._later_button.setAccessibleName("Not now: keep the run in the list")
        self._later_button.clicked.connect(self._on_later_clicked)

    def _lay_out(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(SPACE + SPACE // 2, SPACE // 2, SPACE + SPACE // 2, SPACE // 2)
        layout.setSpacing(SPACE)
        layout.addWidget(self._label)
        layout.addWidget(self._more)
        layout.addStretch(1)
        layout.addWidget(self._resume_button)
        layout.addWidget(self._later_button)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def _show(self) -> None:
        if self.run_id is not None:
            self._label.setText(wording.interrupted(self._lines[0]))
            others = len(self._lines) - 1
            self._more.setText(f"And {others:,} more in Runs." if others else "")
            self._more.setVisible(bool(others))
            self._resume_button.setAccessibleName(f"Resume “{self._lines[0].name}”")
        self.setVisible(self.run_id is not None)

    @Slot()
    def _on_resume_clicked(self) -> None:
        run_id = self.run_id
        if run_id is not None:
            self.resume_requested.emit(run_id)

    @Slot()
    def _on_later_clicked(self) -> None:
        run_id = self.run_id
        if run_id is None:
            return
        self._declined |= {each.id for each in self._lines}
        self.offer([])
        self.dismissed.emit(run_id)

    @Slot()
    def _on_theme_changed(self) -> None:
        self.update()
