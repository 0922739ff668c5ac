import os
import subprocess
import sys

import pytest
from PySide6.QtDBus import QDBusConnection

from desktop.system import session_bus as module
from desktop.system.session_bus import has_service, session_bus

_TELL = """
from PySide6.QtCore import QCoreApplication
from desktop.system.session_bus import session_bus
from desktop.system.taskbar import TaskbarProgress
application = QCoreApplication([])
print("none" if session_bus() is None else "some")
TaskbarProgress().show(0.5)
"""


def tell(address: str) -> "subprocess.CompletedProcess[str]":
    """A process of its own, for Qt looks for the bus only once."""
    environment = {**os.environ, "DBUS_SESSION_BUS_ADDRESS": address}
    return subprocess.run(
        [sys.executable, "-c", _TELL], env=environment, capture_output=True, text=True, check=True
    )


@pytest.mark.skipif(sys.platform != "linux", reason="there is no such bus")
def test_without_a_bus_nothing_breaks_and_nothing_is_said() -> None:
    ended = tell("unix:path=/nowhere/at/all")
    assert ended.stdout == "none\n"
    assert ended.stderr == ""


def test_the_bus_of_the_session_is_found(bus_address: str) -> None:
    ended = tell(bus_address)
    assert ended.stdout == "some\n"
    assert ended.stderr == ""


@pytest.mark.parametrize("platform", ["win32", "darwin"])
def test_other_platforms_are_not_asked(platform: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    assert session_bus() is None


def test_a_missing_module_is_no_bus(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "PySide6.QtDBus", None)
    assert module.session_bus() is None


def test_services_are_known_by_name(private_bus: QDBusConnection) -> None:
    assert not has_service(private_bus, "org.example.Misread")
    assert private_bus.registerService("org.example.Misread")
    assert has_service(private_bus, "org.example.Misread")
