"""An accuracy that says what it is of: which images, and when the network had these weights."""

from dataclasses import dataclass

from desktop import formats
from desktop.translation import tr, tr_count
from desktop.workspace.data_titles import SPLIT_TITLES, data_title
from nncore.datasets import SplitName
from nncore.events import EpochFinished
from nncore.runs import KeptRun
from nncore.safe_text import quoted

UNTRAINED = tr("untrained")
"""The moment before the first step."""


@dataclass(frozen=True, slots=True)
class Accuracy:
    """The fraction of images that a network reads right.

    value: 0..1. data: what the data set is called in files. split: None where a file of a network
    does not say it. images: how many were read, if that is known.
    epoch: at whose end a run had these weights, 0 for those before training. step: after which it
    had them, where it stands between two epochs. Both are None for a network that is of no run.
    """

    value: float
    data: str
    split: SplitName | None
    images: int | None = None
    epoch: int | None = None
    step: int | None = None

    @classmethod
    def of_epoch(cls, kept: KeptRun, epoch: EpochFinished | None) -> "Accuracy | None":
        """Of a kept run on its validation images at the end of `epoch`; None if not known."""
        if epoch is None or epoch.validation_accuracy is None:
            return None
        data, images = kept.dataset.name, kept.dataset.validation
        return cls(epoch.validation_accuracy, data, SplitName.VALIDATION, images, epoch.epoch)

    @property
    def short(self) -> str:
        """As in "97.4 % validation"."""
        return " ".join([formats.accuracy(self.value), *self._split])

    @property
    def of_moment(self) -> str:
        """As in "97.4 % after epoch 3", where the moment matters more than the split."""
        return f"{formats.accuracy(self.value)} {self.moment}".rstrip()

    @property
    def whole(self) -> str:
        """As in "97.40 % of the 5,000 validation images of MNIST read right, after epoch 3"."""
        images = self._images
        if self.data:
            images = tr("{images} of {data}", images=images, data=self._data)
        right = tr(
            "{accuracy} of {images} read right",
            accuracy=formats.accuracy(self.value, 2),
            images=images,
        )
        return ", ".join(filter(None, (right, self.moment)))

    @property
    def images_title(self) -> str:
        """As in "validation, MNIST"."""
        return ", ".join(filter(None, [*self._split, self._data]))

    @property
    def moment(self) -> str:
        """As in "after epoch 3"; empty for a network of no run."""
        return moment(self.epoch, self.step)

    @property
    def _images(self) -> str:
        """As in "the 5,000 validation images"."""
        split = " ".join(self._split)
        if self.images is None:
            return tr("the {split} images", split=split) if split else tr("the images")
        if not split:
            return tr_count("the {count} image", "the {count} images", self.images)
        return tr_count(
            "the {count} {split} image", "the {count} {split} images", self.images, split=split
        )

    @property
    def _split(self) -> list[str]:
        return [] if self.split is None else [SPLIT_TITLES[self.split].lower()]

    @property
    def _data(self) -> str:
        return quoted(data_title(self.data))


def moment(epoch: int | None, step: int | None = None) -> str:
    """When a run had certain weights, as in "after epoch 3"; empty for a network of no run."""
    if epoch == 0:
        return UNTRAINED
    if epoch is not None:
        return tr("after epoch {epoch:,}", epoch=epoch)
    return "" if step is None else tr("after step {step:,}", step=step)


def at_moment(name: str, epoch: int | None, step: int | None = None) -> str:
    """A network with the moment of its weights, as in "Quick after epoch 3", "Quick, untrained"."""
    when = moment(epoch, step)
    return f"{name}, {when}" if epoch == 0 else f"{name} {when}".rstrip()
