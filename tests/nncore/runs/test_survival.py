"""A real process is killed at random moments, as the benchmark does a hundred times."""

from pathlib import Path

import numpy as np

from benchmarks import survival


def test_a_killed_run_loses_no_epoch_and_ends_the_same_to_the_bit(tmp_path: Path) -> None:
    seed = np.random.SeedSequence().entropy
    tally = survival.survive(tmp_path, kills=5, rng=np.random.default_rng(seed))

    again = f"python -m benchmarks.survival --kills 5 --seed {seed}"
    assert tally.kills == 5
    assert tally.corrupt == [], again
    assert tally.lost_epochs == 0, again
    assert tally.finished >= 1, again
    assert tally.different == [], again
