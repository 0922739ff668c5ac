"""What this process needs before anything else: its streams, enough open files, its packages, and
a window of a size in which something can be read.

Standard library only, and nothing that an older Python could not read.
"""

from __future__ import annotations

import io
import sys
from collections.abc import MutableMapping
from importlib.util import find_spec
from math import isfinite

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


SMALLEST_FACTOR, LARGEST_FACTOR = 0.25, 8.0
"""Between a window of a fourth of its size and one of eight times it."""

SMALLEST_DPI, LARGEST_DPI = 48, 480
"""Dots per inch of a font: half and five times those of a common screen."""

_MOST_QUOTED = 60


def mend_qt_settings(environment: MutableMapping[str, str]) -> list[str]:
    """Remove the sizes that no window can be drawn in, and say so, a line for each.

    Qt takes a factor of 0, of a billion or of "nan" as it is, divides by it, and dies or draws
    nothing.
    """
    factors = f"a number from {SMALLEST_FACTOR:g} to {LARGEST_FACTOR:g}"
    checks = {
        "QT_SCALE_FACTOR": (_is_factor, factors),
        "QT_SCREEN_SCALE_FACTORS": (_are_factors, f"{factors} for each screen"),
        "QT_FONT_DPI": (_is_dpi, f"a whole number from {SMALLEST_DPI} to {LARGEST_DPI}"),
    }
    lines = []
    for name, (is_usable, expected) in checks.items():
        given = environment.get(name, "")
        if given and not is_usable(given):
            del environment[name]
            shown = ascii(given[:_MOST_QUOTED]) + ("…" if len(given) > _MOST_QUOTED else "")
            lines.append(f"{name}={shown} is left out: expected {expected}.")
    return [*lines, *_mend_product(environment)]


def _mend_product(environment: MutableMapping[str, str]) -> list[str]:
    """Each may be sensible, and all of them together beyond all measure."""
    names = [name for name in ("QT_SCALE_FACTOR", "QT_FONT_DPI") if environment.get(name)]
    screens = environment.get("QT_SCREEN_SCALE_FACTORS", "")
    entries = [float(entry.rpartition("=")[2]) for entry in screens.split(";") if entry]
    factor = float(environment.get("QT_SCALE_FACTOR") or 1)
    factor *= int(environment.get("QT_FONT_DPI") or 96) / 96
    products = [factor * entry for entry in entries] or [factor]
    if min(products) >= SMALLEST_FACTOR and max(products) <= LARGEST_FACTOR:
        return []
    names += ["QT_SCREEN_SCALE_FACTORS"] if screens else []
    for name in names:
        del environment[name]
    reach = f"{SMALLEST_FACTOR:g} to {LARGEST_FACTOR:g} times the size"
    return [f"{' and '.join(names)} are left out: together they leave {reach}."]


def _is_factor(text: str) -> bool:
    try:
        factor = float(text)
    except ValueError:
        return False
    return isfinite(factor) and SMALLEST_FACTOR <= factor <= LARGEST_FACTOR


def _are_factors(text: str) -> bool:
    """Numbers in the order of the screens, or each after the name of its screen."""
    return all(_is_factor(entry.rpartition("=")[2]) for entry in text.split(";") if entry)


def _is_dpi(text: str) -> bool:
    return text.isascii() and text.isdigit() and SMALLEST_DPI <= int(text[:9]) <= LARGEST_DPI
