"""The curves in sight are those that lie on the disk, whoever went on with the run meanwhile."""

import errno
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from desktop.theme import Theme
from desktop.train import wording
from desktop.train.plots.style import overlay_colour
from desktop.workspace.run.state_and_actions import RunState
from nncore.recipes.recipe import Recipe
from nncore.runs import KeptRun, RunStore
from nncore.runs.commit import Commit
from nncore.runs.commit_steps import put
from tests.desktop.hands import listen
from tests.desktop.train.tab_hands import Hands
from tests.desktop.workspace.real_runs import GoOn, Keep


def epoch_ends(hands: Hands) -> list[int]:
    return [*hands.tab.plots.history.epoch_ends]


@pytest.fixture
def full_disk(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """A disk that has room for a first epoch and for no more, as long as the list is not empty."""
    is_full = [True]

    def put_or_refuse(folder: Path, commit: Commit) -> None:
        if is_full and commit.epochs > 1:
            raise OSError(errno.ENOSPC, "No space left on device")
        put(folder, commit)

    monkeypatch.setattr("nncore.runs.run_writer.put", put_or_refuse)
    return is_full


def test_after_a_full_disk_the_plots_show_what_the_run_goes_on_from(
    hands: Hands, store: RunStore, full_disk: list[bool]
) -> None:
    told = listen(hands.tab.announced)
    hands.train(Recipe(hidden=(16,), epochs=4))
    (kept,) = store.runs()
    assert (hands.steps, kept.steps) == (4 * 19, 19)
    full_disk.clear()
    hands.go_on()
    hands.wait_for(RunState.IDLE)
    assert hands.steps == len(store.get(kept.id).history().losses) == 4 * 19
    assert epoch_ends(hands) == [19, 38, 57, 76]
    assert wording.goes_on_after(kept.name, 19) in told


def test_a_run_that_another_window_went_on_with_is_shown_whole_before_it_goes_on(
    hands: Hands, opened: KeptRun, go_on_elsewhere: GoOn
) -> None:
    go_on_elsewhere(opened.id, more_epochs=1)
    hands.go_on()
    hands.wait_for(RunState.IDLE)
    assert hands.steps == 8 * 19
    assert epoch_ends(hands) == [19 * epoch for epoch in range(1, 9)]


def test_a_run_in_sight_that_another_window_goes_on_with_is_read_anew_with_the_list(
    hands: Hands, opened: KeptRun, store: RunStore, go_on_elsewhere: GoOn
) -> None:
    hands.tab.form.set_recipe(Recipe(hidden=(24,)))
    go_on_elsewhere(opened.id, more_epochs=1)
    hands.kept_runs.refresh()
    hands.wait_for_steps(3 * 19)
    assert epoch_ends(hands) == [19, 38, 57]
    assert hands.says("status_line") == wording.summary(store.get(opened.id), "Yesterday")
    assert hands.tab.form.recipe == Recipe(hidden=(24,)), "what was entered meanwhile stays"
    hands.qtbot.waitUntil(lambda: hands.network.epoch == 3)
    hands.go_on()
    hands.wait_for(RunState.IDLE)
    assert hands.steps == 8 * 19


def test_another_window_that_goes_on_with_a_run_as_soon_as_it_ends_here_is_followed(
    hands: Hands, short: Recipe, go_on_elsewhere: GoOn
) -> None:
    def go_on() -> None:
        go_on_elsewhere(hands.run.id, more_epochs=1)

    hands.run.ended.connect(go_on)
    hands.train(short)
    hands.qtbot.waitUntil(lambda: hands.network.epoch == 3)


def test_a_list_that_tells_nothing_new_of_the_run_in_sight_leaves_it_as_it_is(
    hands: Hands, short: Recipe
) -> None:
    hands.train(short)
    history, said = hands.tab.plots.history, hands.says("status_line")
    for _ in range(2):
        hands.refresh()
    hands.wait_until_idle()
    assert hands.tab.plots.history is history
    assert hands.says("status_line") == said


def test_a_compared_run_is_drawn_by_its_new_name_and_as_long_as_it_is_by_now(
    hands: Hands, opened: KeptRun, keep_run: Keep, short: Recipe, theme: Theme
) -> None:
    other = keep_run("Other", short)
    hands.refresh()
    model, plots = hands.tab.runs.model, hands.tab.plots
    row = [each.id for each in model.lines].index(opened.id)
    model.setData(model.index(row, 0), Qt.CheckState.Checked, Qt.ItemDataRole.CheckStateRole)
    assert model.colour_of(opened.id) == theme.training
    assert hands.kept_runs.rename(opened.id, "Tuesday")
    hands.go_on()
    hands.wait_for(RunState.IDLE)
    assert plots.overlay_words == ""
    hands.open(other.id)
    hands.qtbot.waitUntil(lambda: "Tuesday" in plots.overlay_words)
    assert model.colour_of(opened.id) == overlay_colour(theme, 0)
    hands.qtbot.waitUntil(lambda: 7 * 19 < plots.sight.high < 8 * 19)
