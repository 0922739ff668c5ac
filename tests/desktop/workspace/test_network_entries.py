"""What can be chosen, in which order, and by which names: no two are alike."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from desktop.workspace.accuracy import Accuracy
from desktop.workspace.kept_run_summary import KeptRunSummary
from desktop.workspace.named_network import NamedNetwork
from desktop.workspace.network_entries import list_networks, row_of, unique_names
from desktop.workspace.network_ref import NetworkRef
from nncore.datasets import SplitName
from nncore.runs import Ending
from tests.desktop.fake_runs import FakeRun, FakeStore
from tests.desktop.workspace.helpers import named_network

NOON = datetime(2025, 11, 20, 12, tzinfo=datetime.now().astimezone().tzinfo)


def shipped(name: str = "Reader") -> NamedNetwork:
    return named_network(name, NetworkRef.shipped(), 0.996, SplitName.TEST)


def file(path: str) -> NamedNetwork:
    return named_network(Path(path).stem, NetworkRef.of_file(Path(path)))


def run(run_id: str, name: str, minutes: float = 0, **facts: Any) -> KeptRunSummary:
    begun = NOON + timedelta(minutes=minutes)
    kept: Any = FakeRun(FakeStore(), run_id, name, begun, **facts)
    return KeptRunSummary.of(kept)


def names(in_memory: list[NamedNetwork], runs: list[KeptRunSummary]) -> list[str]:
    return [each.name for each in list_networks(in_memory, runs)]


def test_the_shipped_network_comes_first_then_files_then_runs_as_they_are_listed() -> None:
    runs = [run("b", "Quick 2"), run("a", "Quick")]
    listed = names([file("/nets/mine.safetensors"), shipped()], runs)
    assert listed == ["Reader", "mine", "Quick 2", "Quick"]


def test_names_that_nobody_else_has_stay_as_they_are() -> None:
    assert names([shipped()], [run("a", "Quick")]) == ["Reader", "Quick"]


def test_one_name_for_three_origins_says_which_is_which() -> None:
    listed = names([shipped(), file("/nets/Reader.safetensors")], [run("a", "Reader")])
    assert listed == ["Reader (shipped)", "Reader (file)", "Reader (run)"]


def test_runs_of_one_name_say_when_they_began() -> None:
    listed = names([], [run("b", "Quick", 5), run("a", "Quick"), run("c", "Deep")])
    assert listed == ["Quick (20 Nov 2025 12:05)", "Quick (20 Nov 2025 12:00)", "Deep"]


def test_runs_of_one_name_and_one_minute_are_numbered_and_the_oldest_keeps_its_name() -> None:
    earlier = [run("b", "Quick", 0.2), run("a", "Quick")]
    assert names([], earlier) == ["Quick (20 Nov 2025 12:00) (2)", "Quick (20 Nov 2025 12:00)"]
    assert names([], [run("c", "Quick", 0.4), *earlier])[1:] == names([], earlier)


def test_files_of_one_name_say_their_folder() -> None:
    listed = names([file("/old/mine.safetensors"), file("/new/mine.safetensors")], [])
    assert listed == ["mine (in old)", "mine (in new)"]


def test_files_of_one_name_in_folders_of_one_name_say_all() -> None:
    listed = names([file("/a/nets/mine.pt"), file("/b/nets/mine.pt")], [])
    assert listed == ["mine (/a/nets/mine.pt)", "mine (/b/nets/mine.pt)"]


def test_a_run_in_memory_is_the_kept_run_with_its_id() -> None:
    ref = NetworkRef.of_run("a")
    snapshot = named_network("As it began", ref, 0.91, SplitName.TEST)
    (entry,) = list_networks([snapshot], [run("a", "Renamed", accuracy=0.5)])
    assert (entry.ref, entry.title) == (ref, "Renamed · 91.0\u00a0% test")
    assert entry.network is snapshot.network


def test_an_epoch_of_a_run_stands_where_its_run_does() -> None:
    entries = list_networks([shipped()], [run("b", "Quick 2"), run("a", "Quick")])
    assert (
        row_of(entries, NetworkRef.of_run("a", 3)) == row_of(entries, NetworkRef.of_run("a")) == 2
    )
    assert row_of(entries, NetworkRef.of_run("gone")) == row_of(entries, None) == -1


def test_a_run_that_is_not_listed_yet_stands_before_those_that_are() -> None:
    begun = named_network("This run", NetworkRef.of_run("new"))
    assert names([shipped(), begun], [run("a", "Quick")]) == ["Reader", "This run", "Quick"]


def test_of_weights_between_two_epochs_no_accuracy_is_claimed() -> None:
    summary = run("a", "Quick", accuracy=0.97)
    between: Any = SimpleNamespace(weights_epoch=None)
    entries = list_networks([], [summary, replace(summary, id="b", kept=between)])
    first, second = entries
    assert first.accuracy is not None
    assert (first.accuracy.value, first.accuracy.split) == (0.97, SplitName.VALIDATION)
    assert second.accuracy is None


def test_of_weights_between_two_epochs_the_figure_of_the_last_epoch_is_shown_as_such() -> None:
    summary = run("a", "Quick", accuracy=0.974, epochs=2)
    between: Any = SimpleNamespace(weights_epoch=None)
    opened = named_network("Quick", NetworkRef.of_run("a"))
    for in_memory in ([], [opened]):
        (entry,) = list_networks(in_memory, [replace(summary, kept=between)])
        assert entry.title == "Quick · 97.4\u00a0% after epoch 2"
        assert entry.measured.endswith(" read right, after epoch 2; not measured since")


@pytest.mark.parametrize(
    ("moment", "title"),
    [
        ({"step": 1_724}, "32 · 79.6\u00a0% after step 1,724"),
        ({"epoch": 3}, "32 · 79.6\u00a0% after epoch 3"),
    ],
)
def test_the_figure_of_a_stopped_run_in_memory_says_its_moment(
    moment: dict[str, int], title: str
) -> None:
    opened = named_network("32", NetworkRef.of_run("a"))
    measured = Accuracy(0.796, "MNIST", SplitName.VALIDATION, 5_000, **moment)
    stopped = run("a", "32", accuracy=0.7, epochs=3, ending=Ending.STOPPED)
    (entry,) = list_networks([replace(opened, accuracy=measured)], [stopped])
    assert entry.title == title


def test_the_figure_of_a_stopped_run_that_is_not_in_memory_says_its_moment_too() -> None:
    (entry,) = list_networks([], [run("a", "32", accuracy=0.796, epochs=3, ending=None)])
    assert entry.title == "32 · 79.6\u00a0% after epoch 3"


def test_of_a_run_without_a_whole_epoch_nothing_is_known() -> None:
    summary = run("a", "Quick", accuracy=None, epochs=0)
    (entry,) = list_networks([], [summary])
    assert (entry.title, entry.measured) == ("Quick", "not measured yet")


@pytest.mark.parametrize(
    ("candidates", "unique"),
    [
        ([], []),
        ([["Quick"], ["Deep"]], ["Quick", "Deep"]),
        ([["Quick"], ["Quick"], ["Quick"]], ["Quick (3)", "Quick (2)", "Quick"]),
        ([["A", "A (x)"], ["A", "A (y)"]], ["A (x)", "A (y)"]),
        # what a person called it is nobody else's
        ([["A (x)"], ["A", "A (x)"], ["A", "A (y)"]], ["A (x) (2)", "A (x)", "A (y)"]),
        ([["Quick (2)"], ["Quick"], ["Quick"]], ["Quick (2)", "Quick (3)", "Quick"]),
        ([["{}"], ["{}"]], ["{} (2)", "{}"]),
        ([[""], [""]], [" (2)", ""]),
    ],
)
def test_no_two_names_are_alike(candidates: list[list[str]], unique: list[str]) -> None:
    assert unique_names(candidates) == unique


def test_hundreds_of_one_name_are_all_told_apart() -> None:
    summaries = [run(str(number), "Quick") for number in range(500)]
    assert len(set(names([shipped("Quick")], summaries))) == 501


@pytest.mark.parametrize("name", ["<b>x</b>", "x" * 300, "a\nb", "\u202eevil", ""])
def test_a_hostile_name_is_told_apart_like_any_other(name: str) -> None:
    listed = names([shipped()], [run("a", name), run("b", name)])
    assert len(set(listed)) == 3
    assert all(each.isprintable() and len(each) < 250 for each in listed)
