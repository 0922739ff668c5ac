"""Pulls a training run to its end, shows how it goes, and tells how it ended.

Ctrl-C and divergence are ends like any other: what was learned until then is not lost.
"""

from collections.abc import Callable, Generator
from dataclasses import dataclass, field

from nncore.cli.bars import new_bar
from nncore.cli.errors import FAILED, INTERRUPTED
from nncore.cli.interruption import Interruption
from nncore.cli.outputs import percent
from nncore.diagnosis import Cause, cause_of_rise
from nncore.events import (
    Diverged,
    EpochFinished,
    Event,
    StepFinished,
    StoppedEarly,
    ValidationAdvanced,
)
from nncore.recipes.recipe import Recipe

_CODES = {"finished": 0, "stopped early": 0, "diverged": FAILED, "interrupted": INTERRUPTED}


@dataclass
class TrainingOutcome:
    """How a run ended, and what had happened until then, in earlier sittings too.

    torn: the interruption came in the middle of a step.
    """

    recipe: Recipe
    epochs: list[EpochFinished] = field(default_factory=list)
    steps: int = 0
    stopped_early: StoppedEarly | None = None
    diverged: Diverged | None = None
    interrupted: bool = False
    torn: bool = False

    @property
    def status(self) -> str:
        """One of "finished", "stopped early", "diverged" and "interrupted"."""
        if self.diverged:
            return "diverged"
        if self.stopped_early:
            return "stopped early"
        return "interrupted" if self.interrupted else "finished"

    @property
    def code(self) -> int:
        """The exit code that says so."""
        return _CODES[self.status]

    @property
    def has_learned(self) -> bool:
        """Whether the network's weights are others than at first."""
        return bool(self.diverged.kept_epoch if self.diverged else self.steps)

    @property
    def words(self) -> str:
        """What to say of an end that came before the last epoch; empty for a finished run."""
        if end := self.diverged:
            return (
                f"Training diverged at step {end.step} in epoch {end.epoch}: the loss grew beyond "
                f"all measure. {_suspicion(self.recipe, end.learning_rate)}"
            )
        if stop := self.stopped_early:
            return (
                f"Stopped early after epoch {stop.epoch}: the validation loss was least in epoch "
                f"{stop.best_epoch}, {stop.best_loss:.4f}, whose weights are kept."
            )
        steps = "1 step" if self.steps == 1 else f"{self.steps} steps"
        return f"Interrupted after {steps}." if self.interrupted else ""


def _suspicion(recipe: Recipe, rate: float) -> str:
    """What most likely made a run diverge."""
    match cause_of_rise(recipe, rate):
        case Cause.WEIGHT_DECAY:
            return f"The weight decay, {recipe.weight_decay:g}, is most likely too strong."
        case Cause.DROPOUT:
            return "Dropout most likely leaves out too much."
        case Cause.LARGE_FIRST_WEIGHTS:
            return "Uniform first weights are most likely too large for these layers."
        case _:
            return f"The learning rate, {rate:g}, is most likely too high."


def watch(
    events: Generator[Event, None, None],
    outcome: TrainingOutcome,
    *,
    steps: int,
    tell_epochs: bool,
    at_epoch: Callable[[], None],
) -> None:
    """Pull `events` to the end, or until Ctrl-C, and note in `outcome` what happens.

    steps: how many there are in all. tell_epochs: print a line for each epoch. at_epoch: what is
    to be done at the end of each. Ctrl-C ends the run between two steps; a second one at once.
    """
    with new_bar(steps, initial=outcome.steps, unit="step") as bar, Interruption() as interruption:
        try:
            for event in events:
                _note(outcome, event)
                if isinstance(event, StepFinished):
                    bar.set_postfix_str(
                        f"epoch {event.epoch}, loss {event.loss:.3f}", refresh=False
                    )
                    bar.update()
                elif isinstance(event, EpochFinished):
                    bar.clear()
                    if tell_epochs:
                        print(_line(event), flush=True)
                    at_epoch()
                if interruption.is_wished and isinstance(event, StepFinished | ValidationAdvanced):
                    outcome.interrupted = True
                    return
        except KeyboardInterrupt:
            outcome.interrupted = outcome.torn = True


def _note(outcome: TrainingOutcome, event: Event) -> None:
    match event:
        case StepFinished():
            outcome.steps = event.step
        case EpochFinished():
            outcome.epochs.append(event)
        case StoppedEarly():
            outcome.stopped_early = event
        case Diverged():
            outcome.diverged = event


def _line(event: EpochFinished) -> str:
    line = f"epoch {event.epoch:3}: training loss {event.training_loss:.4f}"
    line += f", accuracy {percent(event.training_accuracy)}"
    if event.validation_loss is None or event.validation_accuracy is None:
        return line
    line += f"; validation loss {event.validation_loss:.4f}"
    line += f", accuracy {percent(event.validation_accuracy)}"
    return line if event.refusal is None else f"{line}; non-digits refused {percent(event.refusal)}"
