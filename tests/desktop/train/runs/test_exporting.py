"""A run is exported from the drawer, as a table or as a picture."""

from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from desktop.train.runs import wording
from desktop.train.runs.drawer import RunsDrawer
from desktop.widgets import file_dialogs
from tests.desktop.hands import click
from tests.desktop.train.runs.drawer_hands import click_cell, row_action


class Asked:
    """Answers where to write something to, and remembers the questions."""

    def __init__(self, path: Path | None) -> None:
        self.questions: list[tuple[Any, ...]] = []
        self._path = path

    def __call__(self, *question: Any) -> Path | None:
        self.questions.append(question[:3])
        return self._path


TABLE_OR_PICTURE = (*file_dialogs.HISTORY_FILES, *file_dialogs.PLOT_FILES)


def test_the_selected_run_is_exported_by_its_name(
    qtbot: QtBot, three: RunsDrawer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The plots show another one: so there is a table of it, and no picture."""
    asked = Asked(tmp_path / "history.csv")
    monkeypatch.setattr(file_dialogs, "ask_where", asked)
    three.set_shown("run-001")
    click_cell(three, "Quick 2")
    assert row_action(three, "Export").text() == "Export “Quick 2”…"
    with qtbot.waitSignal(three.announced) as told:
        click(three, "export_button")
    assert asked.questions == [("Export “Quick 2”", file_dialogs.HISTORY_FILES, "Quick 2")]
    assert told.args == [wording.exported("Quick 2", tmp_path / "history.csv")]


def test_the_run_in_sight_is_exported_whatever_is_selected(
    qtbot: QtBot, three: RunsDrawer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The kind of file that is chosen says whether it is a picture or a table."""
    asked = Asked(tmp_path / "plot.svg")
    monkeypatch.setattr(file_dialogs, "ask_where", asked)
    three.set_shown("run-001")
    click_cell(three, "Quick 2")
    with qtbot.waitSignal(three.plot_export_requested) as requested:
        three.export_in_sight("Quick 1", has_table=True)
    assert requested.args == [tmp_path / "plot.svg"]
    assert asked.questions == [("Export “Quick 1”", TABLE_OR_PICTURE, "Quick 1")]

    monkeypatch.setattr(file_dialogs, "ask_where", Asked(tmp_path / "table.CSV"))
    with qtbot.waitSignal(three.announced) as told:
        three.export_in_sight("Quick 1", has_table=True)
    assert told.args == [wording.exported("Quick 1", tmp_path / "table.CSV")]


def test_the_selected_run_in_sight_may_be_a_picture_too(
    qtbot: QtBot, three: RunsDrawer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = Asked(tmp_path / "plot.png")
    monkeypatch.setattr(file_dialogs, "ask_where", asked)
    three.set_shown("run-002")
    click_cell(three, "Quick 2")
    with qtbot.waitSignal(three.plot_export_requested):
        row_action(three, "Export").trigger()
    assert asked.questions == [("Export “Quick 2”", TABLE_OR_PICTURE, "Quick 2")]


def test_a_run_in_sight_that_is_not_kept_is_a_picture(
    qtbot: QtBot, three: RunsDrawer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = Asked(tmp_path / "plot.png")
    monkeypatch.setattr(file_dialogs, "ask_where", asked)
    with qtbot.waitSignal(three.plot_export_requested):
        three.export_in_sight("Deep", has_table=False)
    assert asked.questions == [("Export “Deep”", file_dialogs.PLOT_FILES, "Deep")]


def test_a_change_of_mind_exports_nothing(
    qtbot: QtBot, three: RunsDrawer, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = Asked(None)
    monkeypatch.setattr(file_dialogs, "ask_where", asked)
    three.set_shown("run-002")
    click_cell(three, "Quick 2")
    with (
        qtbot.assertNotEmitted(three.plot_export_requested),
        qtbot.assertNotEmitted(three.announced),
    ):
        row_action(three, "Export").trigger()
        three.export_in_sight("Deep", has_table=False)
    assert len(asked.questions) == 2


def test_several_are_not_exported_at_once(three: RunsDrawer) -> None:
    three.view.selectAll()
    assert not row_action(three, "Export").isEnabled()
    assert row_action(three, "Export").text() == "Export…"
