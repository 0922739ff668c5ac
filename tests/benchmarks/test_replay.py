"""Recorded drawings are read from files, drawn on the real canvas, and counted."""

import json
import sys
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication

from benchmarks import replay
from benchmarks.recordings import Recording, RecordingError, generated_recordings, read_recordings
from benchmarks.replay import Manner, Replayer, dependence, placed

SEVEN = {"label": 7, "strokes": [[[0, 0], [30, 0], [60, 0], [45, 45], [30, 100]]]}


def write(path: Path, content: object) -> Path:
    file = path / "strokes.json"
    file.write_text(content if isinstance(content, str) else json.dumps(content))
    return file


def test_digits_letters_and_what_has_no_name_are_read(tmp_path: Path) -> None:
    others = [{**SEVEN, "label": label} for label in ("A", None, "7")]
    recordings = read_recordings(write(tmp_path, [SEVEN, *others]))
    assert [each.label for each in recordings] == [7, None, None, 7]
    assert recordings[0].strokes[0].shape == (5, 2)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("[", "no JSON"),
        ("{}", "list of drawings"),
        ("[]", "at least one"),
        ([7], "drawing 1 must be an object"),
        ([{"label": 7}], "drawing 1 must be an object"),
        ([SEVEN, {"label": 12, "strokes": SEVEN["strokes"]}], "drawing 2: a digit must be 0 to 9"),
        ([{"label": 7, "strokes": []}], "has no strokes"),
        ([{"label": 7, "strokes": [[]]}], "list of points"),
        ([{"label": 7, "strokes": [[[0, 0], [1]]]}], "list of points"),
        ([{"label": 7, "strokes": [[["x", 0]]]}], "list of points"),
        ([{"label": 7, "strokes": [[[0, 1e400]]]}], "numbers below a billion"),
    ],
)
def test_a_bad_file_is_told_in_one_line(
    tmp_path: Path,
    content: object,
    words: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    file = write(tmp_path, content)
    with pytest.raises(RecordingError, match=words):
        read_recordings(file)
    monkeypatch.setattr(sys, "argv", ["replay", str(file)])
    assert replay.main() == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert len(told.err.splitlines()) == 1


def test_a_missing_file_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["replay", str(tmp_path / "none.json")])
    assert replay.main() == 2
    assert "none.json" in capsys.readouterr().err


def test_a_slow_hand_tells_every_two_pixels_and_a_fast_one_each_third_point() -> None:
    way = np.stack([np.arange(31.0), np.zeros(31)], axis=1)
    recording = Recording(1, (way,))
    rng = np.random.default_rng(1)
    [slow] = placed(recording, Manner(400, 120, False), rng)
    [fast] = placed(recording, Manner(400, 120, True), rng)
    assert np.hypot(*np.diff(slow, axis=0).T).max() <= 3
    assert len(fast) == 11
    for drawn in (slow, fast):
        assert np.ptp(drawn[:, 0]) == 120
        assert drawn.min() >= 0
        assert drawn.max() < 400


def test_dependence_counts_answers_unlike_the_most_frequent() -> None:
    seven, unknown, doubted = (7, True), (7, False), (1, False)
    answers = [[seven, unknown], [seven, doubted], [(1, True), unknown], [seven, doubted]]
    assert dependence(answers) == (1 / 8, 1)


@pytest.mark.usefixtures("qapp")
def test_digits_drawn_small_and_large_slowly_and_fast_are_read_alike() -> None:
    recordings = generated_recordings(10)
    manners = [Manner(200, 40, True), Manner(1200, 60, False), Manner(1200, 1.0, True)]
    rng = np.random.default_rng(2)
    answers = []
    with replay.open_tab() as tab:
        replayer = Replayer(tab)
        for manner in manners:
            replayer.fit(manner.pad)
            answers.append([replayer.answer(each, manner, rng) for each in recordings])
            QApplication.processEvents()
    assert [[digit for digit, _ in each] for each in answers] == [[*range(10)]] * 3


def test_the_table_names_every_manner(capsys: pytest.CaptureFixture[str]) -> None:
    recordings = [*generated_recordings(1), Recording(None, (np.zeros((2, 2)),))]
    answers = {manner: [(0, True), (3, False)] for manner in replay.MANNERS}
    replay.print_answers(recordings, answers)
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 2 + len(replay.MANNERS) + 3
    assert "100.0%" in lines[2]
    assert lines[-2].startswith("digits: 0.00% of the answers depend on size or speed")
    assert lines[-1].startswith("others: 0.00%")
