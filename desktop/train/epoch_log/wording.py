"""What the drawer says around its lines, and its lines as text that can be pasted elsewhere."""

from collections.abc import Iterable

from desktop import formats
from desktop.translation import tr
from desktop.workspace.run.epoch_log import LogLine

EMPTY = tr("Start a run: a line here will tell what each epoch brought.")
WAITING = tr("The first line comes at the end of the first epoch.")
HEADINGS = (tr("Training loss"), tr("Validation loss"), tr("Accuracy"))

_COLUMNS = (
    tr("Epoch"),
    tr("What happened"),
    tr("Training loss"),
    tr("Validation loss"),
    tr("Training accuracy"),
    tr("Validation accuracy"),
    tr("Non-digits refused"),
)


def figures(line: LogLine) -> tuple[str, str, str]:
    """The figures of an epoch under HEADINGS; empty where none ended."""
    if not line.ends_epoch:
        return "", "", ""
    accuracy = line.validation_accuracy
    if accuracy is None:
        accuracy = line.training_accuracy
    return (
        formats.loss(line.training_loss),
        formats.loss(line.validation_loss),
        formats.accuracy(accuracy),
    )


def spoken(line: LogLine) -> str:
    """A line as a screen reader says it."""
    return tr("Epoch {epoch:,}. {words}", epoch=line.epoch, words=line.text)


def as_table(lines: Iterable[LogLine]) -> str:
    """Lines with all their figures, tabs between them, as spreadsheets and documents take them."""
    rows = [_COLUMNS, *map(_cells, lines)]
    return "".join("\t".join(row) + "\n" for row in rows)


def _cells(line: LogLine) -> tuple[str, ...]:
    losses = (line.training_loss, line.validation_loss)
    numbers = (
        *(None if loss is None else formats.in_loss_unit(loss) for loss in losses),
        line.training_accuracy,
        line.validation_accuracy,
        line.refusal,
    )
    told = ("" if number is None else f"{number:.6g}" for number in numbers)
    return (str(line.epoch), line.text, *told)
