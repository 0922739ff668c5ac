import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pyqtgraph
import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from desktop import formats
from desktop.theme import SPACE
from desktop.train.plots.axes import LEFT, RIGHT
from desktop.train.plots.export import SHEET_WIDTH
from desktop.train.plots.plot_data import Overlay
from desktop.workspace.run.history import History
from tests.desktop.train.plots.by_hand import PlotsByHand
from tests.desktop.train.plots.conftest import Hand, MakeRun

SVG = "{http://www.w3.org/2000/svg}"


def test_a_png_is_large_enough_to_be_read(
    plots: PlotsByHand, kept: History, tmp_path: Path
) -> None:
    path = tmp_path / "plots.png"
    plots.export(path)
    picture = QImage(str(path))
    assert picture.width() == 1600
    assert picture.height() > 900
    colours = {
        picture.pixelColor(x, y).name()
        for x in range(0, picture.width(), 3)
        for y in range(0, picture.height(), 3)
    }
    assert plots.loss.mean_colour in colours


def test_an_svg_has_lines_and_words(
    plots: PlotsByHand, kept: History, make_run: MakeRun, tmp_path: Path
) -> None:
    kept.extend_rate_changes([(5_000, 0.001, 0.0005)])
    plots.set_overlays([Overlay("Wide & calm", 0, make_run(5_000))])
    path = tmp_path / "plots.svg"
    plots.export(path)
    root = ElementTree.parse(path).getroot()
    words = {"".join(text.itertext()) for text in root.iter(f"{SVG}text")}
    expected = {"Loss", "Accuracy", "Learning rate", "Wide & calm", "validation", "epoch 1"}
    assert expected | {"rate 0.0005", "100\N{NO-BREAK SPACE}%"} <= words
    assert not list(root.iter(f"{SVG}image"))
    assert len(list(root.iter(f"{SVG}polyline"))) + len(list(root.iter(f"{SVG}path"))) > 20


def test_a_picture_says_which_run_it_is_of(
    plots: PlotsByHand, kept: History, tmp_path: Path
) -> None:
    title = "<b>Quick</b> & calm · MNIST · 21 Nov 14:05"
    plots.export(tmp_path / "named.svg", title)
    root = ElementTree.parse(tmp_path / "named.svg").getroot()
    words = ["".join(text.itertext()) for text in root.iter(f"{SVG}text")]
    assert words[0] == title
    plots.export(tmp_path / "long.png", "long " * 1_000)
    plots.export(tmp_path / "bare.png")
    assert QImage(str(tmp_path / "long.png")).height() > QImage(str(tmp_path / "bare.png")).height()


def test_lines_of_an_svg_end_where_their_plot_does(
    plots: PlotsByHand, hand: Hand, make_run: MakeRun, tmp_path: Path
) -> None:
    plots.set_overlays([Overlay("Wide", 0, make_run(5_000))])
    hand.drag(0.4, 0.5)
    plots.export(tmp_path / "part.svg")
    # not every reader clips, or draws all that Qt writes as clipped
    assert "clip-path" not in (tmp_path / "part.svg").read_text()
    root = ElementTree.parse(tmp_path / "part.svg").getroot()
    curves = root.iterfind(f".//{SVG}g[@stroke-linejoin='round']/{SVG}polyline")
    ends = [
        [float(point.split(",")[0]) for point in curve.attrib["points"].split()][:: len(points) - 1]
        for curve in curves
        if len(points := curve.attrib["points"].split()) > 1
    ]
    left, right = 2 * SPACE + LEFT, SHEET_WIDTH - 2 * SPACE - RIGHT
    assert len(ends) >= 8
    assert all(left - 1 <= first <= last <= right + 1 for first, last in ends)


def test_dots_of_an_svg_are_circles_that_every_reader_draws(
    plots: PlotsByHand, kept: History, tmp_path: Path
) -> None:
    plots.export(tmp_path / "dots.svg")
    root = ElementTree.parse(tmp_path / "dots.svg").getroot()
    dots = root.findall(f".//{SVG}circle[@r='4']")
    assert len(dots) == 21  # ten epochs in two plots, and the legend's


def test_an_svg_has_no_dots_beyond_an_axis(plots: PlotsByHand, tmp_path: Path) -> None:
    history = History(64)
    history.extend_steps([2.3, 2.5, 2.4, 2.2], [0.1] * 4, [0.1] * 4)
    history.extend_epochs([2, 4], [2.4, 2_300.0], [0.1, 0.1])
    plots.show_history(history)
    plots.export(tmp_path / "wild.svg")
    root = ElementTree.parse(tmp_path / "wild.svg").getroot()
    heights = [float(dot.attrib["cy"]) for dot in root.iter(f"{SVG}circle")]
    assert len(heights) == 4  # the legend's, one of the loss, two of the accuracy
    assert min(heights) > 0


def test_a_loss_that_leaves_the_axis_says_how_high_it_rises(
    plots: PlotsByHand, tmp_path: Path
) -> None:
    history = History(64)
    history.extend_steps([2.3, 2.5, 40.0, 2_300.0], [0.1] * 4, [0.1] * 4)
    plots.show_history(history)
    plots.export(tmp_path / "wild.svg")
    root = ElementTree.parse(tmp_path / "wild.svg").getroot()
    words = {"".join(text.itertext()) for text in root.iter(f"{SVG}text")}
    assert f"up to {formats.loss(history.losses.mean_at(4))}" in words


def test_runs_over_epochs_are_written_so(
    plots: PlotsByHand, kept: History, make_run: MakeRun, tmp_path: Path
) -> None:
    plots.set_overlays([Overlay("Wide", 0, make_run(5_000))])
    plots.restore({"over_epochs": True})
    plots.export(tmp_path / "plots.svg")
    root = ElementTree.parse(tmp_path / "plots.svg").getroot()
    words = {"".join(text.itertext()) for text in root.iter(f"{SVG}text")}
    assert "50 epochs" in words
    assert "epoch 1" not in words


def test_the_ending_may_be_in_capitals(plots: PlotsByHand, kept: History, tmp_path: Path) -> None:
    plots.export(tmp_path / "plots.PNG")
    assert not QImage(str(tmp_path / "plots.PNG")).isNull()


def test_what_is_in_sight_is_what_is_written(
    plots: PlotsByHand, hand: Hand, tmp_path: Path
) -> None:
    plots.export(tmp_path / "whole.png")
    hand.drag(0.4, 0.5)
    plots.export(tmp_path / "part.png")
    assert QImage(str(tmp_path / "whole.png")) != QImage(str(tmp_path / "part.png"))


@pytest.mark.parametrize(("name", "given"), [("plots.jpg", r"not \.jpg"), ("plots", "no ending")])
def test_another_ending_is_refused(
    plots: PlotsByHand, kept: History, tmp_path: Path, name: str, given: str
) -> None:
    with pytest.raises(ValueError, match=rf"{name}: .*\.png or \.svg.*{given}"):
        plots.export(tmp_path / name)
    assert not list(tmp_path.iterdir())


def test_a_file_that_cannot_be_written_leaves_nothing(
    plots: PlotsByHand, kept: History, tmp_path: Path
) -> None:
    with pytest.raises(OSError, match="nowhere"):
        plots.export(tmp_path / "nowhere" / "plots.png")
    folder = tmp_path / "folder.svg"
    folder.mkdir()
    with pytest.raises(OSError, match=r"folder\.svg"):
        plots.export(folder)
    assert list(tmp_path.iterdir()) == [folder]


def test_an_export_leaves_nothing_behind(
    qtbot: QtBot, plots: PlotsByHand, kept: History, tmp_path: Path
) -> None:
    plots.export(tmp_path / "plots.svg")
    qtbot.waitUntil(lambda: len(plots.findChildren(pyqtgraph.PlotWidget)) == 3)


def test_an_svg_needs_no_more_digits_far_out(
    plots: PlotsByHand, make_run: MakeRun, tmp_path: Path
) -> None:
    # Qt writes six digits: too few to tell steps beyond a million apart, enough for pixels
    plots.show_history(make_run(1_200_000, epoch=100_000))
    plots.sight.choose(1_150_000, 1_150_020)
    plots.redraw()
    plots.export(tmp_path / "far.svg")
    lines = ElementTree.parse(tmp_path / "far.svg").getroot().iter(f"{SVG}polyline")
    points = max((line.attrib["points"].split() for line in lines), key=len)
    assert len(set(points)) == len(points) > 20


def test_an_empty_plot_can_be_written_too(plots: PlotsByHand, tmp_path: Path) -> None:
    plots.export(tmp_path / "plots.svg")
    assert (tmp_path / "plots.svg").stat().st_size > 1_000
