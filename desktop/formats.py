"""How numbers and long words are said, so that all tabs say them alike.

Between a number and its unit stands a no-break space: no line ends there.
"""

import re
from collections.abc import Callable
from datetime import datetime
from html import escape
from math import isfinite

from desktop.translation import tr, tr_count
from nncore.safe_text import on_one_line

PERCENT_SIGN = "\N{NO-BREAK SPACE}%"
"""What follows the number of a percentage: no line breaks between the two."""

SUREST = f">\N{NO-BREAK SPACE}99{PERCENT_SIGN}"
"""What is said of the surest: no network is ever wholly sure. It is also the widest."""


NOTHING = "–"
"""What stands for a figure that is not known."""

_MONTHS = (
    tr("Jan"),
    tr("Feb"),
    tr("Mar"),
    tr("Apr"),
    tr("May"),
    tr("Jun"),
    tr("Jul"),
    tr("Aug"),
    tr("Sep"),
    tr("Oct"),
    tr("Nov"),
    tr("Dec"),
)

_LONGEST_WORD = 24
"""Letters, of what stands on a line without a break."""


_PLURALS = (
    tr("zeros"),
    tr("ones"),
    tr("twos"),
    tr("threes"),
    tr("fours"),
    tr("fives"),
    tr("sixes"),
    tr("sevens"),
    tr("eights"),
    tr("nines"),
)


def percent(fraction: float) -> str:
    """A probability as people read it, as in "97 %"; "? %" for what is not a number."""
    if not isfinite(fraction):
        return f"?{PERCENT_SIGN}"
    rounded = round(fraction * 100)
    return SUREST if rounded >= 100 else f"{rounded}{PERCENT_SIGN}"


def fine_percent(fraction: float) -> str:
    """A probability to the hundredth where whole percents would hide it: "99.96 %", "0.04 %"."""
    if not isfinite(fraction) or 0.01 <= fraction < 0.985:
        return percent(fraction)
    shown = f"{100 * fraction:.2f}"
    if shown.startswith("100"):
        return f">\N{NO-BREAK SPACE}99.99{PERCENT_SIGN}"
    if shown == "0.00" and fraction > 0:
        return f"<\N{NO-BREAK SPACE}0.01{PERCENT_SIGN}"
    return f"{shown}{PERCENT_SIGN}"


def count(number: int) -> str:
    """A whole number with separators, as in 101,770."""
    return f"{number:,}"


def counted(number: int, noun: str) -> str:
    """A number and what it counts, one of the nouns of _COUNTED: as in "1 epoch", "12 epochs"."""
    return _COUNTED[noun](number)


_COUNTED: dict[str, Callable[[int], str]] = {
    "change": lambda number: tr_count("{count} change", "{count} changes", number),
    "epoch": lambda number: tr_count("{count} epoch", "{count} epochs", number),
    "image": lambda number: tr_count("{count} image", "{count} images", number),
    "kernel": lambda number: tr_count("{count} kernel", "{count} kernels", number),
    "parameter": lambda number: tr_count("{count} parameter", "{count} parameters", number),
    "point": lambda number: tr_count("{count} point", "{count} points", number),
    "run": lambda number: tr_count("{count} run", "{count} runs", number),
    "step": lambda number: tr_count("{count} step", "{count} steps", number),
    "unit": lambda number: tr_count("{count} unit", "{count} units", number),
}
"""The texts stand whole, so that a translator is given them."""


def with_unit(number: object, unit: str) -> str:
    """A number and its unit, between which no line breaks, as in "12 s"."""
    return f"{number}\N{NO-BREAK SPACE}{unit}"


def duration(seconds: float) -> str:
    """A time in the two units that matter, as in 12 s, 3 min 20 s or 1 h 5 min."""
    whole = round(seconds)
    if whole < 1:
        return tr("less than {second}", second=with_unit(1, tr("s")))
    minutes, rest = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    minute = (minutes, tr("min"))
    parts = ((hours, tr("h")), minute) if hours else (minute, (rest, tr("s")))
    return " ".join(with_unit(number, unit) for number, unit in parts if number)


def rough_duration(seconds: float) -> str:
    """A time that is only estimated, in figures that do not say more than one knows: as in 12 s,
    3 min or 1 h 10 min.
    """
    units = ((20, 1), (60, 5), (180, 10), (3600, 60), (36_000, 600))
    unit = next((unit for limit, unit in units if seconds < limit), 3600)
    return duration(max(round(seconds / unit), 1) * unit)


def about(seconds: float) -> str:
    """A `rough_duration` that says that it is one, as in "about 12 s"."""
    return tr("about {time}", time=rough_duration(seconds))


LOSS_FACTOR = 1.0
LOSS_UNIT = tr("in nats: guessing costs 2.3")
"""What losses, which are known in nats, are shown times, and what that makes of them."""


def in_loss_unit(nats: float) -> float:
    """A loss, or a difference of losses, as the number that is shown."""
    return nats * LOSS_FACTOR


def loss(value: float | None) -> str:
    """A loss with the figures that people compare: four after the point where it is below 10, and
    fewer above, as in 0.0287, 12.34, 4,130, 1.2·10⁹. Columns and sentences say it alike.

    – for none, ? for what is not a number.
    """
    if value is None:
        return NOTHING
    if not isfinite(value):
        return "?"
    value = in_loss_unit(value)
    size = abs(value)
    # the limits are where rounding ends: 9.99996 reads 10.00, 999.96 reads 1,000
    if size >= 999_999.5:
        return with_power(f"{value:.1e}")
    if size >= 999.95:
        return f"{value:,.0f}"
    if size >= 9.99995:
        return f"{value:.{1 if size >= 99.995 else 2}f}"
    text = f"{value:.4f}"
    return "<\N{NO-BREAK SPACE}0.0001" if text == "0.0000" and value > 0 else text


def with_power(text: str) -> str:
    """A number as Python writes it, its power of ten as people do: 3.1e-05 becomes 3.1·10⁻⁵."""
    digits, _, power = text.partition("e")
    return f"{digits}·10{str(int(power)).translate(_SUPERSCRIPTS)}" if power else text


_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")

_LEAST_PLAIN_RATE = 1e-6
"""Rates from here on are written as in the form, which takes none below."""


def learning_rate(value: float | None, figures: int = 6) -> str:
    """A learning rate in at most so many figures, as in 0.001, 0.00005 or 2·10⁻⁹; – for none."""
    if value is None:
        return NOTHING
    text = f"{value:.{figures}g}"
    if "e-" in text and value >= _LEAST_PLAIN_RATE:
        digits, _, power = text.partition("e-")
        places = int(power) + len(digits.partition(".")[2])
        return f"{value:.{places}f}"
    return with_power(text)


def per_second(value: float) -> str:
    """A speed with as many figures as can be read in passing: 3.2, 85, 2.4 k, 154 k, 1.2 M."""
    units = ["", "k", "M"]
    while value >= 999.5 and len(units) > 1:
        value /= 1000
        units.pop(0)
    number = f"{value:.{0 if value >= 9.95 else 1}f}"
    return with_unit(number, units[0]) if units[0] else number


def size_of_bytes(number: int) -> str:
    """Bytes in the unit that fits, as in 340 kB, 12.4 MB, 1.3 GB or 3.6 TB; – for none."""
    if not number:
        return NOTHING
    if number < 999_500:
        return with_unit(max(round(number / 1000), 1), tr("kB"))
    if number < 999_500_000:
        return with_unit(f"{number / 1e6:.{1 if number < 99_950_000 else 0}f}", tr("MB"))
    if number < 999_950_000_000:
        return with_unit(f"{number / 1e9:.1f}", tr("GB"))
    return with_unit(f"{number / 1e12:,.1f}", tr("TB"))


def part_done(fraction: float) -> str:
    """How far something is, as in "43 %"; never rounded up to all of it."""
    return f"{int(100 * fraction + 1e-9)}{PERCENT_SIGN}"  # 100 * 0.29 is a little less than 29


def tenths(fraction: float) -> str:
    """A percentage without its sign, as in "97.8"; for tables that say once what their unit is."""
    return "100" if fraction == 1 else f"{min(fraction * 100, 99.9):.1f}"


def accuracy(fraction: float | None, decimals: int = 1) -> str:
    """A share of images as people read it, as in "97.4 %"; never rounded up to all; – for none."""
    if fraction is None:
        return NOTHING
    percent = fraction * 100
    if percent < 100:
        decimals = 2 if round(percent, decimals) >= 100 else decimals
        percent = min(percent, 99.99)
    return f"{percent:.{decimals}f}{PERCENT_SIGN}"


def breakable(text: str) -> str:
    """The text, on one line, with leave to break it inside paths and addresses and long words,
    which else force the width.
    """
    parts = re.sub(r"(?<=[/\\._-])(?=\w)", "\u200b", on_one_line(text))
    return re.sub(rf"(\w{{{_LONGEST_WORD}}})(?=\w)", "\\1\u200b", parts)


def hint(text: str) -> str:
    """The text as a tooltip whose lines break; empty for none.

    Qt breaks the lines of rich text only: a long sentence as plain text would run off the screen.
    """
    return f"<qt>{escape(text)}</qt>" if text else ""


def a_digit(digit: int) -> str:
    """As in "an 8", "a 9"."""
    return tr("an 8") if digit == 8 else tr("a {digit}", digit=digit)


def digits(digit: int) -> str:
    """Several of one digit, as in "fours"."""
    return _PLURALS[digit]


def day(local: datetime, *, year: bool) -> str:
    """The day of a moment in local time, as in "21 Nov" or "21 Nov 2026"."""
    return f"{local.day} {_MONTHS[local.month - 1]}" + (f" {local.year}" if year else "")


def day_and_time(moment: datetime) -> str:
    """A moment where we are, as in "21 Nov 14:05", with the year where it is another one."""
    local = moment.astimezone()
    return f"{day(local, year=local.year != datetime.now().year)} {local:%H:%M}"
