"""The libraries that Qt's wheels expect from a Linux system, and which of them are not there.

Qt aborts with a core dump where one lacks, so this table is read before Qt is imported. Standard
library only.
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Iterable
from typing import NamedTuple

from desktop.startup.display_server import display_systems_in_reach


class Library(NamedTuple):
    """One thing that Qt needs, and the package that brings it on three families of systems."""

    file: str
    debian: str
    fedora: str
    arch: str

    def is_present(self) -> bool:
        """Ask the dynamic linker, which knows every folder that Qt's own libraries would search."""
        if self is FONT:
            return _a_font_is_installed()
        return _load(self.file) is not None


FONT = Library("a font", "fonts-dejavu-core", "dejavu-sans-fonts", "ttf-dejavu")

# Read off the NEEDED entries of QtCore, QtGui, QtWidgets, QtSvg and the offscreen platform.
COMMON_LIBRARIES = (
    Library("libstdc++.so.6", "libstdc++6", "libstdc++", "gcc-libs"),
    Library("libz.so.1", "zlib1g", "zlib", "zlib"),
    Library("libzstd.so.1", "libzstd1", "libzstd", "zstd"),
    Library("libglib-2.0.so.0", "libglib2.0-0", "glib2", "glib2"),
    Library("libgthread-2.0.so.0", "libglib2.0-0", "glib2", "glib2"),
    Library("libdbus-1.so.3", "libdbus-1-3", "dbus-libs", "dbus"),
    Library("libEGL.so.1", "libegl1", "libglvnd-egl", "libglvnd"),
    Library("libGL.so.1", "libgl1", "libglvnd-glx", "libglvnd"),
    Library("libX11.so.6", "libx11-6", "libX11", "libx11"),
    Library("libxkbcommon.so.0", "libxkbcommon0", "libxkbcommon", "libxkbcommon"),
    Library("libfreetype.so.6", "libfreetype6", "freetype", "freetype2"),
    Library("libfontconfig.so.1", "libfontconfig1", "fontconfig", "fontconfig"),
    FONT,
)

# What the platform plugin `xcb` adds, for a window on an X display.
X11_LIBRARIES = (
    Library("libX11-xcb.so.1", "libx11-xcb1", "libX11-xcb", "libx11"),
    Library("libxcb.so.1", "libxcb1", "libxcb", "libxcb"),
    Library("libxcb-randr.so.0", "libxcb-randr0", "libxcb", "libxcb"),
    Library("libxcb-render.so.0", "libxcb-render0", "libxcb", "libxcb"),
    Library("libxcb-shape.so.0", "libxcb-shape0", "libxcb", "libxcb"),
    Library("libxcb-shm.so.0", "libxcb-shm0", "libxcb", "libxcb"),
    Library("libxcb-sync.so.1", "libxcb-sync1", "libxcb", "libxcb"),
    Library("libxcb-xfixes.so.0", "libxcb-xfixes0", "libxcb", "libxcb"),
    Library("libxcb-xkb.so.1", "libxcb-xkb1", "libxcb", "libxcb"),
    Library("libxcb-cursor.so.0", "libxcb-cursor0", "xcb-util-cursor", "xcb-util-cursor"),
    Library("libxcb-icccm.so.4", "libxcb-icccm4", "xcb-util-wm", "xcb-util-wm"),
    Library("libxcb-image.so.0", "libxcb-image0", "xcb-util-image", "xcb-util-image"),
    Library("libxcb-keysyms.so.1", "libxcb-keysyms1", "xcb-util-keysyms", "xcb-util-keysyms"),
    Library(
        "libxcb-render-util.so.0",
        "libxcb-render-util0",
        "xcb-util-renderutil",
        "xcb-util-renderutil",
    ),
    Library("libxcb-util.so.1", "libxcb-util1", "xcb-util", "xcb-util"),
    Library("libxkbcommon-x11.so.0", "libxkbcommon-x11-0", "libxkbcommon-x11", "libxkbcommon-x11"),
)

# What the platform plugin `wayland` adds, for a window in a Wayland session.
WAYLAND_LIBRARIES = (
    Library("libwayland-client.so.0", "libwayland-client0", "libwayland-client", "wayland"),
    Library("libwayland-cursor.so.0", "libwayland-cursor0", "libwayland-cursor", "wayland"),
    Library("libwayland-egl.so.1", "libwayland-egl1", "libwayland-egl", "wayland"),
)


def missing_libraries(*, windowed: bool) -> list[Library]:
    """What Qt would not find: for work offscreen, or for a window on the display that is there."""
    if not sys.platform.startswith("linux"):
        return []
    missing = _absent(COMMON_LIBRARIES)
    return missing + _missing_for_a_window() if windowed else missing


def _missing_for_a_window() -> list[Library]:
    """One window system suffices; with none in reach, X is what a virtual display will offer."""
    systems = display_systems_in_reach() or {"xcb"}
    candidates = []
    if "xcb" in systems:
        candidates.append(_absent(X11_LIBRARIES))
    if "wayland" in systems:
        candidates.append(_absent(WAYLAND_LIBRARIES))
    return min(candidates, key=len)


def _absent(libraries: Iterable[Library]) -> list[Library]:
    return [library for library in libraries if not library.is_present()]


def _load(file: str) -> ctypes.CDLL | None:
    try:
        return ctypes.CDLL(file)
    except OSError:
        return None


class _FontSet(ctypes.Structure):
    """The head of fontconfig's FcFontSet."""

    _fields_ = (("count", ctypes.c_int), ("capacity", ctypes.c_int), ("fonts", ctypes.c_void_p))


def _a_font_is_installed() -> bool:
    """Ask fontconfig as Qt will; without fontconfig the fonts are not the first worry."""
    fontconfig = _load("libfontconfig.so.1")
    if fontconfig is None:
        return True
    fontconfig.FcConfigGetFonts.restype = ctypes.POINTER(_FontSet)
    fontconfig.FcConfigGetFonts.argtypes = [ctypes.c_void_p, ctypes.c_int]
    fontconfig.FcInit()
    system_set = 0
    fonts = fontconfig.FcConfigGetFonts(None, system_set)
    return bool(fonts) and fonts.contents.count > 0
