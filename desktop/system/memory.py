"""How much memory Misread holds."""


def resident_bytes(*others: int) -> int | None:
    """The memory that this process holds just now, and the others by their process ids.

    None where the system does not tell, or one of them is not there any more.
    """
    import psutil  # noqa: PLC0415 - no window without a run needs it

    try:
        return sum(int(psutil.Process(each).memory_info().rss) for each in (None, *others))
    except (psutil.Error, OSError):
        return None
