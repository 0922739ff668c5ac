"""Feeds inputs to one parser, in a process of its own: what crashes or hangs takes nothing along.

Each finding is one line of JSON on standard output. The number of the input under way stands in a
file, which is all that is left of a crash.
"""

import argparse
import faulthandler
import gc
import json
import shutil
import sys
import time
import tracemalloc
from cProfile import Profile
from dataclasses import asdict
from pathlib import Path
from traceback import extract_tb

from fuzz import inputs
from fuzz.samples import Sample
from fuzz.supervision import PROGRESS, Finding
from fuzz.targets import TARGETS, Target
from nncore.safe_text import quoted

MOST_SECONDS = 1.0
"""Of the processor, for one input; the clock on the wall tells of other work too."""

_HANG_SECONDS = 20.0
"""On the wall, after which nothing is waited for any more."""

_PROFILED = 30
"""Inputs that are parsed under a profile. To trace an allocation, Python 3.11 counts its line from
the function's first one, every time; not so in a function that was profiled once."""

_LONGEST_MESSAGE = 1_500
"""Characters: what was given is quoted with some 200, several times at most."""

_SPARE_BYTES = 4 * 1024**3
"""Of address space: what allocates past NumPy and Python must not take the machine's memory."""

_HERE = Path(__file__).parent
_ROOT = _HERE.parent


def main() -> None:
    """Try the inputs that the command line names."""
    parser = argparse.ArgumentParser()
    parser.add_argument("target", choices=TARGETS)
    parser.add_argument("folder", type=Path)
    for name in ("seed", "first", "stop"):
        parser.add_argument(f"--{name}", type=int, required=True)
    given = parser.parse_args()
    target = TARGETS[given.target]
    samples = target.samples()
    _limit_memory()
    tracemalloc.start()
    profile = Profile()
    profile.enable()
    with (given.folder / PROGRESS).open("wb", buffering=0) as progress:
        for number in range(given.first, given.stop):
            if number == given.first + _PROFILED:
                profile.disable()
            progress.seek(0)
            progress.write(b"%012d" % number)
            finding = _tried(target, samples, given.target, given.seed, number, given.folder)
            if finding is not None:
                print(json.dumps(asdict(finding)), flush=True)


def _tried(
    target: Target, samples: list[Sample], name: str, seed: int, number: int, folder: Path
) -> Finding | None:
    sample = inputs.made(samples, name, seed, number)
    place = folder / "input"
    place.mkdir()
    try:
        inputs.put(sample, place)
        is_whole = number < len(samples)  # nothing happened to these
        return _judged(target, place, number, sample, errors=() if is_whole else target.errors)
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _judged(
    target: Target,
    place: Path,
    number: int,
    sample: Sample,
    errors: tuple[type[Exception], ...],
) -> Finding | None:
    """Parse one input; None where all is well. errors: what may be raised."""
    faulthandler.dump_traceback_later(_HANG_SECONDS, exit=True, file=sys.stderr)
    tracemalloc.reset_peak()
    before, began = tracemalloc.get_traced_memory()[0], time.process_time()
    try:
        target.parse(place)
    except errors as error:
        if len(str(error)) > _LONGEST_MESSAGE + len(str(place)) * 4:
            return Finding(number, f"a message of {len(str(error))} characters", _where(error))
    except BaseException as error:  # noqa: BLE001 - whatever comes is the finding
        return Finding(number, f"{type(error).__name__}: {quoted(error)}", _where(error))
    finally:
        faulthandler.cancel_dump_traceback_later()
    seconds = time.process_time() - began
    taken = tracemalloc.get_traced_memory()[1] - before
    if seconds > MOST_SECONDS:
        seconds = _seconds_unwatched(target, place)
    if seconds > MOST_SECONDS:
        return Finding(number, f"took {seconds:.1f} s", "slow")
    most = target.most + 20 * sum(map(len, sample.values()))
    if taken > most:
        gc.collect()
        return Finding(number, f"took {taken / 1e6:.0f} MB, of {most / 1e6:.0f}", "memory")
    return None


def _seconds_unwatched(target: Target, place: Path) -> float:
    """How long it takes without a look at the memory, which makes small allocations slow."""
    tracemalloc.stop()
    began = time.process_time()
    try:
        target.parse(place)
    except Exception:  # noqa: BLE001 - it was judged before
        return time.process_time() - began
    finally:
        tracemalloc.start()
    return time.process_time() - began


def _where(error: BaseException) -> str:
    """The innermost line of the program that the error came through."""
    frames = extract_tb(error.__traceback__)
    ours = [each for each in frames if Path(each.filename).is_relative_to(_ROOT)]
    last = ([each for each in ours if not Path(each.filename).is_relative_to(_HERE)] or frames)[-1]
    return f"{Path(last.filename).name}:{last.lineno} {last.name}"


def _limit_memory() -> None:
    try:
        import resource  # noqa: PLC0415 - there is none on Windows
    except ImportError:
        return
    statm = Path("/proc/self/statm")
    if statm.exists():
        used = int(statm.read_text("ascii").split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (used + _SPARE_BYTES, resource.RLIM_INFINITY))


if __name__ == "__main__":
    main()
