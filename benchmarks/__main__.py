"""`python -m benchmarks [PART]`: measure and print.

Without a word, the engine, the window and the survival of runs.

Each part runs in processes of its own, so that neither's libraries and threads disturb the other.
"""

import argparse
import subprocess
import sys

from benchmarks import engine, epochs, estimates, presets, profile, reader_recipe

_MODULES = {
    "window": (
        "start",
        "event_loop",
        "redraw",
        "gallery",
        "time_machine",
        "throughput",
        "stopping",
        "repeated_runs",
    ),
    "survival": ("survival",),
}
"""What the parts without options of their own run."""

_WAYS = {
    "engine": engine.run,
    "epochs": epochs.run,
    "reader": reader_recipe.run,
    "presets": presets.run,
    "estimates": estimates.run,
    "profile": profile.run,
}
"""What runs the others."""


def main() -> int:
    """Run what was asked for; the exit code tells whether it could be measured."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parts = parser.add_subparsers(dest="part", title="parts", metavar="PART")
    engine.add_options(parts.add_parser("engine", help="nncore beside PyTorch and scikit-learn"))
    epochs.add_options(parts.add_parser("epochs", help="whether late epochs take longer"))
    reader_recipe.add_options(parts.add_parser("reader", help="two epochs of the preset reader"))
    parts.add_parser(
        "window",
        help="how soon it is there, how late, how fast and how large it is while it trains",
    )
    parts.add_parser("survival", help="what is left of a run that is killed a hundred times")
    presets.add_options(parts.add_parser("presets", help="how well each preset reads MNIST"))
    estimates.add_options(
        parts.add_parser("estimates", help="how right the form is about a run's time")
    )
    profile.add_options(parts.add_parser("profile", help="where the time of a step goes"))
    words = sys.argv[1:]
    if words:
        arguments = parser.parse_args(words)
        if arguments.part in _MODULES:
            return _run_all(_MODULES[arguments.part])
        return _WAYS[arguments.part](arguments)
    return engine.run(parser.parse_args(["engine"])) or _run_all(sum(_MODULES.values(), ()))


def _run_all(modules: tuple[str, ...]) -> int:
    """Each in a process of its own, with the threads that the window's users get."""
    codes = []
    for module in modules:
        command = [sys.executable, "-m", f"benchmarks.{module}"]
        codes.append(subprocess.run(command, check=False).returncode)
        print(flush=True)
    return max(codes)


if __name__ == "__main__":
    sys.exit(main())
