"""Errors as people read them; what nobody foresaw is told by `error_reporter`."""

from pathlib import Path

from desktop.translation import tr
from nncore.safe_text import quoted

LONGEST_MESSAGE = 1000
"""Characters: room for what the engine says, beside paths that it quotes whole."""


def in_words(error: Exception) -> str:
    """An error as people read it: the file and what is wrong with it, without numbers."""
    if isinstance(error, OSError) and error.strerror:
        what = quoted(error.strerror, LONGEST_MESSAGE // 2)
        return f"{quoted(error.filename)}: {what}." if error.filename else f"{what}."
    return quoted(error, LONGEST_MESSAGE)


def of_a_run(error: Exception) -> str:
    """What went wrong with a kept run; a KeyError says that there is none by that id."""
    return tr("it is not there any more.") if isinstance(error, KeyError) else in_words(error)


def why_unusable(folder: Path) -> str:
    """Why nothing can be read in a folder; empty where something can."""
    try:
        next(folder.iterdir(), folder).lstat()  # its list alone may be readable
    except OSError as error:
        return error.strerror or str(error)
    except ValueError:
        return tr("no folder can have such a name")
    return ""
