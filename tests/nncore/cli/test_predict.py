"""`predict`: drawings from files, framed as the pad frames them."""

import os
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

import nncore as nn
from nncore.datasets import idx
from nncore.drawing.pictures import INVERTED, MAYBE_DARK
from nncore.recipes.recipe import Recipe

Command = Callable[..., Any]


@pytest.fixture
def drawing() -> np.ndarray:
    """A one on a large canvas."""
    canvas = np.zeros((120, 90), np.uint8)
    canvas[20:100, 40:48] = 255
    return canvas


def test_a_drawing_is_read_as_the_library_reads_it(
    command: Command, trained: Path, drawing: np.ndarray, tmp_path: Path
) -> None:
    np.save(tmp_path / "one.npy", drawing)

    result = command("predict", trained, tmp_path / "one.npy", "--json")

    expected = nn.read_drawing(nn.load(trained), drawing)
    assert expected is not None
    (answer,) = result.json["predictions"]
    assert (result.code, result.errors) == (0, "")
    assert answer["file"] == str(tmp_path / "one.npy")
    assert (answer["digit"], answer["known"]) == (expected.digit, expected.known)
    assert answer["probabilities"] == expected.probabilities.tolist()


def test_all_formats_give_the_same_answer(
    command: Command, trained: Path, drawing: np.ndarray, tmp_path: Path
) -> None:
    np.save(tmp_path / "a.npy", drawing)
    (tmp_path / "b").write_bytes(b"P5 90 120 255\n" + drawing.tobytes())
    text = " ".join(map(str, drawing.ravel().tolist()))
    (tmp_path / "c").write_text(f"P2\n# drawn by hand\n90 120\n255\n{text}\n")
    idx.write(tmp_path / "d", drawing)
    idx.write(tmp_path / "e", drawing[np.newaxis], compressed=True)
    np.save(tmp_path / "f.npy", np.invert(drawing))

    plain = command(
        "predict", trained, *(tmp_path / name for name in ("a.npy", "b", "c", "d", "e")), "--json"
    ).json["predictions"]
    inverted = command("predict", trained, tmp_path / "f.npy", "--invert", "--json")

    answers = [answer["probabilities"] for answer in plain + inverted.json["predictions"]]
    assert len(answers) == 6
    assert all(answer == answers[0] for answer in answers)


def test_people_get_a_line_an_image(
    command: Command, trained: Path, small_mnist: Path, tmp_path: Path
) -> None:
    np.save(tmp_path / "blank.npy", np.zeros((10, 10), np.uint8))
    images = small_mnist / "t10k-images-idx3-ubyte"

    result = command("predict", trained, images, tmp_path / "blank.npy", "--framed")
    assert result.code == 2, "a blank page of 10 x 10 stands in no frame"
    result = command("predict", trained, images, tmp_path / "blank.npy")

    lines = result.output.splitlines()
    assert (result.code, len(lines)) == (0, 101)
    assert lines[0].startswith(f"{images}[0]: ")
    assert lines[-1] == f"{tmp_path / 'blank.npy'}[0]: no ink"


def test_framed_images_are_read_as_they_are(
    command: Command, trained: Path, small_mnist: Path, digits: nn.datasets.Dataset
) -> None:
    images = small_mnist / "t10k-images-idx3-ubyte"

    answers = command("predict", trained, images, "--framed", "--json").json["predictions"]

    expected = nn.load(trained).predict(digits.test.images).argmax(axis=1)
    assert [answer["digit"] for answer in answers] == expected.tolist()
    assert [answer["position"] for answer in answers] == list(range(100))


def test_no_ink_is_no_digit(command: Command, trained: Path, tmp_path: Path) -> None:
    np.save(tmp_path / "blank.npy", np.zeros((10, 10), np.uint8))

    (answer,) = command("predict", trained, tmp_path / "blank.npy", "--json").json["predictions"]

    assert (answer["digit"], answer["known"], answer["probabilities"]) == (None, False, None)


def test_what_is_no_image_exits_with_2_and_prints_nothing(
    command: Command, trained: Path, drawing: np.ndarray, tmp_path: Path
) -> None:
    np.save(tmp_path / "one.npy", drawing)
    (tmp_path / "text").write_text("seven")

    for bad in ("text", "nowhere"):
        result = command("predict", trained, tmp_path / "one.npy", tmp_path / bad, "--json")

        result.assert_refused(str(tmp_path / bad))


def test_images_must_be_named(command: Command, trained: Path) -> None:
    result = command("predict", trained)

    result.assert_refused("IMAGE")


def test_weights_that_make_no_numbers_are_told(
    command: Command, drawing: np.ndarray, tmp_path: Path
) -> None:
    network = Recipe(hidden=(3, 3)).build()[0]
    for array in network.parameters:
        array[...] = 3e38
    nn.save(network, tmp_path / "huge")
    np.save(tmp_path / "one.npy", drawing)

    for options in ((), ("--json",)):
        result = command("predict", tmp_path / "huge", tmp_path / "one.npy", *options)
        result.assert_refused("so large that its answers are no numbers")


def test_one_picture_of_one_channel_is_one_picture(
    command: Command, trained: Path, drawing: np.ndarray, tmp_path: Path
) -> None:
    np.save(tmp_path / "plain.npy", drawing)
    np.save(tmp_path / "channel.npy", drawing[..., np.newaxis])
    np.save(tmp_path / "floats.npy", drawing / 255)

    names = [tmp_path / f"{name}.npy" for name in ("plain", "channel", "floats")]
    answers = command("predict", trained, *names, "--json").json["predictions"]

    assert len(answers) == 3
    assert all(answer["probabilities"] == answers[0]["probabilities"] for answer in answers)


def test_flat_images_are_read_one_by_one(
    command: Command, trained: Path, digits: nn.datasets.Dataset, tmp_path: Path
) -> None:
    images = digits.test.images[:5]
    np.save(tmp_path / "flat.npy", images.reshape(5, 784))

    answers = command("predict", trained, tmp_path / "flat.npy", "--framed", "--json").json

    expected = nn.load(trained).predict(images).argmax(axis=1).tolist()
    assert [answer["digit"] for answer in answers["predictions"]] == expected


@pytest.mark.parametrize("name", ["a.png", "a.bmp", "a.jpg"])
def test_dark_ink_on_paper_is_read_and_said_to_be(
    name: str, command: Command, trained: Path, drawing: np.ndarray, tmp_path: Path
) -> None:
    canvas = np.pad(drawing, 20)
    Image.fromarray(np.invert(canvas)).save(tmp_path / name)

    (answer,) = command("predict", trained, tmp_path / name, "--json").json["predictions"]
    result = command("predict", trained, tmp_path / name)

    expected = nn.read_drawing(nn.load(trained), canvas)
    assert expected is not None
    assert (answer["digit"], answer["ink"]) == (expected.digit, "dark")
    assert answer["notes"][0] == INVERTED
    assert f"; {INVERTED}" in result.output


def test_the_ink_can_be_told(
    command: Command, trained: Path, drawing: np.ndarray, tmp_path: Path
) -> None:
    np.save(tmp_path / "dark.npy", np.invert(drawing))

    def answers(*options: str) -> dict[str, Any]:
        (answer,) = command("predict", trained, tmp_path / "dark.npy", "--json", *options).json[
            "predictions"
        ]
        assert isinstance(answer, dict)
        return answer

    assert answers("--ink", "dark") == answers("--invert") == answers()
    assert answers("--ink", "light")["ink"] == "light"
    assert answers("--ink", "light")["probabilities"] != answers()["probabilities"]


def test_framed_images_are_inverted_only_where_that_is_asked_for(
    command: Command, trained: Path, digits: nn.datasets.Dataset, tmp_path: Path
) -> None:
    frame = digits.test.images[0]
    np.save(tmp_path / "dark.npy", np.invert(frame))

    def answer(*options: str) -> dict[str, Any]:
        result = command("predict", trained, tmp_path / "dark.npy", "--framed", "--json", *options)
        (found,) = result.json["predictions"]
        assert isinstance(found, dict)
        return found

    as_it_is = nn.load(trained).predict(np.invert(frame)[np.newaxis])[0].tolist()
    inverted = nn.load(trained).predict(frame[np.newaxis])[0].tolist()
    assert answer()["probabilities"] == as_it_is
    assert answer()["notes"] == [MAYBE_DARK]
    assert answer("--ink", "light")["notes"] == []
    assert answer("--ink", "dark")["probabilities"] == inverted


def test_each_image_of_a_set_is_judged_for_itself(
    command: Command, trained: Path, digits: nn.datasets.Dataset, tmp_path: Path
) -> None:
    images = digits.test.images[:4].copy()
    images[1], images[2] = np.invert(images[1]), images[2] // 16
    np.save(tmp_path / "set.npy", images)

    answers = command("predict", trained, tmp_path / "set.npy", "--json").json["predictions"]

    assert [answer["ink"] for answer in answers] == ["light", "dark", "light", "light"]
    assert answers[2]["notes"] == ["faint ink stretched"]
    assert answers[0]["notes"] == answers[3]["notes"] == []


def test_thousands_of_files_are_read_without_keeping_them(
    command: Command, trained: Path, drawing: np.ndarray, tmp_path: Path
) -> None:
    np.save(tmp_path / "one.npy", np.pad(drawing, 500))
    files = [tmp_path / "one.npy"] * 300
    tracemalloc.start()
    try:
        result = command("predict", trained, *files)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert len(result.output.splitlines()) == 300
    assert peak < 20_000_000


def test_a_pipe_is_no_picture(command: Command, trained: Path, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")

    result = command("predict", trained, tmp_path / "pipe")

    result.assert_refused("pipe: Not a regular file")
