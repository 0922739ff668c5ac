"""What is wrong with a run in a sentence or two: what was measured, the likely cause, one thing to
try.
"""

from desktop.formats import accuracy
from desktop.workspace.run.epoch_sentences import loss
from nncore.diagnosis import Cause, Finding, Symptom


def in_words(finding: Finding) -> str:
    """What was found, at most `epoch_sentences.LONGEST` letters long."""
    match finding.symptom:
        case Symptom.UNUSUAL_IMAGES:
            return _unusual_images(finding)
        case Symptom.OVERFITTING:
            return _overfitting(finding)
    return f"{_measured(finding)} {_advice(finding)}"


def _measured(finding: Finding) -> str:
    value, reference = finding.value, finding.reference
    match finding.symptom:
        case Symptom.RATE_TOO_HIGH:
            rise = f"from {loss(reference)} to {loss(value)}"
            return f"The loss shot up {rise} by step {finding.step:,}."
        case Symptom.DEAD_UNITS:
            share = accuracy(value, 0)
            return f"Dead: {share} of the ReLUs of layer {finding.layer} answer no digit."
        case Symptom.RATE_TOO_LOW:
            if reference <= 0:
                return f"Training loss does not fall: {loss(value)} still."
            return f"Training loss falls slowly, by {loss(reference)} an epoch to {loss(value)}."
        case Symptom.STUCK_AT_GUESSING:
            return (
                f"Stuck at guessing: loss {loss(value)}, near ln 10; {accuracy(reference)} right."
            )
        case _:
            share = accuracy(value, 0)
            return (
                f"{share} of the digits are read as {finding.digit}, {accuracy(reference)} right."
            )


def _advice(finding: Finding) -> str:
    """The likely cause, and one thing to try."""
    rate, better = f"{finding.rate:g}", f"{finding.better_rate or finding.rate:g}"
    match finding.cause:
        case Cause.RATE_TOO_HIGH:
            return f"The rate of {rate} is likely too high. Try {better}: Stop, set it, Start."
        case Cause.RATE_TOO_LOW:
            return f"The rate of {rate} is likely too low. Try {better}: Stop, set it, Start."
        case Cause.WEIGHT_DECAY:
            return "Weight decay is likely too strong. Try 0."
        case Cause.FIRST_WEIGHTS:
            return "Bad first weights, perhaps. Try another seed."
        case Cause.UNEVEN_LABELS:
            return "Most training digits are likely that one. Try more even data."
        case _:
            return "The labels may not fit the images. Try generated digits."


def _unusual_images(finding: Finding) -> str:
    if finding.cause is Cause.NEARLY_BLACK:
        return (
            f"Training images are nearly black: the brightest pixel is {finding.value:.0f} of 255. "
            "Saved as 0 to 1, perhaps: try them times 255."
        )
    return (
        f"Training images have a white ground: the mean pixel is {finding.value:.0f} of 255. "
        "Digits are light on black: try them inverted."
    )


def _overfitting(finding: Finding) -> str:
    return (
        f"Overfitting: validation loss is up from {loss(finding.reference)} (epoch "
        f"{finding.best_epoch:,}) to {loss(finding.value)}, training loss falls. Try to vary the "
        "images more, or to stop early."
    )
