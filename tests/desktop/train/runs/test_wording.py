"""Words and figures of the list of runs."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from desktop.train.runs import wording
from desktop.widgets.file_dialogs import file_name
from desktop.workspace.accuracy import Accuracy
from desktop.workspace.kept_run_summary import KeptRunSummary
from desktop.workspace.run_names import tidy_name
from nncore.datasets import SplitName
from nncore.events import EpochFinished

NOON = datetime(2026, 11, 22, 12, 0).astimezone()


@pytest.mark.parametrize(
    ("ago", "said"),
    [
        (timedelta(hours=3, minutes=55), "today 08:05"),
        (timedelta(hours=13), "yesterday"),
        (timedelta(days=2), "20 Nov"),
        (timedelta(days=365), "22 Nov 2025"),
    ],
)
def test_says_when_a_run_began_as_short_as_can_be(ago: timedelta, said: str) -> None:
    assert wording.begun(NOON - ago, NOON) == said


@pytest.mark.parametrize(
    ("fraction", "said"), [(0.98417, "98.42\u00a0%"), (1.0, "100.00\u00a0%"), (None, "–")]
)
def test_says_accuracy_to_the_hundredth(fraction: float | None, said: str) -> None:
    measured = fraction and Accuracy(fraction, "MNIST", SplitName.VALIDATION)
    assert wording.accuracy(measured or None) == said


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("Quick 2", "Quick 2.csv"),
        ("rate 0.1 / 0.2: which?", "rate 0.1 - 0.2- which.csv"),
        ("../../etc/passwd", "etc-passwd.csv"),
        ("...", "run.csv"),
        ("NUL", "run NUL.csv"),
        ("x" * 300, "x" * 60 + ".csv"),
    ],
)
def test_a_name_makes_a_file_name_that_every_system_takes(name: str, file: str) -> None:
    assert file_name(name, ".csv") == file


def test_a_name_stands_on_one_line() -> None:
    assert tidy_name("  Quick\n\t2 \x00 ") == "Quick 2"


def test_the_offer_says_how_far_the_run_came(store: Any) -> None:
    run = store.add("Quick 2", epochs=4, ending=None)
    assert (
        wording.interrupted(KeptRunSummary.of(run))
        == "“Quick 2” was interrupted after epoch 4 of 5."
    )
    begun = store.add("Quick 3", epochs=0, ending=None)
    assert (
        wording.interrupted(KeptRunSummary.of(begun))
        == "“Quick 3” was interrupted in epoch 1 of 5."
    )
    told = wording.interrupted(KeptRunSummary.of(run), 2)
    assert told == "“Quick 2” was interrupted after epoch 4 of 5. And 2 more in Runs."


@pytest.mark.parametrize(
    ("tell", "one", "two"),
    [
        (wording.deleted, "“Quick 2” deleted.", "2 runs deleted."),
        (
            wording.reducing,
            "“Quick 2” is being reduced to the last weights…",
            "2 runs are being reduced to the last weights…",
        ),
        (
            partial(wording.reduced, freed=1_200_000),
            "“Quick 2” reduced to the last weights: 1.2\u00a0MB less.",
            "2 runs reduced to the last weights: 1.2\u00a0MB less.",
        ),
    ],
)
def test_what_was_done_to_one_run_is_told_by_its_name_and_several_are_counted(
    tell: Callable[[list[str]], str], one: str, two: str
) -> None:
    assert tell(["Quick 2"]) == one
    assert tell(["Quick 2", "Quick 1"]) == two


def test_what_was_written_is_told_with_its_place() -> None:
    path = Path("a.csv")
    assert wording.exported("Quick 2", path) == "The history of “Quick 2” was written to a.csv"
    assert wording.exported("", path) == "The history was written to a.csv"


def test_the_tip_of_a_time_says_how_far_the_run_came(store: Any) -> None:
    line = KeptRunSummary.of(store.add("Quick 1", epochs=4))
    assert wording.time_note(line) == "4 of 5 epochs in 12\u00a0s at work, pauses apart"


def test_the_summary_counts_runs_and_their_room(store: Any) -> None:
    line = KeptRunSummary.of(store.add("Quick 1"))
    assert wording.summary([], 0) == ""
    assert wording.summary([line], 0) == "1 run · 2.4\u00a0MB"
    assert wording.summary([line, line], 3) == "2 runs · 4.8\u00a0MB · 3 unreadable"


def test_the_tip_of_an_accuracy_says_what_the_best_was(store: Any) -> None:
    risen = KeptRunSummary.of(store.add("Quick 1", accuracy=0.97, best_validation=0.97))
    fallen = KeptRunSummary.of(store.add("Quick 2", accuracy=0.96, best_validation=0.97))
    begun = KeptRunSummary.of(store.add("Quick 3", epochs=0))
    assert "the best so far" in wording.accuracy_note(risen)
    assert "after epoch 5. At best: 97.00\u00a0%" in wording.accuracy_note(fallen)
    assert "no epoch is complete" in wording.accuracy_note(begun)


def test_the_tip_of_a_run_that_stopped_early_names_the_epoch_whose_weights_are_kept(
    store: Any,
) -> None:
    best = EpochFinished(3, 30, 0.1, 0.99, 0.1, 0.98)
    early = KeptRunSummary.of(
        store.add("Quick 1", accuracy=0.96, best_validation=0.98, best_epoch=best)
    )
    assert wording.accuracy_note(early) == (
        "98.00\u00a0% of the 2,000 validation images of Generated digits read right, after epoch "
        "3, whose weights are kept, the best so far"
    )


def test_of_very_many_unreadable_folders_the_first_are_told() -> None:
    damaged = [(Path(f"/runs/{number}"), "x" * 5_000) for number in range(3_000)]
    lines = wording.unreadable(damaged).splitlines()
    assert lines[0].startswith("0: x")
    assert lines[-1] == "And 2,990 more."
    assert sum(map(len, lines)) < 3_000


def test_an_unreadable_folder_is_told_by_its_name_wherever_it_lies() -> None:
    folder = Path("/very" * 100) / "2026-01-01"
    for why in (f"{folder / 'run.json'} is gone", "run.json is gone"):
        assert wording.unreadable([(folder, why)]) == "2026-01-01: run.json is gone"
    assert wording.unreadable([(folder, f"{folder} is a link")]) == "2026-01-01 is a link"
