"""Marks come back as they were put, for every image its own, and within bounds."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from desktop.workspace.mark import Mark, MarkKind
from desktop.workspace.marks import MOST_MARKS, Marks
from nncore.datasets import SplitName
from tests.desktop.workspace.marks_file import DATA, ENTRY, MARK, OTHER_DATA, image, put, store


@pytest.mark.parametrize("kind", MarkKind)
def test_a_mark_survives_a_restart_with_who_was_looked_at_and_when(
    tmp_path: Path, kind: MarkKind
) -> None:
    mark = Mark.now(kind, "Quick 2", "run x")
    store(Marks(tmp_path), {image(247): mark})
    again = Marks(tmp_path)
    assert again.problem == ""
    assert again.get(image(247)) == mark
    assert (mark.network, mark.ref_key) == ("Quick 2", "run x")
    assert abs((datetime.now(UTC) - mark.at).total_seconds()) < 60


def test_the_same_index_of_another_split_or_data_set_is_another_image(tmp_path: Path) -> None:
    marks = Marks(tmp_path)
    store(marks, {image(5): MARK})
    assert marks.of_split(DATA, SplitName.TEST) == {5: MARK}
    assert marks.of_split(DATA, SplitName.TRAINING) == {}
    assert marks.of_split(OTHER_DATA, SplitName.TEST) == {}
    assert marks.get(image(5, OTHER_DATA)) is None


def test_a_mark_is_taken_away(tmp_path: Path) -> None:
    marks = Marks(tmp_path)
    store(marks, {image(5): MARK, image(6, split_name=SplitName.TRAINING): MARK})
    store(marks, {image(5): None, image(99): None})
    again = Marks(tmp_path)
    assert len(again) == len(marks) == 1
    assert again.get(image(6, split_name=SplitName.TRAINING)) == MARK


def test_the_file_can_be_read_by_people(tmp_path: Path) -> None:
    store(Marks(tmp_path), {image(247): MARK, image(3): MARK, image(1, OTHER_DATA): MARK})
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
    store(Marks(tmp_path), {image(1): mark})
    again = Marks(tmp_path)
    assert again.problem == ""
    assert again.get(image(1)) == mark
    assert mark.network.isprintable()
    assert len(mark.network) <= 200
    assert len(mark.ref_key) <= 1_000


def test_of_too_many_marks_the_first_are_read_and_the_file_is_kept(tmp_path: Path) -> None:
    entries = {str(index): ENTRY for index in range(MOST_MARKS + 2)}
    put(tmp_path, {"marks": {DATA: {"test": entries}}})
    marks = Marks(tmp_path)
    assert len(marks) == MOST_MARKS
    assert "2 were of no use" in marks.problem
    with pytest.raises(ValueError, match="at most 20,000 marks are kept"):
        store(marks, {image(5): None, image(MOST_MARKS): MARK, image(MOST_MARKS + 1): MARK})
    assert len(marks) == len(Marks(tmp_path)) == MOST_MARKS
    store(marks, {image(5): None})
    assert len(Marks(tmp_path)) == MOST_MARKS - 1


@pytest.fixture
def spelled(monkeypatch: pytest.MonkeyPatch) -> list[Mark]:
    """The marks that were put into the words of the file since."""
    marks: list[Mark] = []
    as_json = Mark.as_json

    def spell(mark: Mark) -> dict[str, str]:
        marks.append(mark)
        return as_json(mark)

    monkeypatch.setattr(Mark, "as_json", spell)
    return marks


def test_too_many_marks_are_refused_before_any_is_spelled(
    tmp_path: Path, spelled: list[Mark]
) -> None:
    marks = Marks(tmp_path)
    store(marks, {image(1): MARK})
    spelled.clear()
    with pytest.raises(ValueError, match="at most 20,000 marks are kept"):
        store(marks, {image(index): MARK for index in range(63_197)})
    assert spelled == []
    assert marks.of_split(DATA, SplitName.TEST) == {1: MARK}
    assert not (tmp_path / "marks.damaged.json").exists()


def test_a_change_spells_no_mark_that_stays(tmp_path: Path, spelled: list[Mark]) -> None:
    many = {image(index): replace(MARK, network=f"Quick {index}") for index in range(500)}
    store(Marks(tmp_path), many)
    marks = Marks(tmp_path)
    spelled.clear()
    store(marks, {image(700): MARK, image(701): MARK, image(3): None})
    assert spelled == [MARK]
    again = Marks(tmp_path)
    assert again.problem == ""
    assert again.of_split(DATA, SplitName.TEST) == marks.of_split(DATA, SplitName.TEST)
    assert len(again) == 501


def test_marks_of_more_bytes_than_are_read_again_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    marks = Marks(tmp_path)
    store(marks, {image(1): MARK})
    monkeypatch.setattr("desktop.workspace.marks.MOST_BYTES", 1_000)
    with pytest.raises(ValueError, match="at most 1,000 bytes of marks are kept"):
        store(marks, {image(index): MARK for index in range(2, 12)})
    assert len(marks) == len(Marks(tmp_path)) == 1


def test_two_windows_keep_each_other_s_marks(tmp_path: Path) -> None:
    one, other = Marks(tmp_path), Marks(tmp_path)
    store(one, {image(1): MARK})
    store(other, {image(2): MARK})
    store(one, {image(3): MARK})
    assert [*Marks(tmp_path).of_split(DATA, SplitName.TEST)] == [1, 2, 3]
    assert [*one.of_split(DATA, SplitName.TEST)] == [1, 2, 3]


def test_marks_that_could_not_be_written_are_written_with_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(path: Path, _content: bytes) -> None:
        raise OSError(28, "No space left on device", str(path))

    marks = Marks(tmp_path)
    store(marks, {image(0): MARK})
    with monkeypatch.context() as patch:
        patch.setattr("desktop.workspace.marks.write_whole", fail)
        with pytest.raises(OSError, match="No space left"):
            store(marks, {image(1): MARK})
    assert marks.get(image(1)) == MARK
    assert [*Marks(tmp_path).of_split(DATA, SplitName.TEST)] == [0]
    store(Marks(tmp_path), {image(2): MARK})  # another window's
    store(marks, {image(3): MARK})
    assert sorted(Marks(tmp_path).of_split(DATA, SplitName.TEST)) == [0, 1, 2, 3]
