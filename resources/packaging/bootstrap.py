"""Makes .venv from a bare checkout: the right Python, Qt's system libraries, locked packages.

Standard library only, since it runs before anything is installed; a stamp makes every later call
cheap, and a set-up that was interrupted is begun anew. With MISREAD_EXTRA=oracle it makes
.venv-oracle: the same, and on top of it the packages of pyproject's extra of that name.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from virtual_environment import VirtualEnvironment, debian_package, python_version, succeeds

OLDEST_PYTHON = (3, 11)
OTHER_PYTHONS = ("python3.13", "python3.12", "python3.14", "python3.11", "python3", "python")
PROJECT = Path(__file__).resolve().parents[2]
REQUIREMENTS = PROJECT / "resources" / "packaging" / "requirements-dev.txt"
INPUTS = (REQUIREMENTS, PROJECT / "pyproject.toml")
EXTRA = os.environ.get("MISREAD_EXTRA", "")
ENVIRONMENT = VirtualEnvironment(PROJECT / (f".venv-{EXTRA}" if EXTRA else ".venv"))
STAMP = ENVIRONMENT.folder / "set-up.stamp"
BEGUN = ENVIRONMENT.folder / "set-up.begun"


class SetUpError(Exception):
    """The set-up cannot go on; the message says what the person can do."""


def main() -> int:
    """Set up what is not set up yet; explain in one message what stands in the way."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--this-python", action="store_true", help="rebuild it if it holds another Python"
    )
    arguments = parser.parse_args()
    try:
        if sys.version_info < OLDEST_PYTHON:
            return start_again_with_a_newer_python()
        set_up(this_python=arguments.this_python)
    except SetUpError as error:
        print(f"Set-up stopped. {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("\nSet-up interrupted; the next call begins it anew.", file=sys.stderr)
        return 130
    return 0


def start_again_with_a_newer_python() -> int:
    """Look for another Python on the path, since the one at hand is too old."""
    test = f"import sys; sys.exit(sys.version_info < {OLDEST_PYTHON})"
    for name in OTHER_PYTHONS:
        python = shutil.which(name)
        if python and succeeds([python, "-c", test]):
            return subprocess.run([python, *sys.argv], check=False).returncode
    raise SetUpError(
        f"Misread needs Python 3.11 or newer; {sys.executable} is {python_version()}. "
        "Install a newer one, or name yours: make run PYTHON=/path/to/python3.12"
    )


def set_up(*, this_python: bool) -> None:
    """Bring libraries and packages to the state that the lock describes."""
    check_system_libraries()
    another_python = this_python and not ENVIRONMENT.has_this_python()
    if is_up_to_date() and not another_python:
        return
    what = f"{ENVIRONMENT.folder.name} with Python {python_version()}"
    size = f"some 150 MB, and what {EXTRA} needs" if EXTRA else "some 150 MB"
    print(f"Setting up {what} (fetches {size}) ...", flush=True)
    if BEGUN.exists() or another_python or not ENVIRONMENT.works():
        make_environment()
    BEGUN.touch()
    STAMP.unlink(missing_ok=True)
    install_packages()
    STAMP.write_text(fingerprint(), encoding="utf-8")
    BEGUN.unlink()


def check_system_libraries() -> None:
    """The check explains itself on stderr; as root on Debian it installs what is missing."""
    check = [sys.executable, "-m", "desktop.startup.platform_check", "--install"]
    if subprocess.run(check, cwd=PROJECT, check=False).returncode != 0:
        raise SetUpError("Install what is named above, then call this again.")


def is_up_to_date() -> bool:
    """Whether the last set-up ended well and nothing that it read has changed since."""
    if BEGUN.exists() or not ENVIRONMENT.python.exists() or not STAMP.exists():
        return False
    return STAMP.read_text(encoding="utf-8") == fingerprint()


def fingerprint() -> str:
    """What the packages depend on; the place too, since an editable install points at it."""
    content = b"".join(path.read_bytes() for path in INPUTS)
    return hashlib.sha256(content + str(PROJECT).encode()).hexdigest()


def make_environment() -> None:
    """An empty environment, or a message that names what this Python lacks."""
    if not ENVIRONMENT.make():
        raise SetUpError(
            f"{sys.executable} cannot make a virtual environment. On Debian or Ubuntu:\n"
            f"    sudo apt-get install {debian_package()}\n"
            "Elsewhere, install pip or virtualenv for this Python."
        )


def install_packages() -> None:
    """Every package against its hash; then this project itself, pointing into the checkout.

    An extra's packages come with the project, and without hashes: no lock holds them.
    """
    pip_install("--require-hashes", "--requirement", str(REQUIREMENTS))
    project = [f"{PROJECT}[{EXTRA}]"] if EXTRA else [str(PROJECT), "--no-deps"]
    pip_install("--no-build-isolation", "--editable", *project)


def pip_install(*arguments: str) -> None:
    """Show progress to a person, only complaints to a log."""
    quiet = [] if sys.stdout.isatty() else ["--quiet"]
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    environment.update(PIP_USER="0", PIP_DISABLE_PIP_VERSION_CHECK="1", PIP_NO_INPUT="1")
    command = [str(ENVIRONMENT.python), "-m", "pip", "install", *quiet, *arguments]
    if subprocess.run(command, env=environment, cwd=PROJECT, check=False).returncode != 0:
        raise SetUpError(
            f"{ENVIRONMENT.folder.name} is not complete; pip's words above say why. "
            "Call this again once that is mended."
        )


if __name__ == "__main__":
    sys.exit(main())
