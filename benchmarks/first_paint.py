"""What `benchmarks.start` runs in processes of its own: a bare window, ours, and a storage used.

Each prints a line when its window is painted and the event loop has nothing left to do, and ends.
Only what a process measures is imported, and where it is: the seconds count from its very start.
"""

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication, QMainWindow

RUNS = 3
"""Kept runs in a storage that was used."""


def bare() -> None:
    """What any window with two plots costs: Qt, NumPy and pyqtgraph, and nothing of ours."""
    import pyqtgraph as pg  # noqa: PLC0415
    from PySide6.QtWidgets import (  # noqa: PLC0415
        QApplication,
        QMainWindow,
        QTabWidget,
        QVBoxLayout,
        QWidget,
    )

    application = QApplication(["bare"])
    window, tabs, page = QMainWindow(), QTabWidget(), QWidget()
    layout = QVBoxLayout(page)
    for _ in range(2):
        layout.addWidget(pg.PlotWidget())
    for each, title in ((page, "Train"), (QWidget(), "Mistakes"), (QWidget(), "Draw")):
        tabs.addTab(each, title)
    window.setCentralWidget(tabs)
    window.resize(1200, 800)
    window.show()
    _run_until_idle(application, window)


def misread(storage: str) -> None:
    """All that `python -m desktop` does, but for the event loop, which it enters here."""
    from desktop import __main__ as door  # noqa: PLC0415

    bring_in = door.import_qt

    def import_qt() -> None:
        bring_in()
        from PySide6.QtWidgets import QApplication  # noqa: PLC0415

        QApplication.exec = _run_main_window  # type: ignore[method-assign, assignment]

    door.import_qt = import_qt  # not before: where Qt comes in counts
    door.main(["--storage", storage])


def _run_main_window(application: "QApplication") -> None:
    from PySide6.QtWidgets import QMainWindow  # noqa: PLC0415

    (window,) = (each for each in application.topLevelWidgets() if isinstance(each, QMainWindow))
    _run_until_idle(application, window)


def _run_until_idle(application: "QApplication", window: "QMainWindow") -> None:
    import os  # noqa: PLC0415

    from PySide6.QtCore import QEventLoop  # noqa: PLC0415

    def tell() -> None:
        handle = window.windowHandle()
        if handle is not None and handle.isExposed():  # and by now it was painted, too
            print("idle", flush=True)
            os._exit(0)

    application.eventDispatcher().aboutToBlock.connect(tell)
    QEventLoop().exec()


def use(storage: str) -> None:
    """Leave in `storage` what a few short runs leave there, and the form as they had it."""
    from pathlib import Path  # noqa: PLC0415

    from benchmarks.stage import Stage  # noqa: PLC0415
    from desktop.application import create_window  # noqa: PLC0415
    from desktop.demo.walkthrough import wait_until  # noqa: PLC0415

    window = create_window(Path(storage), None)
    window.show()
    stage = Stage(window)
    wait_until(stage.start.isEnabled, 120_000, "the generated digits")
    for _ in range(RUNS):
        stage.choose_preset("quick", epochs=2)
        stage.begin()
        stage.wait_for_end()
    window.close()


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["bare"]:
            bare()
        case ["misread", folder]:
            misread(folder)
        case ["use", folder]:
            use(folder)
