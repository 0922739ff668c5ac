"""`evaluate`: how well a saved network reads a data set, for people or as JSON.

The figures are the library's; here is only how they are laid out.
"""

import argparse
from pathlib import Path

from nncore.cli.data import add_dataset_arguments, load_dataset, noted_name, spoken_name
from nncore.cli.errors import FAILED, CommandError, explained
from nncore.cli.outputs import finite, percent, print_json
from nncore.datasets import SplitName
from nncore.evaluation import Evaluation
from nncore.evaluation import evaluate as evaluate_network
from nncore.storage.networks import load


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the file and the options."""
    parser.add_argument("file", type=Path, metavar="FILE", help="the network, as train saved it")
    add_dataset_arguments(parser)
    parser.add_argument(
        "--split",
        choices=[each.value for each in reversed(SplitName)],
        default="test",
        help="which part of it (default: %(default)s)",
    )
    parser.add_argument(
        "--json", action="store_true", help="print one JSON object and nothing else"
    )


def run(options: argparse.Namespace) -> int:
    """Evaluate and print; returns the exit code. Raises CommandError for what cannot be done."""
    with explained():
        network = load(options.file)
    dataset = load_dataset(options.dataset, options.data)
    with explained():
        report = evaluate_network(network, dataset.split(SplitName(options.split)))
    if finite(report.loss) is None:
        raise CommandError(
            f"the weights in {options.file} are so large that its answers are no numbers", FAILED
        )
    if options.json:
        asked = {"dataset": options.dataset, "digits": noted_name(dataset), "split": options.split}
        print_json({**asked, **report.summary()})
    else:
        print(f"{network} on {spoken_name(dataset)}, {options.split}")
        print("\n".join(_lines(report)))
    return 0


def _lines(report: Evaluation) -> list[str]:
    misread = len(report.misread_positions)
    return [
        f"accuracy {percent(report.accuracy)} ({misread} of {len(report)} images misread)",
        f"loss     {report.loss:.4f}",
        "",
        *_class_table(report),
        "",
        *_confusion_table(report),
    ]


def _class_table(report: Evaluation) -> list[str]:
    head = f"{'digit':>5} {'images':>7} {'precision':>10} {'recall':>10} {'F1':>10}"
    rows = (
        f"{row.digit:5} {row.count:7} {percent(row.precision):>10} {percent(row.recall):>10} "
        f"{percent(row.f1):>10}"
        for row in report.per_class()
    )
    return [head, *rows]


def _confusion_table(report: Evaluation) -> list[str]:
    width = max(3, len(str(report.confusion.max())))
    head = " " * 5 + "".join(f" {digit:{width}}" for digit in range(len(report.confusion)))
    rows = (
        f"{truth:5}" + "".join(f" {count or '.':>{width}}" for count in row)
        for truth, row in enumerate(report.confusion.tolist())
    )
    return ["confusion (rows: the truth, columns: what was read)", head, *rows]
