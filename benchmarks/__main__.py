"""`python -m benchmarks [engine | window | presets | profile]`: measure and print the tables.

Without a word, the engine and the window.

Each part runs in processes of its own, so that neither's libraries and threads disturb the other.
"""

import argparse
import subprocess
import sys

from benchmarks import engine, presets, profile


def main() -> int:
    """Run what was asked for; the exit code tells whether it could be measured."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parts = parser.add_subparsers(dest="part", title="parts", metavar="PART")
    engine.add_options(parts.add_parser("engine", help="nncore beside PyTorch and scikit-learn"))
    parts.add_parser("window", help="how late the window is while it trains")
    presets.add_options(parts.add_parser("presets", help="how well each preset reads MNIST"))
    profile.add_options(parts.add_parser("profile", help="where the time of a step goes"))
    words = sys.argv[1:]
    if words:
        arguments = parser.parse_args(words)
        ways = {"engine": engine.run, "presets": presets.run, "profile": profile.run}
        return window() if arguments.part == "window" else ways[arguments.part](arguments)
    return engine.run(parser.parse_args(["engine"])) or window()


def window() -> int:
    """The window's event loop, measured with the threads that its users get."""
    return subprocess.run([sys.executable, "-m", "benchmarks.event_loop"], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
