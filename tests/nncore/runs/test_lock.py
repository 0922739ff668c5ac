"""A folder's lock: held by one, seen by all, and gone with the process that held it."""

import subprocess
import sys
from pathlib import Path

import pytest

from nncore.runs.lock import Lock, is_held

HOLDER = """
import sys
from pathlib import Path
from nncore.runs.lock import Lock
lock = Lock(Path(sys.argv[1]))
assert lock.take()
print("taken", flush=True)
sys.stdin.read()
"""


def test_only_one_holds_it(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    first, second = Lock(path), Lock(path)
    assert not is_held(path)
    assert first.take()
    assert first.take(), "it is taken already"
    assert is_held(path)
    assert not second.take()
    first.release()
    first.release()
    assert not is_held(path)
    assert second.take()
    assert not first.is_taken
    second.release()


def test_a_lock_that_nobody_knows_any_more_is_free(tmp_path: Path) -> None:
    Lock(tmp_path / "lock").take()
    assert not is_held(tmp_path / "lock")


def test_what_is_no_file_is_held_by_nobody(tmp_path: Path) -> None:
    assert not is_held(tmp_path / "nothing")
    assert not is_held(tmp_path)
    (tmp_path / "link").symlink_to(tmp_path / "lock")
    Lock(tmp_path / "lock").take()
    assert not is_held(tmp_path / "link")


def test_where_no_file_can_be_made_taking_it_raises(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        Lock(tmp_path / "nowhere" / "lock").take()


def test_a_killed_process_lets_go(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    command = [sys.executable, "-c", HOLDER, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline().strip() == b"taken"
        assert is_held(path)
        assert not Lock(path).take()
        holder.kill()
        holder.wait(timeout=30)
    assert not is_held(path)
    lock = Lock(path)
    assert lock.take()
    lock.release()
