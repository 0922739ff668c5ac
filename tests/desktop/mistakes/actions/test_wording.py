"""What is said of marks and files, to the letter."""

from pathlib import Path

import pytest

from desktop.mistakes.actions import wording
from desktop.mistakes.filters import Filters, Order
from desktop.workspace.mark import Mark, MarkKind


def mark(kind: MarkKind) -> Mark:
    return Mark.now(kind, "Run", "run run")


@pytest.mark.parametrize(
    ("count", "kind", "text"),
    [
        (1, MarkKind.LOOK_AGAIN, "1 image marked “look again”. Ctrl+Z undoes it."),
        (2_000, MarkKind.WRONG_LABEL, "2,000 images marked “label is wrong”. Ctrl+Z undoes it."),
        (1, None, "1 image is no longer marked. Ctrl+Z undoes it."),
        (3, None, "3 images are no longer marked. Ctrl+Z undoes it."),
    ],
)
def test_marking_says_what_was_done(count: int, kind: MarkKind | None, text: str) -> None:
    assert wording.marked(count, kind) == text


@pytest.mark.parametrize(
    ("kinds", "text"),
    [
        ([MarkKind.AMBIGUOUS], "1 image marked “ambiguous” again."),
        ([MarkKind.AMBIGUOUS] * 3, "3 images marked “ambiguous” again."),
        ([MarkKind.AMBIGUOUS, None, None], "3 images are marked as before."),
        ([None], "1 image is no longer marked."),
        ([None] * 3, "3 images are no longer marked."),
    ],
)
def test_undo_and_redo_say_how_images_are_marked_now(
    kinds: list[MarkKind | None], text: str
) -> None:
    assert wording.put_back([None if each is None else mark(each) for each in kinds]) == text


def test_what_was_not_marked_or_not_written_says_why() -> None:
    assert wording.too_many_marks(1_000) == "Nothing was marked: at most 1,000 marks are kept."
    assert wording.not_marked("it is full") == "Nothing was marked: it is full."
    assert wording.marks_not_written("Full.") == "The marks could not be written. Full."
    told = wording.not_written(wording.Written.TABLE, "Full.")
    assert told == "The table could not be written. Full."


def test_the_button_says_what_would_be_marked_and_what_is() -> None:
    assert wording.about_marks([], 0) == "Choose an image, and mark it here or with M"
    assert wording.about_marks([], 2) == "Mark 2 images (M)"
    ambiguous = mark(MarkKind.AMBIGUOUS)
    assert wording.about_marks([ambiguous], 2) == "Mark 2 images, 1 of them marked (M)"
    told = wording.about_marks([ambiguous], 1)
    assert told.startswith("Marked “ambiguous” on ")
    assert told.endswith(", read by Run")


def test_files_say_how_many_images_they_hold() -> None:
    assert wording.save_table(212, are_selected=False) == "Save the 212 shown as CSV…"
    assert wording.save_image(247) == "Save image 247…"
    all_shown = "Save the 1,000 shown as a contact sheet…"
    assert wording.save_sheet(1_000, 1_000, are_selected=False) == all_shown
    first = "Save the first 1,000 selected as a contact sheet…"
    assert wording.save_sheet(1_001, 1_000, are_selected=True) == first
    assert wording.sheet_title("Run on Digits", 1, 1_000) == "Run on Digits · 1 image"
    title = "Run on Digits · the first 1,000 of 2,000 images"
    assert wording.sheet_title("Run on Digits", 2_000, 1_000) == title
    told = wording.written(wording.Written.TABLE, Path("a/mine.csv"))
    assert told == "The table was written to mine.csv."
    assert wording.shown_as(Filters(), Order.WORST) == "Misread · Worst first"
    assert wording.shown_as(None, Order.WORST) == "Worst first"
