"""Openings, and runs that wait for their data, which something else overtakes."""

from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest

from desktop.train.run import opener
from desktop.workspace.data_choice import DataChoice
from desktop.workspace.jobs import Progress
from desktop.workspace.kept_runs import KeptRuns
from desktop.workspace.run.opened_run import OpenedRun, read
from desktop.workspace.run.state_and_actions import RunState
from nncore.datasets import Dataset
from nncore.datasets.registry import Progress as DataProgress
from nncore.recipes.recipe import Recipe
from nncore.runs import KeptRun, RunError, RunStore
from tests.desktop.hands import listen
from tests.desktop.stand_ins import change, load_instead
from tests.desktop.train.tab_hands import Hands
from tests.desktop.workspace.real_runs import GoOn, Keep

OTHER = Recipe(hidden=(24,))


@pytest.fixture
def listed(hands: Hands, yesterday: KeptRun) -> str:
    """The id of a kept run, which is in the list."""
    hands.refresh()
    return yesterday.id


@pytest.fixture
def slow_opening(monkeypatch: pytest.MonkeyPatch) -> Iterator[Event]:
    """Runs are read no sooner than this is set."""
    let_go = Event()

    def slow(listed: KeptRun, progress: Progress) -> OpenedRun:
        let_go.wait(20)
        return read(listed, progress)

    monkeypatch.setattr(opener, "read", slow)
    yield let_go
    let_go.set()


def test_an_opening_that_comes_late_does_not_replace_a_run_started_meanwhile(
    hands: Hands, short: Recipe, listed: str, slow_opening: Event
) -> None:
    hands.tab.runs.open_requested.emit(listed)
    hands.start(short)
    hands.wait_for(RunState.IDLE)
    hands.tab.form.set_recipe(OTHER)
    mine = hands.run.id
    slow_opening.set()
    hands.wait_until_idle()
    assert hands.run.id == mine != listed
    assert hands.tab.form.recipe == OTHER


def test_an_opening_that_comes_late_does_not_show_a_run_deleted_meanwhile(
    hands: Hands, kept_runs: KeptRuns, listed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    was_read, let_go = Event(), Event()

    def read_slowly(listed: KeptRun, progress: Progress) -> OpenedRun:
        opened = read(listed, progress)
        was_read.set()
        let_go.wait(20)
        return opened

    monkeypatch.setattr(opener, "read", read_slowly)
    hands.tab.runs.open_requested.emit(listed)
    hands.qtbot.waitUntil(was_read.is_set)
    kept_runs.delete([listed])
    let_go.set()
    hands.wait_until_idle()
    assert hands.steps == 0
    assert hands.says("status_line") == "Ready."


@pytest.fixture
def slow_data(
    hands: Hands, data: DataChoice, small_dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Event]:
    """The images that the run learned from are MNIST, not loaded, and come as this is set."""
    let_go = Event()
    splits = small_dataset.training, small_dataset.validation, small_dataset.test

    def slow(progress: DataProgress) -> Dataset:
        while not let_go.wait(0.01):
            progress(0.0)  # or it was cancelled
        return Dataset("MNIST", *splits, "mnist")

    load_instead(monkeypatch, "mnist", slow)
    place = {"find": lambda _folder: Path("here"), "fingerprint": small_dataset.fingerprint}
    change(monkeypatch, "mnist", **place)
    few = small_dataset.training.between(0, 600)
    other = Dataset("Generated digits", few, small_dataset.validation, small_dataset.test)
    data.library._datasets["generated"] = other
    yield let_go
    let_go.set()


def wait_for_data(hands: Hands, data: DataChoice) -> None:
    """Until a run waits for its images, which are on their way."""
    hands.qtbot.waitUntil(lambda: data.library.is_under_way("mnist"))


def let_come(hands: Hands, data: DataChoice, slow_data: Event) -> None:
    with hands.qtbot.waitSignal(data.library.loaded):
        slow_data.set()


def test_a_run_goes_on_when_its_images_are_here(
    hands: Hands, listed: str, data: DataChoice, slow_data: Event
) -> None:
    hands.tab.runs.resume_requested.emit(listed)
    wait_for_data(hands, data)
    assert not hands.run.is_active
    with hands.qtbot.waitSignal(hands.tab.controller.started):
        let_come(hands, data, slow_data)
    hands.wait_for(RunState.IDLE)


def test_a_run_goes_on_also_where_its_images_are_what_the_form_waited_for(
    hands: Hands, listed: str, data: DataChoice, slow_data: Event
) -> None:
    hands.tab.runs.open_requested.emit(listed)
    hands.qtbot.waitUntil(lambda: hands.run.id == listed)
    data.changed.emit()  # there are 600 images now
    hands.tab.form.set_recipe(Recipe(hidden=(24,), batch_size=800))
    assert hands.tab.form.recipe is None
    hands.click("train_more_button")
    wait_for_data(hands, data)
    with hands.qtbot.waitSignal(hands.tab.controller.started):
        let_come(hands, data, slow_data)
    hands.wait_for(RunState.IDLE)


def test_of_a_run_that_is_deleted_while_its_images_come_nothing_is_said_to_be_missing(
    hands: Hands, listed: str, data: DataChoice, slow_data: Event, kept_runs: KeptRuns
) -> None:
    told = listen(hands.tab.announced)
    hands.tab.runs.resume_requested.emit(listed)
    wait_for_data(hands, data)
    kept_runs.delete([listed])
    let_come(hands, data, slow_data)
    assert not hands.run.is_active
    assert told == []


def test_a_run_whose_images_were_cancelled_does_not_go_on_when_they_come_after_all(
    hands: Hands, listed: str, data: DataChoice, slow_data: Event
) -> None:
    started = listen(hands.tab.controller.started)
    hands.tab.runs.resume_requested.emit(listed)
    wait_for_data(hands, data)
    data.library.cancel("mnist")
    hands.qtbot.waitUntil(lambda: not data.library.is_under_way("mnist"))
    hands.click("data_retry_button")
    let_come(hands, data, slow_data)
    assert started == []


def test_a_run_that_waits_for_its_images_does_not_go_on_over_a_form_that_was_changed(
    hands: Hands, listed: str, data: DataChoice, slow_data: Event
) -> None:
    started = listen(hands.tab.controller.started)
    hands.tab.runs.resume_requested.emit(listed)
    wait_for_data(hands, data)
    hands.tab.form.set_recipe(OTHER)
    let_come(hands, data, slow_data)
    assert started == []
    assert hands.tab.form.recipe == OTHER


def test_a_run_that_another_window_went_on_with_while_its_images_came_goes_on_with_all_its_curves(
    hands: Hands,
    keep_run: Keep,
    store: RunStore,
    data: DataChoice,
    slow_data: Event,
    go_on_elsewhere: GoOn,
) -> None:
    run_id = keep_run("Interrupted", Recipe(hidden=(16,), epochs=3), epochs=1).id
    hands.refresh()
    hands.tab.runs.resume_requested.emit(run_id)
    wait_for_data(hands, data)
    go_on_elsewhere(run_id, until=2)
    with hands.qtbot.waitSignal(hands.tab.controller.started):
        let_come(hands, data, slow_data)
    hands.wait_for(RunState.IDLE)
    done = store.get(run_id)
    assert (done.epochs, hands.steps) == (3, done.steps)
    assert hands.run.log is not None
    assert [line.epoch for line in hands.run.log.lines if line.ends_epoch] == [1, 2, 3]


def test_of_an_opening_that_fails_nothing_is_said_where_another_run_is_wanted_by_now(
    hands: Hands, listed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = listen(hands.tab.announced)
    let_go, attempts = Event(), list[str]()

    def fail_first(listed: KeptRun, progress: Progress) -> OpenedRun:
        attempts.append(listed.id)
        if len(attempts) > 1:
            return read(listed, progress)
        let_go.wait(20)
        raise RunError("it is damaged")

    monkeypatch.setattr(opener, "read", fail_first)
    hands.tab.runs.open_requested.emit(listed)
    hands.qtbot.waitUntil(lambda: len(attempts) == 1)
    hands.tab.runs.open_requested.emit(listed)
    let_go.set()
    hands.qtbot.waitUntil(lambda: hands.run.id == listed)
    assert told == []
