"""The generated data set is drawn once and kept, and no state of the cache can take it away."""

import os
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

from nncore.datasets.dataset import Dataset
from nncore.datasets.folders import cache_folder
from nncore.datasets.generated_digits import digits
from nncore.datasets.generated_digits.digits import generated, load_generated
from nncore.datasets.registry import Progress


@pytest.fixture
def drawings(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Makes the default data set small, and counts how often it is drawn."""
    calls: list[int] = []

    def draw_few(*, rng: np.random.Generator, progress: Progress | None = None) -> Dataset:
        calls.append(len(calls))
        return generated(rng=rng, training=60, validation=10, test=10, progress=progress)

    monkeypatch.setattr(digits, "generated", draw_few)
    return calls


def only_file(folder: Path) -> Path:
    (file,) = folder.iterdir()
    return file


def test_second_loading_reads_what_the_first_has_kept(tmp_path: Path, drawings: list[int]) -> None:
    first, second = load_generated(tmp_path), load_generated(tmp_path)
    assert len(drawings) == 1
    assert second.name == first.name
    for name in ("training", "validation", "test"):
        drawn, kept = getattr(first, name), getattr(second, name)
        assert np.array_equal(drawn.images, kept.images)
        assert np.array_equal(drawn.labels, kept.labels)
        assert drawn.first_index == kept.first_index


def test_file_name_carries_seed_and_version(tmp_path: Path, drawings: list[int]) -> None:
    load_generated(tmp_path, seed=11)
    assert "seed11" in only_file(tmp_path).name
    assert f"v{digits.VERSION}" in only_file(tmp_path).name
    assert len(drawings) == 1


def test_another_seed_is_another_file(tmp_path: Path, drawings: list[int]) -> None:
    first, second = load_generated(tmp_path, seed=1), load_generated(tmp_path, seed=2)
    assert not np.array_equal(first.training.images, second.training.images)
    assert len(drawings) == 2


@pytest.mark.parametrize("damage", [b"", b"not a data set", b"\xff" * 100])
def test_damaged_file_is_made_anew(tmp_path: Path, drawings: list[int], damage: bytes) -> None:
    whole = load_generated(tmp_path)
    only_file(tmp_path).write_bytes(damage)
    assert np.array_equal(load_generated(tmp_path).test.images, whole.test.images)
    load_generated(tmp_path)
    assert len(drawings) == 2


def test_file_cut_short_is_made_anew(tmp_path: Path, drawings: list[int]) -> None:
    load_generated(tmp_path)
    file = only_file(tmp_path)
    file.write_bytes(file.read_bytes()[:-100])
    load_generated(tmp_path)
    assert len(drawings) == 2


def test_file_with_foreign_tensors_is_made_anew(tmp_path: Path, drawings: list[int]) -> None:
    load_generated(tmp_path)
    save_file({"weights": np.zeros(3, np.float32)}, only_file(tmp_path))
    load_generated(tmp_path)
    assert len(drawings) == 2


def test_digits_come_even_if_nothing_can_be_kept(tmp_path: Path, drawings: list[int]) -> None:
    occupied = tmp_path / "a file, not a folder"
    occupied.touch()
    assert len(load_generated(occupied).training) == 60
    assert len(drawings) == 1


def test_cancelled_drawing_leaves_nothing_behind(tmp_path: Path, drawings: list[int]) -> None:
    def cancel(fraction: float) -> None:
        raise InterruptedError(fraction)

    with pytest.raises(InterruptedError):
        load_generated(tmp_path, progress=cancel)
    assert list(tmp_path.iterdir()) == []
    assert len(drawings) == 1


def test_failed_replacement_leaves_no_temporary_file(
    tmp_path: Path, drawings: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(source: Path, target: Path) -> None:
        raise PermissionError(source, target)

    monkeypatch.setattr(Path, "replace", fail)
    load_generated(tmp_path)
    assert list(tmp_path.iterdir()) == []
    assert len(drawings) == 1


def test_kept_data_set_reports_the_end_at_once(tmp_path: Path, drawings: list[int]) -> None:
    load_generated(tmp_path)
    seen: list[float] = []
    load_generated(tmp_path, progress=seen.append)
    assert seen == [1.0]
    assert len(drawings) == 1


def test_environment_names_the_cache_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, drawings: list[int]
) -> None:
    monkeypatch.setenv("MISREAD_CACHE", str(tmp_path))
    assert cache_folder() == tmp_path
    load_generated()
    assert only_file(tmp_path).suffix == ".safetensors"
    assert len(drawings) == 1


def test_a_home_that_nobody_has_is_no_harm_to_the_cache_folder(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("MISREAD_CACHE", "~nobody-of-that-name/cache")
    assert cache_folder() == Path("~nobody-of-that-name/cache")
    monkeypatch.setenv("MISREAD_CACHE", "~/cache")
    assert cache_folder() == Path.home() / "cache"


def test_cache_folder_defaults_to_the_users(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MISREAD_CACHE", raising=False)
    assert "misread" in str(cache_folder()).lower()


def test_a_huge_sparse_file_is_made_anew_unread(tmp_path: Path, drawings: list[int]) -> None:
    whole = load_generated(tmp_path)
    with only_file(tmp_path).open("wb") as file:
        file.truncate(6_000_000_000)

    assert np.array_equal(load_generated(tmp_path).test.images, whole.test.images)
    assert only_file(tmp_path).stat().st_size < 1_000_000


def test_a_pipe_in_place_of_the_file_is_not_waited_for(tmp_path: Path, drawings: list[int]) -> None:
    load_generated(tmp_path)
    file = only_file(tmp_path)
    file.unlink()
    os.mkfifo(file)

    assert len(load_generated(tmp_path).training) == 60
