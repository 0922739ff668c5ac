"""Few images, for runs that are stopped and gone on with, and the file of such a run."""

import pytest

from tests.nncore.storage.stopped_runs import IMAGES, Dataset, small_state


@pytest.fixture(scope="session")
def few(digits: Dataset) -> Dataset:
    """So few images that a whole run takes no time."""
    return Dataset("few", digits.training.between(0, IMAGES), digits.validation, digits.test)


@pytest.fixture(scope="session")
def content(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The file of `small_state`, whole."""
    path = tmp_path_factory.mktemp("whole") / "run"
    small_state().save(path)
    return path.read_bytes()
