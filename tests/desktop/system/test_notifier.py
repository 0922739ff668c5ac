from typing import Any

import pytest
from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtDBus import QDBusConnection, QDBusMessage
from PySide6.QtWidgets import QSystemTrayIcon, QWidget
from pytestqt.qtbot import QtBot

from desktop.system import notifier
from desktop.system.notifier import LONG_RUN, Channel, Notifier, PortalChannel, TrayChannel
from tests.desktop.hands import find

_SERVICE = "org.freedesktop.portal.Desktop"
_PATH = "/org/freedesktop/portal/desktop"
_INTERFACE = "org.freedesktop.portal.Notification"


class FakeChannel(Channel):
    """Takes notifications if it is told to be there."""

    def __init__(self, *, available: bool = True) -> None:
        super().__init__()
        self.available = available
        self.sent: list[tuple[str, str]] = []

    def is_available(self) -> bool:
        return self.available

    def send(self, title: str, text: str) -> None:
        self.sent.append((title, text))


class Portal(QObject):
    """Answers as the desktop portal does; without notifications it has no such object."""

    def __init__(self, connection: QDBusConnection, *, notifies: bool = True) -> None:
        super().__init__()
        self._connection = connection
        self.shown: list[tuple[str, dict[str, Any]]] = []
        if notifies:
            option = QDBusConnection.RegisterOption.ExportAllSlots
            assert connection.registerObject(_PATH, _INTERFACE, self, option)
        assert connection.registerService(_SERVICE)

    @Slot(str, "QVariantMap")
    def AddNotification(self, name: str, notification: dict[str, Any]) -> None:
        self.shown.append((name, notification))

    def press(self, name: str) -> None:
        signal = QDBusMessage.createSignal(_PATH, _INTERFACE, "ActionInvoked")
        signal.setArguments([name, "show", []])
        assert self._connection.send(signal)


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)
    return window


@pytest.fixture
def on_bus(private_bus: QDBusConnection, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let what is told go over the private bus."""
    monkeypatch.setattr(notifier, "session_bus", lambda: private_bus)


def test_a_short_run_is_not_worth_a_word(window: QWidget) -> None:
    notifier = Notifier(window, channels=[])
    window.showMinimized()
    assert not notifier.should_tell(LONG_RUN)
    assert notifier.should_tell(LONG_RUN + 1)


def test_who_looks_at_the_window_is_told_nothing(window: QWidget, qtbot: QtBot) -> None:
    notifier = Notifier(window, channels=[])
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    assert not notifier.should_tell(1_000)
    other = QWidget()
    qtbot.addWidget(other)
    other.show()
    other.activateWindow()
    qtbot.waitUntil(other.isActiveWindow)
    assert notifier.should_tell(1_000)


def test_a_hidden_window_is_not_looked_at(window: QWidget) -> None:
    notifier = Notifier(window, channels=[])
    window.hide()
    assert notifier.should_tell(1_000)


def test_the_first_way_that_is_there_is_taken(window: QWidget) -> None:
    ways = [FakeChannel(available=False), FakeChannel(), FakeChannel()]
    Notifier(window, channels=ways).tell("Quick", "Done: 97.9 %")
    assert [way.sent for way in ways] == [[], [("Quick", "Done: 97.9 %")], []]


def test_without_any_way_nothing_happens(window: QWidget) -> None:
    Notifier(window, channels=[]).tell("Quick", "Done")
    Notifier(window, channels=[FakeChannel(available=False)]).tell("Quick", "Done")


def test_what_one_way_refuses_goes_another(window: QWidget) -> None:
    first, second = FakeChannel(), FakeChannel()
    notifier = Notifier(window, channels=[first, second])
    notifier.tell("Quick", "Done")
    first.refused.emit(first.position, "Quick", "Done")
    assert second.sent == [("Quick", "Done")]
    second.refused.emit(second.position, "Quick", "Done")
    assert len(first.sent) == 1


@pytest.mark.qt_log_ignore("does not support raise", extend=True)  # the offscreen platform
def test_the_window_comes_only_when_asked_for(window: QWidget, qtbot: QtBot) -> None:
    way = FakeChannel()
    notifier = Notifier(window, channels=[way])
    window.showMinimized()
    notifier.tell("Quick", "Done")
    assert window.isMinimized()
    way.clicked.emit()
    qtbot.waitUntil(window.isActiveWindow)
    assert not window.isMinimized()


@pytest.mark.qt_log_ignore("does not support raise", extend=True)  # the offscreen platform
def test_a_maximised_window_comes_back_as_large(window: QWidget, qtbot: QtBot) -> None:
    way = FakeChannel()
    notifier = Notifier(window, channels=[way])
    window.showMaximized()
    window.setWindowState(window.windowState() | Qt.WindowState.WindowMinimized)
    notifier.tell("Quick", "Done")
    way.clicked.emit()
    assert window.isMaximized()
    assert not window.isMinimized()


@pytest.mark.usefixtures("on_bus")
def test_the_portal_shows_it_and_a_press_comes_back(peer: QDBusConnection, qtbot: QtBot) -> None:
    portal, channel = Portal(peer), PortalChannel()
    assert channel.is_available()
    channel.send("Quick", "Done: 97.9 %")
    qtbot.waitUntil(lambda: len(portal.shown) == 1)
    name, notification = portal.shown[0]
    assert notification["title"] == "Quick"
    assert notification["body"] == "Done: 97.9 %"
    assert notification["priority"] == "low"
    with qtbot.assertNotEmitted(channel.clicked, wait=50):
        portal.press("another one")
    with qtbot.waitSignal(channel.clicked):
        portal.press(name)


@pytest.mark.usefixtures("on_bus")
def test_a_portal_without_notifications_refuses(peer: QDBusConnection, qtbot: QtBot) -> None:
    portal, channel = Portal(peer, notifies=False), PortalChannel()
    channel.position = 3
    with qtbot.waitSignal(channel.refused) as refused:
        channel.send("Quick", "Done")
    assert refused.args == [3, "Quick", "Done"]
    assert not portal.shown


@pytest.mark.usefixtures("on_bus")
def test_a_bus_without_a_portal_has_no_such_way() -> None:
    assert not PortalChannel().is_available()


def test_no_bus_is_no_way(monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> None:
    monkeypatch.setattr(notifier, "session_bus", lambda: None)
    channel = PortalChannel()
    assert not channel.is_available()
    with qtbot.waitSignal(channel.refused):
        channel.send("Quick", "Done")


def test_the_tray_has_an_icon_only_for_the_message(
    monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    calls: list[str] = []
    monkeypatch.setattr(QSystemTrayIcon, "show", lambda _icon: calls.append("show"))
    monkeypatch.setattr(QSystemTrayIcon, "hide", lambda _icon: calls.append("hide"))
    monkeypatch.setattr(
        QSystemTrayIcon, "showMessage", lambda _icon, *words: calls.append(f"say {words[0]}")
    )
    monkeypatch.setattr(notifier, "SHOWN_MILLISECONDS", 10)
    channel = TrayChannel()
    channel.send("Quick", "Done")
    assert calls == ["show", "say Quick"]
    qtbot.waitUntil(lambda: calls[-1] == "hide")
    channel.send("Quick", "Done again")
    icon = find(channel, QSystemTrayIcon)
    with qtbot.waitSignal(channel.clicked):
        icon.messageClicked.emit()
    assert calls[-1] == "hide"


def test_the_tray_is_asked_whether_it_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    for there, speaks in ((True, True), (True, False), (False, True)):
        monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", lambda there=there: there)
        monkeypatch.setattr(QSystemTrayIcon, "supportsMessages", lambda speaks=speaks: speaks)
        assert TrayChannel().is_available() is (there and speaks)


def test_the_tray_hands_on_no_markup(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    monkeypatch.setattr(QSystemTrayIcon, "show", lambda _icon: None)
    monkeypatch.setattr(
        QSystemTrayIcon, "showMessage", lambda _icon, _title, text, *_more: told.append(text)
    )
    TrayChannel().send("a run", 'It ended. <img src="file:///etc/hostname">')
    assert told == ['It ended. ‹img src="file:///etc/hostname">']
