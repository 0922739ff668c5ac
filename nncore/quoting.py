"""What was given, as messages quote it: whole where it is short, else its beginning and its end."""

MOST_CHARACTERS = 200


def quoted(given: object, most: int = MOST_CHARACTERS) -> str:
    """`given` in at most `most` characters; of a longer text the middle is left out.

    A text stays as it is, of anything else it is the `repr`.
    """
    if isinstance(given, int) and given.bit_length() > 4 * most:
        return f"a number of {given.bit_length()} bits"  # Python refuses to spell very long ones
    text = given if isinstance(given, str) else repr(given)
    if len(text) <= most:
        return text
    begin = (most - 1) // 2
    return f"{text[:begin]}…{text[len(text) - (most - 1 - begin) :]}"
