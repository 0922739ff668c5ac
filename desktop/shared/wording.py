"""How numbers and long words are said, so that all tabs say them alike.

It knows no Qt and no network.
"""

import re
from math import isfinite

SUREST = "> 99 %"
"""What is said of the surest: no network is ever wholly sure. It is also the widest."""


def percent(fraction: float) -> str:
    """A probability as people read it, as in "97 %"; "? %" for what is not a number."""
    if not isfinite(fraction):
        return "? %"
    rounded = round(fraction * 100)
    return SUREST if rounded >= 100 else f"{rounded} %"


def breakable(text: str) -> str:
    """The text with leave to break lines inside paths and addresses, which else force the width."""
    return re.sub(r"(?<=[/\\._-])(?=\w)", "\u200b", text)
