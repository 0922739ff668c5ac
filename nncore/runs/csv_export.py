"""A run's history as a table that any spreadsheet opens: one line a step.

Points stand in numbers, and commas between them.
"""

from pathlib import Path

from nncore.events import EpochFinished
from nncore.runs.kept_run import KeptRun
from nncore.runs.run_history import RunHistory
from nncore.storage.files import write_whole

COLUMNS = (
    "step",
    "epoch",
    "loss",
    "accuracy",
    "learning_rate",
    "training_loss",
    "training_accuracy",
    "validation_loss",
    "validation_accuracy",
    "non_digits_refused",
)
_EMPTY = "," * (len(COLUMNS) - 5)
"""On a line where no epoch ends, behind the figures of the step."""


def export_csv(kept: KeptRun, path: str | Path) -> None:
    """Write the history of `kept`, whole or not at all; a million steps take seconds.

    On the lines where an epoch ends stand its figures, empty elsewhere. Losses are in nats,
    accuracies and the non-digits refused fractions of 1; every number reads back as it was kept.
    Raises OSError where it cannot be written, RunError for a damaged run.
    """
    history = kept.history()
    lines = [",".join(COLUMNS), *_step_lines(history)]
    for event in history.epochs:
        if event.step <= len(history.losses):
            lines[event.step] = lines[event.step].removesuffix(_EMPTY) + _figures(event)
    write_whole(Path(path), ("\n".join(lines) + "\n").encode())


def _step_lines(history: RunHistory) -> list[str]:
    rows = zip(
        range(1, len(history.losses) + 1),
        history.epoch_numbers.tolist(),
        history.losses.tolist(),
        history.accuracies.tolist(),
        history.learning_rates.tolist(),
        strict=True,
    )
    # nine digits tell any two numbers of single precision apart
    return [
        f"{step},{epoch},{loss:.9g},{accuracy:.9g},{rate:.9g}{_EMPTY}"
        for step, epoch, loss, accuracy, rate in rows
    ]


def _figures(event: EpochFinished) -> str:
    figures = (
        event.training_loss,
        event.training_accuracy,
        event.validation_loss,
        event.validation_accuracy,
        event.refusal,
    )
    return "".join("," + ("" if each is None else repr(each)) for each in figures)
