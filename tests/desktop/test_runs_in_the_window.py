"""Runs in the whole window: the menu, the title, what is remembered from one start to the next."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QLabel,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop.system import notifier
from desktop.system.notifier import Notifier
from desktop.train.view import TrainTab
from desktop.window.main_window import MainWindow
from desktop.workspace.named_network import NamedNetwork
from desktop.workspace.network_ref import NetworkRef
from desktop.workspace.run.run_in_sight import RunInSight
from desktop.workspace.run.state_and_actions import RunState
from nncore.runs import RunStore
from tests.desktop.hands import button, click, find, words
from tests.desktop.whole_window import epochs_box, opened


@pytest.fixture
def storage(tmp_path: Path) -> Path:
    return tmp_path / "storage"


@pytest.fixture
def window(qtbot: QtBot, storage: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[MainWindow]:
    monkeypatch.delenv("MISREAD_DATA", raising=False)
    window = opened(qtbot, storage)
    yield window
    window.close()


def session(window: MainWindow) -> RunInSight:
    return find(window, RunInSight)


def run(qtbot: QtBot, window: MainWindow, count: int) -> None:
    epochs_box(window).setValue(count)
    button(window, "start_button").click()
    qtbot.waitUntil(button(window, "start_button").isEnabled, timeout=60_000)


def widget(window: MainWindow, name: str) -> QWidget:
    return find(window, QWidget, name)


def network(window: MainWindow) -> NamedNetwork:
    assert window.workspace.network is not None
    return window.workspace.network


def letters(window: MainWindow) -> list[str]:
    """What answers to Alt and a letter now: menus, labels of fields, and buttons."""
    fields = [each for each in window.findChildren(QLabel) if each.buddy() is not None]
    buttons = window.findChildren(QAbstractButton)
    texts = [each.text() for each in fields if each.isVisible()]
    texts += [each.text() for each in buttons if each.isVisible() and each.isEnabled()]
    texts += [each.text() for each in window.menuBar().actions()]
    found = [QKeySequence.mnemonic(each).toString() for each in texts]
    return sorted(each for each in found if each)


def test_nothing_answers_to_the_same_letter_at_any_time(qtbot: QtBot, window: MainWindow) -> None:
    epochs_box(window).setValue(1)
    click(window, "more_button")
    seen = {"before": letters(window)}
    QTest.keySequence(window, QKeySequence("Ctrl+B"))
    qtbot.waitUntil(lambda: session(window).state is RunState.PAUSED, timeout=20_000)
    seen["paused"] = letters(window)
    QTest.keySequence(window, QKeySequence("Ctrl+P"))
    qtbot.waitUntil(lambda: session(window).state is RunState.RUNNING)
    seen["running"] = letters(window)
    qtbot.waitUntil(lambda: session(window).state is RunState.IDLE, timeout=60_000)
    assert button(window, "train_more_button").isVisible()
    seen["ended"] = letters(window)
    for when, now in seen.items():
        assert len(now) >= 8, when
        assert len(set(now)) == len(now), (when, now)


def test_tab_leads_once_around_and_stops_at_what_can_be_operated(window: MainWindow) -> None:
    window.activateWindow()
    widget(window, "preset_box").setFocus()
    stops: list[str] = []
    while len(stops) < 60 and stops[-1:] != ["preset_box"]:
        QTest.keyClick(window.focusWidget(), Qt.Key.Key_Tab)
        stops.append(window.focusWidget().objectName())
    assert stops[0] == "dataset_box"
    assert stops[-1] == "preset_box"
    assert stops.index("epochs_box") < stops.index("start_button") < stops.index("loss_plot")
    assert {"runs_toggle", "network_box"} < set(stops)
    assert all(stops)


def test_the_menu_offers_what_the_buttons_do(qtbot: QtBot, window: MainWindow) -> None:
    actions = {each.text().replace("&", ""): each for each in window.findChildren(QAction)}
    assert actions["Start"].isEnabled()
    assert not actions["Stop"].isEnabled()
    epochs_box(window).setValue(1000)
    actions["Start"].trigger()
    qtbot.waitUntil(actions["Stop"].isEnabled)
    assert not actions["Start"].isEnabled()
    actions["Stop"].trigger()
    qtbot.waitUntil(actions["Start"].isEnabled)


def test_a_run_is_paused_from_another_tab_by_keyboard(qtbot: QtBot, window: MainWindow) -> None:
    epochs_box(window).setValue(1000)
    button(window, "start_button").click()
    qtbot.waitUntil(button(window, "stop_button").isEnabled)
    window.show_page("draw_tab")
    window.activateWindow()
    QTest.keySequence(window, QKeySequence("Ctrl+P"))
    qtbot.waitUntil(lambda: session(window).state is RunState.PAUSED)


def test_the_title_says_how_far_a_run_is(qtbot: QtBot, window: MainWindow) -> None:
    assert window.windowTitle() == "Misread"
    titles: list[str] = []
    window.windowTitleChanged.connect(titles.append)
    run(qtbot, window, 2)
    assert window.windowTitle() == "Misread"
    assert any("%" in title for title in titles)


def test_an_epoch_of_the_run_under_way_leads_to_its_mistakes_whatever_network_is_chosen(
    qtbot: QtBot, window: MainWindow
) -> None:
    epochs_box(window).setValue(1000)
    button(window, "start_button").click()
    under_way = session(window)
    qtbot.waitUntil(lambda: len(under_way.history.epoch_ends) > 1, timeout=60_000)
    button(window, "pause_button").click()
    qtbot.waitUntil(lambda: under_way.state is RunState.PAUSED)
    window.workspace.choose(NetworkRef.shipped())
    assert network(window).ref == NetworkRef.shipped()
    train = widget(window, "train_tab")
    assert isinstance(train, TrainTab)
    train.epoch_log.view.epoch_opened.emit(1)
    qtbot.waitUntil(lambda: words(window, "epoch_label").startswith("1 of "), timeout=20_000)
    assert network(window).ref == NetworkRef.of_run(under_way.id)
    assert widget(window, "mistakes_tab").isVisible()


def test_runs_of_yesterday_are_listed_and_opened_today(
    qtbot: QtBot, window: MainWindow, storage: Path
) -> None:
    run(qtbot, window, 2)
    (kept,) = RunStore(storage / "runs").runs()
    window.close()
    again = opened(qtbot, storage)
    assert epochs_box(again).value() == 2
    QTest.mouseClick(widget(again, "runs_toggle"), Qt.MouseButton.LeftButton)
    view = find(again, QAbstractItemView, "runs_view")
    qtbot.waitUntil(lambda: view.model().rowCount() == 1)
    view.setFocus()
    view.setCurrentIndex(view.model().index(0, 1))
    QTest.keyClick(view, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: kept.name in words(again, "status_line"))
    assert network(again).ref == NetworkRef.of_run(kept.id)
    assert network(again).name == kept.name
    again.close()


def test_a_run_that_a_closed_window_left_is_offered_and_resumed(
    qtbot: QtBot, window: MainWindow, storage: Path
) -> None:
    epochs_box(window).setValue(60)
    button(window, "start_button").click()
    qtbot.waitUntil(lambda: "alidation loss" in words(window, "message_line"), timeout=20_000)
    window.close()
    store = RunStore(storage / "runs")
    (left,) = store.runs()
    assert left.is_interrupted
    again = opened(qtbot, storage)
    offer = widget(again, "resume_offer")
    qtbot.waitUntil(offer.isVisible)
    button(again, "resume_button").click()
    qtbot.waitUntil(button(again, "stop_button").isEnabled, timeout=20_000)
    qtbot.waitUntil(lambda: store.get(left.id).epochs > left.epochs, timeout=20_000)
    button(again, "stop_button").click()
    qtbot.waitUntil(button(again, "start_button").isEnabled)
    assert not offer.isVisible()
    again.close()


@pytest.mark.parametrize(("is_long", "expected"), [(True, 1), (False, 0)])
def test_a_long_run_that_ends_in_the_background_is_told_of_quietly(
    qtbot: QtBot, storage: Path, monkeypatch: pytest.MonkeyPatch, is_long: bool, expected: int
) -> None:
    told: list[tuple[str, str]] = []
    monkeypatch.delenv("MISREAD_DATA", raising=False)
    monkeypatch.setattr(Notifier, "should_tell", lambda _notifier, _seconds: is_long)
    monkeypatch.setattr(Notifier, "tell", lambda _notifier, title, text: told.append((title, text)))
    window = opened(qtbot, storage)
    run(qtbot, window, 1)
    qtbot.waitUntil(lambda: session(window).state is RunState.IDLE)
    assert len(told) == expected
    if told:
        assert told[0][1].startswith("Done")
    window.close()


def test_who_closes_the_window_is_not_notified_that_the_run_ended(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(notifier, "LONG_RUN", -1.0)
    monkeypatch.setattr(Notifier, "tell", lambda _self, title, _text: told.append(title))
    epochs_box(window).setValue(1_000)
    button(window, "start_button").click()
    window.close()
    assert session(window).state is RunState.IDLE
    assert told == []


def test_a_disk_that_refuses_the_process_that_trains_is_told_of_truly(
    qtbot: QtBot, window: MainWindow, storage: Path
) -> None:
    epochs_box(window).setValue(30)
    button(window, "start_button").click()
    store = RunStore(storage / "runs")
    qtbot.waitUntil(lambda: bool(store.runs()) and store.runs()[0].epochs > 0, timeout=60_000)
    # a second name of a file that is written in place: from now on nothing more can be kept
    os.link(store.runs()[0].folder / "steps.npy", storage / "twin.npy")
    qtbot.waitUntil(lambda: "cannot be kept" in words(window, "notice_label"), timeout=60_000)
    button(window, "stop_button").click()
    qtbot.waitUntil(button(window, "start_button").isEnabled, timeout=60_000)
    (kept,) = store.runs()
    assert f"but kept up to epoch {kept.epochs}: " in words(window, "status_line")
    assert f"go on from epoch {kept.epochs}," in words(window, "message_line")
    assert words(window, "notice_label").startswith(words(window, "status_line")[2:])
    assert not widget(window, "resume_offer").isVisible()
    (storage / "twin.npy").unlink()
    button(window, "train_more_button").click()
    qtbot.waitUntil(lambda: store.get(kept.id).epochs > kept.epochs, timeout=60_000)
