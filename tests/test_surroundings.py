"""The suite's own safeguards hold: each is shown a test that it must fail."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]

LEFT_THREAD = """
import threading

def test_that_leaves_a_thread():
    over = threading.Event()
    threading.Thread(target=over.wait, args=(4,), name="forgotten").start()
"""

NEEDS_MNIST = """
def test_that_needs_mnist(mnist):
    assert len(mnist.test) == 10_000
"""

ASKS_THE_NETWORK = """
import socket

def test_that_asks_the_network():
    socket.create_connection(("mnist.invalid", 443))
"""


def outcome(test: str, folder: Path, **environment: str) -> str:
    """What pytest says of a test under this suite's conftest."""
    (folder / "conftest.py").write_text((ROOT / "tests" / "conftest.py").read_text())
    (folder / "test_shown.py").write_text(test)
    # an inner run must not look at this suite's settings of the terminal or its plugins' options
    surroundings = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "MISREAD_CACHE": str(folder / "no cache"),
        **environment,
    }
    for inherited in {"PYTEST_ADDOPTS", "MISREAD_REQUIRE_MNIST"} - environment.keys():
        surroundings.pop(inherited, None)
    result = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-c", str(ROOT / "pyproject.toml"), str(folder)],
        capture_output=True,
        text=True,
        env=surroundings,
        cwd=folder,
        timeout=120,
    )
    return result.stdout


def test_a_thread_that_is_left_running_fails_its_test(tmp_path: Path) -> None:
    output = outcome(LEFT_THREAD, tmp_path)

    assert "threads were left running: forgotten" in output
    assert "1 error" in output


def test_without_mnist_its_tests_are_skipped(tmp_path: Path) -> None:
    assert "1 skipped" in outcome(NEEDS_MNIST, tmp_path, MISREAD_DATA=str(tmp_path))


def test_where_mnist_is_required_a_skip_is_a_failure(tmp_path: Path) -> None:
    output = outcome(NEEDS_MNIST, tmp_path, MISREAD_DATA=str(tmp_path), MISREAD_REQUIRE_MNIST="1")

    assert "MISREAD_REQUIRE_MNIST=1, yet" in output
    assert "skipped" not in output.splitlines()[-1]


def test_other_computers_are_out_of_reach(tmp_path: Path) -> None:
    assert "a test asked for the network address of mnist.invalid" in outcome(
        ASKS_THE_NETWORK, tmp_path
    )
