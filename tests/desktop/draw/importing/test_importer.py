"""The last picture that was asked for is opened and read as it is, also after an error that nobody
foresaw.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from desktop.draw.importing import source as source_module
from desktop.draw.importing.decoding import Decoded, decoded
from desktop.draw.importing.importer import NOTHING_PASTED, opened_words
from desktop.draw.view import DrawTab
from nncore.array_types import ImageArray
from nncore.datasets import Dataset
from nncore.network import Network
from tests.desktop.draw.importing.picture_makers import encoded, grey_image
from tests.desktop.draw.pad import reading_on

if TYPE_CHECKING:
    from tests.desktop.draw.importing.conftest import Told

MakeFile = Callable[[str], Path]


@pytest.fixture
def make_file(tmp_path: Path, dark_seven: ImageArray) -> MakeFile:
    """Makes a picture of a seven by that name."""

    def make(name: str) -> Path:
        path = tmp_path / name
        path.write_bytes(encoded(grey_image(dark_seven), "png"))
        return path

    return make


@pytest.fixture
def _one_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first picture that is decoded fails as none should; the next ones are read."""
    calls = []

    def first_fails(content: bytes) -> Decoded:
        calls.append(content)
        if len(calls) == 1:
            raise IndexError("nobody foresaw this")
        return decoded(content)

    monkeypatch.setattr(source_module, "decoded", first_fails)


@pytest.mark.usefixtures("_one_fails")
def test_neither_opening_nor_an_older_complaint_is_left_standing(
    tab: DrawTab, make_file: MakeFile, told: "Told", qtbot: QtBot
) -> None:
    tab.importer.paste(None)
    with qtbot.captureExceptions() as raised:
        tab.importer.open_file(make_file("seven.png"))
        qtbot.waitUntil(lambda: bool(raised))
    assert raised[0][0] is IndexError
    assert told.done == ["Opening seven.png…", ""]
    assert told.problems == told.retracted == [NOTHING_PASTED]
    tab.importer.open_file(make_file("seven.png"))
    qtbot.waitUntil(lambda: tab.drawing.picture is not None)
    assert told.done[-1].startswith("seven.png, opened")


@pytest.mark.usefixtures("_one_fails")
def test_another_picture_that_is_on_its_way_is_still_told_of(
    tab: DrawTab, make_file: MakeFile, told: "Told", qtbot: QtBot
) -> None:
    with qtbot.captureExceptions() as raised:
        tab.importer.open_file(make_file("first.png"))
        tab.importer.open_file(make_file("other.png"))
        qtbot.waitUntil(lambda: tab.drawing.picture is not None)
    assert len(raised) == 1
    assert tab.drawing.origin == "other.png"
    assert told.done[:2] == ["Opening first.png…", "Opening other.png…"]
    assert told.done[2].startswith("other.png, opened")


@pytest.mark.usefixtures("_one_fails")
def test_an_image_that_was_opened_meanwhile_is_still_told_of(
    tab: DrawTab,
    make_file: MakeFile,
    dark_seven: ImageArray,
    told: "Told",
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tab.importer._latest, "cancel", lambda: None)  # it is too late for that
    with qtbot.captureExceptions() as raised:
        tab.importer.open_file(make_file("first.png"))
        tab.importer.open_frame(np.invert(dark_seven[20:300:10, 10:290:10]), "Test image 1, a 7")
        qtbot.waitUntil(lambda: bool(raised))
    assert told.done[-1] == opened_words("Test image 1, a 7")


def test_the_last_one_asked_for_is_opened(tab: DrawTab, make_file: MakeFile, qtbot: QtBot) -> None:
    file, other = make_file("seven.png"), make_file("other.png")
    for path in (file, file, other):
        tab.importer.open_file(path)
    qtbot.waitUntil(lambda: tab.drawing.picture is not None)
    assert tab.drawing.origin == "other.png"
    tab.drawing.undo()
    assert tab.drawing.is_empty


def require_read_alike(tab: DrawTab, images: ImageArray, network: Network) -> None:
    """The pad reads images of a data set as Mistakes does, which gives them as they are."""
    for image, expected in zip(images, network.predict(images), strict=True):
        tab.importer.open_frame(image, "Test image 1, a 4")
        prediction = reading_on(tab)
        assert prediction.frame.tobytes() == image.tobytes()
        assert prediction.probabilities == pytest.approx(expected, abs=1e-4)


def test_generated_images_are_read_as_in_mistakes(
    tab: DrawTab, small_dataset: Dataset, reader_network: Network
) -> None:
    require_read_alike(tab, small_dataset.test.images[:200], reader_network)


def test_real_images_are_read_as_in_mistakes(
    tab: DrawTab, mnist: Dataset, reader_network: Network
) -> None:
    require_read_alike(tab, mnist.test.images[:200], reader_network)


def test_an_image_that_is_opened_meanwhile_stays(
    tab: DrawTab, make_file: MakeFile, dark_seven: ImageArray, qtbot: QtBot
) -> None:
    tab.importer.open_file(make_file("seven.png"))
    tab.importer.open_frame(np.invert(dark_seven[20:300:10, 10:290:10]), "Test image 1, a 7")
    qtbot.wait(300)
    assert tab.drawing.origin == "Test image 1, a 7"
