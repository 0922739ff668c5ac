"""Messages quote what was given, and never at any length."""

from pathlib import PurePosixPath

import pytest

from nncore.safe_text import MOST_CHARACTERS, is_visible, quoted


def test_short_texts_are_quoted_whole() -> None:
    assert quoted("a name") == "a name"
    assert quoted(12.5) == "12.5"
    assert quoted(["a"]) == "['a']"


def test_long_texts_keep_their_beginning_and_their_end() -> None:
    text = quoted("begin" + "x" * 10_000 + "end")
    assert len(text) == MOST_CHARACTERS
    assert text.startswith("begin")
    assert text.endswith("end")


@pytest.mark.parametrize("most", [1, 2, 3, 10])
def test_no_quotation_is_longer_than_asked(most: int) -> None:
    assert len(quoted("0123456789abcdef", most)) == most


def test_numbers_that_python_does_not_spell_are_described() -> None:
    assert quoted(10**5000) == "a number of 16610 bits"


def test_paths_and_errors_are_quoted_as_they_read() -> None:
    assert quoted(PurePosixPath("/home/digits")) == "/home/digits"
    assert quoted(ValueError("not a digit")) == "not a digit"


@pytest.mark.parametrize("hidden", ["\n", "\x1b", "\0", "\u202e", "\u200b", "\u2028"])
def test_what_is_not_to_be_seen_neither_breaks_the_line_nor_turns_it(hidden: str) -> None:
    assert quoted(f"a{hidden}b") == "a b"


INVISIBLE = {
    "of no width": "\u200b\u2060",
    "soft hyphens": "\u00ad",
    "marks on no letter": "\u0301\u034f",
    "directions": "\u200f\u202e",
    "tags": "\U000e0041\U000e007f",
    "variants": "\ufe0f",
    "fillers": "\u3164\u115f\u2800",
    "spaces": " \u00a0\u3000",
}


@pytest.mark.parametrize("text", INVISIBLE.values(), ids=INVISIBLE)
def test_a_text_in_which_nothing_is_to_be_seen_is_shown_by_its_numbers(text: str) -> None:
    assert not is_visible(text)
    assert quoted(text) == " ".join(f"U+{ord(each):04X}" for each in text)
    assert len(quoted(1_000 * text, 40)) == 40
    assert is_visible(f"{text}1")
    assert quoted("") == ""


def test_bytes_that_are_no_characters_are_seen_to_be_there() -> None:
    assert quoted("a\udcffb") == "a�b"


def test_letters_of_all_languages_stay() -> None:
    assert quoted("Ziffern für Łódź, أرقام, 数字") == "Ziffern für Łódź, أرقام, 数字"
