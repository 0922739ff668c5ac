"""Every key of the window and what it does: what Help › Keyboard and docs/keyboard.md say.

`python -m desktop.window.keys > docs/keyboard.md` writes the document.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class KeyGroup:
    """The keys that count in one place.

    keys: pairs of keys and what they do. note: what else there is to say. Both are plain text.
    """

    title: str
    keys: tuple[tuple[str, str], ...]
    note: str = ""


INTRODUCTION = "Ctrl is Cmd on a Mac. What is underlined in a label goes with Alt."

KEYS: dict[str, tuple[KeyGroup, ...]] = {
    "Anywhere": (
        KeyGroup(
            "The window",
            (
                ("Ctrl+1, Ctrl+2, Ctrl+3", "Train, Mistakes, Draw"),
                (
                    "Ctrl+4, Ctrl+5, Ctrl+6",
                    "open or close a part of the tab in sight, as the View menu lists them",
                ),
                ("Ctrl+O, Ctrl+S", "open a network, save one"),
                ("Ctrl+Shift+E", "export the run in sight, as a table or a picture"),
                ("F1, Shift+F1", "the documentation, this list of keys"),
                ("Ctrl+Q", "quit; a run under way can be resumed at the next start"),
            ),
        ),
        KeyGroup(
            "A run",
            (
                ("Ctrl+Return", "start"),
                ("Ctrl+P", "pause, resume"),
                ("Ctrl+B", "one batch, then pause; also begins a run"),
                ("Ctrl+.", "stop"),
                ("Ctrl+Shift+Return", "train 5 more epochs, or go on to the end"),
                ("Ctrl+R", "after divergence: start again at a tenth of the rate"),
            ),
        ),
    ),
    "Train": (
        KeyGroup(
            "The plots",
            (
                ("+ and −", "zoom in and out, as the wheel does at the pointer"),
                ("← and →", "move along the steps"),
                ("Home", "the whole run, as a double-click does"),
                ("F", "follow the latest steps"),
            ),
        ),
        KeyGroup(
            "Inside the network",
            (
                ("arrows, Home, End, Page Up, Page Down", "move among the pictures of units"),
                ("Escape", "let go of the chosen one"),
            ),
        ),
        KeyGroup(
            "Epoch by epoch",
            (
                ("Return", "what was misread after that epoch, as a double-click does"),
                ("Ctrl+A, Ctrl+C", "select all lines, copy what is selected"),
            ),
        ),
        KeyGroup(
            "The list of runs",
            (
                ("Return", "open"),
                ("Space", "compare, or no longer"),
                ("F2", "rename"),
                ("Del", "delete, with Undo"),
                ("Ctrl+Z", "undo the deletion"),
            ),
        ),
    ),
    "Mistakes": (
        KeyGroup(
            "The gallery",
            (
                (
                    "arrows, Home, End, Page Up, Page Down",
                    "move; with Shift they select, with Ctrl they only move",
                ),
                ("Space", "a large look at the image, which follows the arrows"),
                ("0 to 9", "only that true digit, and all again"),
                ("M", "mark the selected images: look again; once more takes their marks away"),
                ("Ctrl+A", "select all that is shown"),
                (
                    "← and → on a heading, Space, Return",
                    "fold a group, unfold it; with Shift, ← and → do so with all",
                ),
                ("Menu, on a heading", "fold or unfold the group, or all"),
                ("Ctrl+Z, Ctrl+Shift+Z or Ctrl+Y", "undo a mark, put it again"),
            ),
            "A click on a heading folds its group and leaves the keyboard there. A rectangle that "
            "is dragged over the cards selects them; with Shift or Ctrl it adds them, and Escape "
            "takes it back while the button is down. It may begin in empty room, also beside the "
            "words of a heading.",
        ),
        KeyGroup(
            "The confusion matrix",
            (
                ("arrows", "move the chosen cell"),
                ("Ctrl+click", "add a cell"),
                ("Escape", "let go of all"),
            ),
            "The digits of “Per digit” likewise.",
        ),
    ),
    "Draw": (
        KeyGroup(
            "The pad",
            (
                ("E", "the eraser, and the pen again"),
                ("Ctrl+V", "paste a picture of a digit, or the file of one"),
                (
                    "Ctrl+Z, Ctrl+Shift+Z or Ctrl+Y",
                    "undo a stroke, an erasing, an opened picture or a clearing, do it again",
                ),
                ("Del, Escape", "clear"),
            ),
            "E, Del and Escape count everywhere in the tab but in the drawers.",
        ),
        KeyGroup(
            "Shift, turn and thicken",
            (
                ("arrows", "move a slider by a step"),
                ("Page Up, Page Down", "by five steps"),
                ("Home, End", "to its ends"),
            ),
            "A double click on a slider’s name brings it back to nothing, Reset all three.",
        ),
        KeyGroup(
            "Compare",
            (
                ("arrows", "move along the epochs of the other network’s run"),
                ("Home, End", "its first epoch, its latest"),
            ),
        ),
    ),
}
"""By what the window calls the tab."""


def as_markdown() -> str:
    """What stands in docs/keyboard.md."""
    return "\n".join(["# The keyboard", "", INTRODUCTION, *_lines()])


def _lines() -> Iterator[str]:
    for page, groups in KEYS.items():
        yield from ("", f"## {page}")
        for group in groups:
            yield from ("", f"**{group.title}:**", "", "| keys | what they do |", "|---|---|")
            yield from (f"| {keys} | {what} |" for keys, what in group.keys)
            if group.note:
                yield from ("", group.note)
    yield ""


if __name__ == "__main__":
    sys.stdout.write(as_markdown())
