"""How the gallery says its figures: counts, accuracies, whole sentences.

One place for them, so that a card, its tooltip and the heading never disagree.
"""

from desktop.formats import percent
from nncore.evaluation import Mistake


def accuracy(right: int, total: int) -> str:
    """An accuracy as in "97.88 %"; "100.00 %" only where nothing was misread."""
    share = right / total * 100
    return f"{share if right == total else min(share, 99.99):.2f} %"


def headline(misread: int, total: int, shown: int | None = None) -> str:
    """The line above the gallery; `shown` is given where a filter holds something back."""
    figures = accuracy(total - misread, total)
    if shown is None:
        return f"{misread:,} of {total:,} misread · {figures}"
    return f"{shown:,} shown of {misread:,} misread · {figures}"


def reading(mistake: Mistake) -> str:
    """What was taken for what, as in "an 8 read as 3"."""
    return f"{_article(mistake.truth)} {mistake.truth} read as {mistake.predicted}"


def sentence(mistake: Mistake, split_name: str) -> str:
    """All of a mistake: "Test image 247: a 4 read as 9 with 97 % confidence (loss 3.51)."."""
    return (
        f"{split_name} image {mistake.index:,}: {reading(mistake)} "
        f"with {percent(mistake.confidence)} confidence (loss {mistake.loss:.2f})."
    )


def nothing_passes(truth: int | None, predicted: int | None) -> str:
    """That a filter matches nothing."""
    if truth is None:
        return f"No digit was misread as {predicted}."
    if predicted is None:
        return f"No {truth} was misread."
    if predicted == truth:
        return f"{_article(truth).capitalize()} {truth} read as {predicted} is no mistake."
    return f"No {truth} was read as {predicted}."


def _article(digit: int) -> str:
    return "an" if digit == 8 else "a"
