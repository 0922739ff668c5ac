"""The door: reads the command line, checks the platform, and only then brings in Qt."""

from __future__ import annotations

from desktop.startup.program import TRAINER, TRIAL, end_at_ctrl_c

if __name__ == "__main__":
    end_at_ctrl_c()  # while the rest is read, too

import argparse
import builtins
import gc
import os
import sys
from pathlib import Path
from typing import NoReturn

from desktop.startup.platform_check import check_platform
from desktop.startup.process_check import mend_qt_settings, prepare_process
from desktop.startup.qt_trial import try_qt

BAD_USE = 2


def main(arguments: list[str] | None = None) -> int:
    """Open the window, or run the demonstration. Returns the exit code."""
    # nothing is garbage while modules are read and widgets made: looking for it takes a tenth of
    # the start, and more with every object that is there already
    gc.disable()
    end_at_ctrl_c()
    try:
        return _run(arguments)
    finally:
        gc.enable()


def _run(arguments: list[str] | None) -> int:
    message = prepare_process()
    if message is not None:
        return _refuse(message)
    options = _parser().parse_args(arguments)
    if options.version:
        return _print_version()
    if options.trainer is not None:
        return _train(options.trainer)
    for line in mend_qt_settings(os.environ):
        print(f"misread: {line}", file=sys.stderr)
    if options.try_qt:
        return try_qt()
    if options.demo is not None:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    message = check_platform(demo=options.demo is not None)
    if message is not None:
        return _refuse(message)
    if options.demo is not None:
        return _demonstrate(options.demo)
    return _open_window(options.storage, options.data)


def import_qt() -> None:
    """Import PySide6 and leave `__import__` as it is. Does nothing where PySide6 is there already.

    PySide puts a function of its own in the place of `__import__`. It reads the source of every
    module that is imported from then on, to know where `from __feature__ import snake_case` is to
    hold: nearly a tenth of a second for all that the window needs, and nothing here asks for it.
    Scripts that open the window without this module may.
    """
    usual = builtins.__import__
    try:
        import PySide6.QtCore  # noqa: F401
    finally:
        builtins.__import__ = usual


def _end_start() -> None:
    """Let garbage be looked for from now on, but not among what the start has made, which stays."""
    gc.freeze()
    gc.enable()


def _refuse(message: str) -> int:
    print(message, file=sys.stderr)
    return BAD_USE


class _Parser(argparse.ArgumentParser):
    """Refuses in one line."""

    def error(self, message: str) -> NoReturn:
        from nncore.safe_text import quoted

        self.exit(BAD_USE, f"misread: {quoted(message)}. What there is: misread --help\n")


def _folder(text: str) -> Path:
    if not text:
        raise argparse.ArgumentTypeError("expected a folder, got an empty name")
    return Path(text)


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="misread",
        description="Train a from-scratch NumPy network, see what it misreads, let it read you.",
    )
    parser.add_argument(
        "--data", type=_folder, metavar="FOLDER", help="where MNIST's four files lie (gz or plain)"
    )
    parser.add_argument("--storage", type=_folder, metavar="FOLDER", help="where settings are kept")
    parser.add_argument(
        "--demo",
        type=_folder,
        metavar="FOLDER",
        help="without a screen: train, gather mistakes, draw, and write pictures of it to FOLDER",
    )
    # what the program starts beside itself, and nobody else
    parser.add_argument(TRAINER, type=int, help=argparse.SUPPRESS)
    parser.add_argument(TRIAL, action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--version", action="store_true", help="print the version and end")
    return parser


def _print_version() -> int:
    from desktop.startup.program import version

    try:
        print(f"misread {version()}", flush=True)
    except OSError as error:
        print(f"misread: {error.strerror}", file=sys.stderr)
        return 1
    return 0


def _train(line: int) -> int:
    from desktop.trainer.connection import NoConnectionError
    from desktop.trainer.server import serve

    _end_start()
    try:
        serve(line)
    except NoConnectionError as error:
        return _refuse(f"misread: {error}")
    return 0


def _demonstrate(folder: Path) -> int:
    from desktop.startup.folders import FolderError, demo_folder

    try:
        demo_folder(folder)
    except FolderError as error:
        return _refuse(f"misread: {error}")
    import_qt()
    from desktop.demo.demonstration import demonstrate

    _end_start()
    return demonstrate(folder)


def _open_window(storage: Path | None, data: Path | None) -> int:
    from desktop.startup.folders import FolderError, storage_folder

    try:
        folder = storage_folder(storage)
    except FolderError as error:
        return _refuse(f"misread: {error}")
    import_qt()
    from desktop.application import create_application, create_window
    from desktop.window.error_reporter import ErrorReporter

    application = create_application()
    try:
        window = create_window(folder, data)
    except OSError as error:
        return _refuse(f"misread: the window cannot be opened: {error}")
    reporter = ErrorReporter(window)
    reporter.happened.connect(window.notice.tell)
    reporter.install()
    window.show()
    _end_start()
    return application.exec()


if __name__ == "__main__":
    sys.exit(main())
