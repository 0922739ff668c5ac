"""What this process needs before anything else: its streams, enough open files, its packages.

Standard library only, and nothing that an older Python could not read.
"""

from __future__ import annotations

import io
import sys
from importlib.util import find_spec

if sys.platform != "win32":
    import resource

FEWEST_FILES = 64
"""Files that must be allowed to be open at once; GLib aborts where it gets no pipe."""

_ENOUGH_FILES = 1024
_PYTHON = (3, 11)
_MODULES = (
    "numpy",
    "platformdirs",
    "psutil",
    "pyqtgraph",
    "PySide6",
    "safetensors",
    "threadpoolctl",
)


def prepare_process() -> str | None:
    """Mend what can be mended; explain what keeps the program from running, or return None."""
    if sys.version_info < _PYTHON:
        needed, found = (".".join(map(str, each)) for each in (_PYTHON, sys.version_info[:2]))
        return f"misread: Python {needed} or newer is needed, this is {found}."
    message = _explain_missing_packages() or _raise_file_limit()
    if message is None:
        _prepare_streams()
    return message


def _prepare_streams() -> None:
    # NumPy comes with it, and is not there for sure before
    from nncore.cli.outputs import hold_standard_streams  # noqa: PLC0415

    hold_standard_streams()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # the name of a file need not be text
            stream.reconfigure(errors="backslashreplace")


def _explain_missing_packages() -> str | None:
    missing = [name for name in _MODULES if find_spec(name) is None]
    if not missing:
        return None
    return (
        f"misread: this Python, {sys.executable}, has no {', '.join(missing)}. "
        "In a checkout, make run brings all that is needed; so does python -m pip install ."
    )


def _raise_file_limit() -> str | None:
    """Ask for as many open files as are wanted, where fewer are allowed."""
    if sys.platform == "win32":  # which has no such limit
        return None
    allowed, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    unlimited = resource.RLIM_INFINITY
    if allowed == unlimited or allowed >= _ENOUGH_FILES:
        return None
    wanted = _ENOUGH_FILES if most == unlimited else min(_ENOUGH_FILES, most)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))
    except (OSError, ValueError):
        wanted = allowed
    if wanted >= FEWEST_FILES:
        return None
    return (
        f"misread: only {wanted} files may be open at once, {FEWEST_FILES} are needed: ulimit -n."
    )
