"""Importing nncore is quick, and brings nothing that only a download or a bar would need."""

import subprocess
import sys

PROGRAM = """
import sys
import {module}
print(*sorted({{name.partition(".")[0] for name in sys.modules}}))
"""
UNWANTED = {"PySide6", "desktop", "requests", "urllib3", "tqdm", "platformdirs", "scipy"}


def modules_after_import(module: str) -> set[str]:
    result = subprocess.run(
        [sys.executable, "-c", PROGRAM.format(module=module)],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return set(result.stdout.split())


def test_importing_the_library_brings_nothing_heavy() -> None:
    loaded = modules_after_import("nncore")

    assert "numpy" in loaded
    assert not loaded & UNWANTED


def test_importing_the_commands_brings_nothing_heavy() -> None:
    assert not modules_after_import("nncore.__main__") & UNWANTED
