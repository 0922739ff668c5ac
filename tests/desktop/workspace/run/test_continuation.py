"""What is said of going on with a kept run: to the bit only where it was computed as it will be."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import nncore as nn
from desktop.train.wording import going_on
from desktop.workspace.run.continuation import can_go_on
from nncore.recipes.recipe import Recipe
from nncore.runs import KeptRun, RunStore, keep


@pytest.fixture
def stopped(tmp_path: Path) -> KeptRun:
    """A run that was stopped after three of its four steps."""
    few = nn.datasets.generated(rng=np.random.default_rng(7), training=40, validation=10, test=10)
    recipe = Recipe(hidden=(4,), batch_size=20, epochs=2)
    store = RunStore(tmp_path / "runs")
    record = store.begin("stopped", recipe, few)
    events = keep(recipe.start(few), few, record)
    next(event for event in events if isinstance(event, nn.StepFinished) and event.step == 3)
    events.close()
    return store.get(record.id)


def test_a_run_of_this_version_goes_on_to_the_bit(stopped: KeptRun) -> None:
    assert can_go_on(stopped)
    name, what_it_does = going_on(stopped)
    assert name == "Go &on to epoch 2"
    assert what_it_does == "Go on where the run was stopped, to the bit"


@pytest.mark.parametrize("versions", [{}, {"arithmetic": 1}, {"arithmetic": "x"}], ids=str)
def test_a_run_of_another_one_goes_on_but_for_the_last_bits(
    stopped: KeptRun, versions: dict[str, Any]
) -> None:
    earlier = replace(stopped, note=replace(stopped.note, versions=versions))
    assert can_go_on(earlier)
    assert going_on(earlier)[1] == "Go on where the run was stopped, but for the last bits"
