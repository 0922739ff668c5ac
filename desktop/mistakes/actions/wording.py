"""How the Mistakes tab says what was marked and what was written."""

from collections.abc import Collection
from pathlib import Path

from desktop.formats import counted, day_and_time
from desktop.mistakes.filters import Filters, Order
from desktop.mistakes.titles import MARK_TITLES, ORDER_TITLES, chips
from desktop.translation import tr, tr_count
from desktop.workspace.mark import Mark, MarkKind
from nncore.safe_text import quoted

_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
"""What a cell begins with that spreadsheets take for a formula."""


def images(count: int) -> str:
    """As in "1 image", "212 images"."""
    return counted(count, "image")


def marked(count: int, kind: MarkKind | None) -> str:
    """What was done: "2 images marked “ambiguous”.", "1 image is no longer marked."."""
    if kind is None:
        return tr("{unmarked} Ctrl+Z undoes it.", unmarked=_unmarked(count))
    return tr(
        "{images} marked “{mark}”. Ctrl+Z undoes it.",
        images=images(count),
        mark=MARK_TITLES[kind].lower(),
    )


def put_back(marks: Collection[Mark | None]) -> str:
    """What an undo or redo left, one mark or none for each image: "1 image is no longer marked.",
    "2 images marked “ambiguous” again.".
    """
    count, kinds = len(marks), {None if mark is None else mark.kind for mark in marks}
    if len(kinds) > 1:
        return tr("{images} are marked as before.", images=images(count))
    (kind,) = kinds
    if kind is None:
        return _unmarked(count)
    return tr(
        "{images} marked “{mark}” again.",
        images=images(count),
        mark=MARK_TITLES[kind].lower(),
    )


def _unmarked(count: int) -> str:
    return tr_count(
        "{count} image is no longer marked.", "{count} images are no longer marked.", count
    )


def about_marks(marks: list[Mark], targets: int) -> str:
    """What the mark button does to so many targets, and which marks they have."""
    if targets == 0:
        return tr("Choose an image, and mark it here or with M")
    if targets > 1 or not marks:
        unmarked = tr(", {marks:,} of them marked", marks=len(marks)) if marks else ""
        return tr("Mark {images}{unmarked} (M)", images=images(targets), unmarked=unmarked)
    (mark,) = marks
    title = MARK_TITLES[mark.kind].lower()
    return tr(
        "Marked “{title}” on {moment}, read by {network}",
        title=title,
        moment=day_and_time(mark.at),
        network=quoted(mark.network),
    )


def save_table(count: int, which: str) -> str:
    """The entry of the menu, as in "Save the 212 shown as CSV…"."""
    return (
        tr("Save the {count:,} {which} as CSV…", count=count, which=which)
        if count
        else tr("Save as CSV…")
    )


def save_sheet(count: int, which: str, most: int) -> str:
    """As in "Save the 212 shown as a contact sheet…"; of too many, the first `most`."""
    if not count:
        return tr("Save as a contact sheet…")
    first = tr("first {most:,}", most=most) if count > most else f"{count:,}"
    return tr("Save the {first} {which} as a contact sheet…", first=first, which=which)


def save_image(index: int | None) -> str:
    """As in "Save image 247…"; None: no image is chosen."""
    return (
        tr("Save the chosen image…") if index is None else tr("Save image {index:,}…", index=index)
    )


def shown_as(filters: Filters | None, order: Order) -> str:
    """As in "Misread, Truth 4 · Worst first". filters: None for images that were not filtered."""
    titles = [] if filters is None else [title for title, _ in chips(filters)]
    return " · ".join([*([", ".join(titles)] if titles else []), ORDER_TITLES[order]])


def sheet_title(title: str, count: int, most: int) -> str:
    """Whose images stand on a contact sheet, and how many; of too many, the first `most` do."""
    first = tr("the first {most:,} of ", most=most) if count > most else ""
    return f"{quoted(title)} · {first}{images(count)}"


def written(what: str, path: Path) -> str:
    """As in "The table was written to mine.csv."."""
    return tr("The {what} was written to {name}.", what=what, name=quoted(path.name))


def safe_cell(text: str) -> str:
    """A name that no spreadsheet takes for a formula, on one line."""
    text = quoted(text)
    return f"'{text}" if text.lstrip().startswith(_FORMULA) else text
