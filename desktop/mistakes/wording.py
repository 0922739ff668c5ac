"""How the gallery says its figures: counts, accuracies, whole sentences.

One place for them, so that a card, its tooltip and the heading never disagree.
"""

from desktop.formats import accuracy, percent
from desktop.mistakes.cards.examples import Example
from desktop.mistakes.filters import Order

ORDER_TITLES = {
    Order.WORST: "Worst first",
    Order.CONFIDENT: "Most confident first",
    Order.POSITION: "In file order",
    Order.DIGIT: "By digit",
}


def headline(misread: int, total: int, shown: int | None = None) -> str:
    """The line above the gallery; `shown` is given where a filter holds something back."""
    figures = accuracy((total - misread) / total, 2)
    if shown is None:
        return f"{misread:,} of {total:,} misread · {figures}"
    return f"{shown:,} shown of {misread:,} misread · {figures}"


def reading(example: Example) -> str:
    """What was taken for what, as in "an 8 read as 3"."""
    return f"{_article(example.truth)} {example.truth} read as {example.predicted}"


def sentence(example: Example, split_title: str) -> str:
    """All of an example: "Test image 247: a 4 read as 9 with 97 % confidence (loss 3.51)."."""
    loss = "" if example.loss is None else f" (loss {example.loss:.2f})"
    return (
        f"{split_title} image {example.index:,}: {reading(example)} "
        f"with {percent(example.confidence)} confidence{loss}."
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
