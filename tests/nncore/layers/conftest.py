"""What tests of several layers share: the same numbers, lying in memory in different ways."""

from collections.abc import Callable

import numpy as np
import pytest

from nncore.layers.layer import LayerCache

InMemoryOrders = Callable[[np.ndarray], dict[str, np.ndarray]]

_AXES = {
    "as NumPy makes them": (0, 1, 2, 3),
    "as Fortran does": (3, 2, 1, 0),
    "rows first": (1, 3, 2, 0),
    "columns first": (2, 1, 3, 0),
}
"""The axes of pictures (N, rows, columns, channels), the slowest in memory first."""


@pytest.fixture(scope="session")
def in_memory_orders() -> InMemoryOrders:
    """Gives pictures (N, rows, columns, channels) back in each order, by its name."""

    def lay_out(pictures: np.ndarray) -> dict[str, np.ndarray]:
        return {
            name: np.ascontiguousarray(pictures.transpose(axes)).transpose(np.argsort(axes))
            for name, axes in _AXES.items()
        }

    return lay_out


def memory_of(cache: LayerCache) -> dict[str, np.ndarray]:
    """The arrays that a cache holds from batch to batch: nothing else shows which."""
    return cache._memory


def places_of(cache: LayerCache) -> dict[str, int]:
    """Where in memory they lie."""
    return {name: memory.ctypes.data for name, memory in memory_of(cache).items()}
