"""How the Mistakes tab says what was marked and what was written."""

from collections.abc import Collection
from pathlib import Path

from desktop.formats import day_and_time
from desktop.mistakes.filters import Filters, Order
from desktop.mistakes.titles import MARK_TITLES, ORDER_TITLES, chips
from desktop.workspace.mark import Mark, MarkKind
from nncore.safe_text import quoted

_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
"""What a cell begins with that spreadsheets take for a formula."""


def images(count: int) -> str:
    """As in "1 image", "212 images"."""
    return f"{count:,} image{'' if count == 1 else 's'}"


def marked(count: int, kind: MarkKind | None) -> str:
    """What was done: "2 images marked “ambiguous”.", "1 image is no longer marked."."""
    if kind is None:
        return (
            f"{images(count)} {'is' if count == 1 else 'are'} no longer marked. Ctrl+Z undoes it."
        )
    return f"{images(count)} marked “{MARK_TITLES[kind].lower()}”. Ctrl+Z undoes it."


def put_back(marks: Collection[Mark | None]) -> str:
    """What an undo or redo left, one mark or none for each image: "1 image is no longer marked.",
    "2 images marked “ambiguous” again.".
    """
    count, kinds = len(marks), {None if mark is None else mark.kind for mark in marks}
    if len(kinds) > 1:
        return f"{images(count)} are marked as before."
    (kind,) = kinds
    if kind is None:
        return f"{images(count)} {'is' if count == 1 else 'are'} no longer marked."
    return f"{images(count)} marked “{MARK_TITLES[kind].lower()}” again."


def about_marks(marks: list[Mark], targets: int) -> str:
    """What the mark button does to so many targets, and which marks they have."""
    if targets == 0:
        return "Choose an image, and mark it here or with M"
    if targets > 1 or not marks:
        unmarked = f", {len(marks):,} of them marked" if marks else ""
        return f"Mark {images(targets)}{unmarked} (M)"
    (mark,) = marks
    title = MARK_TITLES[mark.kind].lower()
    return f"Marked “{title}” on {day_and_time(mark.at)}, read by {quoted(mark.network)}"


def save_table(count: int, which: str) -> str:
    """The entry of the menu, as in "Save the 212 shown as CSV…"."""
    return f"Save the {count:,} {which} as CSV…" if count else "Save as CSV…"


def save_sheet(count: int, which: str, most: int) -> str:
    """As in "Save the 212 shown as a contact sheet…"; of too many, the first `most`."""
    if not count:
        return "Save as a contact sheet…"
    first = f"first {most:,}" if count > most else f"{count:,}"
    return f"Save the {first} {which} as a contact sheet…"


def save_image(index: int | None) -> str:
    """As in "Save image 247…"; None: no image is chosen."""
    return "Save the chosen image…" if index is None else f"Save image {index:,}…"


def shown_as(filters: Filters | None, order: Order) -> str:
    """As in "Misread, Truth 4 · Worst first". filters: None for images that were not filtered."""
    titles = [] if filters is None else [title for title, _ in chips(filters)]
    return " · ".join([*([", ".join(titles)] if titles else []), ORDER_TITLES[order]])


def sheet_title(title: str, count: int, most: int) -> str:
    """Whose images stand on a contact sheet, and how many; of too many, the first `most` do."""
    first = f"the first {most:,} of " if count > most else ""
    return f"{quoted(title)} · {first}{images(count)}"


def written(what: str, path: Path) -> str:
    """As in "The table was written to mine.csv."."""
    return f"The {what} was written to {quoted(path.name)}."


def safe_cell(text: str) -> str:
    """A name that no spreadsheet takes for a formula, on one line."""
    text = quoted(text)
    return f"'{text}" if text.lstrip().startswith(_FORMULA) else text
