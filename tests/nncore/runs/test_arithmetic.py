"""A kept run says what computed it: whether it can go on to the bit follows from that."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import nncore as nn
from nncore.recipes.recipe import Recipe
from nncore.runs import KeptRun, RunError, RunStore, keep
from nncore.storage.training_state import ARITHMETIC
from tests.nncore.runs.forged import change

Started = Callable[..., KeptRun]


@pytest.mark.parametrize("cores", [1, 2])
def test_the_threads_that_share_a_step_are_noted(
    cores: int,
    store: RunStore,
    few: nn.datasets.Dataset,
    recipe: Recipe,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("SHARED_PRODUCT", "SHARED_PICTURES"):
        monkeypatch.setattr(f"nncore.runtime.batch_pass.{name}", 1)
    monkeypatch.setattr("nncore.runtime.batch_pass.usable_threads", lambda: cores)

    record, run = store.begin("shared", recipe, few), recipe.start(few)
    list(keep(run, few, record))

    kept = record.kept()
    assert kept.note.threads == run.state.threads == kept.state().threads == cores
    assert kept.note.has_our_arithmetic
    assert kept.note.versions["arithmetic"] == kept.state().arithmetic == ARITHMETIC


OTHERS = ("x", str(ARITHMETIC), ARITHMETIC - 1, ARITHMETIC + 1, None, [ARITHMETIC])


@pytest.mark.parametrize(
    "versions",
    [{}, {"misread": "0.1.0"}, *({"arithmetic": each} for each in OTHERS)],
    ids=str,
)
def test_other_or_unknown_arithmetic_is_not_ours(copied: Path, versions: dict[str, Any]) -> None:
    change(copied, "run", versions=versions)
    note = KeptRun.read(copied).note
    assert note.has_our_arithmetic is False
    assert note.versions == versions


@pytest.mark.parametrize("value", [-1, 10**9, 1e3, "2", True, 2.0, None, [2]], ids=repr)
def test_threads_that_are_no_count_are_refused_in_words(copied: Path, value: object) -> None:
    change(copied, "run", threads=value)
    with pytest.raises(RunError, match="“threads” must be a count of at most"):
        KeptRun.read(copied)


@pytest.mark.parametrize("value", [None, [], "2", 2])
def test_versions_that_are_no_object_are_refused_in_words(copied: Path, value: object) -> None:
    change(copied, "run", versions=value)
    with pytest.raises(RunError, match="“versions” must be an object"):
        KeptRun.read(copied)
