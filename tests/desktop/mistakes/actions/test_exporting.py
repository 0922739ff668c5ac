"""What is taken away: tables that read back, sheets and pictures, whole or not at all."""

import csv
from collections.abc import Sequence
from io import StringIO
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QToolButton
from pytestqt.qtbot import QtBot

import nncore as nn
from desktop.mistakes.actions.contact_sheet import SheetStyle, contact_sheet
from desktop.mistakes.actions.exported_images import COLUMNS, ExportedImages, csv_table
from desktop.mistakes.actions.wording import (
    Written,
    not_written,
    safe_cell,
    save_image,
    save_sheet,
    save_table,
    written,
)
from desktop.mistakes.cards.model import MistakeRole
from desktop.mistakes.examples import Examples
from desktop.mistakes.view import MistakesTab
from desktop.theme import Theme
from desktop.workspace.error_words import in_words
from desktop.workspace.evaluation import EvaluationColumns
from desktop.workspace.jobs import Cancelled
from nncore.datasets import Dataset, Split
from nncore.epoch_predictions import NO_PREDICTION
from tests.desktop.hands import SHIFT, find, press_keys
from tests.desktop.mistakes.helpers import (
    act,
    action,
    box,
    cards,
    click_card,
    figures,
    nothing,
    view,
)

ACTIONS = ("save_table_action", "save_sheet_action", "save_image_action")


def taken(examples: Examples, rows: np.ndarray, network: str = "Run") -> ExportedImages:
    return ExportedImages(examples, rows, network, "Digits", f"{network} on Digits", "")


def table(examples: Examples, rows: Sequence[int], network: str = "Run") -> str:
    return csv_table(taken(examples, np.array(rows), network), nothing).decode()


def read_back(content: str) -> list[dict[str, str]]:
    return [*csv.DictReader(StringIO(content, newline=""))]


def grey(image: QImage) -> list[list[int]]:
    return [
        [image.pixelColor(x, y).red() for x in range(image.width())] for y in range(image.height())
    ]


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where a person says that everything goes."""
    path = tmp_path / "mine.out"
    monkeypatch.setattr("desktop.mistakes.actions.exporter.ask_where", lambda *_: path)
    return path


@pytest.fixture
def style(theme: Theme, read_tab: MistakesTab) -> SheetStyle:
    return SheetStyle.of(theme, read_tab.font())


def save(qtbot: QtBot, tab: MistakesTab, name: str, told: list[str]) -> str:
    """Trigger the action, and return what is said in the end."""
    act(tab, name)
    qtbot.waitUntil(lambda: bool(told))
    return told.pop()


def test_the_table_holds_what_is_shown_in_its_order(
    qtbot: QtBot,
    read_tab: MistakesTab,
    told: list[str],
    path: Path,
    network: nn.Network,
    small_dataset: Dataset,
) -> None:
    press_keys(box(read_tab, "sort_box"), Qt.Key.Key_Down)
    click_card(read_tab, 1)
    QTest.keyClick(view(read_tab), Qt.Key.Key_M)
    told.clear()
    said = save(qtbot, read_tab, "save_table_action", told)
    assert said == written(Written.TABLE, path)
    lines = read_back(path.read_text())
    assert tuple(lines[0]) == COLUMNS
    assert [int(each["index"]) for each in lines] == figures(read_tab, MistakeRole.INDEX)
    assert [each["mark"] for each in lines[:3]] == ["", "look_again", ""]
    assert {each["split"] for each in lines} == {"test"}
    assert {each["network"] for each in lines} == {"Run"}
    rows = [int(each["index"]) for each in lines]
    probabilities = np.array([[each[name] for name in COLUMNS[4:14]] for each in lines], np.float32)
    read = nn.evaluate(network, small_dataset.test)
    assert np.array_equal(probabilities, read.probabilities[rows])
    losses = np.array([each["loss"] for each in lines], np.float32)
    assert np.array_equal(losses, read.losses[rows])
    assert [int(each["truth"]) for each in lines] == read.labels[rows].tolist()
    assert [int(each["prediction"]) for each in lines] == read.predictions[rows].tolist()


def test_several_selected_images_are_taken_alone(
    qtbot: QtBot, read_tab: MistakesTab, told: list[str], path: Path
) -> None:
    click_card(read_tab, 0)
    save(qtbot, read_tab, "save_table_action", told)
    assert len(read_back(path.read_text())) == len(cards(read_tab))  # a click alone selects nothing
    press_keys(view(read_tab), *[Qt.Key.Key_Right] * 2, modifier=SHIFT)
    save(qtbot, read_tab, "save_table_action", told)
    lines = read_back(path.read_text())
    assert [int(each["index"]) for each in lines] == figures(read_tab, MistakeRole.INDEX)[:3]


def test_each_entry_says_how_many_images_it_writes(read_tab: MistakesTab) -> None:
    def entries() -> list[str]:
        return [action(read_tab, name).text() for name in ACTIONS]

    shown = len(cards(read_tab))
    whole = save_table(shown, are_selected=False), save_sheet(shown, 1_000, are_selected=False)
    assert entries() == [*whole, save_image(None)]
    click_card(read_tab, 1)
    index = int(cards(read_tab)[1].data(MistakeRole.INDEX))
    assert entries() == [*whole, save_image(index)]
    press_keys(view(read_tab), Qt.Key.Key_Right, modifier=SHIFT)
    selected = [save_table(2, are_selected=True), save_sheet(2, 1_000, are_selected=True)]
    assert entries()[:2] == selected
    menu = find(read_tab, QToolButton, "save_images_button").menu()
    assert not any("Writing" in each.text() and each.isVisible() for each in menu.actions())


def test_what_is_not_known_is_left_empty(small_dataset: Dataset) -> None:
    split = small_dataset.test
    count = len(split)
    predictions = split.labels.copy()
    predictions[1] = NO_PREDICTION
    confidences = np.full(count, 0.5, np.float32)
    examples = Examples(split, EvaluationColumns(split.labels, predictions, confidences))
    known, unknown = read_back(table(examples, [0, 1]))
    assert known["prediction"] == str(split.labels[0])
    assert (unknown["prediction"], unknown["truth"]) == ("", str(split.labels[1]))
    assert {known[name] for name in (*COLUMNS[4:15], "mark")} == {""}

    probabilities = np.full((count, 10), 0.1, np.float32)
    losses = np.full(count, 2.5, np.float32)
    probabilities[1], losses[1] = np.nan, np.nan
    columns = EvaluationColumns(split.labels, predictions, confidences, losses, probabilities)
    known, unknown = read_back(table(Examples(split, columns), [0, 1]))
    assert known["loss"] == "2.5"
    assert {unknown[name] for name in COLUMNS[4:15]} == {""}


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", "  =1", "\t=1", "＝1", "\n=1"])
def test_no_name_is_a_formula(examples: Examples, name: str) -> None:
    (line,) = read_back(table(examples, [3], name))
    assert line["network"].startswith("'")
    assert line["network"] == safe_cell(name)


@pytest.mark.parametrize("name", ['a "b", c', "a\nb,=1", "\udcff", "Ünï"])
def test_names_break_no_line(examples: Examples, name: str) -> None:
    content = table(examples, [3, 4], name)
    assert content.count("\n") == 3
    assert {each["data"] for each in read_back(content)} == {"Digits"}


def test_seventy_thousand_lines_are_given_up_at_the_next_thousand(examples: Examples) -> None:
    rows = np.resize(np.arange(300), 70_000)
    heard: list[float] = []

    def cancel(done: float) -> None:
        heard.append(done)
        if len(heard) == 3:
            raise Cancelled

    with pytest.raises(Cancelled):
        csv_table(taken(examples, rows), cancel)
    assert heard == [0, 1 / 70, 2 / 70]
    assert csv_table(taken(examples, rows), nothing).count(b"\n") == 70_001


def test_the_sheet_is_a_picture_of_all_cards(
    qtbot: QtBot, read_tab: MistakesTab, told: list[str], path: Path
) -> None:
    said = save(qtbot, read_tab, "save_sheet_action", told)
    assert said == written(Written.SHEET, path)
    sheet = QImage.fromData(path.read_bytes())
    columns = int(np.ceil(np.sqrt(len(cards(read_tab)))))
    assert sheet.width() == 48 + columns * 108 - 8


def test_a_sheet_has_a_thousand_cards_at_most(examples: Examples, style: SheetStyle) -> None:
    whole = contact_sheet(taken(examples, np.resize(np.arange(300), 1_000)), style, nothing)
    more = contact_sheet(taken(examples, np.resize(np.arange(300), 2_000)), style, nothing)
    assert whole.size() == more.size()
    assert whole.width() * whole.height() < 16_000_000


def test_cards_of_a_sheet_are_in_the_theme_s_ink(
    examples: Examples, theme: Theme, style: SheetStyle
) -> None:
    sheet = contact_sheet(taken(examples, np.array([0])), style, nothing)
    colours = {
        QColor(sheet.pixel(x, y)).name() for x in range(24, 124) for y in range(90, sheet.height())
    }
    assert theme.paper.name() in colours
    assert any(QColor(each).lightness() < 60 for each in colours) != theme.is_dark


def test_a_sheet_that_is_given_up_leaves_nothing(examples: Examples, style: SheetStyle) -> None:
    def cancel(_done: float) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        contact_sheet(taken(examples, np.array([0])), style, cancel)


def test_the_current_image_is_written_as_it_is(
    qtbot: QtBot, read_tab: MistakesTab, told: list[str], path: Path, small_dataset: Dataset
) -> None:
    assert not action(read_tab, "save_image_action").isEnabled()
    click_card(read_tab, 2)
    assert save(qtbot, read_tab, "save_image_action", told) == written(Written.IMAGE, path)
    image = QImage.fromData(path.read_bytes())
    assert image.size() == QSize(28, 28)
    index = cards(read_tab)[2].data(MistakeRole.INDEX)
    assert grey(image) == small_dataset.test.images[index].tolist()


@pytest.mark.parametrize("name", ACTIONS)
def test_what_cannot_be_written_is_said_and_the_old_file_stays(
    qtbot: QtBot,
    read_tab: MistakesTab,
    told: list[str],
    path: Path,
    name: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path.write_text("old")
    click_card(read_tab, 0)

    def full(_path: Path, _other: Path) -> Path:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", full)
        said = save(qtbot, read_tab, name, told)
    problem = in_words(OSError(28, "No space left on device", str(path)))
    assert said in [not_written(what, problem) for what in Written]
    assert path.read_text() == "old"
    assert [*path.parent.glob("*.part")] == []
    assert action(read_tab, name).isEnabled()


def test_a_change_of_mind_writes_nothing(
    read_tab: MistakesTab, told: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def refuse(dialog: QFileDialog) -> int:
        asked.append(Path(dialog.selectedFiles()[0]).name)
        return 0

    monkeypatch.setattr(QFileDialog, "exec", refuse)
    for name in ("save_table_action", "save_sheet_action"):
        act(read_tab, name)
    assert [each.rsplit(".", 1)[1] for each in asked] == ["csv", "png"]
    assert all(each.startswith("Run on ") for each in asked)
    assert told == []


def test_without_an_image_there_is_nothing_to_save(tab: MistakesTab) -> None:
    for name in ACTIONS:
        assert not action(tab, name).isEnabled()


def test_an_image_cut_from_a_file_keeps_its_index_there(examples: Examples) -> None:
    columns = examples.columns
    split = Split(examples.split.images, examples.split.labels, first_index=55_000)
    (line,) = read_back(table(Examples(split, columns), [9]))
    assert line["index"] == "55009"
