"""Makes a virtual environment with whatever this Python and this system have for it.

Debian ships Python without ensurepip, so the standard way is only the first of several; what is
installed into the environment is not this module's business.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

Command = Sequence[str]
DEBIAN_OPTIONS = ("-qq", "-o", "DPkg::Lock::Timeout=300")


class VirtualEnvironment:
    """A folder that holds its own Python and pip."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")

    def works(self) -> bool:
        """Whether packages can be installed into it; a half-made one fails here."""
        return self.python.exists() and succeeds([str(self.python), "-m", "pip", "--version"])

    def has_this_python(self) -> bool:
        """Compare with what was written down when it was made, which costs no process."""
        try:
            lines = (self.folder / "pyvenv.cfg").read_text(encoding="utf-8").splitlines()
        except OSError:
            return False
        noted = dict(line.split(" = ", 1) for line in lines if " = " in line)
        version = noted.get("version") or noted.get("version_info", "")  # venv's key, uv's key
        return version.startswith(python_version())

    def make(self) -> bool:
        """Try one way after the other on an empty folder; False if all of them fail."""
        for commands in self._ways():
            shutil.rmtree(self.folder, ignore_errors=True)
            if all(succeeds(command) for command in commands) and self.works():
                return True
        return False

    def _ways(self) -> Iterator[list[Command]]:
        """Least intrusive first: no network, then a tool at hand, then the system's package."""
        python, folder = sys.executable, str(self.folder)
        standard = [python, "-m", "venv", folder]
        yield [standard]
        yield [[python, "-m", "virtualenv", folder]]
        outside_pip = [python, "-m", "pip", "--python", str(self.python), "install", "pip"]
        yield [[*standard, "--without-pip"], outside_pip]
        yield [["virtualenv", "--python", python, folder]]
        yield [["uv", "venv", "--seed", "--python", python, folder]]
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            apt = ["apt-get", *DEBIAN_OPTIONS]
            install = [*apt, "install", "--yes", "--no-install-recommends", debian_package()]
            yield [[*apt, "update"], install, standard]


def python_version() -> str:
    """This Python's version in three parts."""
    return ".".join(map(str, sys.version_info[:3]))


def debian_package() -> str:
    """The package that completes Debian's Python."""
    return f"python{sys.version_info.major}.{sys.version_info.minor}-venv"


def succeeds(command: Command) -> bool:
    """Run it silently; a program that is not there has not succeeded."""
    try:
        finished = subprocess.run(
            command,
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
    except OSError:
        return False
    return finished.returncode == 0
