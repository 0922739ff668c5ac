"""What is wrong with hidden layers as somebody typed them, in a sentence that fits below the field.

It knows no widgets; what can be read is nncore's to say.
"""

from nncore.layers.dense import MOST_UNITS
from nncore.recipes.architecture import MOST_PARTS, parse_hidden

EXPECTED = f"Units from 1 to {MOST_UNITS} as in “128, 64”; before them “5x5x16”, “pool”."

_LONGEST = 20
"""Letters of what was typed that are repeated: lines break between words only."""


def hidden_problem(text: str) -> str:
    """Why these hidden layers cannot be built; empty if they can."""
    if _reason(text) == "":
        return ""
    words = [word.strip() for word in text.split(",")]
    unread = next((word for word in words if not word or _reason(word)), None)
    if unread == "":
        # short: most often it is only on its way
        return "What follows the comma?" if all(words[:-1]) else "A comma too many."
    if unread is not None:
        return f"“{_shortened(unread)}” is no layer. {EXPECTED}"
    if len(words) > MOST_PARTS:
        return f"At most {MOST_PARTS} layers, not {len(words)}."
    return _misfit(words)


def _misfit(words: list[str]) -> str:
    """What to say of layers that are fine one by one, but do not fit one after the other."""
    place = next(place for place in range(len(words)) if _reason(", ".join(words[: place + 1])))
    if any(word.isdigit() for word in words[:place]):
        return f"“{words[place]}” comes after a dense layer: pictures end there."
    return f"“{words[place]}” does not fit: the picture has become too small for it."


def _shortened(word: str) -> str:
    return word if len(word) <= _LONGEST else f"{word[:_LONGEST]}…"


def _reason(text: str) -> str:
    """What nncore has against it."""
    try:
        parse_hidden(text)
    except ValueError as error:
        return str(error)
    return ""
