"""How a comparison is said: what one network reads right that the other misread, and whether the
difference could be luck.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from desktop.formats import PERCENT_SIGN, counted
from desktop.mistakes.examples import Examples
from desktop.mistakes.filters import OF_RIVAL, Outcome, count_of
from desktop.translation import tr, tr_count
from desktop.workspace.data_titles import SPLIT_TITLES
from nncore.datasets import SplitName
from nncore.explanation.comparison import mcnemar

MOST_LUCK = 0.05
"""A difference that comes up by luck more often than that could well be luck."""

_TRAININGS = tr("It compares these two trainings, not their recipes.")

LEAST = 0.0001
"""Smaller p-values are not told apart."""

NOBODY = tr("There is no other network to compare with yet: train a second one, or open a file.")
SAME = tr("These are one and the same: choose another epoch for one of them, or another network.")


@dataclass(frozen=True)
class ComparedCounts:
    """Of `total` images that both networks read, how many only one misread, or both.

    fixed: misread by the rival, read right by the network. broken: the other way round.
    """

    total: int
    fixed: int
    broken: int
    alike_wrong: int
    differently_wrong: int

    @classmethod
    def of(cls, examples: Examples) -> "ComparedCounts":
        """Of images with a rival."""
        total = int(np.count_nonzero(examples.is_compared))
        return cls(total, *(count_of(outcome, examples) for outcome in OF_RIVAL))

    @cached_property
    def p_value(self) -> float:
        """How likely so uneven a split into fixed and broken would be by chance alone, 0..1."""
        return mcnemar(self.fixed, self.broken)


def whom(rival: str, network: str, missing: str) -> str:
    """Who is compared: "Before: Reader. Now: Quick after epoch 5."

    missing: whom the user had asked for, where `rival` stands in for that one; else nothing.
    """
    if not missing:
        return tr("Before: {rival}. Now: {network}.", rival=rival, network=network)
    return tr(
        "Before: {rival} instead of {missing}, which cannot be had here. Now: {network}.",
        rival=rival,
        missing=missing,
        network=network,
    )


def outcome_of(outcome: Outcome, rival: str, network: str) -> str:
    """What a gallery of the comparison shows, with the names of both networks."""
    match outcome:
        case Outcome.FIXED:
            return tr(
                "Show images that {rival} misread and {network} reads right",
                rival=rival,
                network=network,
            )
        case Outcome.BROKEN:
            return tr(
                "Show images that {rival} read right and {network} misreads",
                rival=rival,
                network=network,
            )
        case Outcome.ALIKE_WRONG:
            return tr(
                "Show images that {rival} and {network} misread as the same digit",
                rival=rival,
                network=network,
            )
    return tr(
        "Show images that {rival} and {network} misread as different digits",
        rival=rival,
        network=network,
    )


def comparison(counts: ComparedCounts, split_name: SplitName | None, *, is_one_run: bool) -> str:
    """The whole comparison in words, with the p-value of McNemar's exact test.

    split_name: None for all images. is_one_run: both are moments of one training, as their names
    say.
    """
    split = "" if split_name is None else SPLIT_TITLES[split_name].lower()
    images = (
        tr_count("{count} {split} image", "{count} {split} images", counts.total, split=split)
        if split
        else counted(counts.total, "image")
    )
    if counts.fixed == counts.broken == 0:
        told = tr("The same ones of {images} are read right.", images=images)
        return told if counts.differently_wrong else tr("{told} There is no difference.", told=told)
    differs = tr_count(
        "Of {images} {count} is fixed (misread before, right now), {broken:,} "
        "broken (the other way round).",
        "Of {images} {count} are fixed (misread before, right now), {broken:,} "
        "broken (the other way round).",
        counts.fixed,
        images=images,
        broken=counts.broken,
    )
    told = f"{differs} {_luck(counts)}"
    return told if is_one_run else f"{told} {_TRAININGS}"


def _luck(counts: ComparedCounts) -> str:
    p_value = counts.p_value
    test = tr("(exact McNemar test, {p_value})", p_value=_p_value(p_value))
    if counts.fixed == counts.broken:
        return tr("Both read as many right {test}.", test=test)
    told = tr("A difference like this comes up by luck in {cases} of cases", cases=_cases(p_value))
    if p_value > MOST_LUCK:
        return tr("{told}: it could well be luck {test}.", told=told, test=test)
    return tr("{told}: it is hardly luck {test}.", told=told, test=test)


def _cases(p_value: float) -> str:
    if p_value < LEAST:
        return tr("fewer than 0.01{sign}", sign=PERCENT_SIGN)
    return f"{_rounded(100 * p_value)}{PERCENT_SIGN}"


def _p_value(p_value: float) -> str:
    told = f"p < {LEAST}" if p_value < LEAST else f"p = {_rounded(p_value)}"
    return told.replace(" ", "\N{NO-BREAK SPACE}")  # else a number may begin the next line


def _rounded(number: float) -> str:
    """With two digits that count."""
    return f"{float(f'{number:.2g}'):g}"
