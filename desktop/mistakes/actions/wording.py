"""How the Mistakes tab says what was marked and what was written."""

from collections.abc import Collection
from enum import Enum
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


FOLDED_AWAY = tr("Nothing was marked: the chosen image is in a folded group.")


def too_many_marks(most: int) -> str:
    """Why nothing was marked, where there would be more marks than are kept."""
    return tr("Nothing was marked: at most {most:,} marks are kept.", most=most)


def not_marked(problem: str) -> str:
    """That nothing was marked, and why."""
    return tr("Nothing was marked: {problem}.", problem=problem)


def marks_not_written(problem: str) -> str:
    """That the marks are there, but not on the disk, and why."""
    return tr("The marks could not be written. {problem}", problem=problem)


def _unmarked(count: int) -> str:
    return tr_count(
        "{count} image is no longer marked.", "{count} images are no longer marked.", count
    )


def about_marks(marks: list[Mark], targets: int) -> str:
    """What the mark button does to so many targets, and which marks they have."""
    if targets == 0:
        return tr("Choose an image, and mark it here or with M")
    if targets > 1 or not marks:
        told = images(targets)
        if marks:
            told = tr("{images}, {marks:,} of them marked", images=told, marks=len(marks))
        return tr("Mark {images} (M)", images=told)
    (mark,) = marks
    title = MARK_TITLES[mark.kind].lower()
    return tr(
        "Marked “{title}” on {moment}, read by {network}",
        title=title,
        moment=day_and_time(mark.at),
        network=quoted(mark.network),
    )


def save_table(count: int, *, are_selected: bool) -> str:
    """The entry of the menu, as in "Save the 212 shown as CSV…"."""
    if not count:
        return tr("Save as CSV…")
    if are_selected:
        return tr("Save the {count:,} selected as CSV…", count=count)
    return tr("Save the {count:,} shown as CSV…", count=count)


def save_sheet(count: int, most: int, *, are_selected: bool) -> str:
    """As in "Save the 212 shown as a contact sheet…"; of too many, the first `most`."""
    if not count:
        return tr("Save as a contact sheet…")
    if count > most and are_selected:
        return tr("Save the first {most:,} selected as a contact sheet…", most=most)
    if count > most:
        return tr("Save the first {most:,} shown as a contact sheet…", most=most)
    if are_selected:
        return tr("Save the {count:,} selected as a contact sheet…", count=count)
    return tr("Save the {count:,} shown as a contact sheet…", count=count)


def save_hint(count: int, *, are_selected: bool) -> str:
    """What the menu writes."""
    if are_selected:
        return tr(
            "Save a table or a contact sheet ({images} selected), or the chosen image",
            images=images(count),
        )
    return tr(
        "Save a table or a contact sheet ({images} shown), or the chosen image",
        images=images(count),
    )


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
    shown = images(count)
    if count > most:
        shown = tr("the first {most:,} of {images}", most=most, images=shown)
    return f"{quoted(title)} · {shown}"


class Written(Enum):
    """What can be written to a file."""

    TABLE = "table"
    SHEET = "contact sheet"
    IMAGE = "image"


def save_title(what: Written) -> str:
    """What is asked for a place for."""
    match what:
        case Written.TABLE:
            return tr("Save the table")
        case Written.SHEET:
            return tr("Save the contact sheet")
        case Written.IMAGE:
            return tr("Save the image")


def written(what: Written, path: Path) -> str:
    """As in "The table was written to mine.csv."."""
    name = quoted(path.name)
    match what:
        case Written.TABLE:
            return tr("The table was written to {name}.", name=name)
        case Written.SHEET:
            return tr("The contact sheet was written to {name}.", name=name)
        case Written.IMAGE:
            return tr("The image was written to {name}.", name=name)


def not_written(what: Written, problem: str) -> str:
    """That something could not be written, and why."""
    match what:
        case Written.TABLE:
            return tr("The table could not be written. {problem}", problem=problem)
        case Written.SHEET:
            return tr("The contact sheet could not be written. {problem}", problem=problem)
        case Written.IMAGE:
            return tr("The image could not be written. {problem}", problem=problem)


def safe_cell(text: str) -> str:
    """A name that no spreadsheet takes for a formula, on one line."""
    text = quoted(text)
    return f"'{text}" if text.lstrip().startswith(_FORMULA) else text
