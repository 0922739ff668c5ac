"""Says in plain words what keeps Qt from starting here, before Qt says it with a core dump.

Standard library only: it runs with the system's Python before anything is installed, and before the
application imports Qt.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence

from desktop.startup.display_server import (
    WINDOW_SYSTEMS,
    answering_systems,
    chosen_platforms,
    display_available,
    needs_a_display,
)
from desktop.startup.platform_libraries import Library, missing_libraries
from desktop.startup.qt_trial import explain_unusual_platform

__all__ = [
    "check_platform",
    "display_available",
    "explain_missing",
    "explain_no_display",
    "main",
    "missing_libraries",
]

_APT_OPTIONS = ("-o", "DPkg::Lock::Timeout=300", "-o", "Dpkg::Use-Pty=0")


def check_platform(*, demo: bool) -> str | None:
    """Explain what Qt would die of, or return None.

    With `demo` no display is needed, unless QT_QPA_PLATFORM insists on a window system.
    """
    windowed = needs_a_display() and (not demo or bool(chosen_platforms()))
    can_show = windowed and display_available()
    missing = missing_libraries(windowed=can_show)
    if missing:
        return explain_missing(missing)
    if windowed and not can_show:
        return explain_no_display()
    return explain_unusual_platform()


def explain_missing(missing: Sequence[Library]) -> str:
    """Name the files and the one command that brings them."""
    files = ", ".join(library.file for library in missing)
    counted = "one thing" if len(missing) == 1 else f"{len(missing)} things"
    headline = f"Misread cannot start: this system lacks {counted} that Qt needs."
    commands = "\n".join(f"    {command}" for command in _install_commands(missing))
    return f"{headline}\n    {files}\nInstall with:\n{commands}"


def explain_no_display() -> str:
    """Say why no window opens and what opens one, or works without."""
    other = answering_systems() if chosen_platforms() else set()
    if other:
        return _explain_the_other(*other)
    insisted = os.environ.get("QT_QPA_PLATFORM", "")
    reason = _silent_wayland() if chosen_platforms() == ["wayland"] else _silent_x()
    reason += f"; QT_QPA_PLATFORM={insisted} insists on a window" if insisted else ""
    return (
        f"Misread cannot open its window: no display is in reach ({reason}).\n"
        "On a desktop, start it in a terminal of your session, or first: export DISPLAY=:0\n"
        "Over the network, connect with: ssh -X\n"
        "On a virtual screen: xvfb-run misread\n"
        "Without any window, for figures and pictures: misread --demo FOLDER"
    )


def _explain_the_other(answering: str) -> str:
    """One window system answers, and QT_QPA_PLATFORM insists on the other."""
    titles = {"xcb": "X", "wayland": "Wayland"}
    (silent,) = WINDOW_SYSTEMS - {answering}
    insisted = os.environ.get("QT_QPA_PLATFORM", "")
    return (
        f"Misread cannot open its window: QT_QPA_PLATFORM={insisted} insists on {titles[silent]}, "
        f"which does not answer here; {titles[answering]} does. "
        f"Start without that variable, or with QT_QPA_PLATFORM={answering}."
    )


def _silent_x() -> str:
    display = os.environ.get("DISPLAY", "")
    return f"the display {display!r} does not answer" if display else "DISPLAY is not set"


def _silent_wayland() -> str:
    display = os.environ.get("WAYLAND_DISPLAY", "")
    return (
        f"the Wayland display {display!r} does not answer"
        if display
        else "WAYLAND_DISPLAY is not set"
    )


def _install_commands(missing: Sequence[Library]) -> list[str]:
    """The command of the package manager at hand; where none is known, all of them by name."""
    debian, fedora, arch = (
        " ".join(dict.fromkeys(packages))
        for packages in zip(*((it.debian, it.fedora, it.arch) for it in missing), strict=True)
    )
    sudo = "" if _is_root() else "sudo "
    commands = {
        "apt-get": f"{sudo}apt-get install {debian}",
        "dnf": f"{sudo}dnf install {fedora}",
        "pacman": f"{sudo}pacman -S {arch}",
    }
    at_hand = [command for manager, command in commands.items() if shutil.which(manager)]
    return at_hand[:1] or list(commands.values())


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def _can_install() -> bool:
    return _is_root() and shutil.which("apt-get") is not None


def _install(missing: Sequence[Library]) -> None:
    """Fetch Debian's packages; a machine with empty or old lists needs them read once more."""
    packages = list(dict.fromkeys(library.debian for library in missing))
    print(f"Installing for Qt: {' '.join(packages)}", file=sys.stderr)
    options = ["-qq", *_APT_OPTIONS]
    install = ["apt-get", *options, "install", "--yes", "--no-install-recommends", *packages]
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (install, ["apt-get", *options, "update"], install):
        finished = subprocess.run(
            command,
            env=environment,
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )
        if command is install and finished.returncode == 0:
            return


def _check_libraries(*, install: bool) -> int:
    """Report as an exit code whether Qt finds its libraries, after installing where allowed."""
    installing = install and _can_install()
    # An installing root prepares for windows too: a virtual display may come later.
    windowed = installing or display_available()
    missing = missing_libraries(windowed=windowed)
    if missing and installing:
        _install(missing)
        missing = missing_libraries(windowed=windowed)
    if missing:
        print(explain_missing(missing), file=sys.stderr)
        return 2
    if not install:
        print("Qt finds what it needs here.")
    return 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Check the libraries, install them, or tell whether a display is there (exit code 0)."""
    parser = argparse.ArgumentParser(
        prog="python -m desktop.startup.platform_check", description=__doc__
    )
    choice = parser.add_mutually_exclusive_group()
    choice.add_argument("--install", action="store_true", help="install what is missing, as root")
    choice.add_argument("--display", action="store_true", help="exit with 0 if a display answers")
    options = parser.parse_args(arguments)
    if options.display:
        return 0 if display_available() else 1
    return _check_libraries(install=options.install)


if __name__ == "__main__":
    sys.exit(main())
