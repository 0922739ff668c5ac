"""A slider over a run's epochs, with play."""

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from desktop.formats import hint
from desktop.theme import SPACE, Theme
from desktop.translation import tr
from desktop.widgets.labels import Caption, explain
from desktop.widgets.sliders import AnsweredSlider, DirectSlider

_PLAY = tr("Play the epochs from the first to the last")
_STEP = 600
"""Milliseconds that each epoch is shown while it plays."""


class EpochSlider(QWidget):
    """A slider over epochs with a button that plays them; hidden while there are none.

    epoch_chosen: the number of an epoch, or None for the network as it is now.

    told: what its tooltip says. name: what the object names of its parts begin with. answers: what
    is answered at each epoch is shown below the slider. strip: where; None without.
    """

    epoch_chosen = Signal(object)

    def __init__(
        self,
        theme: Theme,
        parent: QWidget | None = None,
        *,
        told: str,
        name: str = "",
        answers: bool = False,
    ) -> None:
        super().__init__(parent)
        self.setObjectName(f"{name}epoch_strip")
        self._epochs: list[int] = []
        self._last = 0
        """The place of the network as it is now."""
        self._now: int | None = None
        self._run_id = ""
        self._wanted: tuple[str, int] | None = None
        self._play = QToolButton(self)
        self._play.setObjectName(f"{name}play_button")
        self._play.setText("▶")
        self._play.setAccessibleName(tr("Play the epochs"))
        self._play.setToolTip(hint(_PLAY))
        self._play.setCheckable(True)
        answered = AnsweredSlider(theme, self) if answers else None
        self._slider = DirectSlider(self) if answered is None else answered.slider
        self.strip = None if answered is None else answered.strip
        self._along = answered or self._slider
        self._slider.setObjectName(f"{name}epoch_slider")
        self._slider.setAccessibleName(tr("Epoch"))
        explain(self._slider, told)
        self._slider.setPageStep(1)
        self._label = Caption(theme, "", self)
        self._label.setObjectName(f"{name}epoch_label")
        self._label.setMinimumWidth(self._label.fontMetrics().horizontalAdvance(_longest()))
        self._timer = QTimer(self, interval=_STEP)
        self._timer.timeout.connect(self._on_timeout)
        self._play.toggled.connect(self._on_play_toggled)
        self._slider.valueChanged.connect(self._on_value_changed)
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, SPACE)
        row.setSpacing(SPACE)
        row.addWidget(Caption(theme, tr("Epoch"), self))
        row.addWidget(self._play)
        row.addWidget(self._along, 1)
        row.addWidget(self._label)
        self.hide()

    @property
    def epoch(self) -> int | None:
        """The chosen one; None for the network as it is now."""
        place = self._slider.value()
        return self._epochs[place] if place < self._last else None

    def show_epochs(self, epochs: list[int], run_id: str = "", now: int | None = None) -> None:
        """Offer these of a run, and its network as it is now; whoever looks at an earlier one stays
        there, while it is the same run.

        now: the epoch after which the network has its weights; None if it stands between two.
        Where that is the last of the epochs, both have one place.
        """
        chosen = self.epoch if self._epochs else None
        is_same_run, self._run_id = run_id == self._run_id, run_id
        self._epochs, self._now = epochs, now
        self._last = len(epochs) - 1 if epochs and epochs[-1] == now else len(epochs)
        self.setVisible(bool(epochs))
        self._row.setStretchFactor(self._label, 0 if self._last > 0 else 1)
        for each in (self._play, self._along):
            each.setVisible(self._last > 0)
        self._slider.blockSignals(True)
        self._slider.setRange(0, self._last)
        place = epochs.index(chosen) if is_same_run and chosen in epochs else self._last
        self._slider.setValue(place)
        self._slider.blockSignals(False)
        if self.strip is not None:
            self.strip.set_place(self._slider.value())
        if not epochs:
            self._play.setChecked(False)
        self._say()
        if chosen is not None and self.epoch is None:
            self.epoch_chosen.emit(None)  # it is another run's history
        self._go_on()

    def go_to(self, run_id: str, epoch: int) -> None:
        """Choose this epoch of a run, as soon as it is offered."""
        self._wanted = run_id, epoch
        self._go_on()

    @Slot()
    def go_to_now(self) -> None:
        """Choose the network as it is now."""
        self._slider.setValue(self._last)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._play.setChecked(False)

    def _go_on(self) -> None:
        if self._wanted is not None and self._wanted[0] == self._run_id:
            epoch, self._wanted = self._wanted[1], None
            if epoch in self._epochs:
                self._slider.setValue(self._epochs.index(epoch))

    def _say(self) -> None:
        if not self._epochs:
            self._label.tell("")
        elif self._last == 0:
            self._label.tell(
                tr("{now:,}, the only one of this run that can be shown", now=self._now)
            )
        elif self.epoch is None:
            self._label.tell(
                tr("now") if self._now is None else tr("now, after {now:,}", now=self._now)
            )
        else:
            self._label.tell(
                tr("{epoch:,} of {epochs:,}", epoch=self.epoch, epochs=self._epochs[-1])
            )

    @Slot(int)
    def _on_value_changed(self) -> None:
        self._say()
        self.epoch_chosen.emit(self.epoch)

    @Slot(bool)
    def _on_play_toggled(self, is_playing: bool) -> None:
        self._play.setText("❚❚" if is_playing else "▶")
        self._play.setToolTip(hint(tr("Stop here") if is_playing else _PLAY))
        if not is_playing:
            self._timer.stop()
            return
        if self.epoch is None:
            self._slider.setValue(0)
        self._timer.start()

    @Slot()
    def _on_timeout(self) -> None:
        if self._slider.value() >= self._slider.maximum():
            self._play.setChecked(False)
            return
        self._slider.setValue(self._slider.value() + 1)


def _longest() -> str:
    return tr("now, after 9,999")
