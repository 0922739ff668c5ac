"""MNIST: found, loaded and split; fetched only into the cache, and only when it is missing."""

import hashlib
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nncore.datasets import (
    Dataset,
    DownloadError,
    download_mnist,
    find_mnist,
    idx,
    is_mnist,
    load_mnist,
    npz,
)
from nncore.datasets import mnist as module
from nncore.datasets.downloads import RemoteFile
from nncore.datasets.mnist_files import ROLES

NAMES = [file.name for file in module.FILES]
SPLIT = ("images", "labels")
CONTENT_SUMS = [
    "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
    "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
    "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
    "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
]
"""Of MNIST's unpacked files."""


@pytest.fixture(autouse=True)
def _nothing_at_hand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither a folder that is named outside nor a cache with anything in it."""
    monkeypatch.delenv("MISREAD_DATA", raising=False)
    monkeypatch.setenv("MISREAD_CACHE", str(tmp_path / "cache"))


@pytest.fixture
def offered(small_mnist: Path, tmp_path: Path, mirror: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A mirror with a small set, in place of the real ones."""
    files = []
    for name in NAMES:
        idx.write(tmp_path / name, idx.read(_any(small_mnist, name)), compressed=True)
        content = mirror.files[name] = (tmp_path / name).read_bytes()
        files.append(RemoteFile(name, len(content), hashlib.sha256(content).hexdigest()))
    monkeypatch.setattr(module, "FILES", tuple(files))
    monkeypatch.setattr(module, "MIRRORS", (mirror.address,))
    return mirror


def _any(folder: Path, name: str) -> Path:
    plain = (folder / name).with_suffix("")
    return plain if plain.is_file() else folder / name


def test_a_named_folder_is_loaded(small_mnist: Path, digits: Dataset) -> None:
    loaded = load_mnist(small_mnist)

    assert loaded.name == "small mnist"
    assert (len(loaded.training), len(loaded.validation), len(loaded.test)) == (550, 50, 100)
    assert loaded.validation.first_index == 550
    assert np.array_equal(loaded.training.images, digits.training.images[:550])
    assert np.array_equal(loaded.validation.labels, digits.training.labels[550:])
    assert np.array_equal(loaded.test.images, digits.test.images)


def test_a_folder_may_be_named_by_text(small_mnist: Path) -> None:
    assert len(load_mnist(str(small_mnist)).test) == 100


def test_the_environment_names_a_folder(small_mnist: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MISREAD_DATA", str(small_mnist))

    assert find_mnist() == small_mnist
    assert len(load_mnist().test) == 100


def test_an_empty_name_in_the_environment_counts_as_none(
    monkeypatch: pytest.MonkeyPatch, offered: Any
) -> None:
    monkeypatch.setenv("MISREAD_DATA", "")

    assert find_mnist() is None
    assert len(load_mnist().test) == 100
    assert offered.asked == NAMES


def test_a_folder_that_lacks_files_names_all_four(tmp_path: Path, offered: Any) -> None:
    (tmp_path / "empty").mkdir()

    with pytest.raises(FileNotFoundError) as caught:
        load_mnist(tmp_path / "empty")

    assert all(name in str(caught.value) for name in NAMES)
    assert "4 of the four files are missing" in str(caught.value)
    assert not offered.asked, "a folder that somebody named is never downloaded to"


def test_a_single_missing_file_is_named(small_mnist: Path) -> None:
    (small_mnist / "t10k-labels-idx1-ubyte.gz").unlink()

    assert find_mnist(small_mnist) is None
    with pytest.raises(FileNotFoundError, match=re.escape("missing are t10k-labels-idx1-ubyte.gz")):
        load_mnist(small_mnist)


def test_nothing_is_found_where_nothing_is(tmp_path: Path) -> None:
    assert find_mnist() is None
    assert find_mnist(tmp_path / "nowhere") is None


@pytest.mark.parametrize(
    ("name", "shape", "message"),
    [
        ("train-labels-idx1-ubyte.gz", (599,), "shape (600,), one an image, got (599,)"),
        ("t10k-images-idx3-ubyte", (100, 20, 20), "shape (N, 28, 28), got (100, 20, 20)"),
        ("train-images-idx3-ubyte", (600,), "3 dimensions are expected"),
    ],
)
def test_images_and_labels_of_other_shapes_are_refused(
    name: str, shape: tuple[int, ...], message: str, small_mnist: Path
) -> None:
    idx.write(small_mnist / name, np.zeros(shape, np.uint8))

    with pytest.raises(ValueError, match=re.escape(message)) as caught:
        load_mnist(small_mnist)
    assert name in str(caught.value)


def test_a_damaged_file_is_named(small_mnist: Path) -> None:
    path = small_mnist / "train-images-idx3-ubyte"
    path.write_bytes(path.read_bytes()[:1000])

    with pytest.raises(ValueError, match="train-images-idx3-ubyte is not a proper IDX file"):
        load_mnist(small_mnist)


def test_validation_needs_an_image_of_its_own(small_mnist: Path) -> None:
    def write(count: int) -> None:
        idx.write(small_mnist / "train-images-idx3-ubyte", np.zeros((count, 28, 28), np.uint8))
        idx.write(small_mnist / "train-labels-idx1-ubyte.gz", np.zeros(count, np.uint8))

    write(1)
    with pytest.raises(ValueError, match="needs at least 2 images, one of them for validation"):
        load_mnist(small_mnist)
    write(2)
    loaded = load_mnist(small_mnist)
    assert (len(loaded.training), len(loaded.validation)) == (1, 1)


def test_what_is_missing_is_downloaded_once(offered: Any, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []

    first = load_mnist(progress=lambda done, total: told.append((done, total)))

    assert offered.asked == NAMES
    assert told[-1] == (sum(map(len, offered.files.values())),) * 2
    assert find_mnist() == tmp_path / "cache" / "mnist"
    again = load_mnist(progress=lambda *_: pytest.fail("there is nothing to download"))
    assert offered.asked == NAMES
    assert np.array_equal(first.training.images, again.training.images)


def test_a_damaged_cache_heals(offered: Any, tmp_path: Path) -> None:
    load_mnist()
    damaged = tmp_path / "cache" / "mnist" / NAMES[3]
    damaged.write_bytes(b"rubbish")

    assert len(load_mnist().test) == 100
    assert offered.asked == [*NAMES, NAMES[3]]


@pytest.fixture
def unpacked(tmp_path: Path, small_mnist: Path) -> Path:
    """A cache with the files that somebody put there, unpacked."""
    cache = tmp_path / "cache" / "mnist"
    cache.mkdir(parents=True)
    for name in NAMES:
        idx.write((cache / name).with_suffix(""), idx.read(_any(small_mnist, name)))
    return cache


@pytest.mark.usefixtures("unpacked", "known_as_mnist")
def test_unpacked_files_in_the_cache_are_taken_without_a_download(offered: Any) -> None:
    assert load_mnist().name == "MNIST"
    assert not offered.asked


def test_other_digits_in_the_cache_do_not_keep_mnist_from_it(offered: Any, unpacked: Path) -> None:
    images = idx.read(unpacked / "train-images-idx3-ubyte")
    idx.write(unpacked / "train-images-idx3-ubyte", images.transpose(0, 2, 1).copy())

    assert load_mnist().name == "MNIST"
    assert offered.asked == NAMES
    assert load_mnist(unpacked).name == "MNIST"
    assert offered.asked == NAMES


def test_without_any_mirror_the_error_says_so(offered: Any) -> None:
    offered.files.clear()

    with pytest.raises(DownloadError, match=f"{NAMES[0]} could not be downloaded"):
        load_mnist()
    assert find_mnist() is None


def test_the_real_files_pass_from_a_mirror(mnist_folder: Path, mirror: Any, tmp_path: Path) -> None:
    if not all((mnist_folder / name).is_file() for name in NAMES):
        return  # the files at hand are unpacked ones, which no mirror has
    mirror.files.update({name: (mnist_folder / name).read_bytes() for name in NAMES})
    told: list[tuple[int, int]] = []

    download_mnist(
        tmp_path / "new",
        progress=lambda done, total: told.append((done, total)),
        mirrors=[mirror.address],
    )

    assert told[-1] == (11_594_722, 11_594_722)
    assert len(load_mnist(tmp_path / "new").test) == 10_000


def test_the_real_set_is_split_as_promised(mnist: Dataset) -> None:
    assert [len(mnist.training), len(mnist.validation), len(mnist.test)] == [55_000, 5_000, 10_000]
    assert mnist.validation.first_index == 55_000
    assert mnist.training.labels[:10].tolist() == [5, 0, 4, 1, 9, 2, 1, 3, 1, 4]
    assert mnist.test.labels[:10].tolist() == [7, 2, 1, 0, 4, 1, 4, 9, 5, 9]
    assert mnist.training.images.mean() == pytest.approx(0.1307 * 255, rel=0.01)


def _with_images(mnist: Dataset, folder: Path, change: Callable[[Any], Any], suffix: str) -> Path:
    """The real set with changed training images, as four files."""
    parts = mnist.training, mnist.validation
    training = [np.concatenate([getattr(each, of) for each in parts]) for of in SPLIT]
    test = [getattr(mnist.test, of) for of in SPLIT]
    training[0] = change(training[0])
    folder.mkdir()
    for role, array in zip(ROLES, [*training, *test], strict=True):
        idx.write(folder / f"{role}{suffix}", array, compressed=bool(suffix))
    return folder


def test_the_real_set_is_known_however_it_is_packed(
    mnist: Dataset, mnist_folder: Path, tmp_path: Path
) -> None:
    plain = _with_images(mnist, tmp_path / "any name", lambda images: images, "")
    arrays: list[Any] = [idx.read(plain / role) for role in ROLES]
    np.savez(tmp_path / "any.npz", **dict(zip(npz.MEMBERS, arrays, strict=True)))

    assert mnist.name == "MNIST"
    assert is_mnist(mnist)
    assert load_mnist(mnist_folder).name == "MNIST"
    assert load_mnist(plain).name == "MNIST"
    assert load_mnist(tmp_path / "any.npz").name == "MNIST"
    contents = [hashlib.sha256((plain / role).read_bytes()).hexdigest() for role in ROLES]
    assert contents == CONTENT_SUMS


def _transpose(images: Any) -> Any:
    return images.transpose(0, 2, 1).copy()


def _change_a_pixel(images: Any) -> Any:
    images[-1, 14, 14] ^= 1
    return images


@pytest.mark.parametrize("change", [_transpose, _change_a_pixel])
@pytest.mark.parametrize("name", ["MNIST", "mnist"])
def test_other_images_under_mnists_names_are_not_mnist(
    name: str, change: Callable[[Any], Any], mnist: Dataset, tmp_path: Path
) -> None:
    folder = _with_images(mnist, tmp_path / name, change, "")

    assert find_mnist(folder) == folder
    loaded = load_mnist(folder)
    assert loaded.name == f"Other digits ({name})"
    assert not is_mnist(loaded)


def test_packed_files_of_mnist_beside_other_unpacked_ones_are_mnist(
    mnist: Dataset, mnist_folder: Path, tmp_path: Path
) -> None:
    if not all((mnist_folder / name).is_file() for name in NAMES):
        return  # the files at hand are unpacked ones
    folder = _with_images(mnist, tmp_path / "both", _transpose, "")
    assert load_mnist(folder).name == "both"
    for name in NAMES:
        (folder / name).write_bytes((mnist_folder / name).read_bytes())

    assert load_mnist(folder).name == "MNIST"
