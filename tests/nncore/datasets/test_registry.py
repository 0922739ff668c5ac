"""Each data set is registered once; files and the command line call it as they always did."""

from dataclasses import replace
from pathlib import Path

import pytest

from nncore.datasets import Dataset, generated_digits, mnist
from nncore.datasets.names import command_name, folder_name
from nncore.datasets.registry import SOURCES, register, source_named


def test_files_and_the_command_line_call_data_sets_as_ever() -> None:
    assert {key: source.name for key, source in SOURCES.items()} == {
        "mnist": "MNIST",
        "generated": "Generated digits",
        "mnist+generated": "MNIST + generated",
    }


def test_a_name_of_files_leads_to_its_data_set() -> None:
    assert source_named("MNIST") is SOURCES["mnist"]
    assert source_named("mnist") is None
    assert source_named("my digits") is None


@pytest.mark.parametrize(("key", "name"), [("mnist", "Other"), ("other", "MNIST")])
def test_what_bears_a_key_or_a_name_twice_is_refused(key: str, name: str) -> None:
    twice = replace(SOURCES["mnist"], key=key, name=name)

    with pytest.raises(ValueError, match="there is a data set 'mnist' called 'MNIST' already"):
        register(twice)


def test_no_folder_is_called_as_a_registered_data_set(monkeypatch: pytest.MonkeyPatch) -> None:
    assert folder_name(Path("/data/clothes")) == "clothes"
    clothes = replace(SOURCES["generated"], key="clothes", name="Clothes of all kinds")
    monkeypatch.setitem(SOURCES, "clothes", clothes)

    assert folder_name(Path("/data/clothes")) == "Other digits (clothes)"
    assert folder_name(Path("/data/Clothes of all kinds")) == "Other digits (Clothes of all kinds)"
    assert command_name("Clothes of all kinds") == "clothes"


def test_what_is_loaded_has_the_key_that_it_was_asked_for_by(
    small_mnist: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = SOURCES["generated"].load(None, None)
    assert (drawn.key, drawn.name) == ("generated", "Generated digits")
    assert SOURCES["mnist"].load(small_mnist, None).key == "folder"
    fingerprint = SOURCES["mnist"].load(small_mnist, None).fingerprint
    monkeypatch.setattr(mnist, "FINGERPRINT", fingerprint)

    both = SOURCES["mnist+generated"].load(small_mnist, None)
    assert SOURCES["mnist"].load(small_mnist, None).key == "mnist"
    assert (both.key, both.name) == ("mnist+generated", "MNIST + generated")


def test_progress_is_told_as_a_fraction(
    tmp_path: Path, digits: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    def drawn(*, rng: object, progress: object) -> Dataset:
        assert callable(progress)
        progress(0.5)
        return digits

    monkeypatch.setenv("MISREAD_CACHE", str(tmp_path))
    monkeypatch.setattr(generated_digits.digits, "generated", drawn)
    told: list[float] = []
    SOURCES["generated"].load(None, told.append)

    assert told == [0.5]


def test_bytes_of_a_download_are_told_as_a_fraction(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fetch(files: object, folder: Path, **options: object) -> None:
        progress = options["progress"]
        assert callable(progress)
        progress(1, 4)

    monkeypatch.setattr(mnist, "fetch_files", fetch)
    download = SOURCES["mnist"].download
    told: list[float] = []
    assert download is not None
    download.fetch(tmp_path, told.append)

    assert told == [0.25]
    assert download.size == 11_594_722
