"""What an earlier version wrote, copied for a test, and what that version itself said of it.

How the folders beside this file were made stands in the README there.
"""

import json
import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import load_file

from nncore.datasets import Dataset

FOLDER = Path(__file__).parent
FIGURES: dict[str, Any] = json.loads((FOLDER / "figures.json").read_text("utf-8"))
RUNS: dict[str, dict[str, Any]] = FIGURES["runs"]
"""What was said of each kept run, by its id, in the order in which they were begun."""

FINISHED, STOPPED, CLOSED, KILLED, DIVERGED, EARLY, FULL_BATCH, SCRIPT, BEGUN = RUNS
"""The ids, by what became of the runs; the README says more."""

SAME = 1e-5
"""How far probabilities may be from what another processor computed in single precision."""


@dataclass(frozen=True)
class Copy:
    """A copy that may be written to: the storage folder, and files that people saved elsewhere."""

    storage: Path
    saved: Path

    @property
    def runs(self) -> Path:
        """The folder of the kept runs."""
        return self.storage / "runs"


def copied(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Copy:
    """Copy everything into `folder`, and take the generated digits from the cache there."""
    for part in ("storage", "cache", "saved"):
        shutil.copytree(FOLDER / part, folder / part)
    for run in (folder / "storage" / "runs").iterdir():
        (run / "weights").mkdir(exist_ok=True)  # git keeps no empty folders
    monkeypatch.setenv("MISREAD_CACHE", str(folder / "cache"))
    monkeypatch.delenv("MISREAD_DATA", raising=False)
    return Copy(folder / "storage", folder / "saved")


def learned_from(run_id: str, digits: Dataset) -> Dataset:
    """What a run learned from, made of the generated digits in the cache.

    The script took the images to test on for those to learn from. Of MNIST, whose images stand
    nowhere here, it is the name alone.
    """
    name = RUNS[run_id]["dataset"]["name"]
    if run_id == SCRIPT:
        return Dataset(name, digits.test, digits.validation, digits.training)
    return Dataset(name, digits.training, digits.validation, digits.test)


def description(path: Path) -> dict[str, Any]:
    """What a safetensors file of ours says beside its numbers, by the key that it stands under."""
    content = path.read_bytes()
    header = json.loads(content[8 : 8 + int.from_bytes(content[:8], "little")])
    return {key: json.loads(text) for key, text in header["__metadata__"].items()}


def arrays(path: Path) -> dict[str, tuple[str, tuple[int, ...], bytes]]:
    """The arrays of a safetensors file: type, shape and bytes of each."""
    return {
        name: (str(array.dtype), array.shape, array.tobytes())
        for name, array in load_file(path).items()
    }


def form(path: Path) -> Any:
    """The keys and words of a file, and the types of its numbers, which may be others next time.

    Of arrays: what they are called and of what type they are. None for a file without a form.
    """
    if path.suffix == ".safetensors":
        named = arrays(path).items()
        tensors = {name: each[:2] for name, each in named if name not in LATER_ARRAYS}
        return form_of(description(path)), tensors
    if path.suffix == ".npy":
        rows = np.load(path)
        return rows.dtype.descr, rows.ndim
    return form_of(json.loads(path.read_text("utf-8"))) if path.suffix == ".json" else None


STATE = re.compile(r"state-[0-9]+(-again)?")
"""The name of a state's file, which tells the step."""

_VARYING = {"created", "fingerprint", "misread", "numpy", "python", "system"}
"""Keys of words that tell of a moment, of the data or of a machine."""


_LATER = {"arithmetic", "losses", "log_probabilities"}
"""Keys that later versions added on purpose."""

LATER_ARRAYS = {"predictions.training.losses"}
"""Arrays that later versions added to states amid an epoch."""

LATER_FILES = {"losses.npy", "log-probabilities.npy"}
"""Files that later versions added to the folders of runs."""


def form_of(value: Any, key: str = "") -> Any:
    """Keys and words of plain data; of equal neighbours in a row only one."""
    match value:
        case dict():
            forms = {name: form_of(each, name) for name, each in value.items()}
            return {name: each for name, each in forms.items() if name not in _LATER}
        case list():
            row = [form_of(each) for each in value]
            return [each for at, each in enumerate(row) if at == 0 or each != row[at - 1]]
        case str() if key == "state":
            return STATE.sub("state", value)
        case str():
            return "…" if key in _VARYING else value
    return value if key == "format" else type(value).__name__


def name_of(run_id: str) -> str:
    """What a run is called."""
    return str(RUNS[run_id]["name"])
