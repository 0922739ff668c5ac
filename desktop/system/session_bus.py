"""The desktop's message bus on Linux, for what Qt itself does not offer; absent anywhere else."""

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtDBus import QDBusConnection


def session_bus() -> "QDBusConnection | None":
    """The session's bus; None where there is none: Windows, macOS, a bare server."""
    if sys.platform in ("win32", "darwin"):
        return None
    try:
        from PySide6.QtDBus import QDBusConnection  # noqa: PLC0415 - the module may be missing
    except ImportError:
        return None
    connection = QDBusConnection.sessionBus()
    return connection if connection.isConnected() else None


def has_service(connection: "QDBusConnection", name: str) -> bool:
    """Whether somebody answers to `name` on the bus, or would be started to."""
    daemon = connection.interface()
    if daemon.isServiceRegistered(name).value():
        return True
    return name in daemon.activatableServiceNames().value()
