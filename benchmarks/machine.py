"""What every figure depends on: the processor, its cores, the versions."""

import os
import platform
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

_QUIET = 0.5
"""Processes at work, on average over the last minute, from which on figures say little."""

_NOT_INSTALLED = """\
The engine is measured beside PyTorch and scikit-learn, and {missing} cannot be imported here.
`make bench` installs both into .venv-oracle; `python -m benchmarks window` needs neither."""


def missing() -> str:
    """What to say where something to compare with is not installed; empty where all is there."""
    names = [name for name in ("torch", "sklearn") if find_spec(name) is None]
    return _NOT_INSTALLED.format(missing=" and ".join(names)) if names else ""


def surroundings() -> dict[str, str]:
    """The machine and the versions, by name."""
    return {
        "machine": f"{_processor()}, {_cores()} cores",
        "Python": platform.python_version(),
        "NumPy": version("numpy"),
        "PyTorch": version("torch"),
        "scikit-learn": version("scikit-learn"),
    }


def print_surroundings(data: str) -> None:
    """Machine, versions and data, and whether other work disturbs."""
    told = surroundings()
    print(f"Machine: {told.pop('machine')}. " + ", ".join(f"{k} {v}" for k, v in told.items()))
    print(f"Images: {data}.")
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0
    if load > _QUIET:
        print(f"The machine does other work (load {load:.1f}): do not rely on these figures.")


def _processor() -> str:
    """As Linux or else Python calls it."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
