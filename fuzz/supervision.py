"""Runs the worker and goes on after a crash or a hang, which are findings like any other."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

PROGRESS = "progress"
"""The file with the number of the input that a worker is at."""

_MOST_CRASHES = 10
"""After which a parser's remaining inputs are left."""


@dataclass(frozen=True)
class Finding:
    """What went wrong with an input. where: the line of the program that it went wrong in."""

    number: int
    words: str
    where: str = ""


def tried(target: str, *, seed: int, first: int, stop: int) -> list[Finding]:
    """Try the inputs `first` to `stop` on a parser; returns what went wrong."""
    findings: list[Finding] = []
    crashes = 0
    while first < stop and crashes < _MOST_CRASHES:
        with TemporaryDirectory(prefix="fuzz-") as folder:
            found, crash = _worked(target, seed, first, stop, Path(folder))
        findings += found
        if crash is None:
            break
        findings.append(crash)
        first, crashes = crash.number + 1, crashes + 1
    return findings


def _worked(
    target: str, seed: int, first: int, stop: int, folder: Path
) -> tuple[list[Finding], Finding | None]:
    """What one worker found, and how it ended before its time, if it did."""
    span = [f"--seed={seed}", f"--first={first}", f"--stop={stop}"]
    ended = subprocess.run(
        [sys.executable, "-m", "fuzz.worker", target, str(folder), *span],
        capture_output=True,
        text=True,
        check=False,
    )
    found = [Finding(**json.loads(line)) for line in ended.stdout.splitlines()]
    if ended.returncode == 0:
        return found, None
    progress = folder / PROGRESS
    number = int(progress.read_text("ascii")) if progress.exists() else first
    said = ended.stderr.strip()
    words = "hung" if "Timeout" in said else f"ended with code {ended.returncode}"
    return found, Finding(number, f"{words}: {said[-600:]}", said.splitlines()[-1] if said else "")
