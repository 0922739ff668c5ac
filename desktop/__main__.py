"""The door: reads the command line, checks the platform, and only then brings in Qt."""

import argparse
import os
import signal
import sys
from pathlib import Path

from desktop.platform_check import check_platform


def main(arguments: list[str] | None = None) -> int:
    """Open the window, or run the demonstration. Returns the exit code."""
    options = _parser().parse_args(arguments)
    if options.version:
        return _print_version()
    if options.trainer is not None:
        return _train(options.trainer)
    if options.demo is not None:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    message = check_platform(demo=options.demo is not None)
    if message is not None:
        print(message, file=sys.stderr)
        return 2
    if options.demo is not None:
        return _demonstrate(options.demo)
    return _open_window(options.storage, options.data)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="misread",
        description="Train a from-scratch NumPy network, see what it misreads, let it read you.",
    )
    parser.add_argument(
        "--data", type=Path, metavar="FOLDER", help="where MNIST's four files lie (gz or plain)"
    )
    parser.add_argument("--storage", type=Path, metavar="FOLDER", help="where settings are kept")
    parser.add_argument(
        "--demo",
        type=Path,
        metavar="FOLDER",
        help="without a screen: train, gather mistakes, draw, and write pictures of it to FOLDER",
    )
    # what the window starts beside itself, and nobody else
    parser.add_argument("--trainer", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--version", action="store_true", help="print the version and end")
    return parser


def _print_version() -> int:
    from importlib.metadata import version

    print(f"misread {version('misread')}")
    return 0


def _train(line: int) -> int:
    from desktop.training.process.serving import serve

    serve(line)
    return 0


def _demonstrate(folder: Path) -> int:
    from desktop.demonstration import demonstrate

    return demonstrate(folder)


def _open_window(storage: Path | None, data: Path | None) -> int:
    from desktop.application import create_application, create_window
    from desktop.shared.error_reporter import ErrorReporter

    # Qt's event loop would never let Python hear of it
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    application = create_application(sys.argv)
    try:
        window = create_window(storage or _usual_storage(), data)
    except OSError as error:
        print(f"misread: the storage folder cannot be used: {error}", file=sys.stderr)
        return 2
    reporter = ErrorReporter(window)
    reporter.happened.connect(window.notice.tell)
    reporter.install()
    window.show()
    return application.exec()


def _usual_storage() -> Path:
    given = os.environ.get("MISREAD_STORAGE")
    if given:
        return Path(given)
    import platformdirs

    return Path(platformdirs.user_data_dir("misread", appauthor=False))


if __name__ == "__main__":
    sys.exit(main())
