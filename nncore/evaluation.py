"""How well a network reads a split, and exactly what it misreads.

The images are read in chunks, between which whoever waits may stop. Reading them gives columns with
one entry an image; everything else here is derived from these.
"""

from collections import deque
from collections.abc import Callable, Generator, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nncore.array_types import CLASSES, FloatArray, LabelArray
from nncore.datasets.dataset import Split
from nncore.losses import cross_entropy, log_softmax, softmax
from nncore.network import Network

LARGEST_CHUNK = 500_000_000
"""Work in one chunk, in multiplications: some 15 milliseconds of a core, 50 on a busy machine."""

MOST_IMAGES = 2048
"""In one chunk: more would be read no faster."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """One misread image: where it stands, what it is, what the network took it for.

    index: its position in its original file; where splits of several files were joined,
    `JoinedSplit.place` of its position in them tells which. confidence: the probability of the
    wrong answer. loss: -log of the probability of the true one, in nats.
    """

    index: int
    truth: int
    predicted: int
    confidence: float
    loss: float


@dataclass(frozen=True, slots=True)
class ClassFigures:
    """One digit's figures. `precision` and `f1` are 0 for a digit that is never predicted."""

    digit: int
    count: int
    precision: float
    recall: float
    f1: float


@dataclass(frozen=True, eq=False)
class Evaluation:
    """What a network answered to the N images of a split, or of a chunk of one.

    The columns have one entry an image. labels: the true digits. predictions: the most probable
    ones. confidences: the probabilities of these. losses: -log of the probability of the true
    digit, in nats. probabilities: (N, 10), of all digits. log_probabilities: (N, 10), their natural
    logs, also of those that are 0 in single precision. indices: where each image stands in its
    original file, `Split.indices`.
    """

    labels: LabelArray
    predictions: LabelArray
    confidences: FloatArray
    losses: FloatArray
    probabilities: FloatArray
    log_probabilities: FloatArray
    indices: NDArray[np.intp]

    def __len__(self) -> int:
        return len(self.labels)

    @property
    def first_index(self) -> int:
        """The position of the first image in its original file."""
        return int(self.indices[0])

    @property
    def loss(self) -> float:
        """The mean loss in nats; not finite if any single one is not."""
        return float(self.losses.mean(dtype=np.float64))

    @property
    def accuracy(self) -> float:
        """The fraction of images read right."""
        return float(np.mean(self.predictions == self.labels))

    @cached_property
    def confusion(self) -> NDArray[np.int64]:
        """Counts of shape (10, 10): rows are the truth, columns what was predicted."""
        return confusion_counts(self.labels, self.predictions)

    @cached_property
    def misread_positions(self) -> NDArray[np.intp]:
        """Positions in the split of the misread images, the largest loss first."""
        wrong = np.flatnonzero(self.predictions != self.labels)
        return wrong[np.argsort(-self.losses[wrong], kind="stable")]

    def mistakes(self) -> list[Mistake]:
        """All misread images, the largest loss first, as in `misread_positions`."""
        return [self._mistake(int(position)) for position in self.misread_positions]

    def per_class(self) -> list[ClassFigures]:
        """Precision, recall and their harmonic mean for each digit."""
        return class_figures(self.confusion)

    def summary(self) -> dict[str, Any]:
        """The figures as JSON can hold them: accuracy, loss, confusion and more."""
        return {
            "accuracy": self.accuracy,
            "loss": self.loss,
            "images": len(self),
            "misread": len(self.misread_positions),
            "confusion": self.confusion.tolist(),
            "per_class": [
                {
                    "digit": row.digit,
                    "count": row.count,
                    "precision": row.precision,
                    "recall": row.recall,
                    "f1": row.f1,
                }
                for row in self.per_class()
            ],
        }

    def _mistake(self, position: int) -> Mistake:
        return Mistake(
            index=int(self.indices[position]),
            truth=int(self.labels[position]),
            predicted=int(self.predictions[position]),
            confidence=float(self.confidences[position]),
            loss=float(self.losses[position]),
        )


@dataclass(frozen=True, slots=True)
class ReliabilityBin:
    """The images whose confidence is from `least` to `most`: how many there are, how sure the
    network was on the mean, and which fraction of them it read right.
    """

    least: float
    most: float
    count: int
    confidence: float
    accuracy: float


def confusion_counts(labels: LabelArray, predictions: LabelArray) -> NDArray[np.int64]:
    """Counts of shape (10, 10): rows are the true digits, columns the predicted ones."""
    cells = labels.astype(np.intp) * CLASSES + predictions
    return np.bincount(cells, minlength=CLASSES * CLASSES).reshape(CLASSES, CLASSES)


def class_figures(confusion: NDArray[np.int64]) -> list[ClassFigures]:
    """Precision, recall and their harmonic mean for each digit, from counts of shape (10, 10)."""
    told = []
    for digit in range(CLASSES):
        hits = int(confusion[digit, digit])
        count, named = int(confusion[digit].sum()), int(confusion[:, digit].sum())
        precision = hits / named if named else 0.0
        recall = hits / count if count else 0.0
        both = precision + recall
        f1 = 2 * precision * recall / both if both else 0.0
        told.append(ClassFigures(digit, count, precision, recall, f1))
    return told


def reliability(
    confidences: FloatArray, is_right: NDArray[np.bool_], *, bins: int = 10
) -> list[ReliabilityBin]:
    """How often a network is right when it says that it is so and so sure (a reliability diagram,
    Niculescu-Mizil and Caruana, 2005).

    confidences: (N,), 0..1. bins: of equal width; those without an image are left out.
    """
    places = np.minimum((confidences * bins).astype(np.intp), bins - 1)
    counts = np.bincount(places, minlength=bins)
    sure = np.bincount(places, weights=confidences, minlength=bins)
    right = np.bincount(places, weights=is_right, minlength=bins)
    return [
        ReliabilityBin(
            each / bins,
            (each + 1) / bins,
            int(counts[each]),
            float(sure[each] / counts[each]),
            float(right[each] / counts[each]),
        )
        for each in range(bins)
        if counts[each]
    ]


def evaluate(network: Network, split: Split) -> Evaluation:
    """Read every image of `split` and compare with its label; the network is not changed.

    Raises ValueError where the images do not fit the network, or it does not end in ten classes.
    """
    return join_chunks(evaluate_in_chunks(network, split))


def chunk_size(network: Network) -> int:
    """How many images the network reads at a time, so that whoever waits can stop in between."""
    return max(1, min(MOST_IMAGES, LARGEST_CHUNK // network.work))


def evaluate_in_chunks(
    network: Network,
    split: Split,
    *,
    most_images: int = MOST_IMAGES,
    threads: int = 0,
    between_layers: Callable[[], None] | None = None,
) -> Generator[Evaluation, None, None]:
    """Evaluate `split` chunk by chunk, in order: whoever pulls may stop after each of them.

    A chunk takes some 15 milliseconds, unless a single image takes longer. The weights must stay
    as they are until the last chunk was pulled, or the generator is closed.
    most_images: in a chunk, at the most. threads: read ahead in so many, which end with the
    generator, and in the one that pulls while it would have to wait; without any, a chunk is read
    when it is asked for.
    between_layers: where a single image takes longer than a chunk should, called before each
    layer; what it raises ends the reading.
    Raises ValueError as `evaluate`, at the first pull.
    """
    if network.output_shape != (CLASSES,):
        raise ValueError(f"the network must end in {CLASSES} classes, got {network.output_shape}")
    if between_layers is not None and network.work > LARGEST_CHUNK:
        network = network.interruptible(between_layers)
    size = min(most_images, chunk_size(network))
    chunks = (split.between(start, start + size) for start in range(0, len(split), size))
    read = partial(_evaluate_at_once, network)
    if not threads:
        yield from map(read, chunks)
        return
    yield from _read_ahead(read, list(chunks), threads)


def _read_ahead(
    read: Callable[[Split], Evaluation], chunks: Sequence[Split], threads: int
) -> Generator[Evaluation, None, None]:
    with ThreadPoolExecutor(threads, thread_name_prefix="reader") as readers:
        waiting = deque(readers.submit(read, chunk) for chunk in chunks)
        helped: deque[Evaluation] = deque()
        """What the pulling thread read itself, from the end on."""
        try:
            while waiting:
                while waiting and not waiting[0].done() and waiting[-1].cancel():
                    waiting.pop()
                    helped.appendleft(read(chunks[-1 - len(helped)]))
                if waiting:
                    yield waiting.popleft().result()
            yield from helped
        finally:
            for each in waiting:
                each.cancel()


def join_chunks(chunks: Iterable[Evaluation]) -> Evaluation:
    """One evaluation of chunks that follow each other, of which there must be at least one."""
    parts = list(chunks)
    return Evaluation(
        labels=np.concatenate([part.labels for part in parts]),
        predictions=np.concatenate([part.predictions for part in parts]),
        confidences=np.concatenate([part.confidences for part in parts]),
        losses=np.concatenate([part.losses for part in parts]),
        probabilities=np.concatenate([part.probabilities for part in parts]),
        log_probabilities=np.concatenate([part.log_probabilities for part in parts]),
        indices=np.concatenate([part.indices for part in parts]),
    )


def _evaluate_at_once(network: Network, split: Split) -> Evaluation:
    # weights that are about to diverge overflow here: the answers tell of it, not a warning
    with np.errstate(over="ignore", invalid="ignore"):
        logits = network.logits(split.images)
        probabilities = softmax(logits)
        return Evaluation(
            labels=split.labels,
            predictions=probabilities.argmax(axis=1).astype(np.uint8),
            confidences=probabilities.max(axis=1),
            losses=cross_entropy(logits, split.labels),
            probabilities=probabilities,
            log_probabilities=log_softmax(logits),
            indices=split.indices,
        )
