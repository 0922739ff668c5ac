"""How much memory Misread holds, and how that is said.

It knows no Qt.
"""

import psutil


def resident_bytes() -> int | None:
    """The memory that this process holds just now; None where the system does not tell."""
    try:
        return int(psutil.Process().memory_info().rss)
    except (psutil.Error, OSError):
        return None


def in_words(size: int) -> str:
    """A size as people read it, as in "212 MB" or "1.3 GB"; a MB is a million bytes."""
    if size < 999_500_000:
        return f"{size / 1e6:.0f} MB"
    return f"{size / 1e9:.1f} GB"
