"""`python -m nncore` works, or says why not, however oddly it is started."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

posix_only = pytest.mark.skipif(os.name != "posix", reason="streams and bytes of POSIX")

TRAIN = ["train", "--dataset", "generated", "--generated-images", "200", "--hidden", "4"]


def run(
    *words: str | bytes, options: tuple[str, ...] = (), before: str = ":"
) -> "subprocess.CompletedProcess[bytes]":
    """Run it from a shell that does `before` first."""
    command = [sys.executable, *options, "-m", "nncore", *words]
    shell = ["/bin/sh", "-c", f'{before}; exec "$@"', "sh"]
    return subprocess.run([*shell, *command], capture_output=True, timeout=60)


@posix_only
def test_without_docstrings_it_still_says_what_it_does() -> None:
    finished = run("--help", options=("-OO",))
    assert finished.returncode == 0
    assert b"Train a network" in finished.stdout


@posix_only
@pytest.mark.parametrize("closed", ["exec >&-", "exec 2>&-", "exec <&- >&- 2>&-"])
def test_with_closed_streams_a_network_is_trained_and_saved(closed: str, tmp_path: Path) -> None:
    out = tmp_path / "network.safetensors"
    finished = run(*TRAIN, "--epochs", "1", "--out", str(out), before=closed)
    assert (finished.returncode, finished.stderr) == (0, b"")
    assert out.stat().st_size > 10_000


@posix_only
def test_names_that_are_not_utf8_are_used_and_quoted(tmp_path: Path) -> None:
    folder = os.fsencode(tmp_path)
    finished = run(*TRAIN, "--epochs", "1", "--out", folder + b"/\xff.safetensors")
    assert (finished.returncode, finished.stderr) == (0, b"")
    assert os.listdir(folder) == [b"\xff.safetensors"]  # noqa: PTH208 - a name in bytes
    missing = run("evaluate", folder + b"/\xfe", "--dataset", "generated")
    assert missing.returncode == 2
    assert missing.stderr.count(b"\n") == 1
    assert b"/\xef\xbf\xbd: No such file" in missing.stderr


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Linux has a full device")
def test_output_that_cannot_be_written_is_said_in_one_line() -> None:
    reader = str(Path(__file__).parents[2] / "resources" / "models" / "reader.safetensors")
    words = ("evaluate", reader, "--dataset", "generated", "--json")
    finished = run(*words, before="exec >/dev/full")
    assert finished.returncode == 1
    assert finished.stderr == b"nncore: the output cannot be written: No space left on device\n"
