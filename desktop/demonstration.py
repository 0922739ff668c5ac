"""`misread --demo FOLDER`: the whole path of the product without a screen, with pictures of it."""

import sys
import tempfile
from pathlib import Path

from desktop.application import create_window
from desktop.main_window import MainWindow
from desktop.rehearsal import Rehearsal
from desktop.shared.error_reporter import ErrorReporter

_DIGIT = 4


def demonstrate(folder: Path) -> int:
    """Train on generated digits, fill the gallery, draw a digit; print figures and pictures.

    Returns 0, or 1 with one message on stderr where something did not come about.
    """
    with tempfile.TemporaryDirectory(prefix="misread-demo-") as storage:
        window = create_window(Path(storage), None)
        reporter = ErrorReporter(window)
        reporter.install()
        window.show()
        try:
            _perform(window, folder)
        except (TimeoutError, OSError) as error:
            print(f"misread: the demonstration stopped: {error}", file=sys.stderr)
            return 1
        finally:
            window.close()
            reporter.uninstall()
        return 1 if reporter.count else 0


def _perform(window: MainWindow, folder: Path) -> None:
    rehearsal = Rehearsal(window)
    print("Training on generated digits …", flush=True)
    rehearsal.train()
    network = window.workspace.network
    if network is None or network.accuracy is None:
        raise TimeoutError("the run left no network with an accuracy")
    print(f"Validation accuracy: {network.accuracy * 100:.2f} %")
    print(f"Misread test digits: {rehearsal.gather_mistakes()}")
    prediction = rehearsal.draw(_DIGIT, seed=3).prediction
    if prediction is None:
        raise TimeoutError("the pad read nothing")
    confidence = prediction.probabilities[prediction.digit]
    print(f"Drawn: {_DIGIT}, read: {prediction.digit} ({confidence * 100:.1f} %)")
    for picture in rehearsal.take_pictures(folder):
        print(f"Picture: {picture.resolve()}")
