"""`commit.json`: how many rows and which files of a run's folder count, replaced whole.

Whatever the other files hold beyond it is left of a commit that was interrupted.
"""

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise
from pathlib import Path
from typing import Any

from nncore.events import RateChanged
from nncore.inputs import WHITE
from nncore.recipes.recipe import MOST_COUNT
from nncore.runs.documents import Document, read_document, write_document
from nncore.runs.errors import RunError
from nncore.runs.weights import MOST_WEIGHTS
from nncore.runtime.epoch_check import EpochCheck

FILE = "commit.json"
_FORMAT = 1
MOST_RATE_CHANGES = 10_000
"""The latest of a run's that are noted; what the rate was at each step stands in `steps.npy`."""

MOST_CHECKS = 20
"""The first of a run's unusual checks that are noted: what is wrong shows in them."""

_MOST_SECONDS = 100 * 366 * 24 * 60 * 60
STATE_NAME = re.compile(r"state-(0|[1-9][0-9]{0,15})(-again)?\.safetensors")


class Ending(StrEnum):
    """How a run came to its end; one that was interrupted has none."""

    FINISHED = "finished"
    """All epochs of its recipe are done."""
    STOPPED = "stopped"
    """Somebody wanted it so."""
    EARLY = "early"
    """The validation loss fell no further."""
    DIVERGED = "diverged"
    """The loss grew beyond all measure."""


@dataclass(frozen=True)
class Commit:
    """What counts.

    asked: how many epochs the recipe asks for by now. steps, epochs: rows of their files.
    predictions: rows of the three files of predictions. losses, log_probabilities: rows of their
    files, which tell of the latest so many of the predicted epochs: a version that knows nothing of
    them leaves the counts out, and they begin at 0 again. refusals: rows of their file, which tell
    of the latest so many epochs. state: the name of the file of the
    training state, None before the first pull. It stands after all epochs, at `state_step`: only
    where the run diverged, and went back to the end of an epoch, more steps were told of.
    weights: the epochs whose weights are kept, 0 for those before training. rate_changes: the
    latest MOST_RATE_CHANGES. best_validation: the highest validation accuracy of any epoch. checks:
    the first MOST_CHECKS that were unusual, without answers, by the epoch.
    """

    asked: int
    steps: int = 0
    epochs: int = 0
    predictions: int = 0
    losses: int = 0
    log_probabilities: int = 0
    refusals: int = 0
    state: str | None = None
    state_step: int = 0
    weights: tuple[int, ...] = ()
    rate_changes: tuple[RateChanged, ...] = ()
    seconds: float = 0.0
    best_validation: float | None = None
    ending: Ending | None = None
    checks: tuple[tuple[int, EpochCheck], ...] = ()

    def of_state(self) -> "Commit":
        """What counts if the run goes on where its state stands: no steps beyond that."""
        first = self.state_step + 1
        changes = (replace(each, step=min(each.step, first)) for each in self.rate_changes)
        return replace(self, steps=self.state_step, rate_changes=tuple(changes))

    def write(self, folder: Path) -> None:
        """Raises OSError."""
        values: dict[str, Any] = {
            "format": _FORMAT,
            "asked": self.asked,
            "steps": self.steps,
            "epochs": self.epochs,
            "predictions": self.predictions,
            "losses": self.losses,
            "log_probabilities": self.log_probabilities,
            "state": self.state,
            "state_step": self.state_step,
            "weights": self.weights,
            "rate_changes": [(each.step, each.before, each.after) for each in self.rate_changes],
            "seconds": self.seconds,
            "best_validation": self.best_validation,
            "ending": self.ending,
        }
        if self.refusals:
            values["refusals"] = self.refusals  # else as earlier versions wrote it
        if self.checks:
            values["checks"] = [_check_row(*each) for each in self.checks]
        write_document(folder / FILE, values)

    @classmethod
    def read(cls, folder: Path) -> "Commit":
        """Raises RunError for a file that is damaged or something else."""
        document = read_document(folder / FILE)
        if document.optional("format") != _FORMAT:
            raise document.wrong("format", str(_FORMAT))
        best = document.optional("best_validation")
        commit = cls(
            asked=document.count("asked"),
            steps=document.count("steps"),
            epochs=document.count("epochs"),
            predictions=document.count("predictions"),
            losses=_later_count(document, "losses"),
            log_probabilities=_later_count(document, "log_probabilities"),
            refusals=_later_count(document, "refusals"),
            state=_state(document),
            state_step=document.count("state_step"),
            weights=document.rising_counts("weights", most=MOST_WEIGHTS),
            rate_changes=_rate_changes(document),
            seconds=document.number("seconds"),
            best_validation=None if best is None else document.number("best_validation"),
            ending=_ending(document),
            checks=_checks(document),
        )
        return _consistent(commit, document)


def _consistent(commit: Commit, document: Document) -> Commit:
    if commit.state_step > commit.steps:
        raise RunError(f"{document.path}: the state stands beyond what was told of")
    later = max(commit.losses, commit.log_probabilities)
    is_nested = later <= commit.predictions <= commit.epochs <= commit.steps
    if not is_nested or commit.refusals > commit.epochs:
        raise RunError(f"{document.path}: the counts of rows do not fit together")
    if not 1 <= commit.asked <= MOST_COUNT or commit.seconds < 0:
        words = f"a run takes at least 1 epoch, and some time, and at most {MOST_COUNT} epochs"
        raise RunError(f"{document.path}: {words}")
    if commit.seconds > _MOST_SECONDS:
        raise document.wrong("seconds", f"at most {_MOST_SECONDS}, which is a century")
    if commit.best_validation is not None and not 0 <= commit.best_validation <= 1:
        raise document.wrong("best_validation", "a share from 0 to 1")
    if commit.weights and commit.weights[-1] > commit.epochs:
        raise document.wrong("weights", f"of epochs up to {commit.epochs}")
    if commit.rate_changes and commit.rate_changes[-1].step > commit.steps + 1:
        raise document.wrong("rate_changes", f"of steps up to {commit.steps + 1}")
    return commit


def _later_count(document: Document, name: str) -> int:
    """0 where an earlier version wrote the file."""
    return 0 if document.optional(name) is None else document.count(name)


def _state(document: Document) -> str | None:
    name = document.optional("state")
    # a path would lead out of the folder
    if name is not None and not (isinstance(name, str) and STATE_NAME.fullmatch(name)):
        raise document.wrong("state", "the name of a state's file")
    return name


def _ending(document: Document) -> Ending | None:
    value = document.optional("ending")
    try:
        return None if value is None else Ending(value)
    except ValueError as error:
        raise document.wrong("ending", f"one of {[each.value for each in Ending]}") from error


def _rate_changes(document: Document) -> tuple[RateChanged, ...]:
    rows = document.rows("rate_changes", 3, latest=MOST_RATE_CHANGES)
    if any(step < 1 or step % 1 or before <= 0 or after <= 0 for step, before, after in rows):
        raise document.wrong("rate_changes", "steps with positive rates")
    if any(after[0] < before[0] for before, after in pairwise(rows)):
        raise document.wrong("rate_changes", "in the order of their steps")
    return tuple(RateChanged(int(step), before, after) for step, before, after in rows)


def _check_row(epoch: int, check: EpochCheck) -> tuple[float | None, ...]:
    return (
        epoch,
        -1 if check.silent_layer is None else check.silent_layer,
        0.0 if check.silent is None else check.silent,
        check.looked_at,
        -1 if check.mean_pixel is None else check.mean_pixel,
        -1 if check.brightest_pixel is None else check.brightest_pixel,
    )


def _checks(document: Document) -> tuple[tuple[int, EpochCheck], ...]:
    if document.optional("checks") is None:
        return ()
    rows = document.rows("checks", 6, latest=MOST_CHECKS)
    checks = []
    for epoch, layer, silent, looked_at, mean, brightest in rows:
        counts = (epoch, layer + 1, looked_at, brightest + 1)
        if not (0 <= silent <= 1 and mean <= WHITE and brightest <= WHITE):
            raise document.wrong("checks", "shares and pixels")
        if any(each < 0 or each % 1 or each > MOST_COUNT for each in counts):
            raise document.wrong("checks", "made of counts")
        check = EpochCheck(
            silent=None if layer < 0 else silent,
            silent_layer=None if layer < 0 else int(layer),
            looked_at=int(looked_at),
            mean_pixel=None if mean < 0 else mean,
            brightest_pixel=None if brightest < 0 else int(brightest),
        )
        checks.append((int(epoch), check))
    return tuple(checks)
