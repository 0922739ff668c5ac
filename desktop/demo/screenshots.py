"""`python -m desktop.demo.screenshots FOLDER`: pictures of each tab, light and dark.

They show generated digits only: MNIST's images are not ours to publish.
"""

import os
import sys
import tempfile
from pathlib import Path

LARGE, SMALL = (1600, 1000), (900, 600)
"""Windows in which the Draw tab is shown, in pixels."""

FOUR = (
    ((0.58, 0.12), (0.42, 0.36), (0.24, 0.62), (0.5, 0.63), (0.8, 0.61)),
    ((0.63, 0.36), (0.61, 0.6), (0.58, 0.9)),
)
LETTER = (
    ((0.5, 0.1), (0.36, 0.5), (0.2, 0.9)),
    ((0.5, 0.1), (0.66, 0.5), (0.8, 0.9)),
    ((0.29, 0.62), (0.5, 0.61), (0.72, 0.62)),
)
"""Strokes in the unit square: a digit, and an A."""


def main(folder: Path) -> None:
    """Train on generated digits and write twelve pictures to `folder`."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ.pop("MISREAD_DATA", None)
    from desktop.application import create_window
    from desktop.demo.walkthrough import Walkthrough
    from desktop.workspace.settings import Appearance

    with tempfile.TemporaryDirectory(prefix="misread-screenshots-") as storage:
        window = create_window(Path(storage), None)
        window.resize(1200, 800)
        window.show()
        rehearsal = Walkthrough(window)
        rehearsal.open_drawer("inside")
        rehearsal.train()
        rehearsal.gather_mistakes()
        for appearance in (Appearance.LIGHT, Appearance.DARK):
            window.theme.set_appearance(appearance)
            rehearsal.open_drawer("inside")
            rehearsal.take_picture(folder, "train_tab", name=f"inside-{appearance.value}")
            rehearsal.open_drawer("")
            for page in ("train", "mistakes"):
                rehearsal.take_picture(folder, f"{page}_tab", name=f"{page}-{appearance.value}")
        rehearsal.gather_mistakes()
        rehearsal.ask_why()
        for appearance in (Appearance.LIGHT, Appearance.DARK):
            window.theme.set_appearance(appearance)
            rehearsal.take_picture(folder, "mistakes_tab", name=f"why-{appearance.value}")
        rehearsal.choose_first_network()
        for name, size, strokes in (("explained", LARGE, FOUR), ("refused", SMALL, LETTER)):
            window.resize(*size)
            rehearsal.write(*strokes)
            rehearsal.open_drawer("evidence" if size is LARGE else "", page="draw_tab")
            for appearance in (Appearance.LIGHT, Appearance.DARK):
                window.theme.set_appearance(appearance)
                rehearsal.take_picture(folder, "draw_tab", name=f"{name}-{appearance.value}")
        window.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
