"""What an epoch, a stop or another rate is said to be, in a sentence beside a large figure."""

from dataclasses import replace
from math import nan

import numpy as np
import pytest

from desktop.train.epoch_log.wording import as_table
from desktop.workspace.run import epoch_sentences as words
from desktop.workspace.run.epoch_log import EpochLog, LogLine, LogTone
from nncore.events import Diverged, RateChanged, StoppedEarly
from nncore.recipes.recipe import Recipe
from tests.desktop.workspace.run.run_by_hand import IMAGES, an_epoch

FLAT = [(0.4000, 0.88)] * 10
SLOW = [(0.5 - 0.001 * number, 0.85) for number in range(10)]


def told(*validations: tuple[float, float] | None, images: int = IMAGES) -> LogLine:
    """The line after epochs with such validation figures, training standing still."""
    news = EpochLog(images, Recipe())
    news.follow([an_epoch(number, each) for number, each in enumerate(validations, 1)])
    assert news.latest is not None
    return news.latest


@pytest.mark.parametrize(
    ("validations", "text", "tone"),
    [
        (
            [(0.342, 0.9024)],
            (
                "After the first epoch 4,512 of 5,000 digits are read right (90.2\u00a0%); "
                "validation loss 0.3420."
            ),
            LogTone.PLAIN,
        ),
        (
            [(2.31, 0.112)],
            (
                "After the first epoch 560 of 5,000 digits are read right (11.2\u00a0%, little "
                "better than guessing); validation loss 2.3100."
            ),
            LogTone.PLAIN,
        ),
        (
            [(0.342, 0.9), (0.287, 0.9074)],
            (
                "Validation loss down from 0.3420 to 0.2870, the best so far; 37 more of 5,000 "
                "digits read right (90.7\u00a0%)."
            ),
            LogTone.GOOD,
        ),
        (
            [(0.342, 0.9), (0.287, 0.8976)],
            (
                "Validation loss down from 0.3420 to 0.2870, the best so far; 12 fewer of 5,000 "
                "digits read right (89.8\u00a0%)."
            ),
            LogTone.GOOD,
        ),
        (
            [(0.287, 0.9), (0.301, 0.9)],
            (
                "Validation loss up from 0.2870 to 0.3010; still 4,500 of 5,000 digits read right "
                "(90.0\u00a0%). Best: 0.2870 in epoch 1."
            ),
            LogTone.PLAIN,
        ),
        (
            [(0.287, 0.9), (0.350, 0.89), (0.310, 0.901)],
            (
                "Validation loss down from 0.3500 to 0.3100; 55 more of 5,000 digits read right "
                "(90.1\u00a0%, the most so far). Best: 0.2870 in epoch 1."
            ),
            LogTone.PLAIN,
        ),
        (
            [(0.2870, 0.9), (0.2872, 0.9002)],
            (
                "Validation loss hardly changed (0.2872); 1 more of 5,000 digits read right "
                "(90.0\u00a0%, the most so far)."
            ),
            LogTone.PLAIN,
        ),
        (
            [(0.287, 0.9), (0.285, 0.9002)],
            (
                "Validation loss down a little (0.2850); 1 more of 5,000 digits read right "
                "(90.0\u00a0%)."
            ),
            LogTone.PLAIN,
        ),
        (
            [*FLAT, (0.4001, 0.8802)],
            (
                "Validation loss hardly changed (0.4001, about where it was ten epochs ago); 1 "
                "more of 5,000 digits read right (88.0\u00a0%, the most so far)."
            ),
            LogTone.PLAIN,
        ),
        (
            [*SLOW, (0.490, 0.8506)],
            (
                "Validation loss hardly changed (0.4900, 0.0100 less than ten epochs ago); 3 more "
                "of 5,000 digits read right (85.1\u00a0%)."
            ),
            LogTone.PLAIN,
        ),
        (
            [(0.01, 0.9998), (0.0005, 1.0)],
            (
                "Validation loss down from 0.0100 to 0.0005, the best so far; all 5,000 digits are"
                " read right."
            ),
            LogTone.GOOD,
        ),
        (
            [(0.0004, 0.9998), (0.00001, 0.9998)],
            (
                "Validation loss down a little (<\u00a00.0001); still 4,999 of 5,000 digits read "
                "right (99.98\u00a0%)."
            ),
            LogTone.PLAIN,
        ),
        (
            [(0.0, 1.0), (0.0, 1.0)],
            "Validation loss hardly changed (0.0000); all 5,000 digits are read right.",
            LogTone.PLAIN,
        ),
        (
            [(12_345.6, 0.7), (45.04, 0.9)],
            (
                "Validation loss down from 12,346 to 45.04, the best so far; 1,000 more of 5,000 "
                "digits read right (90.0\u00a0%)."
            ),
            LogTone.GOOD,
        ),
    ],
)
def test_an_epoch_in_words(
    validations: list[tuple[float, float]], text: str, tone: LogTone
) -> None:
    line = told(*validations)
    assert line.text == text
    assert line.tone is tone


@pytest.mark.parametrize(
    ("trainings", "text"),
    [
        (
            [(0.5, 0.85)],
            "After the first epoch 85.0\u00a0% of the digits are read right; training loss 0.5000.",
        ),
        (
            [(0.5, 0.85), (0.4, 0.88)],
            (
                "Training loss down from 0.5000 to 0.4000, the best so far; 88.0\u00a0% of the "
                "digits are read right."
            ),
        ),
        (
            [(0.5, 0.85), (0.5001, 0.85)],
            "Training loss hardly changed (0.5001); 85.0\u00a0% of the digits are read right.",
        ),
    ],
)
def test_without_validation_training_is_told(
    trainings: list[tuple[float, float]], text: str
) -> None:
    news = EpochLog(0, Recipe())
    news.follow([an_epoch(number, None, each) for number, each in enumerate(trainings, 1)])
    assert news.latest is not None
    assert news.latest.text == text
    assert news.latest.validation_loss is None


def test_what_is_no_number_counts_as_not_validated() -> None:
    assert "training loss 0.3000" in told((nan, nan)).text


def test_an_unknown_number_of_images_is_not_invented() -> None:
    assert told((0.3, 0.9), (0.2, 0.95), images=0).text == (
        "Validation loss down from 0.3000 to 0.2000, the best so far; 95.0\u00a0% of the digits "
        "are read right."
    )


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (0.002, 0.001, "0.001, half of what it was"),
        (0.003, 0.001, "0.001, a third of what it was"),
        (0.1, 0.01, "0.01, a tenth of what it was"),
        (0.1, 0.001, "0.001, a hundredth of what it was"),
        (0.001, 0.002, "0.002, twice what it was"),
        (0.001, 0.01, "0.01, 10 times what it was"),
        (0.001, 0.0015, "0.0015; it was 0.001"),
        (0.001, 0.0007, "0.0007; it was 0.001"),
        (0.007, 0.001, "0.001; it was 0.007"),
        (1e-6, 1.0, "1; it was 0.000001"),
        (1.0, 5e-324, "4.94066·10⁻³²⁴; it was 1"),
    ],
)
def test_another_learning_rate_is_told(
    news: EpochLog, before: float, after: float, words: str
) -> None:
    news.follow([an_epoch(1, (0.3, 0.9)), RateChanged(4_301, before, after)])
    assert news.latest is not None
    assert news.latest.text == f"From step 4,301 on the learning rate is set to {words}."
    assert news.latest.epoch == 2
    assert not news.latest.ends_epoch


def test_an_early_stop_is_told(news: EpochLog) -> None:
    news.follow([StoppedEarly(9, 6, 0.1234)])
    assert news.latest is not None
    assert news.latest.text == (
        "Stopped early: validation loss had not fallen for 3 epochs. Kept the weights of epoch 6 "
        "(validation loss 0.1234)."
    )
    assert news.headline is news.last_headline is news.latest
    assert news.follow([StoppedEarly(7, 6, 0.1234)])[0].text.startswith(
        "Stopped early: validation loss had not fallen for 1 epoch."
    )


@pytest.mark.parametrize(("kept", "words"), [(2, "those of epoch 2"), (0, "the first ones")])
def test_divergence_is_told_with_the_rate_that_was_set_last(
    news: EpochLog, kept: int, words: str
) -> None:
    # a schedule had made less of it by then
    news.follow([RateChanged(800, 0.002, 10.0), Diverged(1_234, 3, nan, 8.1, kept)])
    assert news.latest == LogLine(
        3,
        "The loss grew beyond all measure at step 1,234. Is the learning rate of 10 too high? "
        f"The weights are {words} again.",
        LogTone.WARNING,
    )


def test_an_epoch_that_was_too_large_as_a_whole_does_not_blame_its_last_step(
    news: EpochLog,
) -> None:
    news.follow([Diverged(1_234, 3, 36.6, 5.0, 0)])
    assert news.latest is not None
    assert news.latest.text.startswith("The loss grew beyond all measure in epoch 3. Is the ")


def test_every_line_fits_beside_a_large_figure() -> None:
    rng = np.random.default_rng(3)
    for images in (0, 300, 60_000):
        news = EpochLog(images, Recipe())
        validation = training = 10.0
        for number in range(1, 2_000):
            validation *= float(np.exp(0.2 * rng.standard_normal() - 0.001 * np.log(validation)))
            training *= float(np.exp(0.2 * rng.standard_normal() - 0.001 * np.log(training)))
            accuracies = rng.random(2)
            figures = (validation, float(accuracies[0]))
            news.follow([an_epoch(number, figures, (training, float(accuracies[1])))])
        assert max(len(line.text) for line in news.lines) <= words.LONGEST
        for line in news.lines:
            assert line.text[0].isupper()
            assert line.text[-1] in ".?"
            assert "nan" not in line.text


def test_what_is_refused_is_told_first_of_what_there_is_room_for(news: EpochLog) -> None:
    for number, validation in enumerate([(0.342, 0.9024), (0.287, 0.912)], 1):
        news.follow([replace(an_epoch(number, validation), refusal=0.9321)])
    first, second = news.lines
    assert first.text.endswith("validation loss 0.3420. Refuses 93.2\u00a0% of what is no digit.")
    assert second.text.endswith(" Refuses 93.2\u00a0% of what is no digit.")
    assert second.refusal == 0.9321
    assert as_table([second]).endswith("\t0.9321\n")
