"""What to say of a run that ended while the disk did not take all of it."""

from typing import NamedTuple

from desktop import formats
from desktop.train import wording
from desktop.translation import tr
from desktop.workspace.run.progress import RunProgress
from nncore.runs import KeptRun
from nncore.safe_text import quoted

_MOST_LETTERS = 60


class UnkeptPart(NamedTuple):
    """What the window says of the part that is lost.

    said: how far the run came, what is kept of it, and why not more. advice: what to do next.

    kept: up to where it is kept, as in "epoch 2"; empty for nothing.
    """

    said: str
    advice: str
    kept: str

    @property
    def going_on(self) -> tuple[str, str]:
        """What going on with what is kept is called, and what it does."""
        since = self.kept or tr("the beginning")
        return tr("Go &on from {since}", since=since), tr(
            "What came after {since} is trained once more", since=since
        )


def unkept(progress: RunProgress, kept: KeptRun | None, reason: str) -> UnkeptPart | None:
    """What to say of a run that is over; None where all of it is kept.

    kept: what lies on the disk of it, if anything does. reason: what was told of writing it.
    """
    if not reason or (kept is not None and kept.steps >= progress.step and kept.ending is not None):
        return None
    place = _place(kept)
    state = tr("kept up to {place}", place=place) if place else tr("kept nothing of it")
    said = tr(
        "Trained {trained}, but {state}: {short}.",
        trained=wording.trained(progress),
        state=state,
        short=_short(reason),
    )
    save = tr("File › Save network keeps the network as it is now.")
    if kept is None:
        return UnkeptPart(said, save, place)
    since = place or tr("the beginning")
    return UnkeptPart(
        said,
        tr("{save} Or go on from {since}, once the disk takes more.", save=save, since=since),
        place,
    )


def _short(reason: str) -> str:
    """The reason without the path of the file, which has no room on two lines."""
    parts = reason.rstrip(".").split(": ")
    words = [each for each in parts if not {"/", "\\"} & set(each)]
    return quoted(": ".join(words or parts), _MOST_LETTERS)


def _place(kept: KeptRun | None) -> str:
    if kept is None or not kept.steps:
        return ""
    last = kept.last_epoch
    if last is not None and last.step == kept.steps:
        return tr("epoch {epoch}", epoch=formats.count(last.epoch))
    return tr("step {steps}", steps=formats.count(kept.steps))
