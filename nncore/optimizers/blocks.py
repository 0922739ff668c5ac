"""Parameters, and what an optimizer remembers of them, in blocks that fit a processor's cache.

An update passes over the same numbers up to ten times: block by block, only the first pass waits
for the memory.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate, pairwise
from math import ceil, prod
from operator import is_
from typing import Any, NamedTuple

import numpy as np

from nncore.array_types import FloatArray, differences

CACHED = 2**16
"""How many numbers of a parameter an update passes over at one go, 262 kB in float32, beside as
many of its gradient, its moments and the step. Fewer cost more calls of NumPy, more do not stay in
the cache that a core has to itself."""

SMALL = 8192
"""Arrays of up to this many numbers, biases above all, are copied into one and updated together:
the copying costs less than ten calls of NumPy for each."""


class Block(NamedTuple):
    """What is updated at one go. All its arrays have one shape.

    moments: what the optimizer remembers of these numbers, in the order of its names.
    step, spare: scratch, the same memory for every block.
    """

    parameter: FloatArray
    gradient: FloatArray
    moments: tuple[FloatArray, ...]
    step: FloatArray
    spare: FloatArray


class Memory:
    """What an optimizer remembers of each number of its parameters; zero at first.

    names: of the moments, each of which is one number per parameter. Raises ValueError for
    parameters that are not all of one floating type.
    """

    def __init__(self, parameters: Sequence[FloatArray], names: Sequence[str]) -> None:
        dtypes = {array.dtype for array in parameters} or {np.dtype(np.float32)}
        if len(dtypes) > 1 or any(dtype.kind != "f" for dtype in dtypes):
            given = ", ".join(sorted(map(str, dtypes)))
            raise ValueError(f"an optimizer needs parameters of one floating type, got {given}")
        (self.dtype,) = dtypes
        self._shapes = [array.shape for array in parameters]
        sizes = [array.size for array in parameters]
        self._small = [position for position, size in enumerate(sizes) if size <= SMALL]
        self._large = [position for position, size in enumerate(sizes) if size > SMALL]
        self._bounds = list(accumulate((sizes[each] for each in self._small), initial=0))
        shapes = [*(self._shapes[each] for each in self._large), (self._bounds[-1],)]
        self._moments = {name: [np.zeros(shape, self.dtype) for shape in shapes] for name in names}
        self._plan: UpdatePlan | None = None

    def __getstate__(self) -> dict[str, Any]:
        """For a copy, which must make a plan of its own: this one is all views of these arrays."""
        return {**self.__dict__, "_plan": None}

    @property
    def moments(self) -> dict[str, FloatArray]:
        """Each moment of each parameter as "name.position": views, which may be written to."""
        return {
            f"{name}.{position}": array
            for name, (*large, bundle) in self._moments.items()
            for position, array in (
                *zip(self._large, large, strict=True),
                *self._unbundled(bundle),
            )
        }

    def plan(
        self, parameters: Sequence[FloatArray], gradients: Sequence[FloatArray]
    ) -> "UpdatePlan":
        """What an update of these arrays walks through.

        Raises ValueError for arrays of another number, shape or type than the parameters that
        this is the memory of.
        """
        if self._plan is None or not self._plan.is_for(parameters, gradients):
            self._require("parameters", parameters)
            self._require("gradients", gradients)
            self._plan = self._new_plan(parameters, gradients)
        return self._plan

    def _require(self, what: str, arrays: Sequence[FloatArray]) -> None:
        expected = {f"{place}": (shape, self.dtype) for place, shape in enumerate(self._shapes)}
        given = {f"{place}": (array.shape, array.dtype) for place, array in enumerate(arrays)}
        unlike = differences(expected, given)
        if unlike:
            raise ValueError(f"an optimizer needs the same {what} at each update: {unlike}")

    def _new_plan(
        self, parameters: Sequence[FloatArray], gradients: Sequence[FloatArray]
    ) -> "UpdatePlan":
        parameter_bundle = np.empty(self._bounds[-1], self.dtype)
        gradient_bundle = np.empty_like(parameter_bundle)
        arrays = [
            [*(parameters[each] for each in self._large), parameter_bundle],
            [*(gradients[each] for each in self._large), gradient_bundle],
            *self._moments.values(),
        ]
        rows = list(zip(*(map(np.atleast_1d, each) for each in arrays), strict=True))
        return UpdatePlan(
            list(parameters),
            list(gradients),
            [(parameters[each], view) for each, view in self._unbundled(parameter_bundle)],
            [(gradients[each], view) for each, view in self._unbundled(gradient_bundle)],
            list(_cut(rows, CACHED, self.dtype)),
        )

    def _unbundled(self, bundle: FloatArray) -> list[tuple[int, FloatArray]]:
        """Position and view of each small array in a bundle of all of them."""
        return [
            (position, bundle[start:stop].reshape(self._shapes[position]))
            for position, (start, stop) in zip(self._small, pairwise(self._bounds), strict=True)
        ]


class UpdatePlan(NamedTuple):
    """The views that an update of these very arrays takes, made once.

    The small arrays stand beside their places in the bundle.
    """

    parameters: list[FloatArray]
    gradients: list[FloatArray]
    small_parameters: list[tuple[FloatArray, FloatArray]]
    small_gradients: list[tuple[FloatArray, FloatArray]]
    blocks: list[Block]

    def is_for(self, parameters: Sequence[FloatArray], gradients: Sequence[FloatArray]) -> bool:
        """Whether it was made for these arrays, which may hold other numbers by now."""
        return (
            len(parameters) == len(gradients) == len(self.parameters)
            and all(map(is_, parameters, self.parameters))
            and all(map(is_, gradients, self.gradients))
        )

    def walk(self, update: Callable[[Block], None]) -> None:
        """Update every block once."""
        for array, bundled in self.small_parameters:
            bundled[...] = array
        for array, bundled in self.small_gradients:
            bundled[...] = array
        for block in self.blocks:
            update(block)
        for array, bundled in self.small_parameters:
            array[...] = bundled


def _cut(rows: Sequence[Sequence[FloatArray]], size: int, dtype: np.dtype[Any]) -> Iterator[Block]:
    """Pieces of at most `size` numbers; each row holds a parameter, its gradient, its moments."""
    scratch = np.empty((2, size), dtype)
    for row in rows:
        for index in _indices(row[0].shape, size):
            parameter, gradient, *moments = (array[index] for array in row)
            step, spare = (memory[: parameter.size].reshape(parameter.shape) for memory in scratch)
            yield Block(parameter, gradient, tuple(moments), step, spare)


def _indices(shape: tuple[int, ...], size: int) -> Iterator[tuple[Any, ...]]:
    """Cut an array into even parts of at most `size` numbers, whole rows where they fit.

    The parts keep their axes: so the array may lie in memory as it likes.
    """
    if prod(shape) <= size:
        if prod(shape):
            yield (...,)
        return
    rows, row = shape[0], shape[1:]
    if prod(row) > size:
        for position in range(rows):
            yield from ((position, *index) for index in _indices(row, size))
        return
    height = ceil(rows / ceil(rows / (size // prod(row))))
    yield from ((slice(start, start + height),) for start in range(0, rows, height))
