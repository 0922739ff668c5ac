"""Few images, for runs that are stopped and gone on with."""

import pytest

from tests.nncore.storage.stopped_runs import IMAGES, Dataset


@pytest.fixture(scope="session")
def few(digits: Dataset) -> Dataset:
    """So few images that a whole run takes no time."""
    return Dataset("few", digits.training.between(0, IMAGES), digits.validation, digits.test)
