"""Every parser takes damaged and forged input well; `make fuzz` tries more of it.

MISREAD_FUZZ_INPUTS says how many a parser.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from fuzz.supervision import tried

ROOT = Path(__file__).resolve().parents[2]
PARSERS = (
    *("idx", "mnist", "keras", "pictures", "painted", "opened-pictures"),
    *("networks", "opened-networks"),
    *(
        "states",
        "checkpoints",
        "torch",
        "runs",
        "opened-runs",
        "recipes",
        "hidden",
        "settings",
        "cache",
    ),
    *("arguments", "display"),
)
SEED = 7
INPUTS = int(os.environ.get("MISREAD_FUZZ_INPUTS", "100"))

CLUMSY = """
import sys
import time
from fuzz import samples, targets, worker

def parse(folder):
    content = (folder / samples.FILE).read_bytes()
    if content != b"whole":
        {fault}

whole = {{samples.FILE: b"whole"}}
targets.TARGETS["clumsy"] = targets.Target(lambda: [whole], parse, (ValueError,))
sys.argv = ["worker", "clumsy", sys.argv[1], "--seed=7", "--first=0", "--stop=3"]
worker.main()
"""


@pytest.mark.timeout(900)
@pytest.mark.parametrize("parser", PARSERS)
def test_parser_takes_damaged_and_forged_input_well(parser: str) -> None:
    findings = tried(parser, seed=SEED, first=0, stop=INPUTS)
    again = [f"python -m fuzz {parser} --seed {SEED} --only {each.number}" for each in findings]
    assert not findings, "\n".join(map(str, [*findings, *again]))


def test_every_parser_is_tried() -> None:
    listed = "from fuzz.targets import TARGETS; print(*TARGETS)"
    told = subprocess.check_output([sys.executable, "-c", listed], text=True, cwd=ROOT)
    assert tuple(told.split()) == PARSERS


def clumsy(fault: str, folder: Path) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-c", CLUMSY.format(fault=fault), str(folder)]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ("raise KeyError('nobody said so')", "KeyError"),
        ("raise ValueError('x' * 100_000)", "a message of 100000 characters"),
        ("bytes(300_000_000)", "took 300 MB"),
        (
            "began = time.process_time()\n        while time.process_time() < began + 1.5: pass",
            ' s"',
        ),
    ],
)
def test_what_a_clumsy_parser_does_is_found(fault: str, words: str, tmp_path: Path) -> None:
    ended = clumsy(fault, tmp_path)
    assert ended.returncode == 0, ended.stderr
    assert words in ended.stdout


def test_a_crash_tells_which_input_was_under_way(tmp_path: Path) -> None:
    ended = clumsy("import os; os.abort()", tmp_path)
    assert ended.returncode != 0
    assert 1 <= int((tmp_path / "progress").read_text("ascii")) < 3


def test_a_documented_error_is_no_finding(tmp_path: Path) -> None:
    assert clumsy("raise ValueError('damaged')", tmp_path).stdout == ""


def test_the_same_seed_gives_the_same_input(tmp_path: Path) -> None:
    made = "from fuzz import inputs, samples; print(inputs.made(samples.idx_files(), 'idx', 7, 99))"
    command = [sys.executable, "-c", made]
    first, second = (subprocess.check_output(command, cwd=ROOT) for _ in range(2))
    assert first == second
