"""Single-stroke fonts become skeletons; without the optional package the error names the extra."""

import sys
from types import ModuleType

import numpy as np
import pytest

from nncore.datasets.non_digits.hershey import FontsMissingError, hershey_letters
from nncore.datasets.non_digits.writing import written


class Fonts:
    """Stands for the package: one font, that knows how to write A and V."""

    default_font_names = ("futural",)

    def load_default_font(self, name: str) -> None:
        self.loaded = name

    def strokes_for_text(self, text: str) -> list[list[tuple[float, float]]]:
        letters: dict[str, list[list[tuple[float, float]]]] = {
            "A": [[(9, -12), (1, 9)], [(9, -12), (17, 9)], [(4, 2), (14, 2)]],
            "V": [[(1, -12), (9, 9), (17, -12)]],
        }
        return letters.get(text, [])


@pytest.fixture
def package(monkeypatch: pytest.MonkeyPatch) -> None:
    module = ModuleType("HersheyFonts")
    module.HersheyFonts = Fonts  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "HersheyFonts", module)


def test_missing_package_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "HersheyFonts", None)
    with pytest.raises(FontsMissingError, match=r'the extra "recipe"'):
        hershey_letters()


@pytest.mark.usefixtures("package")
def test_letters_span_the_box_of_skeletons() -> None:
    letters = hershey_letters(fonts=("futural",), characters="AV?")
    assert list(letters) == ["A", "V"]
    (skeleton,) = letters["A"]
    assert len(skeleton.strokes) == 3
    points = np.concatenate([stroke.forms[0] for stroke in skeleton.strokes])
    assert points.min(axis=0).tolist() == pytest.approx([-16 / 21, -1])
    assert points.max(axis=0).tolist() == pytest.approx([16 / 21, 1])


@pytest.mark.usefixtures("package")
def test_long_lines_are_divided_so_that_they_bend() -> None:
    (skeleton,) = hershey_letters(fonts=("futural",), characters="V")["V"]
    (stroke,) = skeleton.strokes
    steps = np.linalg.norm(np.diff(stroke.forms[0], axis=0), axis=1)
    assert len(steps) >= 6
    assert steps.max() <= 0.7 + 1e-6


@pytest.mark.usefixtures("package")
def test_corners_stay_sharp() -> None:
    (skeleton,) = hershey_letters(fonts=("futural",), characters="V")["V"]
    (stroke,) = skeleton.strokes
    drawn = stroke.curve @ stroke.forms[0]
    assert drawn[:, 1].max() == pytest.approx(1, abs=1e-5)
    leg = (1 - drawn[:, 1]) * 8 / 21
    assert np.allclose(np.abs(drawn[:, 0]), leg, atol=1e-5)


@pytest.mark.usefixtures("package")
def test_letters_can_be_written() -> None:
    letters = hershey_letters(fonts=("futural",), characters="AV")
    images = np.concatenate([*written(letters, 20, rng=np.random.default_rng(1))])
    assert images.shape == (20, 28, 28)


@pytest.mark.usefixtures("package")
def test_unknown_font_is_refused() -> None:
    with pytest.raises(ValueError, match="a font must be one of futural, got 'gothic'"):
        hershey_letters(fonts=("gothic",))
