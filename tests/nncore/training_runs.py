"""Short runs of training for the tests of the loop, and what is compared of them."""

import threading
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

import nncore as nn


def run_of(
    network: nn.Network, digits: nn.datasets.Dataset, **options: Any
) -> Generator[nn.Event, None, None]:
    """Two epochs, of twelve steps with the usual digits, but for `options`."""
    usual = {
        "optimizer": nn.Adam(1e-3),
        "epochs": 2,
        "batch_size": 50,
        "rng": np.random.default_rng(3),
    }
    return nn.train(network, digits.training, **{**usual, **options})


def are_equal(ours: nn.Network, theirs: nn.Network) -> bool:
    """Whether two networks have the same weights to the bit."""
    pairs = zip(ours.parameters, theirs.parameters, strict=True)
    return all(np.array_equal(mine, other) for mine, other in pairs)


@contextmanager
def read_meanwhile(network: nn.Network, images: np.ndarray) -> Iterator[None]:
    """Another thread has the network predict all the time."""
    failures: list[Exception] = []
    over = threading.Event()

    def read() -> None:
        count = 0
        try:
            while not over.is_set():
                count = count % 50 + 1
                assert network.predict(images[:count]).shape == (count, 10)
        except Exception as error:  # noqa: BLE001 - whatever it is, the test must know
            failures.append(error)

    reader = threading.Thread(target=read)
    reader.start()
    yield
    over.set()
    reader.join()
    assert not failures
