"""How many images are evaluated at a time, so that whoever waits can stop in between."""

from nncore.network import Network

LARGEST_CHUNK = 500_000_000
"""Work in one chunk, in multiplications: some 15 milliseconds of a core, 50 on a busy machine."""

MOST_IMAGES = 2048
"""In one chunk: more would be read no faster."""


def chunk_size(network: Network) -> int:
    """How many images the network reads at a time."""
    return max(1, min(MOST_IMAGES, LARGEST_CHUNK // network.work))
