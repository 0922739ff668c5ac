"""Writes the hash-locked requirements from pyproject.toml, for every supported Python and system.

The files name no package index, so that whoever installs uses their own; uv does the resolving.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
FOLDER = Path(__file__).resolve().parent
UV_FOLDER = PROJECT / "build" / "uv"
OLDEST_PYTHON = "3.11"
EXTRAS = ("test", "check", "app", "build", "pictures")
HEADER = "# Written by `make lock` from pyproject.toml; pip checks every hash.\n"
ADDRESSES = ("://", "--index-url", "--extra-index-url", "--find-links", " @ ")


def find_uv() -> tuple[str, ...]:
    """The command that runs uv: the one at hand, else a copy of its own under build/."""
    at_hand = shutil.which("uv")
    if at_hand:
        return (at_hand,)
    copy = UV_FOLDER / "bin" / "uv"
    if not copy.exists():
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--target", str(UV_FOLDER), "uv"]
        subprocess.run(pip, check=True)
    return (str(copy),)


def resolve(uv: tuple[str, ...], extras: tuple[str, ...]) -> str:
    """The resolved requirements with the hashes of every published file."""
    options = ["--universal", "--python-version", OLDEST_PYTHON, "--generate-hashes"]
    # One version of each package for every Python: NumPy's annotations change with its version,
    # and `make check` shall say the same to everyone.
    options += ["--fork-strategy", "fewest"]
    quiet = [
        "--no-emit-index-url",
        "--no-emit-find-links",
        "--no-annotate",
        "--no-header",
        "--quiet",
    ]
    chosen = [word for extra in extras for word in ("--extra", extra)]
    command = [*uv, "pip", "compile", "pyproject.toml", "--upgrade", *options, *quiet, *chosen]
    # A folder of local wheels would put hashes into the lock that nobody else can match.
    environment = {key: value for key, value in os.environ.items() if key != "UV_FIND_LINKS"}
    finished = subprocess.run(
        command, cwd=PROJECT, env=environment, check=True, stdout=subprocess.PIPE, text=True
    )
    return finished.stdout


def write_lock(name: str, requirements: str) -> None:
    """Refuse what names an address; a lock is for every index."""
    for line in requirements.splitlines():
        if any(address in line for address in ADDRESSES):
            raise SystemExit(f"{name} would name an address: {line}")
    (FOLDER / name).write_text(HEADER + requirements, encoding="utf-8")


def main() -> None:
    """Lock what the application runs with, then what it is developed with."""
    uv = find_uv()
    write_lock("requirements.txt", resolve(uv, ()))
    write_lock("requirements-dev.txt", resolve(uv, EXTRAS))


if __name__ == "__main__":
    main()
