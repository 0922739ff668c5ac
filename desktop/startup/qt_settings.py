"""Drops environment variables that scale Qt’s window to a size in which nothing can be read.

Qt takes a factor of 0, of a billion or of "nan" as it is, divides by it, and dies or draws nothing.
Standard library only: it runs before Qt is imported.
"""

from collections.abc import MutableMapping
from math import isfinite

SMALLEST_FACTOR, LARGEST_FACTOR = 0.25, 8.0
"""Between a window of a fourth of its size and one of eight times it."""

SMALLEST_DPI, LARGEST_DPI = 48, 480
"""Dots per inch of a font: half and five times those of a common screen."""

_MOST_QUOTED = 60


def mend_qt_settings(environment: MutableMapping[str, str]) -> list[str]:
    """Remove the sizes that no window can be drawn in, and say so, a line for each."""
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
