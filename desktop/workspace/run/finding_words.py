"""What is wrong with a run in a sentence or two: what was measured, the likely cause, one thing to
try.
"""

from desktop.formats import accuracy, learning_rate, loss
from desktop.translation import tr
from nncore.diagnosis import Cause, Finding, Symptom
from nncore.inputs import WHITE


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
        case Symptom.LOSS_ROSE:
            return tr(
                "The loss shot up from {before} to {after} by step {step:,}.",
                before=loss(reference),
                after=loss(value),
                step=finding.step,
            )
        case Symptom.DEAD_UNITS:
            share = accuracy(value, 0)
            return tr(
                "Dead: {share} of the ReLUs of layer {layer} answer no digit.",
                share=share,
                layer=finding.layer,
            )
        case Symptom.RATE_TOO_LOW:
            if reference <= 0:
                return tr("Training loss does not fall: {loss} still.", loss=loss(value))
            return tr(
                "Training loss falls slowly, by {loss} an epoch to {reference}.",
                loss=loss(reference),
                reference=loss(value),
            )
        case Symptom.STUCK_AT_GUESSING:
            return tr(
                "Stuck at guessing: loss {loss}; {accuracy} right.",
                loss=loss(value),
                accuracy=accuracy(reference),
            )
        case _:
            share = accuracy(value, 0)
            return tr(
                "{share} of the digits are read as {digit}, {accuracy} right.",
                share=share,
                digit=finding.digit,
                accuracy=accuracy(reference),
            )


def _advice(finding: Finding) -> str:
    """The likely cause, and one thing to try."""
    rate, better = map(learning_rate, (finding.rate, finding.better_rate or finding.rate))
    match finding.cause:
        case Cause.RATE_TOO_HIGH:
            return tr(
                "The rate of {rate} is likely too high. Try {better} from the start.",
                rate=rate,
                better=better,
            )
        case Cause.RATE_TOO_LOW:
            return tr(
                "The rate of {rate} is likely too low. Try {better} from the start.",
                rate=rate,
                better=better,
            )
        case Cause.WEIGHT_DECAY:
            return tr("Weight decay is likely too strong. Try 0.")
        case Cause.DROPOUT:
            return tr("Dropout likely leaves out too much. Try 0.5.")
        case Cause.LARGE_FIRST_WEIGHTS:
            return tr("Uniform first weights are likely too large here. Try He's.")
        case Cause.FIRST_WEIGHTS:
            return tr("Bad first weights, perhaps. Try another seed.")
        case Cause.UNEVEN_LABELS:
            return tr("Most training digits are likely that one. Try more even data.")
        case _:
            return tr("The labels may not fit the images. Try generated digits.")


def _unusual_images(finding: Finding) -> str:
    if finding.cause is Cause.NEARLY_BLACK and finding.value < 1:
        return tr("Training images are black: all pixels are 0. Look at where they come from.")
    if finding.cause is Cause.NEARLY_BLACK:
        return tr(
            "Training images are nearly black: the brightest pixel is {value:.0f} of "
            "255. Saved as 0 to {value:.0f}, perhaps: try them times {factor:.0f}.",
            value=finding.value,
            factor=WHITE / finding.value,
        )
    return tr(
        "Training images have a white ground: the mean pixel is {value:.0f} of 255. "
        "Digits are light on black: try them inverted.",
        value=finding.value,
    )


def _overfitting(finding: Finding) -> str:
    return tr(
        "Overfitting: validation loss is up from {loss} (epoch {best_epoch:,}) to "
        "{reference}, training loss falls. Try to vary the images more, or to stop early.",
        loss=loss(finding.reference),
        best_epoch=finding.best_epoch,
        reference=loss(finding.value),
    )
