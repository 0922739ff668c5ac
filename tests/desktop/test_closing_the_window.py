"""The window closes within a second whatever it is doing, and nothing is ended by force."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import (
    QProgressBar,
)
from pytestqt.qtbot import QtBot

from desktop.application import create_window
from desktop.train.view import TrainTab
from desktop.window.main_window import MainWindow
from nncore.recipes.recipe import Recipe
from tests.desktop.hands import button, click, find
from tests.desktop.whole_window import close_within_a_second, epochs_box, opened


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[MainWindow]:
    monkeypatch.delenv("MISREAD_DATA", raising=False)
    window = opened(qtbot, tmp_path / "storage", has_process=True)
    yield window
    window.close()


def step_count(window: MainWindow) -> int:
    """How many steps of the run the plots have heard of."""
    page = window.page("train_tab")
    assert isinstance(page, TrainTab)
    return len(page.plots.history.losses)


def start_long_run(window: MainWindow, qtbot: QtBot) -> None:
    epochs_box(window).setValue(500)
    click(window, "start_button")
    qtbot.waitUntil(lambda: step_count(window) > 3, timeout=20_000)


def test_closing_in_the_middle_of_training_ends_within_a_second(
    window: MainWindow, qtbot: QtBot
) -> None:
    start_long_run(window, qtbot)
    assert button(window, "stop_button").isEnabled()
    close_within_a_second(window)


def test_closing_while_a_run_is_paused_ends_within_a_second(
    window: MainWindow, qtbot: QtBot
) -> None:
    start_long_run(window, qtbot)
    pause = button(window, "pause_button")
    click(window, "pause_button")
    qtbot.waitUntil(lambda: pause.text().replace("&", "") == "Resume", timeout=5_000)
    close_within_a_second(window)


KERNELS = ("5x5x16", "pool", "3x3x32", "pool", 64)


def start_kernels(window: MainWindow, qtbot: QtBot) -> None:
    page = window.page("train_tab")
    assert isinstance(page, TrainTab)
    page.form.set_recipe(Recipe(hidden=KERNELS, epochs=100))
    click(window, "start_button")
    qtbot.waitUntil(lambda: step_count(window) > 1, timeout=20_000)


def test_closing_while_kernels_are_trained_ends_within_a_second(
    window: MainWindow, qtbot: QtBot
) -> None:
    start_kernels(window, qtbot)
    close_within_a_second(window)


def test_closing_while_kernels_are_read_and_measured_ends_within_a_second(
    window: MainWindow, qtbot: QtBot
) -> None:
    start_kernels(window, qtbot)
    pause = button(window, "pause_button")
    click(window, "pause_button")
    qtbot.waitUntil(lambda: pause.text().replace("&", "") == "Resume", timeout=5_000)
    window.show_page("mistakes_tab")
    close_within_a_second(window)


def test_closing_while_digits_are_made_ends_within_a_second(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = tmp_path / "cache"
    monkeypatch.setenv("MISREAD_CACHE", str(cache))
    window = create_window(tmp_path / "storage", None)
    qtbot.addWidget(window)
    window.show()
    bar = find(window, QProgressBar, "data_progress")
    qtbot.waitUntil(lambda: bar.value() > 0, timeout=20_000)
    assert window.workspace.dataset is None
    close_within_a_second(window)
    assert not cache.exists()  # they were given up, not made to the end


FORGOTTEN = """
import gc
import sys
from pathlib import Path
from desktop.application import create_application, create_window

application = create_application()
window = create_window(Path(sys.argv[1]), None)
window.show()
application.processEvents()
window.close()
del window
gc.collect()
application.processEvents()
print([type(each).__name__ for each in application.topLevelWidgets()])
"""


def test_a_window_that_nobody_holds_any_more_goes_without_a_word(tmp_path: Path) -> None:
    command = [sys.executable, "-c", FORGOTTEN, str(tmp_path / "storage")]
    finished = subprocess.run(command, capture_output=True, text=True, timeout=60)
    errors = finished.stderr.replace(
        "This plugin does not support propagateSizeHints()", ""
    )  # which the offscreen platform says
    assert (finished.returncode, errors.strip()) == (0, "")
    assert "MainWindow" not in finished.stdout
