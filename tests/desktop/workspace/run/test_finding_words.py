import pytest

from desktop.workspace.run import epoch_sentences
from desktop.workspace.run.finding_words import in_words
from nncore.diagnosis import Cause, Finding, Symptom

WORST = 1.23457e-05
"""A rate of as many letters as any has."""

WORDS = [
    (
        Finding(Symptom.STUCK_AT_GUESSING, Cause.LABELS, 2, 200, 0.002, 2.3026, 0.113),
        (
            "Stuck at guessing: loss 2.3026; 11.3\u00a0% right. The labels may not"
            " fit the images. Try generated digits."
        ),
    ),
    (
        Finding(Symptom.STUCK_AT_GUESSING, Cause.WEIGHT_DECAY, 2, 200, 0.002, 2.3026, 0.113),
        (
            "Stuck at guessing: loss 2.3026; 11.3\u00a0% right. Weight decay is "
            "likely too strong. Try 0."
        ),
    ),
    (
        Finding(Symptom.ONE_ANSWER, Cause.UNEVEN_LABELS, 2, 200, 0.002, 0.98, 0.12, digit=1),
        (
            "98\u00a0% of the digits are read as 1, 12.0\u00a0% right. Most training digits "
            "are likely that one. Try more even data."
        ),
    ),
    (
        Finding(
            Symptom.DEAD_UNITS, Cause.RATE_TOO_HIGH, 2, 200, 0.5, 0.97, 256, 0.05, layer="1 (128)"
        ),
        (
            "Dead: 97\u00a0% of the ReLUs of layer 1 (128) answer no digit. The rate of 0.5 is "
            "likely too high. Try 0.05 from the start."
        ),
    ),
    (
        Finding(Symptom.DEAD_UNITS, Cause.FIRST_WEIGHTS, 2, 200, 0.1, 1.0, 256, layer="1 (128)"),
        (
            "Dead: 100\u00a0% of the ReLUs of layer 1 (128) answer no digit. Bad first weights, "
            "perhaps. Try another seed."
        ),
    ),
    (
        Finding(Symptom.DEAD_UNITS, Cause.DROPOUT, 2, 200, 0.1, 0.97, 256, layer="1 (128)"),
        (
            "Dead: 97\u00a0% of the ReLUs of layer 1 (128) answer no digit. Dropout likely leaves "
            "out too much. Try 0.5."
        ),
    ),
    (
        Finding(Symptom.LOSS_ROSE, Cause.RATE_TOO_HIGH, 1, 1_604, 0.1, 9.1, 2.3, 0.001),
        (
            "The loss shot up from 2.3000 to 9.1000 by step 1,604. The rate of 0.1 is likely "
            "too high. Try 0.001 from the start."
        ),
    ),
    (
        Finding(Symptom.RATE_TOO_LOW, Cause.RATE_TOO_LOW, 2, 200, 1e-5, 2.35, 0.028, 0.001),
        (
            "Training loss falls slowly, by 0.0280 an epoch to 2.3500. The rate of 0.00001 is "
            "likely too low. Try 0.001 from the start."
        ),
    ),
    (
        Finding(Symptom.RATE_TOO_LOW, Cause.RATE_TOO_LOW, 2, 200, 1e-9, 2.35, -0.001, 0.001),
        (
            "Training loss does not fall: 2.3500 still. The rate of 1·10⁻⁹ is likely too low. "
            "Try 0.001 from the start."
        ),
    ),
    (
        Finding(Symptom.UNUSUAL_IMAGES, Cause.NEARLY_BLACK, 1, 100, 0.002, 1, 255),
        (
            "Training images are nearly black: the brightest pixel is 1 of 255. Saved as 0 to"
            " 1, perhaps: try them times 255."
        ),
    ),
    (
        Finding(Symptom.UNUSUAL_IMAGES, Cause.NEARLY_BLACK, 1, 100, 0.002, 31, 255),
        (
            "Training images are nearly black: the brightest pixel is 31 of 255. Saved as 0 to"
            " 31, perhaps: try them times 8."
        ),
    ),
    (
        Finding(Symptom.UNUSUAL_IMAGES, Cause.NEARLY_BLACK, 1, 100, 0.002, 0, 255),
        "Training images are black: all pixels are 0. Look at where they come from.",
    ),
    (
        Finding(Symptom.UNUSUAL_IMAGES, Cause.WHITE_GROUND, 1, 100, 0.002, 221.7, 255),
        (
            "Training images have a white ground: the mean pixel is 222 of 255. Digits are "
            "light on black: try them inverted."
        ),
    ),
    (
        Finding(
            Symptom.OVERFITTING, Cause.TOO_LITTLE_VARIETY, 9, 90, 0.002, 0.15, 0.103, best_epoch=6
        ),
        (
            "Overfitting: validation loss is up from 0.1030 (epoch 6) to 0.1500, training loss "
            "falls. Try to vary the images more, or to stop early."
        ),
    ),
]


@pytest.mark.parametrize(("finding", "words"), WORDS)
def test_a_fault_in_words(finding: Finding, words: str) -> None:
    assert in_words(finding) == words
    assert len(words) <= epoch_sentences.LONGEST


@pytest.mark.parametrize("symptom", Symptom)
@pytest.mark.parametrize("cause", Cause)
def test_every_fault_fits_beside_a_large_figure(symptom: Symptom, cause: Cause) -> None:
    figures = {
        Symptom.DEAD_UNITS: (1.0, 256),
        Symptom.ONE_ANSWER: (1.0, 0.099),
        Symptom.LOSS_ROSE: (98_765.4, 12.34),
    }
    value, reference = figures.get(symptom, (2.3456, 0.0123))
    finding = Finding(
        symptom, cause, 12_345, 123_456, WORST, value, reference, WORST, "3×3×128", 8, 12_345
    )
    assert len(in_words(finding)) <= epoch_sentences.LONGEST
