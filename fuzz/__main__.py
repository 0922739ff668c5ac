"""`python -m fuzz [PARSER…]`: feed every parser damaged and forged input, and tell what went wrong.

The same seed gives the same inputs. What failed is written to a folder, and is tried again alone
with `python -m fuzz PARSER --seed S --only NUMBER`.
"""

import argparse
import re
import sys
import time
from collections import defaultdict
from pathlib import Path

from fuzz import inputs
from fuzz.supervision import Finding, tried
from fuzz.targets import TARGETS

_FOLDER = Path("build/fuzz")


def main() -> int:
    """Run what was asked for; 1 where anything was found."""
    parser = argparse.ArgumentParser(prog="python -m fuzz", description=__doc__)
    add = parser.add_argument
    add("parsers", nargs="*", metavar="PARSER", help=f"all, or some of {', '.join(TARGETS)}")
    add("--inputs", type=int, default=10_000, metavar="N", help="for each (default: 10000)")
    add("--seed", type=int, default=7, metavar="N", help="decides all inputs (default: 7)")
    add("--only", type=int, metavar="NUMBER", help="try this input alone")
    add("--folder", type=Path, default=_FOLDER, help=f"for what failed (default: {_FOLDER})")
    given = parser.parse_args()
    unknown = {*given.parsers} - TARGETS.keys()
    if unknown:
        parser.error(f"there is no parser {', '.join(unknown)}; there are {', '.join(TARGETS)}")
    span = (0, given.inputs) if given.only is None else (given.only, given.only + 1)
    codes = [_run(name, given.seed, span, given.folder) for name in given.parsers or TARGETS]
    return max(codes)


def _run(name: str, seed: int, span: tuple[int, int], folder: Path) -> int:
    began = time.perf_counter()
    findings = tried(name, seed=seed, first=span[0], stop=span[1])
    seconds = time.perf_counter() - began
    told = f"{len(findings)} went wrong" if findings else "well"
    print(f"{name:16} {span[1] - span[0]:6,} inputs {seconds:6.1f} s  {told}", flush=True)
    alike: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        kind = re.sub(r"\d+", "", finding.words.split(":")[0])
        alike[f"{kind} {finding.where}"].append(finding)
    samples = TARGETS[name].samples() if findings else []
    for group in alike.values():
        first = group[0]
        place = folder / f"{name}-{seed}-{first.number}"
        inputs.put(inputs.made(samples, name, seed, first.number), place)
        print(f"    {len(group)}×  {first.words}\n        at {first.where}; written to {place}")
        print(f"        again: python -m fuzz {name} --seed {seed} --only {first.number}")
    return int(bool(findings))


if __name__ == "__main__":
    sys.exit(main())
