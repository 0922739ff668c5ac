"""`python -m benchmarks [engine | window]`: measure and print the tables; without a word, both.

Each part runs in processes of its own, so that neither's libraries and threads disturb the other.
"""

import argparse
import subprocess
import sys

from benchmarks import engine


def main() -> int:
    """Run what was asked for; the exit code tells whether it could be measured."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parts = parser.add_subparsers(dest="part", title="parts", metavar="engine | window")
    engine.add_options(parts.add_parser("engine", help="nncore beside PyTorch and scikit-learn"))
    parts.add_parser("window", help="how late the window is while it trains")
    words = sys.argv[1:]
    if words:
        arguments = parser.parse_args(words)
        return window() if arguments.part == "window" else engine.run(arguments)
    return engine.run(parser.parse_args(["engine"])) or window()


def window() -> int:
    """The window's event loop, measured with the threads that its users get."""
    return subprocess.run([sys.executable, "-m", "benchmarks.event_loop"], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
