"""Pulls a training run to its end, shows how it goes, and tells how it ended.

Ctrl-C and divergence are ends like any other: what was learned until then is not lost.
"""

from collections.abc import Generator
from dataclasses import dataclass, field

from nncore.commands.bars import new_bar
from nncore.commands.errors import FAILED, INTERRUPTED
from nncore.commands.outputs import percent
from nncore.events import Diverged, EpochFinished, Event, StepFinished


@dataclass
class Outcome:
    """How a run ended, and what had happened until then."""

    epochs: list[EpochFinished] = field(default_factory=list)
    steps: int = 0
    diverged: Diverged | None = None
    interrupted: bool = False

    @property
    def status(self) -> str:
        """One of "finished", "diverged" and "interrupted"."""
        if self.diverged:
            return "diverged"
        return "interrupted" if self.interrupted else "finished"

    @property
    def code(self) -> int:
        """The exit code that says so."""
        return {"finished": 0, "diverged": FAILED, "interrupted": INTERRUPTED}[self.status]

    @property
    def has_learned(self) -> bool:
        """Whether the network's weights are others than at first."""
        return bool(self.diverged.kept_epoch if self.diverged else self.steps)

    @property
    def words(self) -> str:
        """What to say of an end that came too early; empty for a finished run."""
        if self.diverged:
            end = self.diverged
            return (
                f"Training diverged at step {end.step} in epoch {end.epoch}: the loss is no longer "
                f"a number. The learning rate, {end.learning_rate:g}, is most likely too high."
            )
        return f"Interrupted after {self.steps} steps." if self.interrupted else ""


def watch(events: Generator[Event, None, None], *, steps: int, tell_epochs: bool) -> Outcome:
    """Pull `events` to the end, or until Ctrl-C.

    steps: how many are to be expected. tell_epochs: print a line for each epoch.
    """
    outcome = Outcome()
    with new_bar(steps, unit="step") as bar:
        try:
            for event in events:
                _note(outcome, event)
                if isinstance(event, StepFinished):
                    bar.set_postfix_str(
                        f"epoch {event.epoch}, loss {event.loss:.3f}", refresh=False
                    )
                    bar.update()
                elif isinstance(event, EpochFinished) and tell_epochs:
                    bar.clear()
                    print(_line(event), flush=True)
        except KeyboardInterrupt:
            outcome.interrupted = True
            events.close()
    return outcome


def _note(outcome: Outcome, event: Event) -> None:
    match event:
        case StepFinished():
            outcome.steps = event.step
        case EpochFinished():
            outcome.epochs.append(event)
        case Diverged():
            outcome.diverged = event


def _line(event: EpochFinished) -> str:
    line = f"epoch {event.epoch:3}: training loss {event.training_loss:.4f}"
    line += f", accuracy {percent(event.training_accuracy)}"
    if event.validation_loss is None or event.validation_accuracy is None:
        return line
    line += f"; validation loss {event.validation_loss:.4f}"
    return f"{line}, accuracy {percent(event.validation_accuracy)}"
