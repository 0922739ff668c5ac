"""Whatever stands in the place of the file of marks, nothing is lost."""

import json
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from desktop.workspace.marks import MOST_BYTES, Marks
from nncore.datasets import SplitName
from tests.desktop.workspace.marks_file import (
    DATA,
    ENTRY,
    MARK,
    OTHER_DATA,
    image,
    put,
    store,
    with_entry,
)


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "[]",
        "7",
        "null",
        "{}",
        '{"marks": 7}',
        '{"marks": {}, "more": 1}',
        '{"marks": {}, "marks": {}}',
        "[" * 100_000,
        '{"marks": ' * 30_000,
        "\0\0\0",
        b"\xff\xfe",
        "{" + "," * 600_000,
        b" " * (MOST_BYTES + 1),
    ],
    ids=lambda content: repr(content)[:20],
)
def test_a_damaged_file_is_kept_beside_and_said_once(tmp_path: Path, content: str | bytes) -> None:
    damaged = put(tmp_path, content)
    marks = Marks(tmp_path)
    assert len(marks) == 0
    assert marks.problem.startswith("The marks could not be read: ")
    assert marks.problem.endswith("The old file is kept as marks.damaged.json.")
    assert len(marks.problem) < 500
    assert (tmp_path / "marks.damaged.json").read_bytes() == damaged
    assert Marks(tmp_path).problem == ""
    store(marks, {image(1): MARK})
    assert Marks(tmp_path).get(image(1)) == MARK


@pytest.mark.parametrize(
    "entry",
    [
        None,
        True,
        7,
        10**400,
        "no",
        [],
        {},
        {"mark": "look_again"},
        ENTRY | {"more": 1},
        ENTRY | {"mark": "else"},
        ENTRY | {"mark": 7},
        ENTRY | {"mark": []},
        ENTRY | {"network": None},
        ENTRY | {"network": "x" * 201},
        ENTRY | {"ref": "x" * 1_001},
        ENTRY | {"ref": {}},
        ENTRY | {"at": ""},
        ENTRY | {"at": "yesterday"},
        ENTRY | {"at": "2026-11-20T12:30:00"},
        ENTRY | {"at": "0001-01-01T00:00:00+14:00"},
        ENTRY | {"at": "9999-12-31T23:59:59-14:00"},
        ENTRY | {"at": 1e308},
        ENTRY | {"at": "2026-11-20T12:30:00+00:00" + " " * 100},
    ],
    ids=lambda entry: repr(entry)[:60],
)
def test_an_entry_that_is_no_mark_takes_no_other_along(tmp_path: Path, entry: object) -> None:
    damaged = put(tmp_path, with_entry(entry))
    marks = Marks(tmp_path)
    assert marks.of_split(DATA, SplitName.TEST) == {247: MARK}
    assert marks.problem.startswith("Of the marks 1 was of no use and left out. ")
    assert "marks.damaged.json" in marks.problem
    assert (tmp_path / "marks.damaged.json").read_bytes() == damaged
    again = Marks(tmp_path)
    assert again.problem == ""
    assert again.of_split(DATA, SplitName.TEST) == {247: MARK}


@pytest.mark.parametrize("index", ["", "-1", "007", "1.0", "1e3", "٣", " 1", "9" * 10, "x"])
def test_an_index_that_is_none_is_left_out(tmp_path: Path, index: str) -> None:
    put(tmp_path, with_entry(ENTRY, index))
    marks = Marks(tmp_path)
    assert marks.of_split(DATA, SplitName.TEST) == {247: MARK}
    assert "1 was of no use" in marks.problem


@pytest.mark.parametrize(
    "more", [{"no fingerprint": {}}, {OTHER_DATA: []}, {OTHER_DATA: {"tset": {}}}, {"A1" * 32: {}}]
)
def test_other_data_sets_than_there_can_be_are_left_out(
    tmp_path: Path, more: dict[str, object]
) -> None:
    put(tmp_path, {"marks": {DATA: {"test": {"247": ENTRY}}} | more})
    marks = Marks(tmp_path)
    assert len(marks) == 1
    assert "1 was of no use" in marks.problem


def test_a_folder_in_the_file_s_place_is_kept_beside(tmp_path: Path) -> None:
    (tmp_path / "marks.json").mkdir()
    marks = Marks(tmp_path)
    assert "could not be read" in marks.problem
    store(marks, {image(1): MARK})
    assert (tmp_path / "marks.damaged.json").is_dir()
    assert Marks(tmp_path).get(image(1)) == MARK


@pytest.mark.skipif(sys.platform == "win32", reason="links and pipes")
def test_no_link_is_followed_and_no_pipe_waited_for(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere.json"
    elsewhere.write_text(json.dumps(with_entry(ENTRY)))
    before = elsewhere.read_bytes()
    storage = tmp_path / "storage"
    storage.mkdir()
    (storage / "marks.json").symlink_to(elsewhere)
    marks = Marks(storage)
    assert len(marks) == 0
    assert "is a link" in marks.problem
    store(marks, {image(1): MARK})
    assert elsewhere.read_bytes() == before

    (storage / "marks.json").unlink()
    os.mkfifo(storage / "marks.json")
    assert "could not be read" in Marks(storage).problem


def test_what_another_program_spoils_meanwhile_costs_no_mark(tmp_path: Path) -> None:
    marks = Marks(tmp_path)
    store(marks, {image(1): MARK})
    put(tmp_path, "spoiled")
    store(marks, {image(2): MARK})
    assert "could not be read" in marks.problem
    assert [*Marks(tmp_path).of_split(DATA, SplitName.TEST)] == [1, 2]
    assert (tmp_path / "marks.damaged.json").read_text() == "spoiled"


@pytest.fixture
def cannot_be_moved(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], None]]:
    """No file can be put aside until this is called."""

    def fail(path: Path, _other: Path) -> Path:
        raise PermissionError(13, "Permission denied", str(path))

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", fail)
        yield patch.undo


@pytest.mark.usefixtures("cannot_be_moved")
def test_a_file_that_cannot_be_put_aside_is_not_written_over(tmp_path: Path) -> None:
    damaged = put(tmp_path, "spoiled")
    marks = Marks(tmp_path)
    assert "The old file stays where it is." in marks.problem
    with pytest.raises(OSError, match="stays where it is"):
        store(marks, {image(1): MARK})
    assert (tmp_path / "marks.json").read_bytes() == damaged
    assert marks.get(image(1)) == MARK


@pytest.mark.parametrize("mended", ['{"marks": {}}', json.dumps(with_entry(ENTRY)), None])
def test_once_the_file_is_mended_or_gone_marks_are_written_again(
    tmp_path: Path, cannot_be_moved: Callable[[], None], mended: str | None
) -> None:
    put(tmp_path, "spoiled")
    marks = Marks(tmp_path)
    with pytest.raises(OSError, match="stays where it is"):
        store(marks, {image(1): MARK})
    cannot_be_moved()
    if mended is None:
        (tmp_path / "marks.json").unlink()
    else:
        put(tmp_path, mended)
    store(marks, {image(2): MARK})
    assert not (tmp_path / "marks.damaged.json").exists()
    of_test = Marks(tmp_path).of_split(DATA, SplitName.TEST)
    assert of_test.keys() >= {1, 2}
    assert (247 in of_test) is (mended is not None and "247" in mended)


def test_a_file_that_can_be_put_aside_later_is_then(
    tmp_path: Path, cannot_be_moved: Callable[[], None]
) -> None:
    damaged = put(tmp_path, with_entry("no mark"))
    marks = Marks(tmp_path)
    with pytest.raises(OSError, match="stays where it is"):
        store(marks, {image(1): MARK})
    cannot_be_moved()
    store(marks, {image(2): MARK})
    assert (tmp_path / "marks.damaged.json").read_bytes() == damaged
    assert sorted(Marks(tmp_path).of_split(DATA, SplitName.TEST)) == [1, 2, 247]
