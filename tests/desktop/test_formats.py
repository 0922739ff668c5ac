"""What the tabs say alike, to the letter."""

import pytest

from desktop.formats import breakable, percent


@pytest.mark.parametrize(
    ("fraction", "text"),
    [
        (0.974, "97 %"),
        (0.1, "10 %"),
        (0.0004, "0 %"),
        (0.0, "0 %"),
        (0.994, "99 %"),
        (0.9999, "> 99 %"),
        (1.0, "> 99 %"),
        (float("nan"), "? %"),
        (float("inf"), "? %"),
    ],
)
def test_percentages_are_whole_and_never_more_than_they_are(fraction: float, text: str) -> None:
    assert percent(fraction) == text


def test_long_words_may_break_and_stay_what_they_are() -> None:
    path = "/home/anna/my_data/mnist-1.gz"
    told = breakable(path)
    assert told.replace("\u200b", "") == path
    assert told.split("\u200b") == ["/", "home/", "anna/", "my_", "data/", "mnist-", "1.", "gz"]


def test_words_without_end_may_break_too_and_lines_do_not() -> None:
    told = breakable(f"a\nb\u202e {'w' * 60}")
    assert told.replace("\u200b", "") == f"a b  {'w' * 60}"
    assert max(map(len, told.split("\u200b"))) < 40
