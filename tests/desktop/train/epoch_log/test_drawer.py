from collections.abc import Iterator
from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QGuiApplication, QImage, QWheelEvent
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.theme import Theme
from desktop.train.epoch_log import wording
from desktop.train.epoch_log.drawer import EpochLogDrawer
from desktop.train.epoch_log.line_delegate import Columns, LineDelegate
from desktop.train.epoch_log.model import EpochLogModel
from desktop.widgets.row_painting import wrapped
from desktop.workspace.run.epoch_log import EpochLog
from desktop.workspace.run.run_in_sight import RunInSight
from desktop.workspace.settings import Appearance
from nncore.events import EpochFinished, Event, RateChanged
from nncore.recipes.recipe import Recipe


def epochs(first: int, last: int) -> list[Event]:
    return [
        EpochFinished(number, 10 * number, 0.5 * 0.9**number, 0.9, 0.4 * 0.97**number, 0.93)
        for number in range(first, last + 1)
    ]


@pytest.fixture
def news() -> EpochLog:
    """Thirty epochs, and another rate in between."""
    news = EpochLog(5_000, Recipe())
    news.follow([*epochs(1, 10), RateChanged(101, 0.002, 0.001), *epochs(11, 30)])
    return news


class DrawerByHand(EpochLogDrawer):
    """The drawer with its own run, of which a test decides what the log is."""

    def __init__(self, theme: Theme) -> None:
        self.run = RunInSight()
        super().__init__(theme, self.run)

    def show_log(self, log: EpochLog | None) -> None:
        self.run.log = log
        self.run.begun.emit()


@pytest.fixture
def drawer(qtbot: QtBot, theme: Theme) -> Iterator[DrawerByHand]:
    """A drawer on screen."""
    drawer = DrawerByHand(theme)
    qtbot.addWidget(drawer)
    drawer.resize(540, 190)
    with qtbot.waitExposed(drawer):
        drawer.show()
    yield drawer
    theme.set_appearance(Appearance.SYSTEM)


def top_row(drawer: DrawerByHand) -> int:
    return drawer.view.indexAt(QPoint(5, 1)).row()


def is_last_in_sight(drawer: DrawerByHand) -> bool:
    last = drawer.model.index(drawer.model.rowCount() - 1)
    return drawer.view.viewport().rect().contains(drawer.view.visualRect(last))


def picture(drawer: DrawerByHand) -> QImage:
    return drawer.grab().toImage()


def test_the_model_keeps_qts_rules(news: EpochLog) -> None:
    model = EpochLogModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.show(news)
    news.follow(epochs(31, 33))
    model.refresh()
    model.refresh()
    assert model.rowCount() == 34
    model.show(None)
    assert model.rowCount() == 0
    assert tester.model() is model


def test_a_row_says_its_line(news: EpochLog) -> None:
    model = EpochLogModel()
    model.show(news)
    index = model.index(0)
    assert index.data() == news.lines[0].text
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == f"Epoch 1. {news.lines[0].text}"
    assert news.lines[0].text in index.data(Qt.ItemDataRole.ToolTipRole)
    assert index.data(Qt.ItemDataRole.DecorationRole) is None


def test_without_a_run_a_sentence_says_what_will_come(drawer: DrawerByHand) -> None:
    assert drawer.empty.isVisible()
    assert drawer.empty.text() == wording.EMPTY
    drawer.show_log(EpochLog(5_000, Recipe()))
    assert drawer.empty.isVisible()
    assert drawer.empty.text() == wording.WAITING


def test_lines_come_while_the_run_goes_on(drawer: DrawerByHand) -> None:
    news = EpochLog(5_000, Recipe())
    drawer.show_log(news)
    news.follow(epochs(1, 1))
    drawer.refresh()
    assert drawer.view.isVisible()
    assert drawer.model.rowCount() == 1
    news.follow(epochs(2, 20))
    drawer.refresh()
    assert drawer.model.rowCount() == 20
    assert is_last_in_sight(drawer)


def test_the_newest_line_stays_in_sight(drawer: DrawerByHand, news: EpochLog) -> None:
    drawer.show_log(news)
    assert is_last_in_sight(drawer)
    drawer.resize(900, 160)
    QApplication.processEvents()
    assert is_last_in_sight(drawer)
    news.follow(epochs(31, 31))
    drawer.refresh()
    assert is_last_in_sight(drawer)


def test_whoever_scrolled_away_is_left_there(
    drawer: DrawerByHand, news: EpochLog, qtbot: QtBot
) -> None:
    drawer.show_log(news)
    view = drawer.view
    position = QPoint(50, 50)
    wheel = QWheelEvent(
        position,
        view.viewport().mapToGlobal(position),
        QPoint(),
        QPoint(0, 1_200),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(view.viewport(), wheel)
    qtbot.waitUntil(lambda: not view.is_at_end)
    before = top_row(drawer)
    news.follow(epochs(31, 60))
    drawer.refresh()
    QApplication.processEvents()
    assert top_row(drawer) == before
    QTest.keyClick(view, Qt.Key.Key_End)
    view.scrollToBottom()
    news.follow(epochs(61, 61))
    drawer.refresh()
    assert is_last_in_sight(drawer)


def test_a_new_run_is_shown_at_its_newest_line(drawer: DrawerByHand, news: EpochLog) -> None:
    drawer.show_log(news)
    drawer.view.scrollToTop()
    other = EpochLog(5_000, Recipe())
    other.follow(epochs(1, 40))
    drawer.show_log(other)
    assert drawer.model.rowCount() == 40
    assert is_last_in_sight(drawer)
    drawer.show_log(None)
    assert drawer.empty.isVisible()


def test_nothing_is_done_while_it_is_hidden(
    drawer: DrawerByHand, news: EpochLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    painted: list[int] = []
    monkeypatch.setattr(LineDelegate, "paint", lambda *_: painted.append(1))
    drawer.hide()
    drawer.show_log(news)
    drawer.refresh()
    QApplication.processEvents()
    assert drawer.model.rowCount() == 0
    assert not painted
    drawer.show()
    QApplication.processEvents()
    assert drawer.model.rowCount() == len(news)
    assert is_last_in_sight(drawer)
    assert painted


def test_chosen_lines_are_copied_as_a_table(drawer: DrawerByHand, news: EpochLog) -> None:
    drawer.show_log(news)
    view = drawer.view
    view.setFocus()
    view.scrollToTop()
    for row, modifier in (
        (0, Qt.KeyboardModifier.NoModifier),
        (1, Qt.KeyboardModifier.ShiftModifier),
    ):
        place = view.visualRect(drawer.model.index(row)).center()
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, modifier, place)
    QTest.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == wording.as_table(news.lines[:2])
    QTest.keyClick(view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == wording.as_table(news.lines)


def test_copying_nothing_leaves_the_clipboard(drawer: DrawerByHand, news: EpochLog) -> None:
    QGuiApplication.clipboard().setText("kept")
    drawer.show_log(news)
    drawer.view.setFocus()
    QTest.keyClick(drawer.view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "kept"


@pytest.mark.parametrize("width", [360, 540, 799, 800, 1_200])
def test_the_columns_stand_beside_each_other(theme: Theme, qapp: QApplication, width: int) -> None:
    columns = Columns(qapp.font(), width)
    row = QRect(0, 0, width, columns.row_height)
    areas = [columns.epoch(row), columns.sign(row), columns.words(row)]
    areas += [columns.figure(row, position) for position in range(columns.first_figure, 3)]
    assert all(left.right() <= right.left() for left, right in pairwise(areas))
    assert areas[-1].right() <= width
    assert columns.words_width > 100
    assert columns.row_height >= columns.lines * columns.line_height


def test_long_sentences_give_way_at_their_end(qapp: QApplication) -> None:
    text = "Validation loss down from 0.342 to 0.287; 37 more of 5,000 digits read right."
    font = qapp.font()
    assert wrapped(text, font, 10_000, 1) == [text]
    broken = wrapped(text, font, 220, 9)
    assert " ".join(broken) == text
    assert len(broken) > 2
    cut = wrapped(text, font, 220, 2)
    assert cut[0] == broken[0]
    assert cut[1].endswith("…")
    assert wrapped("", font, 220, 2) in ([], [""])


def test_it_follows_the_theme(drawer: DrawerByHand, news: EpochLog, theme: Theme) -> None:
    drawer.show_log(news)
    theme.set_appearance(Appearance.LIGHT)
    QApplication.processEvents()
    light = picture(drawer)
    theme.set_appearance(Appearance.DARK)
    QApplication.processEvents()
    dark = picture(drawer)
    assert light.pixelColor(2, 100).lightness() > 200
    assert dark.pixelColor(2, 100).lightness() < 80


def test_a_very_long_run_is_looked_at_now_and_then(drawer: DrawerByHand, qtbot: QtBot) -> None:
    news = EpochLog(5_000, Recipe())
    news.follow(epochs(1, 1_000))
    drawer.show_log(news)
    news.follow(epochs(1_001, 1_001))
    drawer.refresh()
    news.follow(epochs(1_002, 1_002))
    drawer.refresh()
    assert drawer.model.rowCount() == 1_000
    qtbot.waitUntil(lambda: drawer.model.rowCount() == 1_002)
    assert is_last_in_sight(drawer)


def test_only_lines_in_sight_are_painted(
    drawer: DrawerByHand, monkeypatch: pytest.MonkeyPatch
) -> None:
    news = EpochLog(5_000, Recipe())
    news.follow(epochs(1, 3_000))
    rows: list[int] = []
    monkeypatch.setattr(LineDelegate, "paint", lambda *told: rows.append(told[3].row()))
    drawer.show_log(news)
    drawer.grab()
    assert 0 < len(set(rows)) < 10
    assert max(rows) == 2_999
