"""What a run refuses of non-digits is kept with its epochs, between versions too."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import nncore as nn
from nncore.recipes.recipe import Recipe
from nncore.runs import KeptRun, RunError, RunStore, export_csv
from tests.nncore.runs.forged import change
from tests.nncore.runs.moments import epoch_finished

Started = Callable[..., KeptRun]


@pytest.fixture
def showing(recipe: Recipe) -> Recipe:
    """The recipe, with non-digits. It learns enough to have something to refuse by."""
    return replace(recipe, hidden=(32,), non_digit_share=0.5, batch_size=8, epochs=4)


@pytest.fixture
def plainly(showing: Recipe) -> Recipe:
    return replace(showing, non_digit_share=0.0)


def refusals(kept: KeptRun) -> list[float | None]:
    return [event.refusal for event in kept.history().epochs]


def test_it_is_kept_with_each_epoch_and_the_threshold_with_the_weights(
    started: Started, showing: Recipe, few: nn.datasets.Dataset, tmp_path: Path
) -> None:
    told = [e for e in showing.start(few).events if isinstance(e, nn.EpochFinished)]
    kept = started(showing)
    assert refusals(kept) == [event.refusal for event in told]
    assert kept.last_epoch == told[-1]
    assert kept.network().known_from == kept.network(4).known_from
    export_csv(kept, tmp_path / "run.csv")
    last = (tmp_path / "run.csv").read_text().splitlines()[-1]
    assert last.endswith(f",{told[-1].refusal!r}")


def test_a_run_without_non_digits_has_no_file_of_them(started: Started, plainly: Recipe) -> None:
    kept = started(plainly)
    assert kept.commit.refusals == 0
    assert not (kept.folder / "refusals.npy").exists()
    assert refusals(kept) == [None] * 4


def test_what_an_earlier_version_left_out_begins_anew(
    started: Started, continued: Callable[..., KeptRun], showing: Recipe, store: RunStore
) -> None:
    kept = started(showing, stop=epoch_finished(2))
    whole = refusals(started(showing))
    change(kept.folder, "commit", "refusals")  # as an earlier version does that writes a commit
    assert refusals(store.get(kept.id)) == [None, None]
    gone_on = continued(store.get(kept.id))
    assert refusals(gone_on) == [None, None, *whole[2:]]
    assert gone_on.commit.refusals == 2
    assert gone_on.last_epoch is not None
    assert gone_on.last_epoch.refusal == whole[3]


@pytest.mark.parametrize("count", [5, 10**9, -1, "4"])
def test_a_forged_count_is_an_error(started: Started, showing: Recipe, count: object) -> None:
    kept = started(showing)
    change(kept.folder, "commit", refusals=count)
    with pytest.raises(RunError):
        KeptRun.read(kept.folder)


def test_what_cannot_be_a_share_is_left_out(started: Started, showing: Recipe) -> None:
    kept = started(showing)
    rows = np.load(kept.folder / "refusals.npy", mmap_mode="r+")
    rows[:3] = [np.nan, 7, -1]
    rows.flush()
    assert refusals(kept)[:3] == [None] * 3
    assert refusals(kept)[3] is not None
