"""Marks come back as they were put, and whatever stands in their file's place, nothing is lost."""

import json
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from desktop.workspace.mark import Mark, MarkedImage, MarkKind
from desktop.workspace.marks import MOST_BYTES, MOST_MARKS, Marks
from nncore.datasets import SplitName

DATA = "a1" * 32
OTHER_DATA = "b2" * 32
AT = datetime(2026, 11, 20, 12, 30, tzinfo=UTC)
MARK = Mark(MarkKind.WRONG_LABEL, "Quick 2 after epoch 3", "run x epoch 3", AT)
ENTRY = MARK.as_json()


def image(index: int, data: str = DATA, split_name: SplitName = SplitName.TEST) -> MarkedImage:
    return MarkedImage(data, split_name, index)


def put(storage: Path, content: object) -> bytes:
    """Write a file of marks; what is no text is written as JSON."""
    text = content if isinstance(content, str | bytes) else json.dumps(content)
    written = text if isinstance(text, bytes) else text.encode()
    (storage / "marks.json").write_bytes(written)
    return written


def with_entry(entry: object, index: str = "7") -> object:
    return {"marks": {DATA: {"test": {"247": ENTRY, index: entry}}}}


@pytest.mark.parametrize("kind", MarkKind)
def test_a_mark_survives_a_restart_with_who_was_looked_at_and_when(
    tmp_path: Path, kind: MarkKind
) -> None:
    mark = Mark.now(kind, "Quick 2", "run x")
    Marks(tmp_path).put({image(247): mark})
    again = Marks(tmp_path)
    assert again.problem == ""
    assert again.get(image(247)) == mark
    assert (mark.network, mark.ref_key) == ("Quick 2", "run x")
    assert abs((datetime.now(UTC) - mark.at).total_seconds()) < 60


def test_the_same_index_of_another_split_or_data_set_is_another_image(tmp_path: Path) -> None:
    marks = Marks(tmp_path)
    marks.put({image(5): MARK})
    assert marks.of_split(DATA, SplitName.TEST) == {5: MARK}
    assert marks.of_split(DATA, SplitName.TRAINING) == {}
    assert marks.of_split(OTHER_DATA, SplitName.TEST) == {}
    assert marks.get(image(5, OTHER_DATA)) is None


def test_a_mark_is_taken_away(tmp_path: Path) -> None:
    marks = Marks(tmp_path)
    marks.put({image(5): MARK, image(6, split_name=SplitName.TRAINING): MARK})
    marks.put({image(5): None, image(99): None})
    again = Marks(tmp_path)
    assert len(again) == len(marks) == 1
    assert again.get(image(6, split_name=SplitName.TRAINING)) == MARK


def test_the_file_can_be_read_by_people(tmp_path: Path) -> None:
    Marks(tmp_path).put({image(247): MARK, image(3): MARK, image(1, OTHER_DATA): MARK})
    text = (tmp_path / "marks.json").read_text()
    assert '"247": {"mark": "wrong_label", "network": "Quick 2 after epoch 3"' in text
    assert json.loads(text) == {
        "marks": {
            DATA: {"test": {"3": ENTRY, "247": ENTRY}},
            OTHER_DATA: {"test": {"1": ENTRY}},
        }
    }


def test_names_of_any_kind_come_back_on_one_line(tmp_path: Path) -> None:
    path = "file /tmp/\udcff" + "x" * 5_000
    mark = Mark.now(MarkKind.AMBIGUOUS, 'a "name"\nwith\x00 <b>all</b> \udcff' + "x" * 5_000, path)
    Marks(tmp_path).put({image(1): mark})
    again = Marks(tmp_path)
    assert again.problem == ""
    assert again.get(image(1)) == mark
    assert mark.network.isprintable()
    assert len(mark.network) <= 200
    assert len(mark.ref_key) <= 1_000


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
    marks.put({image(1): MARK})
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
    assert marks.problem == (
        "Of the marks 1 was of no use and left out. The old file is kept as marks.damaged.json."
    )
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


def test_of_too_many_marks_the_first_are_read_and_the_file_is_kept(tmp_path: Path) -> None:
    entries = {str(index): ENTRY for index in range(MOST_MARKS + 2)}
    put(tmp_path, {"marks": {DATA: {"test": entries}}})
    marks = Marks(tmp_path)
    assert len(marks) == MOST_MARKS
    assert "2 were of no use" in marks.problem
    with pytest.raises(ValueError, match="at most 20,000 marks are kept"):
        marks.put({image(5): None, image(MOST_MARKS): MARK, image(MOST_MARKS + 1): MARK})
    assert len(marks) == len(Marks(tmp_path)) == MOST_MARKS
    marks.put({image(5): None})
    assert len(Marks(tmp_path)) == MOST_MARKS - 1


def test_a_folder_in_the_file_s_place_is_kept_beside(tmp_path: Path) -> None:
    (tmp_path / "marks.json").mkdir()
    marks = Marks(tmp_path)
    assert "could not be read" in marks.problem
    marks.put({image(1): MARK})
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
    marks.put({image(1): MARK})
    assert elsewhere.read_bytes() == before

    (storage / "marks.json").unlink()
    os.mkfifo(storage / "marks.json")
    assert "could not be read" in Marks(storage).problem


def test_two_windows_keep_each_other_s_marks(tmp_path: Path) -> None:
    one, other = Marks(tmp_path), Marks(tmp_path)
    one.put({image(1): MARK})
    other.put({image(2): MARK})
    one.put({image(3): MARK})
    assert [*Marks(tmp_path).of_split(DATA, SplitName.TEST)] == [1, 2, 3]
    assert [*one.of_split(DATA, SplitName.TEST)] == [1, 2, 3]


def test_what_another_program_spoils_meanwhile_costs_no_mark(tmp_path: Path) -> None:
    marks = Marks(tmp_path)
    marks.put({image(1): MARK})
    put(tmp_path, "spoiled")
    marks.put({image(2): MARK})
    assert "could not be read" in marks.problem
    assert [*Marks(tmp_path).of_split(DATA, SplitName.TEST)] == [1, 2]
    assert (tmp_path / "marks.damaged.json").read_text() == "spoiled"


def test_marks_that_could_not_be_written_are_written_with_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(path: Path, _content: bytes) -> None:
        raise OSError(28, "No space left on device", str(path))

    marks = Marks(tmp_path)
    marks.put({image(0): MARK})
    with monkeypatch.context() as patch:
        patch.setattr("desktop.workspace.marks.write_whole", fail)
        with pytest.raises(OSError, match="No space left"):
            marks.put({image(1): MARK})
    assert marks.get(image(1)) == MARK
    assert [*Marks(tmp_path).of_split(DATA, SplitName.TEST)] == [0]
    Marks(tmp_path).put({image(2): MARK})  # another window's
    marks.put({image(3): MARK})
    assert sorted(Marks(tmp_path).of_split(DATA, SplitName.TEST)) == [0, 1, 2, 3]


def test_a_file_that_cannot_be_put_aside_is_not_written_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    damaged = put(tmp_path, "spoiled")

    def fail(path: Path, _other: Path) -> Path:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "replace", fail)
    marks = Marks(tmp_path)
    assert "The old file stays where it is." in marks.problem
    with pytest.raises(OSError, match="stays where it is"):
        marks.put({image(1): MARK})
    assert (tmp_path / "marks.json").read_bytes() == damaged
    assert marks.get(image(1)) == MARK
