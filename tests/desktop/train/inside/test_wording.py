"""Layers and figures in words and short numbers."""

from math import inf, nan

import pytest

from desktop.train.inside import wording
from nncore.runtime.probing import LayerFigures


def layer(label: str, silent: float | None = None) -> LayerFigures:
    return LayerFigures(0, label, 0.1, 0.01, 0.001, silent, 66)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0498, "0.0498"),
        (0.00238, "0.00238"),
        (1.239, "1.24"),
        (12.39, "12.4"),
        (123.9, "124"),
        (0.00031, "3.1·10⁻⁴"),
        (31_000, "3.1·10⁴"),
        (0.0, "0"),
        (nan, "–"),
        (inf, "∞"),
    ],
)
def test_sizes_have_three_digits(value: float, text: str) -> None:
    assert wording.size(value) == text


@pytest.mark.parametrize("exponent", range(-12, 13))
@pytest.mark.parametrize("digits", [1.0, 9.99, 9.996, 9.9999])
def test_no_size_is_long(digits: float, exponent: int) -> None:
    assert len(wording.size(digits * 10.0**exponent)) <= len("8.8·10⁻¹²")
    assert not wording.size(digits * 10.0**exponent).startswith("10.0·")


@pytest.mark.parametrize(
    ("fraction", "text"),
    [(None, "–"), (0.0, "0 %"), (0.004, "< 1 %"), (0.46, "46 %"), (0.997, "> 99 %"), (1, "100 %")],
)
def test_shares(fraction: float | None, text: str) -> None:
    assert wording.share(fraction) == text


def test_layers_have_names() -> None:
    assert wording.layer_name(layer("128"), is_last=False) == "Hidden 128"
    assert wording.layer_name(layer("10"), is_last=True) == "Output 10"
    assert wording.layer_name(layer("5×5×20"), is_last=False) == "Kernels 5 × 5, 20 of them"
    assert wording.short_name(layer("5×5×20"), is_last=False) == "Kernels 5×5×20"


@pytest.mark.parametrize(
    ("ratio", "words"),
    [(1e-6, "little"), (1e-3, "healthy"), (0.05, "5 %"), (inf, "all they are"), (nan, "No step")],
)
def test_a_ratio_is_judged_in_words(ratio: float, words: str) -> None:
    assert words in wording.ratio_hint(ratio)


def test_silence_is_told_with_what_was_looked_at() -> None:
    assert "46 % of its units answered none of 66 images" in wording.silence_hint(layer("8", 0.46))
    assert "No ReLU" in wording.silence_hint(layer("10"))
    assert "Not looked" in wording.silence_hint(LayerFigures(0, "8", 1, nan, nan, None))


def test_units_in_sight() -> None:
    assert wording.units_in_sight(24, 48, 128, is_kernels=False) == "Units 25–48 of 128"
    assert wording.units_in_sight(0, 20, 20, is_kernels=True) == "20 kernels"
    assert wording.units_in_sight(0, 1, 1, is_kernels=False) == "1 unit"


def test_a_unit_is_told_with_the_digit_it_leads_to() -> None:
    words = wording.unit_words(4, 28, leaning=(3, 8), is_kernels=False, is_output=False)
    assert words == ("Unit 5", "speaks most for", "3", "most against 8")
    assert wording.unit_words(4, 28, leaning=None, is_kernels=False, is_output=True)[2] == "4"
    assert wording.unit_words(4, 28, leaning=None, is_kernels=False, is_output=False)[2] == ""
    assert wording.unit_words(4, 5, leaning=None, is_kernels=True, is_output=False)[0] == "Kernel 5"


@pytest.mark.parametrize(
    ("ratio", "text"), [(0.0032, "0.32\u00a0%"), (0.994, "99\u00a0%"), (0.999, "99.9\u00a0%")]
)
def test_a_step_that_moves_weights_by_nearly_all_is_said_in_full(ratio: float, text: str) -> None:
    assert f"by about {text}:" in wording.ratio_hint(ratio)
