"""A person chooses networks in the corner of the window, and all tabs follow."""

from collections.abc import Iterator
from pathlib import Path
from threading import Event

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QLineEdit
from pytestqt.qtbot import QtBot

import nncore as nn
from desktop.draw.view import DrawTab
from desktop.window.main_window import MainWindow
from desktop.workspace import network_store
from desktop.workspace.jobs import Jobs
from desktop.workspace.named_network import NamedNetwork
from desktop.workspace.network_files import run_network
from desktop.workspace.network_ref import NetworkRef
from nncore.datasets import generated_strokes
from nncore.runs import KeptRun, RunStore
from tests.desktop.hands import button, click, find, words
from tests.desktop.whole_window import (
    choose_run,
    epochs_box,
    network_box,
    network_name,
    opened,
    runs_view,
    save_network,
)
from tests.earlier_version.earlier import EARLY, FINISHED, RUNS, STOPPED, Copy, name_of


@pytest.fixture
def window(qtbot: QtBot, earlier: Copy) -> Iterator[MainWindow]:
    """The window as it opens on a folder with many runs."""
    window = opened(qtbot, earlier.storage)
    qtbot.waitUntil(lambda: len(texts(window)) == len(RUNS) + 1)
    yield window
    window.close()


def texts(window: MainWindow) -> list[str]:
    """What the box offers, but for the line above the runs."""
    rows = [network_box(window).itemText(row) for row in range(network_box(window).count())]
    return [each for each in rows if each]


def pick(window: MainWindow, name: str) -> None:
    """Go down the box by keys, to the network with this name."""
    names = [text.rsplit(" · ", 1)[0] for text in texts(window)]
    row = names.index(name.rsplit(" · ", 1)[0])
    network_box(window).setFocus()
    QTest.keyClick(network_box(window), Qt.Key.Key_Home)
    for _ in range(row):
        QTest.keyClick(network_box(window), Qt.Key.Key_Down)


def wait_until_chosen(qtbot: QtBot, window: MainWindow, ref: NetworkRef) -> None:
    qtbot.waitUntil(lambda: (now := window.workspace.network) is not None and now.ref == ref)


def shown(window: MainWindow) -> str:
    return network_box(window).currentText()


def store(earlier: Copy) -> RunStore:
    return RunStore(earlier.runs)


def test_a_kept_run_is_chosen_right_after_the_start_and_read_with_in_all_tabs(
    qtbot: QtBot, window: MainWindow, earlier: Copy
) -> None:
    assert shown(window).startswith("Reader · ")
    pick(window, name_of(FINISHED))
    wait_until_chosen(qtbot, window, NetworkRef.of_run(FINISHED))
    assert shown(window).startswith(name_of(FINISHED))
    assert words(window, "status_line") == "Ready.", "no run comes into sight by that"

    window.show_page("mistakes_tab")
    qtbot.waitUntil(lambda: words(window, "about_label").startswith(name_of(FINISHED)))
    gallery = find(window, QAbstractItemView, "mistakes_view")
    mistakes = RUNS[FINISHED]["mistakes"]
    qtbot.waitUntil(lambda: abs(gallery.model().rowCount() - mistakes) <= 1)

    window.show_page("draw_tab")
    page = find(window, DrawTab)
    for stroke in generated_strokes(4, rng=np.random.default_rng(3)):
        page.drawing.add_stroke(stroke)
    kept = store(earlier).get(FINISHED).network()
    drawn = nn.read_drawing(kept, page.drawing.pixels())
    assert page.prediction is not None
    assert drawn is not None
    np.testing.assert_allclose(page.prediction.probabilities, drawn.probabilities, atol=1e-6)


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Iterator[Event]:
    """Kept runs are read no sooner than this is set."""
    let_go = Event()

    def read(kept: KeptRun, epoch: int | None) -> NamedNetwork:
        let_go.wait(20)
        return run_network(kept, epoch)

    monkeypatch.setattr(network_store, "run_network", read)
    yield let_go
    let_go.set()


def test_while_a_network_is_read_the_earlier_one_stays_and_no_figure_stands_beside_the_name(
    qtbot: QtBot, slow: Event, window: MainWindow
) -> None:
    pick(window, name_of(FINISHED))
    assert shown(window) == f"Opening {name_of(FINISHED)}…"
    wait_until_chosen(qtbot, window, NetworkRef.shipped())
    qtbot.waitUntil(window.notice.isVisible)
    assert window.notice.text == f"Opening {name_of(FINISHED)}…"
    slow.set()
    wait_until_chosen(qtbot, window, NetworkRef.of_run(FINISHED))
    assert not window.notice.isVisible()
    assert shown(window).startswith(name_of(FINISHED))


def test_cancel_leaves_the_earlier_network_in_the_box(
    qtbot: QtBot, slow: Event, window: MainWindow
) -> None:
    pick(window, name_of(FINISHED))
    qtbot.waitUntil(window.notice.isVisible)
    click(window, "notice_close_button")
    assert shown(window).startswith("Reader · ")
    assert not window.notice.isVisible()
    slow.set()


def test_runs_of_one_name_are_told_apart_everywhere(
    qtbot: QtBot, window: MainWindow, earlier: Copy
) -> None:
    click(window, "runs_toggle")
    for run_id in (STOPPED, FINISHED):
        rename(qtbot, window, name_of(run_id), "Twin")
    twins = [each for each in texts(window) if each.startswith("Twin")]
    assert len(set(twins)) == 2
    for text, run_id in zip(twins, sorted([STOPPED, FINISHED], reverse=True), strict=True):
        pick(window, text)
        wait_until_chosen(qtbot, window, NetworkRef.of_run(run_id))
        network = window.workspace.network
        assert network is not None
        assert text.startswith(network.name)
        assert str(network.network) == str(store(earlier).get(run_id).network())


def rename(qtbot: QtBot, window: MainWindow, name: str, other: str) -> None:
    """Give a run another name in the list of runs."""
    names = run_names(window)
    choose_run(window, name)
    QTest.keyClick(runs_view(window), Qt.Key.Key_F2)
    editor = find(window, QLineEdit, "run_name_edit")
    editor.setText(other)
    QTest.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: run_names(window).count(other) > names.count(other))
    qtbot.waitUntil(lambda: window.findChild(QLineEdit, "run_name_edit") is None)


def run_names(window: MainWindow) -> list[str]:
    model = runs_view(window).model()
    return [model.index(row, 1).data() for row in range(model.rowCount())]


def test_a_run_named_as_the_shipped_network_is_told_from_it(
    qtbot: QtBot, window: MainWindow
) -> None:
    click(window, "runs_toggle")
    rename(qtbot, window, name_of(FINISHED), "Reader")
    assert shown(window).startswith("Reader (shipped) · ")
    assert any(each.startswith("Reader (run)") for each in texts(window))
    rename(qtbot, window, "Reader", "Mine")
    assert shown(window).startswith("Reader · ")


def test_a_name_that_the_disk_has_not_got_yet_is_written_when_the_window_closes(
    qtbot: QtBot, window: MainWindow, earlier: Copy
) -> None:
    click(window, "runs_toggle")
    find(window, Jobs).hold()
    rename(qtbot, window, name_of(FINISHED), "Mine")
    assert store(earlier).get(FINISHED).name == name_of(FINISHED)
    window.close()
    assert store(earlier).get(FINISHED).name == "Mine"


def test_files_of_one_name_stay_side_by_side(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    for folder in ("old", "new"):
        (tmp_path / folder).mkdir()
        path = tmp_path / folder / "mine.safetensors"
        save_network(qtbot, window, path)
        window.open_requested.emit(path)
        wait_until_chosen(qtbot, window, NetworkRef.of_file(path))
    names = [each.split(" · ")[0] for each in texts(window)[:3]]
    assert names == ["Reader", "mine (in old)", "mine (in new)"]
    pick(window, "mine (in old)")
    assert shown(window).startswith("mine (in old)")


def test_deleting_the_chosen_run_leads_to_the_shipped_network_and_undo_back(
    qtbot: QtBot, window: MainWindow
) -> None:
    pick(window, name_of(FINISHED))
    wait_until_chosen(qtbot, window, NetworkRef.of_run(FINISHED))
    click(window, "runs_toggle")
    choose_run(window, name_of(FINISHED))
    click(window, "delete_button")
    wait_until_chosen(qtbot, window, NetworkRef.shipped())
    assert not any(each.startswith(name_of(FINISHED)) for each in texts(window))
    click(window, "undo_delete_button")
    wait_until_chosen(qtbot, window, NetworkRef.of_run(FINISHED))
    assert shown(window).startswith(name_of(FINISHED))


def test_a_damaged_run_is_told_and_the_earlier_network_stays(
    qtbot: QtBot, window: MainWindow, earlier: Copy
) -> None:
    state = store(earlier).get(EARLY).commit.state
    assert state is not None
    path = earlier.runs / EARLY / state
    path.write_bytes(bytes(path.stat().st_size))
    pick(window, name_of(EARLY))
    qtbot.waitUntil(window.notice.isVisible)
    assert window.notice.text.startswith(f"“{name_of(EARLY)}” could not be opened: ")
    assert shown(window).startswith("Reader · ")
    wait_until_chosen(qtbot, window, NetworkRef.shipped())


def test_a_run_that_another_window_trains_is_followed_by_who_looks_at_it(
    qtbot: QtBot, window: MainWindow, earlier: Copy
) -> None:
    pick(window, name_of(STOPPED))
    wait_until_chosen(qtbot, window, NetworkRef.of_run(STOPPED))
    other = opened(qtbot, earlier.storage)
    click(other, "runs_toggle")
    qtbot.waitUntil(lambda: runs_view(other).model().rowCount() == len(RUNS))
    choose_run(other, name_of(STOPPED))
    click(other, "open_button")
    wait_until_chosen(qtbot, other, NetworkRef.of_run(STOPPED))
    before = store(earlier).get(STOPPED).epochs
    click(other, "train_more_button")
    qtbot.waitUntil(lambda: store(earlier).get(STOPPED).epochs > before, timeout=20_000)
    qtbot.waitUntil(button(other, "start_button").isEnabled, timeout=20_000)
    other.close()
    window.activateWindow()
    qtbot.waitUntil(lambda: epoch(window) == store(earlier).get(STOPPED).epochs, timeout=20_000)
    assert epoch(window) > before


def epoch(window: MainWindow) -> int:
    network = window.workspace.network
    return 0 if network is None or network.epoch is None else network.epoch


def test_a_new_run_is_one_entry_from_its_beginning_to_its_end(
    qtbot: QtBot, window: MainWindow
) -> None:
    epochs_box(window).setValue(2)
    click(window, "start_button")
    qtbot.waitUntil(lambda: len(texts(window)) == len(RUNS) + 2)
    name = texts(window)[1]
    qtbot.waitUntil(lambda: shown(window).startswith(name))
    qtbot.waitUntil(button(window, "start_button").isEnabled, timeout=20_000)
    qtbot.waitUntil(lambda: len(texts(window)) == len(RUNS) + 2)
    assert shown(window).startswith(f"{network_name(window)} · ")


def test_whoever_chose_a_network_since_the_start_of_a_run_stays_with_it(
    qtbot: QtBot, window: MainWindow
) -> None:
    epochs_box(window).setValue(2)
    click(window, "start_button")
    pick(window, name_of(FINISHED))
    qtbot.waitUntil(lambda: len(texts(window)) == len(RUNS) + 2)
    qtbot.waitUntil(button(window, "start_button").isEnabled, timeout=20_000)
    wait_until_chosen(qtbot, window, NetworkRef.of_run(FINISHED))
    assert shown(window).startswith(name_of(FINISHED))


def test_opening_a_run_chooses_its_network_unless_somebody_chose_another_meanwhile(
    qtbot: QtBot, window: MainWindow
) -> None:
    pick(window, name_of(EARLY))
    wait_until_chosen(qtbot, window, NetworkRef.of_run(EARLY))
    click(window, "runs_toggle")
    choose_run(window, name_of(FINISHED))
    QTest.keyClick(runs_view(window), Qt.Key.Key_Return)
    pick(window, "Reader")
    qtbot.waitUntil(lambda: words(window, "status_line").startswith(f"“{name_of(FINISHED)}”"))
    assert shown(window).startswith("Reader")
