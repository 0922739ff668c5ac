"""Looks for touches that change an answer: the best one, again and again, then without those that
were not needed.

What a touch is worth is asked of the image as it is and as it would look blurred and shifted, so
that the new answer hangs on strokes.
"""

from collections.abc import Callable
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from nncore.array_types import FloatArray, ImageArray
from nncore.explanation.pen import Pen, Touch, count_specks
from nncore.explanation.variants import combined_slope, variants
from nncore.network import Network

MOST_TOUCHES = 12
"""Whoever needs more writes another digit."""

_FURTHER = 3
"""Touches after an answer has changed in which it may become steady. Of 138 misread digits, of the
shipped reader and of a dense network, all that became steady did so in two.
"""

_STALLED, _GAIN = 4, 0.05
"""So many touches that together bring the lead less, in nats, end a search: where a network is
equally unsure of all digits, as of what it learned to refuse, no touch leads out.
"""

_CLEARLY = 0.01
"""Nats by which an answer must lead: less might be lost in the rounding of another batch."""

_TRIED = 32
"""The most promising touches, of which the network reads the outcome."""
_COMPARED = 5
"""The best of these, whose outcomes are read blurred and shifted too."""

_SPECK = 0.5
"""A piece with less ink than this share of a touch is a speck."""

Touches: TypeAlias = tuple[Touch, ...]


class _Made(NamedTuple):
    """What some touches make of the image, and the logits (6, 10) of its variants."""

    touches: Touches
    image: ImageArray
    logits: FloatArray


class FixSearch:
    """One search, for one image.

    network: without Dropout, and such that reading it calls `before_layer`, too. image: (28, 28)
    uint8. sought: (10,), the digits that it may be read as; some of them, not all. before_layer:
    called before each touch and each layer's turn; what it raises ends the search.
    """

    def __init__(
        self,
        network: Network,
        image: ImageArray,
        sought: NDArray[np.bool_],
        before_layer: Callable[[], None],
    ) -> None:
        self._network = network
        self._before_touch = before_layer
        self._trace = network.trace(before_layer=before_layer, to_parameters=False)
        self._image = image
        self._sought, self._others = np.flatnonzero(sought), np.flatnonzero(~sought)
        self._pen = Pen.of(image)
        self._specks = self._count_specks(image)

    def run(self) -> Touches | None:
        """The touches found, none for an image that is read so already; None if twelve do not do.

        If possible, the image that they make is read so blurred and shifted too.
        """
        made = _Made((), self._image, self._logits(self._image[np.newaxis])[0])
        if self._is_flipped(made.logits):
            return ()
        unsteady: Touches | None = None
        most, leads = MOST_TOUCHES, [self._mean_lead(made)]
        while len(made.touches) < most:
            further = self._with_best_touch(made)
            if further is None:
                break
            made = further
            if self._is_steady(made.logits):
                return self._without_needless(made.touches, steady=True)
            if unsteady is None and self._is_flipped(made.logits):
                unsteady = made.touches
                most = min(most, len(unsteady) + _FURTHER)
            leads.append(self._mean_lead(made))
            has_stalled = len(leads) > _STALLED and leads[-1] < leads[-1 - _STALLED] + _GAIN
            if unsteady is None and has_stalled:
                break
        return unsteady and self._without_needless(unsteady, steady=False)

    def outcome(self, touches: Touches) -> ImageArray | None:
        """The image after the touches; None if one would not meet the ink, or they leave specks."""
        image = self._image
        for touch in touches:
            if not self._pen.may_touch(image, touch):
                return None
            image = self._pen.apply(image, touch)
        return image if self._count_specks(image) <= self._specks else None

    def holds(self, image: ImageArray) -> bool:
        """Whether an image is read as the same one of the digits sought in all its variants."""
        return self._is_steady(self._logits(image[np.newaxis])[0])

    def _slope(self, image: ImageArray) -> FloatArray:
        """Of the mean of the variants' leads, by the image's pixels: (28, 28)."""
        logits = self._trace.forward(variants(image[np.newaxis])[0].astype(self._network.dtype))
        direction = np.zeros_like(logits)
        rows = np.arange(len(logits))
        direction[rows, self._sought[logits[:, self._sought].argmax(axis=1)]] = 1
        direction[rows, self._others[logits[:, self._others].argmax(axis=1)]] = -1
        slopes = self._trace.backward(direction, to_inputs=True)
        assert slopes is not None
        return combined_slope(slopes)

    def _with_best_touch(self, made: _Made) -> _Made | None:
        """One touch more, after which the variants lead most; None if none is left."""
        self._before_touch()
        touches, promises = self._pen.candidates(made.image, self._slope(made.image))
        if not touches:
            return None
        tried = [touches[place] for place in _largest_first(promises)[:_TRIED]]
        outcomes = np.stack([self._pen.apply(made.image, touch) for touch in tried])
        best = _largest_first(self._leads(self._network.logits(outcomes)))[:_COMPARED]
        logits = self._logits(outcomes[best])
        for rank in _largest_first(self._leads(logits).mean(axis=1)):
            outcome = outcomes[best[rank]]
            if self._count_specks(outcome) <= self._specks:
                return _Made((*made.touches, tried[best[rank]]), outcome, logits[rank])
        return None

    def _without_needless(self, touches: Touches, *, steady: bool) -> Touches:
        """Leave out one touch after the other, as long as the answer, or its steadiness, stays."""
        left_out = [touches[:place] + touches[place + 1 :] for place in range(len(touches))]
        outcomes = [(fewer, self.outcome(fewer)) for fewer in left_out if fewer]
        possible = [(fewer, image) for fewer, image in outcomes if image is not None]
        if not possible:
            return touches
        logits = self._logits(np.stack([image for _, image in possible]))
        for place in _largest_first(self._leads(logits).mean(axis=1)):
            if self._is_steady(logits[place]) if steady else self._is_flipped(logits[place]):
                return self._without_needless(possible[place][0], steady=steady)
        return touches

    def _logits(self, images: ImageArray) -> FloatArray:
        """Of the variants of images (N, 28, 28): (N, 6, 10)."""
        inputs = variants(images)
        logits = self._network.logits(inputs.reshape(-1, *images.shape[1:]))
        return logits.reshape(*inputs.shape[:2], -1)

    def _leads(self, logits: FloatArray) -> FloatArray:
        """How far the best digit sought is before the best other one: (..., 10) become (...)."""
        best_sought: FloatArray = logits[..., self._sought].max(axis=-1)
        best_other: FloatArray = logits[..., self._others].max(axis=-1)
        return best_sought - best_other

    def _mean_lead(self, made: _Made) -> float:
        """Of all variants of what was made."""
        return float(self._leads(made.logits).mean())

    def _is_flipped(self, logits: FloatArray) -> bool:
        """Whether the image itself, the first of its variants, is read as a digit sought."""
        return bool(self._leads(logits[0]) > _CLEARLY)

    def _is_steady(self, logits: FloatArray) -> bool:
        """Whether all variants are read as the same digit sought."""
        digits = logits.argmax(axis=1)
        return bool((self._leads(logits) > _CLEARLY).all() and (digits == digits[0]).all())

    def _count_specks(self, image: ImageArray) -> int:
        return count_specks(image, _SPECK * self._pen.ink)


def _largest_first(values: FloatArray) -> NDArray[np.intp]:
    """The places of values (N,), equal ones in their order."""
    return np.argsort(-values, kind="stable")
