"""Where the kernel of a convolution lies on a picture."""

from collections.abc import Iterator
from typing import NamedTuple


class KernelGeometry(NamedTuple):
    """A square kernel that is put to every `stride`-th place of a picture with zeros around it.

    size: rows and columns of the kernel. border: rows of zeros above and below together, and as
    many columns.
    """

    size: int
    stride: int
    border: int

    @property
    def before(self) -> int:
        """The rows of zeros above, and the columns to the left."""
        return self.border // 2

    def outputs(self, length: int) -> int:
        """How many outputs so many rows make, or columns."""
        return (length + self.border - self.size) // self.stride + 1

    def spans(self, length: int) -> Iterator[tuple[int, slice, slice]]:
        """For each column of the kernel: which output columns take which input columns."""
        for offset in range(self.size):
            shift = offset - self.before
            first = max(0, -(shift // self.stride))
            stop = max(first, min(self.outputs(length), (length - 1 - shift) // self.stride + 1))
            begin = first * self.stride + shift
            yield (
                offset,
                slice(first, stop),
                slice(begin, begin + (stop - first) * self.stride, self.stride),
            )
