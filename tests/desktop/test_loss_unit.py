"""In bits, every loss that is shown is in bits: one factor and one sentence decide."""

from math import log

import numpy as np
import pytest

from desktop import formats
from desktop.mistakes import wording as mistakes_wording
from desktop.mistakes.cards.wording import sort_text
from desktop.mistakes.examples import Examples
from desktop.mistakes.filters import Order
from desktop.train.epoch_log import wording as log_wording
from desktop.train.plots.crosshair import CrosshairValues, RunValues, loss_range
from desktop.train.plots.scales import log_loss_scale, loss_scale
from desktop.workspace.evaluation import EvaluationColumns
from desktop.workspace.run import epoch_sentences
from desktop.workspace.run.epoch_log import LogLine, LogTone
from desktop.workspace.run.finding_words import in_words
from nncore.datasets import Split
from nncore.diagnosis import Cause, Finding, Symptom
from nncore.events import StoppedEarly
from nncore.loop_state import GUESSING_LOSS

ONE_BIT = log(2)


@pytest.fixture(autouse=True)
def _in_bits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formats, "LOSS_FACTOR", 1 / ONE_BIT)


def test_numbers_and_sentences_are_in_bits() -> None:
    assert formats.loss(ONE_BIT) == "1.0000"
    told = epoch_sentences.loss_change("Validation loss", 3 * ONE_BIT, 2 * ONE_BIT)
    assert told == "Validation loss down from 3.0000 to 2.0000"
    drift = epoch_sentences.loss_drift("Loss", ONE_BIT, 1.005 * ONE_BIT, 2 * ONE_BIT)
    assert drift == "Loss up a little (1.0050, 0.9950 less than ten epochs ago)"
    assert "(validation loss 1.0000)" in epoch_sentences.early_stop(StoppedEarly(7, 4, ONE_BIT))


def test_what_is_found_wrong_is_told_in_bits() -> None:
    stuck = Finding(Symptom.STUCK_AT_GUESSING, Cause.LABELS, 2, 200, 0.002, GUESSING_LOSS, 0.1)
    assert in_words(stuck).startswith("Stuck at guessing: loss 3.3219; 10.0")


def test_axes_and_the_readout_are_in_bits() -> None:
    ticks = loss_scale(0.0, 4 * ONE_BIT).ticks(4)
    assert [tick.text for tick in ticks] == ["0", "1", "2", "3", "4"]
    assert [tick.value for tick in ticks] == pytest.approx([k * ONE_BIT for k in range(5)])
    named = {tick.text: tick.value for tick in log_loss_scale(0.1, 5.0).ticks(10)}
    assert named["1"] == pytest.approx(ONE_BIT)


def test_the_journal_and_what_is_copied_of_it_are_in_bits() -> None:
    line = LogLine(1, "", LogTone.PLAIN, 2 * ONE_BIT, ONE_BIT, 0.8, 0.5)
    assert log_wording.figures(line)[:2] == ("2.0000", "1.0000")
    assert log_wording.as_table([line]).endswith("\t2\t1\t0.8\t0.5\t\n")


def test_the_range_of_the_readout_is_in_bits() -> None:
    run = RunValues(ONE_BIT, None, 0.5, None)
    values = CrosshairValues(3, 1, None, run, ONE_BIT, 2 * ONE_BIT, 0.1, ())
    assert loss_range(values) == "1.0000 – 2.0000"


def test_cards_and_the_inspector_are_in_bits() -> None:
    images, labels = np.zeros((1, 28, 28), np.uint8), np.array([4], np.uint8)
    answers, losses = np.array([9], np.uint8), np.array([5 * ONE_BIT], np.float32)
    columns = EvaluationColumns(labels, answers, np.array([0.9], np.float32), losses)
    examples = Examples(Split(images, labels), columns)
    assert sort_text(examples, 0, Order.WORST) == "loss 5.0000"
    assert mistakes_wording.sentence(examples.example(0)).endswith("(loss 5.0000).")


def test_the_unit_says_what_guessing_costs_in_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    assert formats.LOSS_UNIT.endswith(f" {formats.in_loss_unit(GUESSING_LOSS):.1f}")
