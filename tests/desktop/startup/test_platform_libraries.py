"""The table of Qt's system libraries, held against what Qt's own files ask for."""

import struct
import sys
from pathlib import Path

import PySide6
import pytest
import shiboken6

from desktop.startup.platform_libraries import (
    COMMON_LIBRARIES,
    WAYLAND_LIBRARIES,
    X11_LIBRARIES,
    Library,
)

linux_only = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Linux libraries")
QT_FOLDERS = [
    Path(PySide6.__file__).parent,
    Path(PySide6.__file__).parent / "Qt" / "lib",
    Path(shiboken6.__file__).parent,
]
# The C library and its loader: without them Python itself would not run.
C_LIBRARY = ("libc.so.", "libm.so.", "libdl.so.", "libpthread.so.", "libgcc_s.so.", "ld-linux")


def needed_by(binary: Path) -> list[str]:
    """The NEEDED entries of a 64-bit little-endian ELF file."""
    content = binary.read_bytes()
    (section_offset,) = struct.unpack_from("<Q", content, 0x28)
    size, count = struct.unpack_from("<HH", content, 0x3A)
    sections = [
        struct.unpack_from("<IIQQQQIIQQ", content, section_offset + number * size)
        for number in range(count)
    ]
    dynamic = next(section for section in sections if section[1] == 6)
    strings = sections[dynamic[6]][4]
    names = []
    for entry in range(dynamic[4], dynamic[4] + dynamic[5], 16):
        tag, value = struct.unpack_from("<QQ", content, entry)
        if tag == 1:
            start = strings + value
            names.append(content[start : content.index(b"\0", start)].decode())
    return names


def needed_of_the_system(*binaries: str) -> set[str]:
    """Follow Qt's own libraries to everything that they expect from outside the wheel."""
    unvisited = [QT_FOLDERS[0] / binary for binary in binaries]
    visited: set[Path] = set()
    outside: set[str] = set()
    while unvisited:
        binary = unvisited.pop()
        visited.add(binary)
        for name in needed_by(binary):
            inside = next(
                (folder / name for folder in QT_FOLDERS if (folder / name).exists()), None
            )
            if inside is None:
                outside.add(name)
            elif inside not in visited:
                unvisited.append(inside)
    return {name for name in outside if not name.startswith(C_LIBRARY)}


def files(*tables: tuple[Library, ...]) -> set[str]:
    return {library.file for table in tables for library in table}


@linux_only
def test_the_table_names_everything_that_drawing_offscreen_needs() -> None:
    modules = [f"Qt{name}.abi3.so" for name in ("Core", "Gui", "Widgets", "Svg", "OpenGLWidgets")]
    needed = needed_of_the_system(*modules, "Qt/plugins/platforms/libqoffscreen.so")
    assert needed <= files(COMMON_LIBRARIES)


@linux_only
def test_the_table_names_everything_that_a_window_needs() -> None:
    on_x = needed_of_the_system("Qt/plugins/platforms/libqxcb.so")
    assert on_x <= files(COMMON_LIBRARIES, X11_LIBRARIES)
    shells = QT_FOLDERS[0] / "Qt" / "plugins" / "wayland-graphics-integration-client"
    on_wayland = needed_of_the_system(*(str(path) for path in shells.glob("*egl.so")))
    assert on_wayland <= files(COMMON_LIBRARIES, WAYLAND_LIBRARIES)
