"""Errors as people read them.

It knows no Qt; what nobody foresaw is told by `error_reporter`.
"""

from nncore.quoting import quoted

LONGEST_MESSAGE = 1000
"""Characters: room for what the engine says, beside paths that it quotes whole."""


def in_words(error: Exception) -> str:
    """An error as people read it: the file and what is wrong with it, without numbers."""
    if isinstance(error, OSError) and error.strerror and error.filename:
        return f"{quoted(str(error.filename))}: {error.strerror}."
    return quoted(error, LONGEST_MESSAGE)
