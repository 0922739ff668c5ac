"""How long Misread's window takes to appear, beside a bare window of Qt and pyqtgraph.

Whole processes take turns; the time counts from before Python starts until the window is painted
and its event loop has come idle.
"""

import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from time import perf_counter

GOAL = 1.5
"""How many times as long as the bare window Misread's may take."""

TURNS = 9
_SECONDS = 60


@dataclass
class Contender:
    """A window that is opened again and again; place: whose storage and digits it finds."""

    name: str
    words: tuple[str, ...]
    seconds: list[float] = field(default_factory=list)

    def take_turn(self, place: Path) -> None:
        """Open the window, note how long it took. Raises RuntimeError where none came."""
        words = [word.format(storage=place / "storage") for word in self.words]
        start = perf_counter()
        with subprocess.Popen(
            [sys.executable, "-m", "benchmarks.first_paint", *words],
            env=_environment(place),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        ) as process:
            assert process.stdout is not None
            line = process.stdout.readline()
            self.seconds.append(perf_counter() - start)
            if line != "idle\n" or process.wait(_SECONDS):
                raise RuntimeError(f"{self.name} did not open its window")


def main() -> None:
    """Take turns and print a table of seconds and ratios."""
    bare = Contender("bare window", ("bare",))
    fresh = Contender("Misread, first start", ("misread", "{storage}"))
    used = Contender("Misread, used storage", ("misread", "{storage}"))
    with tempfile.TemporaryDirectory(prefix="misread-start-") as folder:
        kept = Path(folder, "used")
        _fill(kept)
        for turn in range(TURNS + 1):
            order = [bare, fresh, used]
            for each in order[turn % 3 :] + order[: turn % 3]:
                place = Path(folder, f"fresh {turn}") if each is fresh else kept
                each.take_turn(place)
    print(f"Seconds until the window is painted and idle, median of {TURNS} turns")
    print(f"{'':24}{'seconds':>10}{'ratio':>8}")
    for each in (bare, fresh, used):
        times = each.seconds[1:]  # the first one fills the disk's cache and compiles
        ratio = median(mine / its for mine, its in zip(times, bare.seconds[1:], strict=True))
        goal = "" if each is bare else f"  at most {GOAL:g}: {'met' if ratio <= GOAL else 'missed'}"
        print(f"{each.name:24}{median(times):10.2f}{ratio:8.2f}{goal}", flush=True)


def _fill(place: Path) -> None:
    """Use the window as a person would, so that runs and settings lie in its storage."""
    command = [sys.executable, "-m", "benchmarks.first_paint", "use", str(place / "storage")]
    subprocess.run(command, env=_environment(place), check=True, stderr=subprocess.DEVNULL)


def _environment(place: Path) -> dict[str, str]:
    """That of a user whose caches lie in `place`; compiled modules are kept, as usual."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MISREAD_")}
    kept.pop("PYTHONDONTWRITEBYTECODE", None)
    return {**kept, "QT_QPA_PLATFORM": "offscreen", "XDG_CACHE_HOME": str(place / "cache")}


if __name__ == "__main__":
    main()
