"""The ways in which people write the ten digits, one module a digit.

This table knows nothing of chance or pens.
"""

from nncore.datasets.skeletons import Skeleton
from nncore.datasets.writings.eight import EIGHT
from nncore.datasets.writings.five import FIVE
from nncore.datasets.writings.four import FOUR
from nncore.datasets.writings.nine import NINE
from nncore.datasets.writings.one import ONE
from nncore.datasets.writings.seven import SEVEN
from nncore.datasets.writings.six import SIX
from nncore.datasets.writings.three import THREE
from nncore.datasets.writings.two import TWO
from nncore.datasets.writings.zero import ZERO

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
