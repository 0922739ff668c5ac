"""The quiet offer to go on with a run that was interrupted: a bar, and no dialog in the way.

Whoever owns it resumes; a discarded run is deleted as in the list, with undo in this bar.
"""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QRectF, Signal, Slot
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QApplication, QGridLayout, QPushButton, QSizePolicy, QWidget

from desktop.formats import hint
from desktop.theme import SPACE, Theme, mixed
from desktop.train.runs import wording
from desktop.train.runs.undo_line import Deed, Done, UndoLine
from desktop.translation import tr
from desktop.widgets.buttons import LinkButton
from desktop.widgets.labels import Tone
from desktop.widgets.wrapped_caption import WrappedCaption
from desktop.workspace.kept_run_summary import KeptRunSummary
from desktop.workspace.kept_runs import KeptRuns

_RADIUS = 4.0
_TINT = 0.1

_LEAST_LETTERS = 40
"""Of a line of the words, where they stand beside the buttons."""


class ResumeOffer(QWidget):
    """Hidden until there is something to offer, or to undo.

    resume_requested, dismissed: the id of the run that was offered.
    """

    resume_requested = Signal(str)
    dismissed = Signal(str)

    def __init__(self, kept_runs: KeptRuns, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("resume_offer")
        self._kept_runs = kept_runs
        self._theme = theme
        self._lines: list[KeptRunSummary] = []
        self._declined: list[str] = []
        self._is_busy = False
        self._is_narrow: bool | None = None
        self._make_parts()
        self._lay_out()
        theme.changed.connect(self.update)
        self.hide()

    @property
    def run_id(self) -> str | None:
        """The run that is offered; None while the bar is hidden."""
        return self._lines[0].id if self._lines and not self._is_busy else None

    @property
    def text(self) -> str:
        """What the bar says."""
        return self._label.text()

    @property
    def declined(self) -> tuple[str, ...]:
        """The runs that are not offered any more, as long as they lie as they were interrupted."""
        return tuple(self._declined)

    def decline(self, run_ids: Iterable[str]) -> None:
        """Offer none of these runs: somebody said "Not now" to them."""
        self._declined += [each for each in run_ids if each not in self._declined]
        self.offer(self._lines)

    def offer(self, interrupted: Sequence[KeptRunSummary]) -> None:
        """Offer the first of these, the newest; none of those that were declined before."""
        if self._kept_runs.is_loaded:  # one that went on, and was interrupted again, is another
            known = {each.id for each in self._kept_runs.interrupted}
            self._declined = [
                each
                for each in self._declined
                if each in known or self._kept_runs.is_deleted(each)  # that may be undone
            ]
        self._lines = [each for each in interrupted if each.id not in self._declined]
        self._show()

    def set_busy(self, is_running: bool) -> None:
        """Step back while a run is under way: no other could be resumed."""
        self._is_busy = is_running
        self._show()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = self.palette().color(self.backgroundRole())
        painter.setBrush(mixed(ground, self._theme.training, _TINT))
        painter.setPen(QPen(mixed(ground, self._theme.training, 3 * _TINT), 1))
        area = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(area, _RADIUS, _RADIUS)

    def _make_parts(self) -> None:
        self._label = WrappedCaption(self._theme, most_lines=5)
        self._label.setObjectName("resume_label")
        self._label.setFont(QFont(QApplication.font()))
        self._label.set_tone(Tone.PLAIN)
        self._resume_button = QPushButton(tr("Resume"))
        self._resume_button.setObjectName("resume_button")
        self._resume_button.clicked.connect(self._on_resume_clicked)
        self._discard_button = LinkButton(tr("Discard"))
        self._discard_button.setObjectName("discard_button")
        self._discard_button.setToolTip(hint(tr("Delete the run; that can be undone")))
        self._discard_button.clicked.connect(self._on_discard_clicked)
        self._later_button = LinkButton(tr("Not now"))
        self._later_button.setObjectName("later_button")
        self._later_button.setAccessibleName(tr("Not now: keep the run in the list"))
        self._later_button.setToolTip(hint(tr("Keep the run in Runs, and ask no more about it")))
        self._later_button.clicked.connect(self._on_later_clicked)
        self.undo = UndoLine(self._kept_runs, self._theme, name="discard_")
        self.undo.undone.connect(self._on_undone)
        self.undo.changed.connect(self._show)
        # the bar stays as high as it is, and nothing below it moves
        self.undo.setMinimumHeight(self._resume_button.sizeHint().height())

    def _lay_out(self) -> None:
        self._grid = QGridLayout(self)
        margin = SPACE + SPACE // 2
        self._grid.setContentsMargins(margin, SPACE // 2, margin, SPACE // 2)
        self._grid.setSpacing(SPACE)
        self._grid.setColumnStretch(0, 1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._arrange()

    def _arrange(self) -> None:
        """The buttons beside the words; or below them, where too few would fit on a line."""
        letter = self._label.fontMetrics().averageCharWidth()
        beside = sum(each.sizeHint().width() + SPACE for each in self._buttons) + 3 * SPACE
        is_narrow = self.width() - beside < _LEAST_LETTERS * letter
        if is_narrow == self._is_narrow:
            return
        self._is_narrow = is_narrow
        for column, button in enumerate(self._buttons, 1):
            self._grid.removeWidget(button)
            self._grid.addWidget(button, int(is_narrow), column)
        for each in (self.undo, self._label):
            self._grid.removeWidget(each)
            self._grid.addWidget(each, 0, 0, 1, 1 + is_narrow * len(self._buttons))

    @property
    def _buttons(self) -> tuple[QPushButton, ...]:
        return self._resume_button, self._discard_button, self._later_button

    @Slot()
    def _show(self) -> None:
        """Offer a run, unless a deletion can be undone here: one thing at a time."""
        is_undo = self.undo.tells
        offers = self.run_id is not None and not is_undo
        if offers:
            line, others = self._lines[0], len(self._lines) - 1
            self._label.setText(wording.interrupted(line, others))
            self._resume_button.setAccessibleName(tr("Resume “{name}”", name=line.name))
            self._discard_button.setAccessibleName(
                tr("Discard “{name}”: delete it", name=line.name)
            )
        for each in (self._label, *self._buttons):
            each.setVisible(offers)
        if not is_undo:
            self.setMinimumHeight(0)
        self.setVisible(offers or is_undo)

    @Slot()
    def _on_resume_clicked(self) -> None:
        run_id = self.run_id
        if run_id is not None:
            self.resume_requested.emit(run_id)

    @Slot()
    def _on_discard_clicked(self) -> None:
        run_id = self.run_id
        if run_id is None:
            return
        name, height = self._lines[0].name, self.height()
        if self._kept_runs.delete([run_id]):
            self.undo.tell(Done(Deed.DELETED, {run_id: name}))
            self.setMinimumHeight(height)  # nothing below it moves

    @Slot(object, list)
    def _on_undone(self, _deed: Deed, ids: list[str]) -> None:
        self._kept_runs.restore(ids)

    @Slot()
    def _on_later_clicked(self) -> None:
        run_id = self.run_id
        if run_id is not None:
            self.decline([each.id for each in self._lines])
            self.dismissed.emit(run_id)
