"""`python -m nncore`: train a network, evaluate it, let it read drawings, hand it to others.

It chooses the command and turns what goes wrong into a message and an exit code.
"""

import argparse
import io
import os
import sys
from collections.abc import Callable, Sequence
from typing import NamedTuple

from nncore.cli import evaluate, export, import_weights, predict, train
from nncore.cli.errors import INTERRUPTED, CommandError
from nncore.cli.options import Parser
from nncore.cli.outputs import hold_standard_streams

_DESCRIPTION = "Train a network, evaluate it, let it read drawings, hand it to others."


class _Command(NamedTuple):
    add_arguments: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace], int]
    summary: str
    description: str = ""


_COMMANDS = {
    "train": _Command(train.add_arguments, train.run, train.SUMMARY, train.DESCRIPTION),
    "evaluate": _Command(
        evaluate.add_arguments, evaluate.run, "how well a saved network reads a data set"
    ),
    "predict": _Command(predict.add_arguments, predict.run, predict.SUMMARY, predict.DESCRIPTION),
    "export": _Command(export.add_arguments, export.run, export.SUMMARY, export.DESCRIPTION),
    "import": _Command(
        import_weights.add_arguments,
        import_weights.run,
        import_weights.SUMMARY,
        import_weights.DESCRIPTION,
    ),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code: 0, 1 failed, 2 bad use, 130 interrupted."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a terminal may lack the dash of 784–128–10
    options = _parser().parse_args(arguments)
    try:
        return _COMMANDS[options.command].run(options)
    except CommandError as error:
        print(f"nncore {options.command}: {error}", file=sys.stderr)
        return error.code
    except KeyboardInterrupt:
        print(f"nncore {options.command}: interrupted", file=sys.stderr)
        return INTERRUPTED


def _parser() -> argparse.ArgumentParser:
    parser = Parser(prog="python -m nncore", description=_DESCRIPTION, allow_abbrev=False)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, command in _COMMANDS.items():
        command.add_arguments(
            commands.add_parser(
                name,
                help=command.summary,
                description=command.description or command.summary,
                formatter_class=argparse.RawDescriptionHelpFormatter,
                allow_abbrev=False,
            )
        )
    return parser


def _run() -> int:
    hold_standard_streams()
    try:
        code = main()
        if sys.stdout is not None:
            sys.stdout.flush()
    except KeyboardInterrupt:  # before the command was known
        print("nncore: interrupted", file=sys.stderr)
        return INTERRUPTED
    except OSError as error:
        if error.filename is not None:  # a file's, not the output's
            raise
        if not isinstance(error, BrokenPipeError):  # whoever read the output has enough of it
            print(f"nncore: the output cannot be written: {error.strerror}", file=sys.stderr)
        # the interpreter's last flush must not complain
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return 1
    return code


if __name__ == "__main__":
    sys.exit(_run())
