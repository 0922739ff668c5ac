"""The log of a run: a line an epoch, faults and events with lines of their own."""

import sys
from math import nan
from pathlib import Path

import pytest

from desktop.workspace.run.epoch_log import EpochLog, LogTone
from nncore.datasets import Dataset
from nncore.events import (
    Diverged,
    EpochFinished,
    Event,
    RateChanged,
    StepFinished,
    StoppedEarly,
    ValidationAdvanced,
)
from nncore.recipes.recipe import Recipe
from nncore.runs import RunStore, keep
from tests.desktop.workspace.run.run_by_hand import IMAGES, an_epoch


def test_the_gap_to_training_is_told_when_it_has_doubled(news: EpochLog) -> None:
    gaps = [0.0, 0.005, 0.012, 0.015, 0.02, 0.03, 0.03]
    for number, gap in enumerate(gaps, 1):
        validation = (0.3 * 0.95**number, 0.9)
        news.follow([an_epoch(number, validation, (0.3 * 0.95**number, 0.9 + gap))])
    told = [line.epoch for line in news.lines if "Training digits" in line.text]
    assert told == [3, 6]
    assert news.lines[2].text.endswith("Training digits: 91.2\u00a0% right.")


def test_training_behind_validation_is_not_called_strange(news: EpochLog) -> None:
    for number in range(1, 20):
        figures = (0.5 * 0.9**number, 0.9 + 0.004 * number)
        news.follow([an_epoch(number, figures, (2 * figures[0], figures[1] - 0.1))])
    assert not any("raining" in line.text for line in news.lines)
    assert {line.tone for line in news.lines} == {LogTone.PLAIN, LogTone.GOOD}


STUCK = (2.303, 0.11)


def stuck(first: int, last: int) -> list[EpochFinished]:
    """Epochs of a hundred steps in which nothing is learned."""
    return [
        EpochFinished(number, 100 * number, 2.303, 0.1, *STUCK) for number in range(first, last + 1)
    ]


def test_a_fault_has_a_line_of_its_own_once(news: EpochLog) -> None:
    news.follow(stuck(1, 10))
    warnings = [line for line in news.lines if line.tone is LogTone.WARNING]
    (fault,) = warnings
    assert news.lines.index(fault) == 2
    assert not fault.ends_epoch
    assert fault.epoch == 2
    assert fault.text.startswith("Stuck at guessing")
    assert len(news) == 11


def test_a_fault_stands_where_there_is_room_for_one_line(news: EpochLog) -> None:
    assert (news.headline, news.last_headline) == (None, None)
    news.follow(stuck(1, 9))
    assert news.headline == news.last_headline == news[2]
    assert news.latest != news[2]
    news.follow([an_epoch(number, (2.3 * 0.8 ** (number - 9), 0.5)) for number in range(91, 93)])
    assert news.headline is news.latest is news.last_headline


def test_a_fault_stands_for_some_epochs_even_if_the_run_does_better(news: EpochLog) -> None:
    news.follow(stuck(1, 2))
    fault = news.latest
    for number in range(3, 7):
        news.follow([EpochFinished(number, 100 * number, 1.0, 0.5, 2.0 / number, 0.5)])
        assert news.headline is fault
    news.follow([EpochFinished(7, 700, 1.0, 0.5, 2.0 / 7, 0.5)])
    assert news.headline is news.latest is not fault


def test_an_event_that_follows_a_fault_takes_its_place() -> None:
    for event in (RateChanged(201, 0.1, 0.01), Diverged(230, 3, nan, 0.5, 2)):
        news = EpochLog(IMAGES, Recipe())
        news.follow([*stuck(1, 2), event])
        assert news.headline is news.latest
        assert news.headline is not None
        assert news.headline.tone is not LogTone.WARNING or "beyond" in news.headline.text
        assert news.last_headline is news[1]


def test_steps_are_no_news(news: EpochLog) -> None:
    events: list[Event] = [
        StepFinished(1, 1, 0.5, 0.8, 0.1, 64),
        ValidationAdvanced(1, 10, 256, 5_000),
    ]
    assert news.follow(events) == ()
    assert news.latest is None
    assert news.lines == ()
    assert len(news) == 0


def test_lines_keep_their_figures_and_their_order(news: EpochLog) -> None:
    first = news.follow([an_epoch(1, (0.3, 0.9), (0.5, 0.8))])
    second = news.follow([RateChanged(11, 0.1, 0.2), an_epoch(2, (0.2, 0.95))])
    assert news.lines == (*first, *second)
    assert news[2] is news.latest
    line = news.lines[0]
    assert (line.training_loss, line.validation_loss) == (0.5, 0.3)
    assert (line.training_accuracy, line.validation_accuracy) == (0.8, 0.9)


@pytest.mark.parametrize("rate", [0.002, 1e-6, 0.3, 3.0])
def test_the_log_of_a_kept_run_is_the_one_that_was_told(
    rate: float, small_dataset: Dataset, tmp_path: Path
) -> None:
    store = RunStore(tmp_path)
    recipe = Recipe(hidden=(16,), epochs=6, optimizer="sgd", learning_rate=rate)
    run = recipe.start(small_dataset)
    live = EpochLog(len(small_dataset.validation), recipe)
    with store.begin("a run", recipe, small_dataset) as record:
        for event in keep(run, small_dataset, record):
            live.follow([event])
            if isinstance(event, StepFinished) and event.step == 30:
                run.optimizer.learning_rate = rate / 2
    kept = store.get(record.id)
    assert EpochLog.of_kept(kept, kept.history(), None).lines == live.lines
    assert len(live) >= 7
    ending = StoppedEarly(6, 5, 0.1)
    assert "Stopped early" in EpochLog.of_kept(kept, kept.history(), ending).lines[-1].text


def test_a_line_costs_no_more_memory_in_a_long_run(news: EpochLog) -> None:
    for number in range(1, 3_000):
        news.follow([an_epoch(number, (0.5 + 0.1 * 0.999**number, 0.8))])
    held = {name: value for name, value in vars(news).items() if name != "_lines"}
    held |= vars(held.pop("_diagnosis"))
    assert all(sys.getsizeof(value) < 2_000 for value in held.values())
    assert len(news) == 2_999
