"""What tells runs apart, in words: how their recipes and their data differ.

It knows no Qt: plain functions from runs to sentences.
"""

from collections.abc import Callable, Sequence

from desktop.train import wording
from desktop.train.recipe.choices import (
    AUGMENTATION_NAMES,
    CUSTOM,
    INITIALIZER_NAMES,
    OPTIMIZER_NAMES,
    SCHEDULE_NAMES,
    augmentation_of,
    within_sentence,
)
from desktop.workspace.data_titles import data_title
from nncore.recipes.recipe import Recipe
from nncore.runs import KeptRun, recipe_differences
from nncore.safe_text import quoted

ALIKE = "The same recipe and seed: both ran alike."
ALL_ALIKE = "The same recipe and seed: all ran alike."
SAME_DATA = "same data"
_MOST_CHANGES = 4
"""Changes of the learning rate that are told one by one."""


def in_words(runs: Sequence[KeptRun]) -> str:
    """How the first of two differs from the second, or what differs among more.

    Empty for fewer than two.
    """
    if len(runs) < 2:
        return ""
    differing = _differing(runs)
    if not differing:
        return ALIKE if len(runs) == 2 else ALL_ALIKE
    if len(runs) == 2:
        return _two(runs[0], runs[1], differing)
    return _more(runs, differing)


def _two(run: KeptRun, other: KeptRun, differing: Sequence["_Point"]) -> str:
    parts = [point.instead(run, other) for point in differing]
    if _DATA not in differing:
        parts.append(SAME_DATA)
    return f"{_title(run, other)} against {_title(other, run)}: {', '.join(parts)}."


def _more(runs: Sequence[KeptRun], differing: Sequence["_Point"]) -> str:
    parts = [point.among(runs) for point in differing]
    if _DATA not in differing:
        parts.append(SAME_DATA.capitalize())
    return ". ".join(parts) + "."


def _differing(runs: Sequence[KeptRun]) -> list["_Point"]:
    first, *others = runs
    differences = (recipe_differences(first.recipe, run.recipe) for run in others)
    named = {each.field for these in differences for each in these}
    return [
        point
        for point in _POINTS
        if point.field in named or any(point.of(run) != point.of(first) for run in others)
    ]


def _title(run: KeptRun, other: KeptRun) -> str:
    """A run's name; with the time it began where another has the same name."""
    if run.name != other.name:
        return quoted(run.name)
    return f"{quoted(run.name)} ({run.created.astimezone():%H:%M:%S})"


def _nothing(_run: KeptRun) -> object:
    return None


class _Point:
    """One thing in which runs may differ.

    label: its name. words: a run's value of it, as people read it. field: which one of the recipe
    it is; where it is none, `of` says what is compared.
    """

    def __init__(
        self,
        label: str,
        words: Callable[[KeptRun], str],
        *,
        field: str = "",
        of: Callable[[KeptRun], object] = _nothing,
    ) -> None:
        self.label = label
        self.words = words
        self.field = field
        self.of = of

    def instead(self, run: KeptRun, other: KeptRun) -> str:
        """As in "learning rate 0.01 instead of 0.002"."""
        mine, others = self.words(run), self.words(other)
        if mine == others:  # as two recipes of the user that have no name
            return f"other {self.label}"
        return f"{self.label} {mine} instead of {others}"

    def among(self, runs: Sequence[KeptRun]) -> str:
        """As in "Learning rate 0.01 (Quick 3), 0.002 (Quick 1, Quick 2)"."""
        names: dict[str, list[str]] = {}
        for run in runs:
            names.setdefault(self.words(run), []).append(quoted(run.name))
        parts = (f"{words} ({', '.join(these)})" for words, these in names.items())
        return f"{self.label[0].upper()}{self.label[1:]} {', '.join(parts)}"


class _Epochs(_Point):
    """Epochs are counted before they are named."""

    def instead(self, run: KeptRun, other: KeptRun) -> str:
        mine = run.recipe.epochs
        noun = "epoch" if mine == 1 else "epochs"
        return f"{mine:,} {noun} instead of {other.recipe.epochs:,}"


def _recipe_point(label: str, field: str, words: Callable[[Recipe], str]) -> _Point:
    return _Point(label, lambda run: words(run.recipe), field=field)


def _hidden(recipe: Recipe) -> str:
    return f"“{', '.join(map(str, recipe.hidden))}”" if recipe.hidden else "none"


def _augmentation(recipe: Recipe) -> str:
    key = augmentation_of(recipe.augmentation)
    if key != CUSTOM:
        return within_sentence(AUGMENTATION_NAMES[key])
    ranges = recipe.augmentation.as_json().items()
    return "by " + " and ".join(f"{name} {most:g}" for name, most in ranges if most)


def _patience(recipe: Recipe) -> str:
    if recipe.patience is None:
        return "never"
    noun = "epoch" if recipe.patience == 1 else "epochs"
    return f"after {recipe.patience:,} {noun} without progress"


def _steering(run: KeptRun) -> str:
    if not run.rate_changes:
        return "never"
    told = [f"to {each.after:g} at step {each.step:,}" for each in run.rate_changes[:_MOST_CHANGES]]
    more = len(run.rate_changes) - len(told)
    return " and ".join([*told, *([f"{more:,} times more"] if more else [])])


_DATA = _Point(
    "data",
    lambda run: f"{quoted(data_title(run.dataset.name))}, {run.dataset.training:,} images",
    of=lambda run: run.dataset.fingerprint,
)

_POINTS: tuple[_Point, ...] = (
    _recipe_point("hidden layers", "hidden", _hidden),
    _recipe_point("learning rate", "learning_rate", lambda recipe: f"{recipe.learning_rate:g}"),
    _Epochs("epochs", lambda run: f"{run.recipe.epochs:,}", field="epochs"),
    _recipe_point(
        "batch size",
        "batch_size",
        lambda recipe: "all" if recipe.batch_size is None else f"{recipe.batch_size:,}",
    ),
    _recipe_point(
        "optimizer", "optimizer", lambda recipe: within_sentence(OPTIMIZER_NAMES[recipe.optimizer])
    ),
    _recipe_point(
        "schedule", "schedule", lambda recipe: within_sentence(SCHEDULE_NAMES[recipe.schedule])
    ),
    _recipe_point("images varied", "augmentation", _augmentation),
    _recipe_point(
        "first weights",
        "initializer",
        lambda recipe: within_sentence(INITIALIZER_NAMES[recipe.initializer]),
    ),
    _recipe_point("weight decay", "weight_decay", lambda recipe: f"{recipe.weight_decay:g}"),
    _recipe_point("early stop", "patience", _patience),
    _recipe_point(
        "non-digits beside each digit",
        "non_digit_share",
        lambda recipe: f"{recipe.non_digit_share:g}",
    ),
    _recipe_point("seed", "seed", lambda recipe: wording.seed(recipe.seed)),
    _Point("rate changed", _steering, of=lambda run: run.rate_changes),
    _DATA,
)
"""In the order in which they matter to a student."""
