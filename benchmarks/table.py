"""The engine's table: a line for each task, with medians, ratios and whether the goals are met.

It prints what it is told and measures nothing.
"""

from collections.abc import Sequence
from statistics import median, quantiles

from benchmarks import drawing
from benchmarks.tasks import Goal, Task
from benchmarks.timing import Times, ratio

CONTENDERS = ("nncore", "PyTorch", "tuned", "sklearn", "products")
RATIOS = ("× PyTorch", "× tuned", "at least", "× products", "at most")
NAME_WIDTH, TIME_WIDTH, RATIO_WIDTH = 26, 10, 13

LEGEND = """\
Milliseconds a turn: an epoch, or all passes of inference. PyTorch is eager, as it comes, and tells
loss and accuracy of every step as nncore does; tuned, it tells nothing, and has fused Adam and
channels-last convolutions. × PyTorch, × tuned: its time by nncore's, and the least that is asked
(aimed at). × products: nncore's time by that of the matrix products alone."""


def print_head(threads: int, rounds: int, surroundings: dict[str, str]) -> None:
    """What is measured, where, and the columns' names."""
    versions = ", ".join(
        f"{name} {version}" for name, version in surroundings.items() if name != "data"
    )
    print(f"\nBLAS threads: {threads}. Images: {surroundings['data']}. {versions}")
    print(f"Rounds in which all take turns: {rounds}. Medians; ratios are medians of the rounds'.")
    _print_line("", CONTENDERS, RATIOS)


def print_row(task: Task, times: Times) -> None:
    """The medians of all contenders, then nncore's place among them."""
    medians = [f"{median(times[name]):.1f}" if name in times else "–" for name in CONTENDERS]
    ratios = [
        _at_least(times, "PyTorch", task.pytorch),
        _at_least(times, "tuned", task.pytorch),
        _goal(task.pytorch),
        _at_most(times, "products", task.products),
        _goal(task.products),
    ]
    _print_line(task.name, medians, ratios)


def print_drawing(times: Times) -> None:
    """The reading of a drawing has a goal in milliseconds, and no contender."""
    print("\nA drawing of 560 × 560 framed and read by the shipped network, in milliseconds")
    for name, values in times.items():
        p99 = quantiles(values, n=100)[-1]
        print(f"{name:{NAME_WIDTH}}p50 {median(values):6.3f}   p99 {p99:6.3f}")
    met = median(times["reading"]) < drawing.GOAL
    print(f"the median shall be under {drawing.GOAL:g}: {_word(met)}", flush=True)


def _print_line(name: str, times: Sequence[str], ratios: Sequence[str]) -> None:
    cells = [f"{time:>{TIME_WIDTH}}" for time in times] + [f"{r:>{RATIO_WIDTH}}" for r in ratios]
    print(f"{name:{NAME_WIDTH}}" + "".join(cells), flush=True)


def _at_least(times: Times, other: str, goal: Goal) -> str:
    if other not in times:
        return "–"
    value = ratio(times, other, "nncore")
    return f"{value:.2f} {_word(value >= goal.required)}"


def _at_most(times: Times, limit: str, goal: Goal | None) -> str:
    if limit not in times:
        return "–"
    value = ratio(times, "nncore", limit)
    return f"{value:.2f}" if goal is None else f"{value:.2f} {_word(value <= goal.required)}"


def _goal(goal: Goal | None) -> str:
    if goal is None:
        return "–"
    return f"{goal.required:g}" if goal.aim is None else f"{goal.required:g} ({goal.aim:g})"


def _word(met: bool) -> str:
    return "met" if met else "missed"
