"""Whether a screen is in reach: an X display that answers or a Wayland socket that takes a call.

A variable that is set proves nothing (a stale DISPLAY is the common case), so this module knocks.
Standard library only.
"""

from __future__ import annotations

import ctypes
import os
import socket
import sys
from pathlib import Path

WINDOW_SYSTEMS = frozenset({"xcb", "wayland"})
_WAYLAND_NAMES = ("wayland", "wayland-egl", "wayland-brcm")
_USUAL_ENTRIES = WINDOW_SYSTEMS | {"", "offscreen", "minimal"}
_X_SOCKETS = Path("/tmp/.X11-unix")  # noqa: S108  (where X servers have always listened)
_X_FIRST_PORT = 6000


def chosen_platforms() -> list[str]:
    """The Qt platforms that QT_QPA_PLATFORM names, in order; empty leaves the choice to Qt.

    Qt hears them in any case, and takes what follows a colon for details.
    """
    choice = os.environ.get("QT_QPA_PLATFORM", "")
    names = (entry.partition(":")[0].lower() for entry in choice.split(";"))
    return ["wayland" if name in _WAYLAND_NAMES else name for name in names if name]


def has_unusual_platforms() -> bool:
    """Whether QT_QPA_PLATFORM holds more than the names of what works on every desktop."""
    entries = os.environ.get("QT_QPA_PLATFORM", "").lower().split(";")
    return not _USUAL_ENTRIES.issuperset(entries)


def needs_a_display() -> bool:
    """False where the user chose a platform that draws without one, such as `offscreen`."""
    return WINDOW_SYSTEMS.issuperset(chosen_platforms())


def display_available() -> bool:
    """Whether a window could open here: always on Windows and macOS, elsewhere by asking."""
    return not sys.platform.startswith("linux") or bool(display_systems_in_reach())


def display_systems_in_reach() -> set[str]:
    """Those of `xcb` and `wayland` that answer and that QT_QPA_PLATFORM allows."""
    allowed = WINDOW_SYSTEMS.intersection(chosen_platforms()) or WINDOW_SYSTEMS
    return answering_systems() & allowed


def answering_systems() -> set[str]:
    """Those of `xcb` and `wayland` that answer, whatever QT_QPA_PLATFORM says."""
    knocks = {"xcb": x_display_answers, "wayland": wayland_answers}
    return {system for system, knock in knocks.items() if knock()}


def x_display_answers() -> bool:
    """Open and close a connection to the display that DISPLAY names, as Qt's plugin would."""
    display = os.environ.get("DISPLAY", "")
    if not display:
        return False
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        return _x_socket_answers(display)
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connect.argtypes = [ctypes.c_char_p, ctypes.c_void_p]
    xcb.xcb_connection_has_error.argtypes = [ctypes.c_void_p]
    xcb.xcb_disconnect.argtypes = [ctypes.c_void_p]
    connection = xcb.xcb_connect(None, None)
    answers = xcb.xcb_connection_has_error(connection) == 0
    xcb.xcb_disconnect(connection)
    return bool(answers)


def wayland_answers() -> bool:
    """Knock at the session's Wayland socket."""
    name = os.environ.get("WAYLAND_DISPLAY", "")
    runtime_folder = os.environ.get("XDG_RUNTIME_DIR", "")
    if not name or not (runtime_folder or Path(name).is_absolute()):
        return False
    return _unix_socket_answers(str(Path(runtime_folder) / name))


def _x_socket_answers(display: str) -> bool:
    """The plain way, for a system that lacks even libxcb: is anybody listening?"""
    host, _, number_and_screen = display.rpartition(":")
    number = number_and_screen.partition(".")[0]
    if not (number.isascii() and number.isdigit()):
        return False
    if host in ("", "unix"):
        path = str(_X_SOCKETS / f"X{number}")
        return _unix_socket_answers(path) or _unix_socket_answers(f"\0{path}")
    try:
        socket.create_connection((host, _X_FIRST_PORT + int(number)), timeout=3).close()
    except (
        OSError,
        OverflowError,
        ValueError,
    ):  # no port has such a number, or no host such a name
        return False
    return True


def _unix_socket_answers(path: str) -> bool:
    if sys.platform == "win32":
        return False
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as knock:
        try:
            knock.connect(path)
        except OSError:
            return False
    return True
