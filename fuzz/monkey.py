"""A monkey at the window: it clicks, types, draws, resizes and opens whatever comes to hand.

What it does is drawn from one generator, whatever the window shows at that moment: the same seed
makes the same choices. What is not in sight is passed over.
"""

import threading
import time
from collections import deque
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QEventLoop,
    QObject,
    QPoint,
    QPointF,
    QRect,
    Qt,
    QTimer,
    Slot,
)
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QSlider,
    QWidget,
)

from desktop.window.main_window import MainWindow
from fuzz.reach import Reach

REST_MILLISECONDS = 12
"""Between two deeds, in which the window does its own work."""

_KEYS = (
    *(Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Escape),
    *(Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home),
    *(Qt.Key.Key_End, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_Delete, Qt.Key.Key_F2),
    *(Qt.Key.Key_Backspace, Qt.Key.Key_F10, Qt.Key.Key_0, Qt.Key.Key_7, Qt.Key.Key_Plus),
)
_WITH_CONTROL = (
    *(Qt.Key.Key_Z, Qt.Key.Key_Y, Qt.Key.Key_A, Qt.Key.Key_C, Qt.Key.Key_V, Qt.Key.Key_1),
    *(Qt.Key.Key_2, Qt.Key.Key_3, Qt.Key.Key_O, Qt.Key.Key_S, Qt.Key.Key_Return),
)
_OTHER_BUTTONS = (Qt.MouseButton.RightButton, Qt.MouseButton.MiddleButton)
_BUTTONS = (*[Qt.MouseButton.LeftButton] * 5, *_OTHER_BUTTONS)
_TEXTS = (
    *("16", "8, 8", "3x3x2, pool, 8", "dropout 0.5, 12", "", "pool 99", "5x5", "-1", "0", "1e-3"),
    *("99999999999999999999", "<b>x</b>&y", "\u202eabc", "nan", "x" * 300, "ü 数", "0.5", "3"),
)
_SIZES = ((1200, 800), (900, 600), (900, 480), (600, 400), (1600, 1000), (1, 1), (1366, 768))


class Monkey(QObject):
    """Plays with a window for some seconds. log: its last deeds, the newest at the end.

    longest_turn: the longest that the event loop worked without a rest, in seconds of its thread;
    longest_wait: the same by the clock on the wall, which runs on while others have the processor.
    """

    def __init__(self, window: MainWindow, rng: np.random.Generator) -> None:
        super().__init__()
        self._window = window
        self._rng = rng
        self._reach = Reach(window, rng)
        self._ends_at = 0.0
        self.deeds = 0
        self.log: deque[str] = deque(maxlen=40)
        self.longest_turn = self.longest_wait = 0.0
        self.slowest = ""
        self._beat = self._clocks()
        self._pulse = QTimer(self, interval=20)
        self._pulse.timeout.connect(self._on_pulse)
        self._loop = QEventLoop(self)
        self._kinds: tuple[tuple[Callable[[], str], int], ...] = (
            (self._click, 30),
            (self._click_anywhere, 10),
            (self._press_key, 14),
            (self._type, 6),
            (self._choose, 8),
            (self._turn_wheel, 6),
            (self._drag, 12),
            (self._resize, 3),
            (self._trigger, 8),
            (self._show_tab, 4),
            (self._drop_focus, 2),
            (self._select, 6),
        )

    def play(self, seconds: float) -> None:
        """Play, and return when the time is up."""
        self._ends_at = time.monotonic() + seconds
        self._beat = self._clocks()
        self._pulse.start()
        QTimer.singleShot(0, self._on_turn)
        self._loop.exec()
        self._pulse.stop()
        while (popup := QApplication.activePopupWidget()) is not None:
            popup.close()

    @Slot()
    def _on_turn(self) -> None:
        if time.monotonic() >= self._ends_at:
            self._close_popup()
            self._loop.quit()
            return
        # before the deed: a menu waits for its end within it, in an event loop of its own
        QTimer.singleShot(REST_MILLISECONDS, self._on_turn)
        self.deeds += 1
        if QApplication.activePopupWidget() is not None and self._rng.random() < 0.5:
            self.log.append("closes what popped up")
            self._close_popup()
            return
        weights = np.array([weight for _, weight in self._kinds], np.float64)
        deed = self._kinds[self._rng.choice(len(weights), p=weights / weights.sum())][0]
        self.log.append(deed.__name__)
        self.log[-1] = f"{deed.__name__}: {deed()}"

    @Slot()
    def _on_pulse(self) -> None:
        now = self._clocks()
        turn, wait = now[0] - self._beat[0], now[1] - self._beat[1]
        if turn > self.longest_turn:
            self.slowest = " | ".join([*self.log][-3:])
        self.longest_turn = max(self.longest_turn, turn)
        self.longest_wait = max(self.longest_wait, wait)
        self._beat = now

    @staticmethod
    def _clocks() -> tuple[float, float]:
        assert threading.current_thread() is threading.main_thread()
        return time.thread_time(), time.monotonic()

    def _close_popup(self) -> None:
        popup = QApplication.activePopupWidget()
        if popup is not None:
            popup.close()

    def _click(self) -> str:
        button, name = self._reach.widget(QAbstractButton)
        if button is not None:
            QTest.mouseClick(button, Qt.MouseButton.LeftButton, pos=self._reach.spot(button))
        return name

    def _click_anywhere(self) -> str:
        widget, name = self._reach.widget()
        click = (QTest.mouseClick, QTest.mouseDClick)[self._rng.integers(2)]
        button = _BUTTONS[self._rng.integers(len(_BUTTONS))]
        if widget is not None:
            click(widget, button, pos=self._reach.spot(widget))
        return name

    def _press_key(self) -> str:
        has_control = self._rng.random() < 0.25
        keys = _WITH_CONTROL if has_control else _KEYS
        key = keys[self._rng.integers(len(keys))]
        modifier = Qt.KeyboardModifier
        held = modifier.ControlModifier if has_control else modifier.NoModifier
        QTest.keyClick(self._receiver(), key, held)
        return f"{key.name} {held.name}"

    def _receiver(self) -> QWidget:
        return QApplication.activePopupWidget() or QApplication.focusWidget() or self._window

    def _type(self) -> str:
        field, name = self._reach.widget((QLineEdit, QAbstractSpinBox)[self._rng.integers(2)])
        text = _TEXTS[self._rng.integers(len(_TEXTS))]
        if isinstance(field, QLineEdit | QAbstractSpinBox):
            field.setFocus()
            field.selectAll()
            for letter in text[:60]:  # QTest has no keys for most letters
                for way in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                    none = Qt.KeyboardModifier.NoModifier
                    QApplication.sendEvent(field, QKeyEvent(way, 0, none, letter))
        return f"{name} {text!r:.30}"

    def _choose(self) -> str:
        widget, name = self._reach.widget((QComboBox, QSlider)[self._rng.integers(2)])
        share = self._rng.random()
        if isinstance(widget, QComboBox):
            # as a person does: by the keys, which also tells those who listen for `activated`
            widget.setFocus()
            QTest.keyClick(widget, Qt.Key.Key_Home)
            for _ in range(int(share * widget.count())):
                QTest.keyClick(widget, Qt.Key.Key_Down)
        elif isinstance(widget, QSlider):
            widget.setValue(round(widget.minimum() + share * (widget.maximum() - widget.minimum())))
        return f"{name} {share:.2f}"

    def _select(self) -> str:
        view, name = self._reach.widget(QAbstractItemView)
        down, across = self._rng.random(2)
        model = view.model() if isinstance(view, QAbstractItemView) else None
        if isinstance(view, QAbstractItemView) and model is not None and model.rowCount():
            columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount()
            index = model.index(int(down * model.rowCount()), int(across * columns))
            view.setFocus()
            view.setCurrentIndex(index)
            spot, area = view.visualRect(index).center(), view.viewport()
            if self._reach.is_in_sight(area) and area.visibleRegion().contains(spot):
                QTest.mouseClick(area, Qt.MouseButton.LeftButton, pos=spot)
        return f"{name} {down:.2f} {across:.2f}"

    def _turn_wheel(self) -> str:
        widget, name = self._reach.widget()
        turns = int(self._rng.choice((-480, -120, 120, 480)))
        if widget is not None:
            spot = self._reach.spot(widget)
            place, far = QPointF(spot), QPointF(widget.mapToGlobal(spot))
            QApplication.sendEvent(
                widget,
                QWheelEvent(
                    place,
                    far,
                    QPoint(),
                    QPoint(0, turns),
                    Qt.MouseButton.NoButton,
                    Qt.KeyboardModifier.NoModifier,
                    Qt.ScrollPhase.NoScrollPhase,
                    False,
                ),
            )
        return f"{name} {turns}"

    def _drag(self) -> str:
        """Draw a stroke, or drag what can be dragged."""
        names = ("draw_canvas", "loss_plot", "accuracy_plot", "")
        name = names[self._rng.choice(len(names), p=(0.6, 0.15, 0.1, 0.15))]
        if name and self._rng.random() < 0.3:
            self._window.show_page("draw_tab" if name == "draw_canvas" else "train_tab")
        widget = self._window.findChild(QWidget, name) if name else self._reach.widget()[0]
        places = [*self._rng.random((int(self._rng.integers(2, 12)), 2))]
        handle = self._window.windowHandle()
        if widget is None or handle is None or not self._reach.is_in_sight(widget):
            return f"{name}, not in sight"
        area = widget.visibleRegion().boundingRect()
        spots = [
            widget.mapTo(self._window, area.topLeft() + QPoint(*(place * _sides(area)).astype(int)))
            for place in places
        ]
        left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        QTest.mousePress(handle, left, none, spots[0])
        for spot in spots[1:]:
            QTest.mouseMove(handle, spot)
        QTest.mouseRelease(handle, left, none, spots[-1])
        return f"{name}, {len(spots)} places"

    def _resize(self) -> str:
        size = _SIZES[self._rng.integers(len(_SIZES))]
        way = self._rng.random()
        if way < 0.15:
            self._window.showMaximized()
        elif way < 0.2:
            self._window.showMinimized()
        else:
            self._window.showNormal()
            self._window.resize(*size)
        return f"{size} {way:.2f}"

    def _trigger(self) -> str:
        action, name = self._reach.action()
        if action is not None:
            action.trigger()
        return name

    def _show_tab(self) -> str:
        position = int(self._rng.integers(self._window.tabs.count()))
        self._window.tabs.setCurrentIndex(position)
        return str(position)

    def _drop_focus(self) -> str:
        focused = QApplication.focusWidget()
        if focused is not None:
            focused.clearFocus()
        return "" if focused is None else focused.objectName()


def _sides(area: QRect) -> NDArray[np.int64]:
    return np.array((area.width(), area.height()))
