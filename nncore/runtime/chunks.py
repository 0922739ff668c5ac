"""How many images are read between two moments at which somebody may want to stop."""

from nncore.network import Network

LARGEST_PART = 500_000_000
"""Work in one part, in multiplications: some 15 milliseconds of a core, 50 on a busy machine."""

_MOST_IMAGES = 2048


def part_size(network: Network) -> int:
    """How many images the network reads at a time."""
    return max(1, min(_MOST_IMAGES, LARGEST_PART // network.work))
