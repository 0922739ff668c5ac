"""A network reads many images, part by part, so that whoever does not wait any more need not.

It knows nothing of threads; a part takes a tenth of a second or less, whatever the network.
"""

from collections.abc import Callable
from functools import partial

import numpy as np

from nncore.datasets import Split
from nncore.evaluation import Evaluation, evaluate
from nncore.network import Network
from nncore.runtime.chunks import LARGEST_PART, part_size


def read_in_parts(network: Network, split: Split, progress: Callable[[float], None]) -> Evaluation:
    """What `evaluate` returns. `progress` is told the fraction done before each part.

    Raises ValueError where images and network do not fit together, or answers are no numbers, of
    which no image would be read right or wrong; and what `progress` raises.
    """
    size, parts = part_size(network), []
    for start in range(0, len(split), size):
        done = start / len(split)
        progress(done)
        if network.work > LARGEST_PART:  # one image is a large part already
            network = network.interruptible(partial(progress, done))
        # weights that are about to diverge are numbers still, and what they say is none: that is
        # told below, and not by a warning
        with np.errstate(over="ignore", invalid="ignore"):
            parts.append(evaluate(network, split.between(start, start + size)))
        if not np.isfinite(parts[-1].probabilities).all():
            raise ValueError("its weights are so large that its answers are no numbers")
    return Evaluation(
        probabilities=np.concatenate([part.probabilities for part in parts]),
        losses=np.concatenate([part.losses for part in parts]),
        labels=split.labels,
        first_index=split.first_index,
    )
