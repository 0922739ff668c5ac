"""Formats values from elsewhere for messages: on one line, without control characters, shortened.

Names of files and runs come from elsewhere: they may be long, turn the writing round, move the
cursor of a terminal, or hold nothing that can be seen.
"""

import unicodedata
from pathlib import PurePath

MOST_CHARACTERS = 200

_BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Letters and signs that are drawn as nothing: fillers of Korean syllables, a Braille cell."""


def quoted(given: object, most: int = MOST_CHARACTERS) -> str:
    """`given` on one line of at most `most` characters; of a longer text the middle is left out.

    Texts, paths and errors are shown as they read, of anything else the `repr`. A text in which
    nothing is to be seen is shown by the numbers of its characters, as in "U+200B".
    """
    if isinstance(given, int) and given.bit_length() > 4 * most:
        return f"a number of {given.bit_length()} bits"  # Python refuses to spell very long ones
    text = str(given) if isinstance(given, str | PurePath | BaseException) else repr(given)
    if not is_visible(text):
        text = " ".join(f"U+{ord(character):04X}" for character in text[:most])
    return on_one_line(_within(text, most))


def is_visible(text: str) -> bool:
    """Whether anything of a text is to be seen: not of spaces, of what has no width, or of marks
    that belong on a letter, and have none.
    """
    return any(unicodedata.category(each)[0] not in "CMZ" and each not in _BLANK for each in text)


def on_one_line(text: str) -> str:
    """The text with a space for each character that is not to be seen: line breaks, control
    characters, what turns the direction of writing, what has no width. Bytes of a file's name that
    are no characters show as “�”.
    """
    if text.isprintable():
        return text
    return "".join(map(_shown, text))


def _shown(character: str) -> str:
    if character.isprintable():
        return character
    return "�" if "\ud800" <= character <= "\udfff" else " "


def _within(text: str, most: int) -> str:
    if len(text) <= most:
        return text
    begin = (most - 1) // 2
    return f"{text[:begin]}…{text[len(text) - (most - 1 - begin) :]}"
