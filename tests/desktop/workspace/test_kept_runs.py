"""The kept runs without widgets: read in the background, changed at once, told in words."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from desktop.workspace import kept_run_summary
from desktop.workspace.error_words import in_words, of_a_run
from desktop.workspace.kept_runs import KeptRuns
from nncore.runs import RunError
from tests.desktop.fake_runs import FakeRun
from tests.desktop.hands import bring_back, listen

FULL = OSError(28, "No space left on device", "/runs/name.json")
DENIED = OSError(13, "Permission denied", "/runs/name.json")
DENIED = OSError(13, "Permission denied", "/runs/name.json")


@pytest.fixture
def troubles(kept_runs: KeptRuns) -> list[str]:
    """What was told by `failed`."""
    return listen(kept_runs.failed)


def names(kept_runs: KeptRuns) -> list[str]:
    return [each.name for each in kept_runs.runs]


def test_nothing_is_read_before_it_is_asked_for(kept_runs: KeptRuns, store: Any) -> None:
    store.add("Quick 1")
    assert kept_runs.runs == []
    assert not kept_runs.is_loaded


def test_lists_the_newest_first(kept_runs: KeptRuns, store: Any, read: Callable[[], None]) -> None:
    store.add("Quick 1")
    store.add("Quick 2")
    read()
    assert kept_runs.is_loaded
    assert names(kept_runs) == ["Quick 2", "Quick 1"]


def test_tells_which_runs_can_be_resumed(
    kept_runs: KeptRuns, store: Any, read: Callable[[], None]
) -> None:
    store.add("Quick 1", ending=None)
    store.add("Quick 2")
    store.add("Quick 3", ending=None)
    store.add("Quick 4", ending=None, is_under_way=True)
    read()
    assert [each.name for each in kept_runs.interrupted] == ["Quick 3", "Quick 1"]


def test_many_requests_are_answered_by_few_readings(
    qtbot: QtBot, kept_runs: KeptRuns, store: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_run_summary, "SHORTEST_REST", 20)
    for _ in range(50):
        kept_runs.refresh()
    store.add("Quick 1")
    qtbot.waitUntil(lambda: names(kept_runs) == ["Quick 1"])
    assert store.listings <= 3


def test_one_run_is_read_anew_by_itself(
    qtbot: QtBot, kept_runs: KeptRuns, store: Any, read: Callable[[], None]
) -> None:
    first = store.add("Quick 1", epochs=1)
    store.add("Quick 2")
    read()
    store.kept[first.id] = replace(first, epochs=2)
    kept_runs.refresh(first.id)
    qtbot.waitUntil(lambda: [each.epochs for each in kept_runs.summaries] == [5, 2])
    assert store.listings == 1


def test_a_run_under_way_in_another_window_is_followed_until_it_ends(
    qtbot: QtBot, kept_runs: KeptRuns, store: Any, read: Callable[[], None]
) -> None:
    kept_runs._following.setInterval(20)
    run = store.add("Quick 1", epochs=1, ending=None, is_under_way=True)
    read()
    store.kept[run.id] = replace(run, epochs=2)
    qtbot.waitUntil(lambda: [each.epochs for each in kept_runs.summaries] == [2])
    store.kept[run.id] = replace(run, epochs=3, is_under_way=False)
    qtbot.waitUntil(lambda: [each.epochs for each in kept_runs.summaries] == [3])
    assert not kept_runs._following.isActive()


def test_a_run_under_way_in_another_window_is_followed_again_after_a_list_that_was_not_read(
    qtbot: QtBot,
    kept_runs: KeptRuns,
    store: Any,
    read: Callable[[], None],
    troubles: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(kept_run_summary, "SHORTEST_REST", 20)
    kept_runs._following.setInterval(20)
    run = store.add("Quick 1", epochs=1, ending=None, is_under_way=True)
    read()
    store.refusals["runs"] = OSError(5, "Input/output error", "/runs")
    del store.kept[run.id]
    qtbot.waitUntil(lambda: len(troubles) == 1)
    del store.refusals["runs"]
    store.kept[run.id] = replace(run, epochs=2)
    qtbot.waitUntil(lambda: [each.epochs for each in kept_runs.summaries] == [2])


def test_a_run_that_just_began_comes_in_by_itself(
    qtbot: QtBot, kept_runs: KeptRuns, store: Any, read: Callable[[], None]
) -> None:
    store.add("Quick 1")
    read()
    kept_runs.refresh(store.add("Quick 2").id)
    qtbot.waitUntil(lambda: names(kept_runs) == ["Quick 2", "Quick 1"])


def test_a_run_that_is_gone_leaves_the_list(
    qtbot: QtBot,
    kept_runs: KeptRuns,
    store: Any,
    quick: FakeRun,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(kept_run_summary, "SHORTEST_REST", 20)
    del store.kept[quick.id]
    kept_runs.refresh(quick.id)
    qtbot.waitUntil(lambda: kept_runs.runs == [])


def test_renaming_shows_at_once_and_stays(
    qtbot: QtBot, kept_runs: KeptRuns, store: Any, quick: FakeRun
) -> None:
    with qtbot.waitSignal(kept_runs.changed):
        assert kept_runs.rename(quick.id, "  My\nbest ")
    assert names(kept_runs) == ["My best"]
    qtbot.waitUntil(lambda: store.kept[quick.id].name == "My best")


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("", "A run needs a name."),
        (" \t\n ", "A run needs a name."),
        ("\u200b\u00ad\u200f\U000e0041", "A run needs a name."),
        ("\u0301\u3164", "A run needs a name."),
        ("x" * 81, "A name may have 80 letters at most."),
    ],
)
def test_a_name_that_is_none_is_refused_in_words(
    kept_runs: KeptRuns,
    quick: FakeRun,
    troubles: list[str],
    name: str,
    told: str,
) -> None:
    assert not kept_runs.rename(quick.id, name)
    assert troubles == [told]
    assert names(kept_runs) == ["Quick 1"]


def test_the_same_name_is_no_news(
    kept_runs: KeptRuns, store: Any, quick: FakeRun, troubles: list[str]
) -> None:
    store.refusals["rename"] = FULL
    assert not kept_runs.rename(quick.id, "Quick 1 ")
    assert troubles == []


@pytest.mark.parametrize("deed", ["delete", "restore"])
def test_what_the_disk_refuses_is_told_and_changes_nothing(
    qtbot: QtBot, kept_runs: KeptRuns, store: Any, quick: FakeRun, troubles: list[str], deed: str
) -> None:
    if deed == "restore":
        kept_runs.delete([quick.id])
    before = names(kept_runs)
    store.refusals[deed] = DENIED
    getattr(kept_runs, deed)([quick.id])
    qtbot.waitUntil(lambda: len(troubles) == 1)
    assert troubles[0].startswith("“Quick 1” could not be")
    assert troubles[0].endswith(in_words(DENIED))
    assert names(kept_runs) == before


def test_a_restore_that_failed_can_be_tried_again(
    qtbot: QtBot, kept_runs: KeptRuns, store: Any, quick: FakeRun, troubles: list[str]
) -> None:
    kept_runs.delete([quick.id])
    store.refusals["restore"] = RunError("it is damaged")
    with qtbot.waitSignal(kept_runs.deletion.not_restored) as stays:
        kept_runs.restore([quick.id])
    assert stays.args == [[quick.id]]
    assert troubles == ["“Quick 1” could not be brought back: it is damaged"]
    assert kept_runs.is_deleted(quick.id)
    store.refusals.clear()
    bring_back(kept_runs, [quick.id])
    assert names(kept_runs) == ["Quick 1"]


def test_a_run_deleted_elsewhere_is_told_in_words(
    qtbot: QtBot, kept_runs: KeptRuns, store: Any, quick: FakeRun, troubles: list[str]
) -> None:
    del store.kept[quick.id]
    kept_runs.delete([quick.id])
    qtbot.waitUntil(lambda: bool(troubles))
    qtbot.waitUntil(lambda: names(kept_runs) == [])
    assert troubles == [f"“Quick 1” could not be deleted: {of_a_run(KeyError())}"]


def test_of_several_those_that_can_go_do(
    qtbot: QtBot, kept_runs: KeptRuns, store: Any, read: Callable[[], None], troubles: list[str]
) -> None:
    first, second = store.add("Quick 1"), store.add("Quick 2")
    read()
    del store.kept[first.id]
    with qtbot.waitSignal(kept_runs.restored) as stays:
        kept_runs.delete([first.id, second.id])
    assert stays.args == [[first.id]]
    assert [*store.aside] == [second.id]
    assert len(troubles) == 1


def test_a_list_that_was_read_before_a_deletion_is_not_believed(
    qtbot: QtBot, kept_runs: KeptRuns, store: Any, read: Callable[[], None]
) -> None:
    run = store.add("Quick 1")
    store.add("Quick 2")
    read()
    shown = []
    kept_runs.changed.connect(lambda: shown.append(names(kept_runs)))
    kept_runs.refresh()
    kept_runs.delete([run.id])
    qtbot.waitUntil(lambda: store.listings >= 2)
    assert all("Quick 1" not in each for each in shown)


def test_a_list_that_cannot_be_read_is_told_once(
    qtbot: QtBot,
    kept_runs: KeptRuns,
    store: Any,
    troubles: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(kept_run_summary, "SHORTEST_REST", 1)
    store.refusals["runs"] = FULL
    for _ in range(3):
        with qtbot.waitSignal(kept_runs._listing.failed):
            kept_runs.refresh()
    assert len(troubles) == 1
    assert troubles[0].startswith("The list of runs could not be read:")


def test_what_cannot_be_purged_hides_no_run(
    kept_runs: KeptRuns, store: Any, read: Callable[[], None]
) -> None:
    store.refusals["purge"] = FULL
    store.add("Quick 1")
    read()
    assert names(kept_runs) == ["Quick 1"]


def test_unreadable_folders_are_told(
    kept_runs: KeptRuns, store: Any, read: Callable[[], None]
) -> None:
    store.unreadable.append((Path("/runs/old"), "run.json is no JSON"))
    read()
    assert kept_runs.damaged == ((Path("/runs/old"), "run.json is no JSON"),)


def test_what_is_not_in_the_list_is_left_alone(kept_runs: KeptRuns, troubles: list[str]) -> None:
    assert not kept_runs.rename("nobody", "x")
    assert kept_runs.delete(["nobody"]) == []
    kept_runs.load_history("nobody")
    assert kept_runs.get("nobody") is None
    assert troubles == []
