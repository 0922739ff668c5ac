"""Where data sets lie that a user has the files of: MNIST, and a folder with other digits."""

from pathlib import Path

from desktop.translation import tr
from nncore.datasets.dataset import FOLDER
from nncore.datasets.mnist import KEY as MNIST
from nncore.datasets.registry import SOURCES, DataSource


def source_of(key: str) -> DataSource:
    """What loads the data set of that key: a folder's digits lie in MNIST's format."""
    return SOURCES[MNIST if key == FOLDER else key]


class DataFolders:
    """The folders of data sets, by their keys; a data set without one is in the usual places.

    mnist: where the user keeps MNIST's files. digits: where other digits lie, if any were opened.
    """

    def __init__(self, mnist: Path | None = None, digits: Path | None = None) -> None:
        self._folders = {MNIST: mnist, FOLDER: digits}

    def get(self, key: str) -> Path | None:
        """The folder to load from; None for the usual places."""
        return self._folders.get(key)

    def of_user(self, key: str) -> Path | None:
        """The same, but None for what was downloaded too."""
        folder, download = self.get(key), source_of(key).download
        is_cache = download is not None and key != FOLDER and folder == download.folder()
        return None if is_cache else folder

    def expect_download(self, key: str) -> Path:
        """From now on a data set is where it is downloaded to."""
        download = source_of(key).download
        assert download is not None, tr("nobody can download {key}", key=key)
        folder = self._folders[key] = download.folder()
        return folder

    def settle(self, key: str, place: Path | None, *, was_opened: bool) -> None:
        """Note which data set was found in `place`: it may be another than was thought.

        was_opened: it came from a folder of the user that is not known as MNIST's.
        """
        if key == FOLDER:
            if self.get(MNIST) == place:  # then MNIST is what was, or will be, downloaded
                self.expect_download(MNIST)
            self._folders[FOLDER] = place
        elif key == MNIST and was_opened:
            self._folders[MNIST] = place
            if self._folders[FOLDER] == place:
                self._folders[FOLDER] = None
