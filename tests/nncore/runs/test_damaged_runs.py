"""What is no run, or a damaged one, is told of in words: never a crash, never all the memory."""

import os
import tracemalloc
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from shutil import copytree
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import nncore as nn
from nncore.runs import KeptRun, RunError, RunStore
from tests.nncore.runs.forged import change, change_column, document

FILES = (
    *("run.json", "name.json", "commit.json", "steps.npy", "epochs.npy"),
    *("predicted-epochs.npy", "labels.npy", "confidences.npy", "losses.npy"),
    *("log-probabilities.npy", "state-12.safetensors", "weights/epoch-00002.safetensors"),
)


def read_all(folder: Path) -> None:
    """Ask for everything that a run tells."""
    kept = KeptRun.read(folder)
    kept.recipe  # noqa: B018
    kept.history()
    for epoch in kept.predictions().epochs:
        kept.predictions().at(int(epoch))
    for each in kept.weights_epochs:
        kept.network(each)
    kept.state()


def assert_refused(folder: Path, message: str) -> None:
    tracemalloc.start()
    try:
        with pytest.raises(RunError) as caught:
            read_all(folder)
        assert tracemalloc.get_traced_memory()[1] < 2**22
    finally:
        tracemalloc.stop()
    assert message in str(caught.value)
    assert str(folder) in str(caught.value)
    assert len(str(caught.value)) < 1000, "a message, not the file"
    RunStore(folder.parent).runs()
    RunStore(folder.parent).damaged()


def test_the_whole_folder_is_taken(copied: Path) -> None:
    read_all(copied)


@pytest.mark.parametrize("epochs", [0, 3])
def test_a_run_that_stopped_early_without_a_best_epoch_is_damaged(
    copied: Path, epochs: int
) -> None:
    change_column(copied, "epochs", ["validation_loss"], slice(None), np.nan)
    counts = {"epochs": epochs, "predictions": 0, "losses": 0, "log_probabilities": 0}
    change(copied, "commit", ending="early", weights=[0], **counts)
    with pytest.raises(RunError, match="no validated epoch"):
        KeptRun.read(copied)


@pytest.mark.parametrize(
    ("file", "place", "value", "message"),
    [
        ("commit", "format", 2, "“format” must be 1, got 2"),
        ("commit", "steps", -1, "“steps” must be a count"),
        ("commit", "steps", 13, "steps.npy is cut off: 13 rows need"),
        ("commit", "steps", 2**53, "is cut off"),
        ("commit", "steps", 10**400, "“steps” must be a count"),
        ("commit", "steps", 11, "the state stands beyond what was told of"),
        ("commit", "steps", 12.0, "“steps” must be a count"),
        ("commit", "steps", True, "“steps” must be a count"),
        ("commit", "epochs", None, "“epochs” must be a count"),
        ("commit", "epochs", 4, "epochs.npy is cut off"),
        ("commit", "epochs", 13, "counts of rows do not fit together"),
        ("commit", "epochs", 2, "counts of rows do not fit together"),
        ("commit", "predictions", 4, "counts of rows do not fit together"),
        ("commit", "predictions", 2, "counts of rows do not fit together"),
        ("commit", "losses", 4, "counts of rows do not fit together"),
        ("commit", "losses", -1, "“losses” must be a count"),
        ("commit", "losses", True, "“losses” must be a count"),
        ("commit", "log_probabilities", 2**53, "counts of rows do not fit together"),
        ("commit", "log_probabilities", 1.0, "“log_probabilities” must be a count"),
        ("commit", "state", "../x", "the name of a state's file, got '../x'"),
        ("commit", "state", 7, "the name of a state's file"),
        ("commit", "state", "state-8.safetensors", "state-8.safetensors cannot be read"),
        ("commit", "state_step", 8, "stands elsewhere than the run"),
        ("commit", "weights", [0, 9], "“weights” must be of epochs up to 3"),
        ("commit", "weights", [-1], "“weights” must be a row of at most 4000 rising counts"),
        ("commit", "weights", 7, "“weights” must be a row of at most 4000 rising counts"),
        ("commit", "rate_changes", [[1, 2]], "rows of 3 numbers"),
        ("commit", "checks", [[1, 2]], "rows of 6 numbers"),
        ("commit", "checks", [[1, 0, 1.5, 32, 33.0, 255]], "shares and pixels"),
        ("commit", "checks", [[1, 0, 0.8, 32, 33.0, 256]], "shares and pixels"),
        ("commit", "checks", [[1, 0.5, 0.8, 32, 33.0, 255]], "made of counts"),
        ("commit", "checks", [[1, -2, 0.8, 32, 33.0, 255]], "made of counts"),
        ("commit", "checks", [["x", 0, 0.8, 32, 33.0, 255]], "made of numbers"),
        ("commit", "rate_changes", [[0, 0.1, 0.2]], "steps with positive rates"),
        ("commit", "rate_changes", [[1.5, 0.1, 0.2]], "steps with positive rates"),
        ("commit", "rate_changes", [[1, "x", 0.2]], "made of numbers"),
        ("commit", "seconds", float("nan"), "NaN is no number of JSON's"),
        ("commit", "seconds", float("inf"), "Infinity is no number of JSON's"),
        ("commit", "seconds", 10**400, "made of finite numbers"),
        ("commit", "seconds", -1, "takes at least 1 epoch, and some time"),
        ("commit", "asked", 0, "takes at least 1 epoch, and some time"),
        ("commit", "best_validation", "good", "made of numbers"),
        ("commit", "ending", "happy", "“ending” must be one of"),
        ("commit", "ending", ["finished"], "“ending” must be one of"),
        ("run", "format", None, "“format” must be 1"),
        ("run", "created", "yesterday", "must be a moment, as in"),
        ("run", "created", 7, "“created” must be a text"),
        ("run", "created", "0001-01-01T00:00:00+23:59", "must be a moment, as in"),
        ("run", "recipe", None, "no recipe was saved with it"),
        ("run", "recipe", {"speed": 9}, "its recipe cannot be followed"),
        ("run", "recipe", {"hidden": [10**9]}, "units from 1 to"),
        ("run", "recipe", {"hidden": [[[]]]}, "units from 1 to"),
        ("run", "recipe", {"hidden": [9]}, "which its recipe does not build"),
        ("run", "recipe", {"optimizer": ["adam"]}, "an optimizer of"),
        ("run", "recipe", {"schedule": {}}, "a schedule of"),
        ("run", "recipe", {"augmentation": {"shift": "far"}}, "shift"),
        ("run", "recipe", {"epochs": 0}, "1 to 1000000000000 epochs"),
        ("run", "dataset", None, "“dataset” must be an object"),
        ("run", "dataset", {"name": 7}, "“fingerprint” must be a text"),
        ("run", "notes", [], "“notes” must be an object"),
        ("run", "threads", "2", "“threads” must be a count"),
        ("run", "versions", 7, "“versions” must be an object"),
        ("name", "name", 7, "“name” must be a text"),
        ("name", "name", "x" * 201, "“name” must be a text of at most 200"),
    ],
)
def test_forged_figures_are_refused_in_plain_words(
    file: str, place: str, value: object, message: str, copied: Path
) -> None:
    change(copied, file, **{place: value})
    assert_refused(copied, message)


@pytest.mark.parametrize(
    ("place", "value", "message"),
    [
        ("fingerprint", "7" * 63, "64 hexadecimal digits"),
        ("training", -1, "“training” must be a count"),
        ("validation", 10**9, "“validation” must be a count"),
        ("test", 10**7 - 100, "labels.npy is cut off"),
        ("test", 10**7, "at most 10000000 images in all"),
        ("training", 10**8, "“training” must be a count of at most 10000000"),
        ("test", 29, "must hold rows of uint8 (129,)"),
    ],
)
def test_forged_notes_of_the_data_are_refused(
    place: str, value: object, message: str, copied: Path
) -> None:
    change(copied, "run", dataset=document(copied, "run")["dataset"] | {place: value})
    assert_refused(copied, message)


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b"7", b"\xff\xfe", b"[" * 10**5, b"{" + b" " * 2**23 + b"}", b'{"format": 1}'],
)
@pytest.mark.parametrize("name", ["run", "commit", "name"])
def test_what_is_no_document_is_refused(name: str, content: bytes, copied: Path) -> None:
    (copied / f"{name}.json").write_bytes(content)
    assert_refused(copied, f"{name}.json")


@pytest.mark.parametrize("name", FILES)
def test_missing_files_folders_links_and_pipes_are_refused(name: str, copied: Path) -> None:
    path = copied / name
    path.rename(copied.parent / "elsewhere")
    assert_refused(copied, f"{path} cannot be read: No such file")
    path.symlink_to(copied.parent / "elsewhere")
    assert_refused(copied, f"{path} is not a plain file")
    path.unlink()
    path.mkdir()
    assert_refused(copied, f"{path} is not a plain file")
    path.rmdir()
    os.mkfifo(path)  # who opens it waits for ever
    assert_refused(copied, f"{path} is not a plain file")


@pytest.mark.parametrize("name", FILES)
def test_files_cut_off_are_refused(name: str, copied: Path) -> None:
    content = (copied / name).read_bytes()
    for share in (0, 1 / 3, 2 / 3):
        (copied / name).write_bytes(content[: int(share * len(content))])
        assert_refused(copied, Path(name).name)


@pytest.mark.parametrize(
    ("name", "array"),
    [
        ("steps", np.zeros(99)),
        ("steps", np.zeros(99, [("loss", "<f8"), ("accuracy", "<f4")])),
        ("epochs", np.zeros((99, 9), ">i8")),
        ("labels", np.zeros((9, 130), np.int64)),
        ("labels", np.zeros((130, 9), np.uint8)),
        ("confidences", np.zeros((9, 130), ">f2")),
        ("losses", np.zeros((9, 130), np.float32)),
        ("losses", np.zeros((9, 129), np.float16)),
        ("log-probabilities", np.zeros((9, 50, 9), np.float16)),
        ("log-probabilities", np.zeros((9, 500), np.float16)),
        ("predicted-epochs", np.zeros((9, 1), np.int32)),
    ],
)
def test_other_arrays_are_refused(name: str, array: Any, copied: Path) -> None:
    np.save(copied / f"{name}.npy", array)
    assert_refused(copied, f"{name}.npy must hold rows of")


def test_predictions_that_no_network_makes_are_refused(copied: Path) -> None:
    for name, value, message in (
        ("labels", 77, "are no digits"),
        ("confidences", np.nan, "are not from 0 to 1"),
        ("confidences", 2, "are not from 0 to 1"),
        ("losses", -1e-3, "not from 0 to 65504: losses.npy is damaged"),
        ("losses", np.inf, "not from 0 to 65504: losses.npy is damaged"),
        ("log-probabilities", np.nan, "-65504 to 0: log-probabilities.npy is damaged"),
        ("log-probabilities", 1e-3, "-65504 to 0: log-probabilities.npy is damaged"),
        ("log-probabilities", -np.inf, "-65504 to 0: log-probabilities.npy is damaged"),
    ):
        file = copied / f"{name}.npy"
        array = np.load(file)
        damaged = array.copy()
        damaged[1, 3] = value
        np.save(file, damaged)
        with pytest.raises(RunError, match=message):
            read_all(copied)
        np.save(file, array)


def test_states_and_weights_of_another_run_are_refused(
    copied: Path, new_network: Callable[..., nn.Network]
) -> None:
    for name in ("state-12.safetensors", "weights/epoch-00002.safetensors"):
        content = (copied / name).read_bytes()
        nn.save(new_network(9), copied / name)
        with pytest.raises(RunError, match=Path(name).name):
            read_all(copied)
        (copied / name).write_bytes(content)
    read_all(copied)


@pytest.mark.parametrize("shape", [(7, 112), (784,), (28, 28, 1), (1, 28, 28)])
def test_weights_for_other_images_are_refused(copied: Path, shape: tuple[int, ...]) -> None:
    path = copied / "state-12.safetensors"
    content = path.read_bytes()
    state = nn.TrainingState.load(path)
    state.network = nn.Network(state.network.layers, input_shape=shape)
    state.save(path)
    assert_refused(copied, "which its recipe does not build")
    path.write_bytes(content)

    path = copied / "weights/epoch-00002.safetensors"
    nn.save(nn.Network(nn.load(path).layers, input_shape=shape), path)
    assert_refused(copied, "which its recipe does not build")


def test_a_state_that_something_else_went_on_with_is_told_of(
    copied: Path, few: nn.datasets.Dataset
) -> None:
    path = copied / "state-12.safetensors"
    state = nn.TrainingState.load(path)
    state.progress.step += 1
    state.save(path)
    assert_refused(copied, "stands elsewhere than the run: something else went on with it")


@settings(max_examples=150)
@given(
    name=st.sampled_from(FILES[:5]),
    place=st.floats(0, 1, exclude_max=True),
    value=st.integers(0, 255),
)
def test_a_byte_that_changed_gives_an_error_or_still_a_run(
    whole: KeptRun,
    tmp_path_factory: pytest.TempPathFactory,
    name: str,
    place: float,
    value: int,
) -> None:
    folder = tmp_path_factory.getbasetemp() / whole.id
    if not folder.exists():
        copytree(whole.folder, folder)
    content = (whole.folder / name).read_bytes()
    damaged = bytearray(content)
    damaged[int(place * len(content))] = value
    (folder / name).write_bytes(damaged)
    try:
        with suppress(RunError):
            read_all(folder)
    finally:
        (folder / name).write_bytes(content)
