"""What the tabs say alike, to the letter."""

from datetime import datetime

import pytest

from desktop.formats import (
    about,
    accuracy,
    breakable,
    count,
    counted,
    day,
    day_and_time,
    duration,
    fine_percent,
    learning_rate,
    loss,
    part_done,
    percent,
    size_of_bytes,
)


@pytest.mark.parametrize(
    ("fraction", "text"),
    [
        (0.974, "97\u00a0%"),
        (0.1, "10\u00a0%"),
        (0.0004, "0\u00a0%"),
        (0.0, "0\u00a0%"),
        (0.994, "99\u00a0%"),
        (0.9999, ">\u00a099\u00a0%"),
        (1.0, ">\u00a099\u00a0%"),
        (float("nan"), "?\u00a0%"),
        (float("inf"), "?\u00a0%"),
    ],
)
def test_percentages_are_whole_and_never_more_than_they_are(fraction: float, text: str) -> None:
    assert percent(fraction) == text


@pytest.mark.parametrize(
    ("fraction", "decimals", "text"),
    [
        (0.9741, 1, "97.4\u00a0%"),
        (0.9741, 2, "97.41\u00a0%"),
        (0.9994, 1, "99.9\u00a0%"),
        (0.9996, 1, "99.96\u00a0%"),
        (0.99999, 1, "99.99\u00a0%"),
        (0.99999, 2, "99.99\u00a0%"),
        (1.0, 1, "100.0\u00a0%"),
        (1.0, 2, "100.00\u00a0%"),
        (0.0, 1, "0.0\u00a0%"),
    ],
)
def test_accuracies_are_not_rounded_up_to_all(fraction: float, decimals: int, text: str) -> None:
    assert accuracy(fraction, decimals) == text


@pytest.mark.parametrize(
    ("fraction", "text"),
    [
        (0.5, "50\u00a0%"),
        (0.9871, "98.71\u00a0%"),
        (0.999999, ">\u00a099.99\u00a0%"),
        (0.0042, "0.42\u00a0%"),
        (0.00001, "<\u00a00.01\u00a0%"),
        (0.0, "0.00\u00a0%"),
    ],
)
def test_small_and_large_probabilities_are_said_to_the_hundredth(
    fraction: float, text: str
) -> None:
    assert fine_percent(fraction) == text


def test_long_words_may_break_and_stay_what_they_are() -> None:
    path = "/home/anna/my_data/mnist-1.gz"
    told = breakable(path)
    assert told.replace("\u200b", "") == path
    assert told.split("\u200b") == ["/", "home/", "anna/", "my_", "data/", "mnist-", "1.", "gz"]


def test_words_without_end_may_break_too_and_lines_do_not() -> None:
    told = breakable(f"a\nb\u202e {'w' * 60}")
    assert told.replace("\u200b", "") == f"a b  {'w' * 60}"
    assert max(map(len, told.split("\u200b"))) < 40


def test_a_moment_is_said_with_its_year_where_that_is_another() -> None:
    now = datetime.now().astimezone()
    then = now.replace(year=2025, month=2, day=3, hour=4, minute=5)
    assert day_and_time(then) == "3 Feb 2025 04:05"
    assert day_and_time(now) == f"{day(now, year=False)} {now:%H:%M}"
    assert not day(now, year=False).endswith(str(now.year))


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.2, "less than 1\u00a0s"),
        (12.4, "12\u00a0s"),
        (59.7, "1\u00a0min"),
        (200, "3\u00a0min 20\u00a0s"),
        (3_900, "1\u00a0h 5\u00a0min"),
    ],
)
def test_durations(seconds: float, words: str) -> None:
    assert duration(seconds) == words


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (0, "–"),
        (40, "1\u00a0kB"),
        (340_000, "340\u00a0kB"),
        (999_600, "1.0\u00a0MB"),
        (12_400_000, "12.4\u00a0MB"),
        (212_400_000, "212\u00a0MB"),
        (999_400_000, "999\u00a0MB"),
        (999_600_000, "1.0\u00a0GB"),
        (1_340_000_000, "1.3\u00a0GB"),
        (999_960_000_000, "1.0\u00a0TB"),
        (3_600_000_000_000, "3.6\u00a0TB"),
    ],
)
def test_sizes_in_the_unit_that_fits(size: int, words: str) -> None:
    assert size_of_bytes(size) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "–"),
        (0.0, "0.0000"),
        (0.02871, "0.0287"),
        (2.302585, "2.3026"),
        (12.3456, "12.35"),
        (412.34, "412.3"),
        (9.99996, "10.00"),
        (99.996, "100.0"),
        (999.96, "1,000"),
        (999_999.6, "1.0·10⁶"),
        (4_130.4, "4,130"),
        (1.23e9, "1.2·10⁹"),
        (0.00002, "<\u00a00.0001"),
        (float("inf"), "?"),
        (float("nan"), "?"),
    ],
)
def test_losses_have_the_figures_that_people_compare(value: float | None, words: str) -> None:
    assert loss(value) == words


@pytest.mark.parametrize("done", [0, 1, 29, 57, 58, 99, 100])
def test_a_part_is_said_in_whole_percents_as_it_is(done: int) -> None:
    assert part_done(done / 100) == f"{done}\u00a0%"


def test_a_part_is_never_rounded_up_to_all() -> None:
    assert part_done(0.999_999_9) == "99\u00a0%"


def test_what_is_counted_has_its_plural() -> None:
    assert [counted(number, "epoch") for number in (0, 1, 1_200)] == [
        "0 epochs",
        "1 epoch",
        "1,200 epochs",
    ]
    assert count(101_770) == "101,770"


def test_a_learning_rate_is_written_as_it_is_typed() -> None:
    rates = (0.001, 5e-5, 1.25e-5, 1e-6, 2e-9, 100.0, None)
    words = ["0.001", "0.00005", "0.0000125", "0.000001", "2·10⁻⁹", "100", "–"]
    assert [learning_rate(each) for each in rates] == words
    assert learning_rate(0.00123456, 3) == "0.00123"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.2, "about 1\u00a0s"),
        (11.7, "about 12\u00a0s"),
        (23.4, "about 25\u00a0s"),
        (58.0, "about 1\u00a0min"),
        (96.0, "about 1\u00a0min 40\u00a0s"),
        (200.0, "about 3\u00a0min"),
        (3_590.0, "about 1\u00a0h"),
        (4_300.0, "about 1\u00a0h 10\u00a0min"),
        (90_000.0, "about 25\u00a0h"),
    ],
)
def test_an_estimated_time_has_no_more_figures_than_one_knows(seconds: float, words: str) -> None:
    assert about(seconds) == words
