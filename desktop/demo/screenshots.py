"""`python -m desktop.demo.screenshots FOLDER`: pictures of each tab, light and dark.

They show generated digits only: MNIST's images are not ours to publish.
"""

import os
import sys
import tempfile
from pathlib import Path


def main(folder: Path) -> None:
    """Train on generated digits and write ten pictures to `folder`."""
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
        rehearsal.draw(4, seed=3)
        for appearance in (Appearance.LIGHT, Appearance.DARK):
            window.theme.set_appearance(appearance)
            rehearsal.open_drawer("inside")
            rehearsal.take_picture(folder, "train_tab", name=f"inside-{appearance.value}")
            rehearsal.open_drawer("")
            rehearsal.take_pictures(folder, suffix=f"-{appearance.value}")
        rehearsal.gather_mistakes()
        rehearsal.ask_why()
        for appearance in (Appearance.LIGHT, Appearance.DARK):
            window.theme.set_appearance(appearance)
            rehearsal.take_picture(folder, "mistakes_tab", name=f"why-{appearance.value}")
        window.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
