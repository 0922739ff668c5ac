"""How much memory Misread holds, and how that is said."""


def resident_bytes(*others: int) -> int | None:
    """The memory that this process holds just now, and the others by their process ids.

    None where the system does not tell, or one of them is not there any more.
    """
    import psutil  # noqa: PLC0415 - no window without a run needs it

    try:
        return sum(int(psutil.Process(each).memory_info().rss) for each in (None, *others))
    except (psutil.Error, OSError):
        return None


def in_words(size: int) -> str:
    """A size as people read it, as in "212 MB" or "1.3 GB"; a MB is a million bytes."""
    if size < 999_500_000:
        return f"{size / 1e6:.0f} MB"
    return f"{size / 1e9:.1f} GB"
