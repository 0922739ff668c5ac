"""Errors as people read them.

It knows no Qt; what nobody foresaw is told by `error_reporter`.
"""


def in_words(error: Exception) -> str:
    """An error as people read it: the file and what is wrong with it, without numbers."""
    if isinstance(error, OSError) and error.strerror and error.filename:
        return f"{error.filename}: {error.strerror}."
    return str(error)
