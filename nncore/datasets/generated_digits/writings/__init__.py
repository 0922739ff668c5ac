"""The ways in which people write the ten digits, one module a digit."""

from nncore.datasets.generated_digits.skeletons import Skeleton
from nncore.datasets.generated_digits.writings.eight import EIGHT
from nncore.datasets.generated_digits.writings.five import FIVE
from nncore.datasets.generated_digits.writings.four import FOUR
from nncore.datasets.generated_digits.writings.nine import NINE
from nncore.datasets.generated_digits.writings.one import ONE
from nncore.datasets.generated_digits.writings.seven import SEVEN
from nncore.datasets.generated_digits.writings.six import SIX
from nncore.datasets.generated_digits.writings.three import THREE
from nncore.datasets.generated_digits.writings.two import TWO
from nncore.datasets.generated_digits.writings.zero import ZERO

WRITINGS: tuple[tuple[Skeleton, ...], ...] = (
    ZERO,
    ONE,
    TWO,
    THREE,
    FOUR,
    FIVE,
    SIX,
    SEVEN,
    EIGHT,
    NINE,
)
"""The skeletons of each digit, at the digit's own position."""
