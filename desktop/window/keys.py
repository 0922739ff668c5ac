"""Every key of the window and what it does: what Help › Keyboard and docs/keyboard.md say.

`python -m desktop.window.keys > docs/keyboard.md` writes the document.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass

from desktop.translation import tr


@dataclass(frozen=True)
class KeyGroup:
    """The keys that count in one place.

    keys: pairs of keys and what they do. note: what else there is to say. Both are plain text.
    """

    title: str
    keys: tuple[tuple[str, str], ...]
    note: str = ""


INTRODUCTION = tr("Ctrl is Cmd on a Mac. What is underlined in a label goes with Alt.")

KEYS: dict[str, tuple[KeyGroup, ...]] = {
    tr("Anywhere"): (
        KeyGroup(
            tr("The window"),
            (
                ("Ctrl+1, Ctrl+2, Ctrl+3", tr("Train, Mistakes, Draw")),
                (
                    "Ctrl+4, Ctrl+5, Ctrl+6",
                    tr("open or close a part of the tab in sight, as the View menu lists them"),
                ),
                ("Ctrl+O, Ctrl+S", tr("open a network, save one")),
                ("Ctrl+Shift+E", tr("export the run in sight, as a table or a picture")),
                (tr("F1, Shift+F1"), tr("the documentation, this list of keys")),
                ("Ctrl+Q", tr("quit; a run under way can be resumed at the next start")),
            ),
        ),
        KeyGroup(
            tr("A run"),
            (
                ("Ctrl+Return", tr("start")),
                ("Ctrl+P", tr("pause, resume")),
                ("Ctrl+B", tr("one batch, then pause; also begins a run")),
                ("Ctrl+.", tr("stop")),
                ("Ctrl+Shift+Return", tr("train 5 more epochs, or go on to the end")),
                ("Ctrl+R", tr("after divergence: start again at a tenth of the rate")),
            ),
        ),
    ),
    tr("Train"): (
        KeyGroup(
            tr("The plots"),
            (
                (tr("+ and −"), tr("zoom in and out, as the wheel does at the pointer")),
                (tr("← and →"), tr("move along the steps")),
                (tr("Home"), tr("the whole run, as a double-click does")),
                ("F", tr("follow the latest steps")),
            ),
        ),
        KeyGroup(
            tr("Inside the network"),
            (
                (
                    tr("arrows, Home, End, Page Up, Page Down"),
                    tr("move among the pictures of units"),
                ),
                (tr("Escape"), tr("let go of the chosen one")),
            ),
        ),
        KeyGroup(
            tr("Epoch by epoch"),
            (
                (tr("Return"), tr("what was misread after that epoch, as a double-click does")),
                ("Ctrl+A, Ctrl+C", tr("select all lines, copy what is selected")),
            ),
        ),
        KeyGroup(
            tr("The list of runs"),
            (
                (tr("Return"), tr("open")),
                (tr("Space"), tr("compare, or no longer")),
                ("F2", tr("rename")),
                (tr("Del"), tr("delete, with Undo")),
                ("Ctrl+Z", tr("undo the deletion")),
            ),
        ),
    ),
    tr("Mistakes"): (
        KeyGroup(
            tr("The gallery"),
            (
                (
                    tr("arrows, Home, End, Page Up, Page Down"),
                    tr("move; with Shift they select, with Ctrl they only move"),
                ),
                (tr("Space"), tr("a large look at the image, which follows the arrows")),
                (tr("0 to 9"), tr("only that true digit, and all again")),
                ("M", tr("mark the selected images: look again; once more takes their marks away")),
                ("Ctrl+A", tr("select all that is shown")),
                (
                    tr("← and → on a heading, Space, Return"),
                    tr("fold a group, unfold it; with Shift, ← and → do so with all"),
                ),
                (tr("Menu, on a heading"), tr("fold or unfold the group, or all")),
                (tr("Ctrl+Z, Ctrl+Shift+Z or Ctrl+Y"), tr("undo a mark, put it again")),
            ),
            tr(
                "A click on a heading folds its group and leaves the keyboard there. "
                "A rectangle that is dragged over the cards selects them; with Shift "
                "or Ctrl it adds them, and Escape takes it back while the button is "
                "down. It may begin in empty room, also beside the words of a "
                "heading."
            ),
        ),
        KeyGroup(
            tr("The confusion matrix"),
            (
                (tr("arrows"), tr("move the chosen cell")),
                (tr("Ctrl+click"), tr("add a cell")),
                (tr("Escape"), tr("let go of all")),
            ),
            tr("The digits of “Per digit” likewise."),
        ),
    ),
    tr("Draw"): (
        KeyGroup(
            tr("The pad"),
            (
                ("E", tr("the eraser, and the pen again")),
                ("Ctrl+V", tr("paste a picture of a digit, or the file of one")),
                (
                    tr("Ctrl+Z, Ctrl+Shift+Z or Ctrl+Y"),
                    tr("undo a stroke, an erasing, an opened picture or a clearing, do it again"),
                ),
                (tr("Del, Escape"), tr("clear")),
            ),
            tr("E, Del and Escape count everywhere in the tab but in the drawers."),
        ),
        KeyGroup(
            tr("Shift, turn and thicken"),
            (
                (tr("arrows"), tr("move a slider by a step")),
                (tr("Page Up, Page Down"), tr("by five steps")),
                (tr("Home, End"), tr("to its ends")),
            ),
            tr("A double click on a slider’s name brings it back to nothing, Reset all three."),
        ),
        KeyGroup(
            tr("Compare"),
            (
                (tr("arrows"), tr("move along the epochs of the other network’s run")),
                (tr("Home, End"), tr("its first epoch, its latest")),
            ),
        ),
    ),
}
"""By what the window calls the tab."""


def as_markdown() -> str:
    """What stands in docs/keyboard.md."""
    return "\n".join([tr("# The keyboard"), "", INTRODUCTION, *_lines()])


def _lines() -> Iterator[str]:
    for page, groups in KEYS.items():
        yield from ("", f"## {page}")
        for group in groups:
            yield from ("", f"**{group.title}:**", "", tr("| keys | what they do |"), "|---|---|")
            yield from (f"| {keys} | {what} |" for keys, what in group.keys)
            if group.note:
                yield from ("", group.note)
    yield ""


if __name__ == "__main__":
    sys.stdout.write(as_markdown())
