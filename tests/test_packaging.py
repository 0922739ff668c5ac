"""The locks, the Makefile and the set-up agree with the project that they serve."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import bootstrap
import pytest
from packaging.requirements import Requirement
from virtual_environment import VirtualEnvironment, python_version

PROJECT = Path(__file__).resolve().parents[1]
PACKAGING = PROJECT / "resources" / "packaging"
PROJECT_TABLE = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
LOCKS = ("requirements.txt", "requirements-dev.txt")
PYTHONS = ("3.11", "3.12", "3.13")


def locked(name: str) -> list[str]:
    """The entries of a lock: each a pinned requirement with its hashes, on one line."""
    text = (PACKAGING / name).read_text(encoding="utf-8").replace("\\\n", " ")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def pinned_versions(name: str, python: str) -> dict[str, str]:
    """What the lock installs on Linux with this Python."""
    environment = {"python_version": python, "python_full_version": f"{python}.1"}
    requirements = [Requirement(entry.split("--hash")[0]) for entry in locked(name)]
    return {
        requirement.name: str(requirement.specifier).removeprefix("==")
        for requirement in requirements
        if requirement.marker is None or requirement.marker.evaluate(environment)
    }


@pytest.mark.parametrize("name", LOCKS)
def test_every_locked_package_has_hashes_and_no_address(name: str) -> None:
    assert locked(name)
    for entry in locked(name):
        assert re.search(r"==\S+ .*--hash=sha256:[0-9a-f]{64}", entry), entry
        assert "://" not in entry
        assert not entry.startswith("-")


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("name", LOCKS)
def test_the_locks_satisfy_the_project(name: str, python: str) -> None:
    extras = PROJECT_TABLE["optional-dependencies"] if name == "requirements-dev.txt" else {}
    wanted = PROJECT_TABLE["dependencies"] + [
        line for extra in ("test", "check", "app", "build") for line in extras.get(extra, [])
    ]
    versions = pinned_versions(name, python)
    for requirement in map(Requirement, wanted):
        marker = requirement.marker
        if marker is None or marker.evaluate({"python_version": python}):
            assert versions[requirement.name] in requirement.specifier, requirement


def test_both_locks_name_the_same_versions() -> None:
    run_time, development = (pinned_versions(name, "3.11") for name in LOCKS)
    assert run_time.items() <= development.items()


def test_help_lists_every_target() -> None:
    makefile = (PROJECT / "Makefile").read_text(encoding="utf-8")
    (targets,) = re.findall(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)
    described = re.findall(r"^([a-z]+):.*  ## \S", makefile, re.MULTILINE)
    assert described == targets.split()


def test_an_environment_of_another_python_is_told_apart(tmp_path: Path) -> None:
    environment = VirtualEnvironment(tmp_path)
    assert not environment.has_this_python()
    (tmp_path / "pyvenv.cfg").write_text("version = 3.9.1\n", encoding="utf-8")
    assert not environment.has_this_python()
    (tmp_path / "pyvenv.cfg").write_text(f"version = {python_version()}\n", encoding="utf-8")
    assert environment.has_this_python()


@pytest.fixture
def finished_set_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The state that a set-up leaves behind, without the packages."""
    environment = VirtualEnvironment(tmp_path)
    environment.python.parent.mkdir()
    environment.python.touch()
    monkeypatch.setattr(bootstrap, "ENVIRONMENT", environment)
    monkeypatch.setattr(bootstrap, "STAMP", tmp_path / "stamp")
    monkeypatch.setattr(bootstrap, "BEGUN", tmp_path / "begun")
    bootstrap.STAMP.write_text(bootstrap.fingerprint(), encoding="utf-8")
    return tmp_path


def test_a_finished_set_up_is_not_repeated(finished_set_up: Path) -> None:
    assert bootstrap.is_up_to_date()
    assert (finished_set_up / "stamp").exists()


def test_an_interrupted_set_up_is_begun_anew(finished_set_up: Path) -> None:
    (finished_set_up / "begun").touch()
    assert not bootstrap.is_up_to_date()


def test_a_changed_lock_asks_for_a_new_set_up(
    finished_set_up: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other_lock = finished_set_up / "requirements.txt"
    other_lock.write_text("numpy==2.0.0\n", encoding="utf-8")
    monkeypatch.setattr(bootstrap, "INPUTS", (other_lock,))
    assert not bootstrap.is_up_to_date()


def test_a_failed_system_check_stops_the_set_up_with_words(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    failed = subprocess.CompletedProcess[str]([], returncode=2)
    monkeypatch.setattr(subprocess, "run", lambda *_words, **_options: failed)
    monkeypatch.setattr(sys, "argv", ["bootstrap.py"])
    assert bootstrap.main() == 2
    assert capsys.readouterr().err.startswith("Set-up stopped. ")
