"""`misread --demo FOLDER`: the whole path of the product without a screen, with pictures of it."""

import sys
import tempfile
from pathlib import Path

from desktop import formats
from desktop.application import create_window
from desktop.demo.walkthrough import PAGES, Walkthrough
from desktop.window.error_reporter import ErrorReporter
from desktop.window.main_window import MainWindow
from desktop.window.window_place import FIRST_SIZE
from desktop.workspace.error_words import in_words
from nncore.cli.outputs import require_writable

_DIGIT = 4


def demonstrate(folder: Path) -> int:
    """Train on generated digits, fill the gallery, draw a digit; print figures and pictures.

    Returns 0, or 1 with one message on stderr where something did not come about; 2 where it is
    known before that the pictures could not be written.
    """
    try:
        for page in PAGES:
            require_writable(folder / f"{page.removesuffix('_tab')}.png")
    except (OSError, ValueError) as error:
        print(f"misread: the pictures cannot be kept: {in_words(error)}", file=sys.stderr)
        return 2
    try:
        with tempfile.TemporaryDirectory(prefix="misread-demo-") as storage:
            return _demonstrate(folder, Path(storage))
    except (TimeoutError, OSError) as error:
        print(f"misread: the demonstration stopped: {in_words(error)}", file=sys.stderr)
        return 1


def _demonstrate(folder: Path, storage: Path) -> int:
    window = create_window(storage, None)
    reporter = ErrorReporter(window)
    reporter.install()
    window.resize(FIRST_SIZE)  # whatever the size of a screen that nobody sees
    window.show()
    try:
        _perform(window, folder)
    finally:
        window.close()
        reporter.uninstall()
    return 1 if reporter.count else 0


def _perform(window: MainWindow, folder: Path) -> None:
    rehearsal = Walkthrough(window)
    print("Training on generated digits …", flush=True)
    rehearsal.train()
    network = window.workspace.network
    if network is None or network.accuracy is None:
        raise TimeoutError("the run left no network with an accuracy")
    accuracy = formats.accuracy(network.accuracy.value, 2)
    # not every terminal knows the space at which no line breaks
    print(f"Validation accuracy: {accuracy.replace(formats.PERCENT_SIGN, ' %')}")
    print(f"Misread test digits: {rehearsal.gather_mistakes()}")
    prediction = rehearsal.draw(_DIGIT, seed=3).prediction
    if prediction is None:
        raise TimeoutError("the pad read nothing")
    confidence = prediction.probabilities[prediction.digit]
    print(f"Drawn: {_DIGIT}, read: {prediction.digit} ({confidence * 100:.1f} %)")
    for picture in rehearsal.take_pictures(folder):
        print(f"Picture: {picture.resolve()}")
