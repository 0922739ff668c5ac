"""What a person gets from `pip install`: a wheel that starts away from the checkout.

Nothing is downloaded: the wheel goes alone into a folder that precedes all others.
"""

import json
import os
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

from desktop.window.help import PAGES

PROJECT = Path(__file__).resolve().parents[1]
WHERE_THINGS_LIE = """
import json, desktop, nncore
from desktop.system.resources import resource
print(json.dumps([desktop.__file__, nncore.__file__, str(resource("icons", "misread.svg")),
                  str(resource("models", "reader.safetensors"))]))
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from the checkout with the tools of this environment, offline."""
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "build", "--no-isolation", "--wheel", "--outdir", folder, PROJECT)
    (built,) = folder.glob("misread-*.whl")
    return built


@pytest.fixture(scope="module")
def site(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel installed alone."""
    folder = tmp_path_factory.mktemp("site")
    options = ["--quiet", "--no-index", "--no-deps", "--no-compile"]
    run(sys.executable, "-m", "pip", "install", *options, "--target", folder, wheel)
    return folder


def run(*command: str | Path, site: Path | None = None) -> str:
    """Run outside the checkout and return what was printed; a failure shows what was said."""
    environment = dict(os.environ, QT_QPA_PLATFORM="offscreen", PIP_DISABLE_PIP_VERSION_CHECK="1")
    environment.pop("PYTHONPATH", None)
    if site is not None:
        environment["PYTHONPATH"] = str(site)
    finished = subprocess.run(
        command, cwd=site or PROJECT, env=environment, capture_output=True, text=True, check=False
    )
    assert finished.returncode == 0, finished.stdout + finished.stderr
    return finished.stdout


def test_the_wheel_holds_the_two_packages_and_what_they_show_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as content:
        names = content.namelist()
    assert {name.split("/")[0].split("-")[0] for name in names} == {"nncore", "desktop", "misread"}
    assert "desktop/resources/icons/misread.svg" in names
    assert "desktop/resources/models/reader.safetensors" in names
    assert {f"desktop/resources/docs/{name}" for name in PAGES} <= set(names)
    assert not [name for name in names if "packaging" in name or "__pycache__" in name]


def test_installed_it_finds_its_own_files(site: Path) -> None:
    places = json.loads(run(sys.executable, "-c", WHERE_THINGS_LIE, site=site))
    assert [place for place in places if not Path(place).is_relative_to(site)] == []


def test_the_installed_command_tells_its_version(site: Path) -> None:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    command = site / "bin" / "misread"
    assert project["version"] in run(sys.executable, command, "--version", site=site)


def test_installed_it_trains_reads_and_draws_pictures(site: Path, tmp_path: Path) -> None:
    output = run(sys.executable, "-m", "desktop", "--demo", tmp_path / "demo", site=site)
    assert "%" in output
    assert list((tmp_path / "demo").glob("*.png"))
