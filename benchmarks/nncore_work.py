"""The work as a user of nncore writes it: the public `train` and `predict`, every event pulled.

No other path is timed than the one that users get, and nothing is said about threads.
"""

import numpy as np

import nncore as nn
from benchmarks.tasks import LEARNING_RATES, Inference, Training
from benchmarks.timing import Work
from nncore.array_types import ImageArray


def training(task: Training, split: nn.datasets.Split) -> Work:
    """Each lap is one epoch of a run that goes on."""
    optimizers = {"SGD": nn.SGD, "Adam": nn.Adam}
    events = nn.train(
        new_network(task.hidden),
        split,
        optimizer=optimizers[task.optimizer](LEARNING_RATES[task.optimizer]),
        epochs=1_000_000,
        batch_size=task.batch_size,
        rng=np.random.default_rng(7),
    )

    def epoch() -> None:
        for event in events:
            if isinstance(event, nn.EpochFinished):
                return
        raise RuntimeError("the run ended before its time: it diverged")

    return epoch


def inference(task: Inference, images: ImageArray) -> Work:
    """Each lap reads all images."""
    network = new_network(task.hidden)

    def read() -> None:
        for _ in range(task.passes):
            network.predict(images)

    return read


def new_network(hidden: int | None) -> nn.Network:
    """A dense network with one hidden layer; without one named, the LeNet-like."""
    rng = np.random.default_rng(7)
    if hidden is not None:
        return nn.Network(
            [nn.Dense(784, hidden, rng=rng), nn.ReLU(), nn.Dense(hidden, 10, rng=rng)]
        )
    return nn.Network(
        [
            nn.Conv2D(1, 8, 5, padding="same", rng=rng),
            nn.ReLU(),
            nn.MaxPool2D(2),
            nn.Conv2D(8, 16, 5, padding="valid", rng=rng),
            nn.ReLU(),
            nn.MaxPool2D(2),
            nn.Flatten(),
            nn.Dense(400, 100, rng=rng),
            nn.ReLU(),
            nn.Dense(100, 10, rng=rng),
        ]
    )
