"""The engine's table: a line for each task, with medians, ratios and whether the goals are met."""

from collections.abc import Sequence
from statistics import median, quantiles

from benchmarks import drawing
from benchmarks.contest import Threads
from benchmarks.tasks import NNCORE, PRODUCTS, PYTORCH, SKLEARN, TUNED, WARM_UP, Goal, Task
from benchmarks.timing import Times, lap_ratios, spread

CONTENDERS = (NNCORE, PYTORCH, TUNED, SKLEARN, PRODUCTS)
NAME_WIDTH, TIME_WIDTH, RATIO_WIDTH, GOAL_WIDTH = 27, 9, 19, 12

LEGEND = """\
Milliseconds a lap: an epoch, or all passes of inference. Each contender learns on in a process of
its own; they take turns lap by lap. PyTorch is eager, as it comes, and tells loss and accuracy of
every step as nncore does. Tuned, it tells nothing, takes numbers near zero for zero, and has fused
Adam and channels-last convolutions. Products: the matrix products of an epoch and nothing else.
× PyTorch, × tuned: its time by nncore's, with the least that is asked (aimed at). × products:
nncore's time by theirs. Ratios are medians of the laps' own, ± half of what lies between the
quartiles."""


def print_head(threads: Threads, runs: int) -> None:
    """What is measured, and the columns' names."""
    words = {
        "default": "Threads: as many as each library takes by itself",
        "one": "Threads: one each; nothing is asked of these ratios",
    }
    first, last = WARM_UP + 1, WARM_UP + 4
    often = "one run" if runs == 1 else f"{runs} runs"
    print(f"\n{words[threads]}. Epochs {first} to {last} of {often}.")
    ratios = ("× PyTorch", "at least", "× tuned", "at least", "× products")
    _print_line("", CONTENDERS, ratios if threads == "default" else ratios[::2])


def print_row(task: Task, times: Times, threads: Threads) -> None:
    """The medians of all contenders, then nncore's place among them."""
    medians = [f"{median(times[name]):.1f}" if name in times else "–" for name in CONTENDERS]
    with_goals = threads == "default"
    cells = []
    for name, goal in ((PYTORCH, task.pytorch), (TUNED, task.tuned)):
        ratios = lap_ratios(times, name, NNCORE)
        cells += [_ratio(ratios, goal), _goal(goal)] if with_goals else [_ratio(ratios)]
    limit = lap_ratios(times, NNCORE, PRODUCTS) if PRODUCTS in times else []
    _print_line(task.name, medians, [*cells, _ratio(limit) if limit else "–"])


def print_drawing(times: Times) -> None:
    """The reading of a drawing has a goal in milliseconds, and no contender."""
    print("\nA drawing of 560 × 560 framed and read by the shipped network, in milliseconds")
    for name, values in times.items():
        p99 = quantiles(values, n=100)[-1]
        print(f"{name:{NAME_WIDTH}}p50 {median(values):6.3f}   p99 {p99:6.3f}")
    met = median(times["reading"]) < drawing.GOAL
    print(f"the median shall be under {drawing.GOAL:g}: {_word(met)}", flush=True)


def _print_line(name: str, times: Sequence[str], ratios: Sequence[str]) -> None:
    widths = [RATIO_WIDTH, GOAL_WIDTH] * 2 + [RATIO_WIDTH]
    if len(ratios) < len(widths):
        widths = widths[::2]
    cells = [f"{time:>{TIME_WIDTH}}" for time in times]
    cells += [f"{cell:>{width}}" for cell, width in zip(ratios, widths, strict=True)]
    print(f"{name:{NAME_WIDTH}}" + "".join(cells), flush=True)


def _ratio(ratios: list[float], goal: Goal | None = None) -> str:
    value = median(ratios)
    word = f" {_word(value >= goal.required)}" if goal else ""
    return f"{value:.2f} ±{spread(ratios):.2f}{word}"


def _goal(goal: Goal) -> str:
    return f"{goal.required:g}" if goal.aim is None else f"{goal.required:g} ({goal.aim:g})"


def _word(met: bool) -> str:
    return "met" if met else "missed"
