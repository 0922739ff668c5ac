from typing import Any

import pytest
from PySide6.QtCore import QObject, Slot
from PySide6.QtDBus import QDBusConnection
from pytestqt.qtbot import QtBot

from desktop.system import taskbar
from desktop.system.taskbar import TaskbarProgress, titled


class Dock(QObject):
    """Listens on the bus as a dock does."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[tuple[str, dict[str, Any]]] = []

    def listen(self, connection: Any) -> bool:
        interface, slot = "com.canonical.Unity.LauncherEntry", "1on_update(QString,QVariantMap)"
        return bool(connection.connect("", "", interface, "Update", self, slot))

    @Slot(str, "QVariantMap")
    def on_update(self, application: str, properties: dict[str, Any]) -> None:
        self.told.append((application, properties))


@pytest.mark.parametrize(
    ("fraction", "title"),
    [
        (None, "Misread"),
        (0.0, "0 % – Misread"),
        (0.4267, "42 % – Misread"),
        (0.29, "29 % – Misread"),
        (0.9999, "99 % – Misread"),
        (1.0, "100 % – Misread"),
    ],
)
def test_the_title_tells_how_far_a_run_is(fraction: float | None, title: str) -> None:
    assert titled(fraction) == title


def test_only_whole_percents_are_sent() -> None:
    sent: list[dict[str, float | bool]] = []
    progress = TaskbarProgress(sender=sent.append)
    for thousandth in range(1_001):
        progress.show(thousandth / 1_000)
    assert len(sent) == 101
    assert sent[42] == {"progress": 0.42, "progress-visible": True}
    assert sent[-1] == {"progress": 1.0, "progress-visible": True}


def test_the_bar_goes_away_once() -> None:
    sent: list[dict[str, float | bool]] = []
    progress = TaskbarProgress(sender=sent.append)
    progress.show(None)
    assert not sent
    progress.show(0.5)
    progress.show(None)
    progress.show(None)
    assert sent[1:] == [{"progress-visible": False}]
    progress.show(0.5)
    assert len(sent) == 3


def test_a_dock_on_the_bus_hears_of_it(
    private_bus: QDBusConnection,
    peer: QDBusConnection,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(taskbar, "session_bus", lambda: private_bus)
    dock = Dock()
    assert dock.listen(peer)
    progress = TaskbarProgress()
    progress.show(0.427)
    progress.show(None)
    qtbot.waitUntil(lambda: len(dock.told) == 2)
    application, properties = dock.told[0]
    assert application == "application://misread.desktop"
    assert properties == {"progress": 0.42, "progress-visible": True}
    assert type(properties["progress"]) is float
    assert dock.told[1][1] == {"progress-visible": False}
