"""Light and dark, and type that can be read in both."""

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.theme import Theme, mixed, sized
from desktop.workspace.settings import Appearance


@pytest.fixture(autouse=True)
def light_again(theme: Theme) -> Iterator[None]:
    yield
    theme.set_appearance(Appearance.SYSTEM)


def contrast(one: QColor, other: QColor) -> float:
    """The contrast ratio of WCAG 2."""

    def luminance(color: QColor) -> float:
        channels = (color.redF(), color.greenF(), color.blueF())
        linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("appearance", [Appearance.LIGHT, Appearance.DARK])
def test_text_is_readable(theme: Theme, qapp: QApplication, appearance: Appearance) -> None:
    theme.set_appearance(appearance)
    ground = qapp.palette().color(QPalette.ColorRole.Window)
    assert contrast(theme.text, ground) >= 7
    assert contrast(theme.muted, ground) >= 4.5
    assert contrast(theme.ink, theme.paper) >= 7
    assert contrast(theme.wrong, theme.paper) >= 3


def test_appearance_changes_palette_and_is_told(theme: Theme, qtbot: QtBot) -> None:
    with qtbot.waitSignal(theme.changed):
        theme.set_appearance(Appearance.DARK)
    assert theme.is_dark
    theme.set_appearance(Appearance.LIGHT)
    assert not theme.is_dark


def test_selection_is_the_accent(theme: Theme, qapp: QApplication) -> None:
    for appearance in Appearance:
        theme.set_appearance(appearance)
        assert qapp.palette().color(QPalette.ColorRole.Highlight) == theme.accent


@pytest.mark.parametrize(
    ("share", "name"), [(0.0, "#000a64"), (0.25, "#19144b"), (0.5, "#321e32"), (1.0, "#643200")]
)
def test_mixed_lies_between_two_colours(share: float, name: str) -> None:
    assert mixed(QColor(0, 10, 100), QColor(100, 50, 0), share).name() == name


def test_sized_scales_and_leaves_the_original() -> None:
    font = QFont("sans", 10)
    assert sized(font, 1.2).pointSizeF() == pytest.approx(12.0)
    assert font.pointSizeF() == pytest.approx(10.0)
