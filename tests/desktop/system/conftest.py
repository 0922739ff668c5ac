"""Fixtures for what goes over a message bus: a private one, where the machine has the daemon."""

import shutil
import subprocess
from collections.abc import Iterator
from itertools import count

import pytest
from PySide6.QtDBus import QDBusConnection
from PySide6.QtWidgets import QApplication

_NAMES = (f"misread-test-{number}" for number in count())


@pytest.fixture
def bus_address() -> Iterator[str]:
    """The address of a message bus that nothing else is on."""
    daemon = shutil.which("dbus-daemon")
    if daemon is None:
        pytest.skip("there is no dbus-daemon")
    with subprocess.Popen(
        [daemon, "--session", "--nofork", "--print-address=1"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdout is not None
        address = process.stdout.readline().strip()
        if not address:
            pytest.skip("the dbus-daemon does not start here")
        yield address
        process.terminate()


@pytest.fixture
def private_bus(bus_address: str, qapp: QApplication) -> Iterator[QDBusConnection]:
    """A connection to the private bus, as the application has one."""
    yield from _connected(bus_address)


@pytest.fixture
def peer(bus_address: str, qapp: QApplication) -> Iterator[QDBusConnection]:
    """Somebody else on the private bus."""
    yield from _connected(bus_address)


def _connected(address: str) -> Iterator[QDBusConnection]:
    name = next(_NAMES)
    connection = QDBusConnection.connectToBus(address, name)
    assert connection.isConnected()
    yield connection
    QDBusConnection.disconnectFromBus(name)
