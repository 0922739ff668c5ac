"""Fifty photos of digits, each as bad as photos are, are read by the shipped reader."""

import numpy as np
import pytest

from desktop.draw.importing.source import PictureSource, open_source
from nncore.array_types import ImageArray
from nncore.datasets import Dataset
from nncore.network import Network
from nncore.recognition.reading import read_frame
from tests.desktop.draw.importing.picture_makers import (
    clear_image,
    encoded,
    grey_image,
    on_page,
    photo,
)
from tests.desktop.draw.pad import go_on

COUNT = 50


def taken(image: ImageArray, rng: np.random.Generator) -> bytes:
    """One of three kinds: a photo, a drawing on clear ground, light chalk on a dark board."""
    page = on_page(image, rng)
    quality = int(rng.integers(35, 95))
    match int(rng.integers(4)):
        case 0:
            alpha = np.rint(255 * page).astype(np.uint8)
            return encoded(clear_image(np.full_like(alpha, rng.integers(0, 60)), alpha), "png")
        case 1:
            return encoded(grey_image(np.invert(photo(page, rng))), "jpeg", quality)
        case _:
            return encoded(grey_image(photo(page, rng)), "jpeg", quality)


@pytest.mark.parametrize("seed", [1, 2])
def test_photos_are_read(seed: int, small_dataset: Dataset, reader_network: Network) -> None:
    rng = np.random.default_rng(seed)
    test, wrong = small_dataset.test, []
    as_they_are = reader_network.predict(test.images).argmax(axis=1)
    for number in range(COUNT):
        position = int(rng.integers(len(test)))
        content = taken(test.images[position], rng)
        opened = open_source(PictureSource("photo", content), go_on)
        assert opened.picture.steps is not None
        reading = read_frame(reader_network, opened.picture.steps.frame)
        if as_they_are[position] != test.labels[position]:
            continue  # an odd digit, whatever a camera makes of it
        if reading is None or reading.digit != test.labels[position]:
            wrong.append((number, int(test.labels[position])))
    assert len(wrong) <= 0.05 * COUNT, wrong
