"""What a command says when it cannot do what it was asked, and the exit code that goes with it.

Only what the user can mend ends up here; a bug keeps its traceback.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from nncore.safe_text import quoted

FAILED = 1
"""The work was begun and failed."""

BAD_USE = 2
"""The command cannot be carried out as it was given."""

INTERRUPTED = 130
"""Ctrl-C: 128 and the number of the signal, as shells count."""

LONGEST_MESSAGE = 1000
"""Characters of a message: room for what the library says, beside paths that it quotes whole."""


class CommandError(Exception):
    """A message for the user, in place of a result."""

    def __init__(self, message: str, code: int = BAD_USE) -> None:
        super().__init__(quoted(message, LONGEST_MESSAGE))
        self.code = code


@contextmanager
def explained(code: int = BAD_USE) -> Iterator[None]:
    """Turn the errors that values and files cause into a message without a traceback."""
    try:
        yield
    except OSError as error:
        raise CommandError(_plain_words(error), code) from error
    except ValueError as error:
        raise CommandError(str(error), code) from error


def _plain_words(error: OSError) -> str:
    if error.filename is None or error.strerror is None:
        return str(error)
    return f"{quoted(error.filename)}: {error.strerror}"
