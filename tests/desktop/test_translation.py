"""All that the window says passes through one function, and nothing that it says is a key."""

import ast
import logging
import re
import struct
import subprocess
import sys
from collections.abc import Iterator, Mapping
from gettext import NullTranslations
from pathlib import Path

import pytest

from desktop import translation
from desktop.formats import counted
from desktop.translation import tr, tr_count

NAMES = {
    "Misread",
    "MNIST",
    "Ctrl",
    "Del",
    "Shift",
    "Return",
    "pool",
    "dropout",
    "px",
    "kB",
    "MB",
    "GB",
    "min",
}
"""What stays as it is in every language: names, keys, units, and what is typed into the form."""

NOT_OURS = (
    "ScrollLeftButton",
    "ScrollRightButton",
    "action : Export",
    "QListView AccessibleDescriptionRole 0: separator",
)
"""What Qt and pyqtgraph say of their own, which they translate themselves."""


def test_without_a_catalogue_a_text_stays_as_it_is() -> None:
    assert tr("Loss") == "Loss"
    assert tr("{count} of {total:,}", count=3, total=1_200) == "3 of 1,200"
    assert tr("50 % {of nothing}") == "50 % {of nothing}"


class Elsewhere(NullTranslations):
    """A language of two texts, whose order of words is another."""

    def gettext(self, message: str) -> str:
        return {"{count} of {total}": "von {total}: {count}"}.get(message, message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return {"{count} epoch": "{count} Epoche", "{count} epochs": "{count} Epochen"}[
            msgid1 if n == 1 else msgid2
        ]


def test_a_catalogue_decides_words_order_and_plural(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(translation, "_CATALOGUE", Elsewhere())
    assert tr("{count} of {total}", count=3, total=7) == "von 7: 3"
    assert tr("Loss") == "Loss"
    assert [counted(number, "epoch") for number in (1, 1_200)] == ["1 Epoche", "1,200 Epochen"]


def test_a_plural_may_tell_of_more_than_its_number() -> None:
    told = [
        tr_count("{count} of {all:,} is right", "{count} of {all:,} are right", number, all=5_000)
        for number in (1, 1_200)
    ]
    assert told == ["1 of 5,000 is right", "1,200 of 5,000 are right"]


class Careless(NullTranslations):
    """A language whose placeholders are mistyped."""

    def gettext(self, message: str) -> str:
        return message.replace("count", "cuont")

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return {1: "{count", 2: "{count.nothing}"}.get(n, f"{{count:>{sys.maxsize - 1}}}")


def test_a_mistyped_placeholder_leaves_the_text_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(translation, "_CATALOGUE", Careless())
    assert tr("{count} of {total}", count=3, total=7) == "3 of 7"
    assert [counted(number, "epoch") for number in (1, 2, 3)] == [
        "1 epoch",
        "2 epochs",
        "3 epochs",
    ]


WORDS = {"tr": 1, "tr_count": 2}
"""By the name of a function: how many of its arguments are texts."""


def _words_in_code(words: Mapping[str, int] = WORDS) -> Iterator[tuple[str, ast.expr, str]]:
    """What each call of `tr` and `tr_count` in the program is given as words: where, and how it is
    written.
    """
    root = Path(translation.__file__).parent
    for file in root.rglob("*.py"):
        code = file.read_text(encoding="utf-8")
        for node in ast.walk(ast.parse(code)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                for word in node.args[: words.get(node.func.id, 0)]:
                    written = ast.get_source_segment(code, word) or ""
                    yield f"{file.relative_to(root)}:{node.lineno}", word, written


def test_every_text_stands_whole_in_the_code_for_translators_to_collect() -> None:
    found = list(_words_in_code())
    assert len(found) > 500
    assert [
        place
        for place, word, _ in found
        if not (isinstance(word, ast.Constant) and isinstance(word.value, str))
    ] == []
    # what collects them knows no names and numbers of letters, and would ask for another text
    assert [place for place, _, written in found if re.search(r"\\[Nux]", written)] == []


def test_no_text_is_a_piece_that_a_sentence_is_glued_of() -> None:
    """Where a language puts it, and how it bends it, only the whole sentence tells."""
    glued = {"a", "an", "and", "or", "is", "are", "make", "makes", "more", "less", "fewer"}
    texts = [(place, str(ast.literal_eval(word))) for place, word, _ in _words_in_code()]
    assert [
        (place, text)
        for place, text in texts
        if text != text.strip() or text[0] in ",;:.)" or text in glued
    ] == []


def test_what_is_counted_has_a_text_for_one_and_a_text_for_many() -> None:
    """Of a language with three forms of a noun, none fits where `tr` is given the number."""
    nouns = (
        "cells digits epochs files images kernels layers marks networks parameters points runs "
        "steps turns units"
    )
    # limits, which are never 1; "1.0 images a second"; "0.5 epochs"; "60,000 + 10,000"; words
    numbers = r"\{(?!most|sure|part|rate|sizes|split|title)\w+(:,)?\}"
    counted_by_hand = re.compile(rf"{numbers} (&?[a-z]+ )?({nouns.replace(' ', '|')})\b")
    texts = [(place, str(ast.literal_eval(word))) for place, word, _ in _words_in_code({"tr": 1})]
    assert [(place, text) for place, text in texts if counted_by_hand.search(text)] == []


def _written(folder: Path, content: bytes) -> None:
    file = folder / "zz" / "LC_MESSAGES" / "misread.mo"
    file.parent.mkdir(parents=True)
    file.write_bytes(content)


MAGIC = 0x950412DE
DAMAGED = {
    "empty": b"",
    "no catalogue": b"no catalogue at all",
    "cut off": struct.pack("<7I", MAGIC, 0, 5, 28, 68, 0, 0),
    "not UTF-8": struct.pack("<7I", MAGIC, 0, 1, 28, 36, 0, 0)
    + struct.pack("<4I", 1, 44, 1, 46)
    + b"a\0\xff\0",
    "unknown letters": struct.pack("<7I", MAGIC, 0, 1, 28, 36, 0, 0)
    + struct.pack("<4I", 0, 44, 33, 45)
    + b"\0Content-Type: text; charset=nothing\n"[:35],
    "a program as plural": struct.pack("<7I", MAGIC, 0, 1, 28, 36, 0, 0)
    + struct.pack("<4I", 0, 44, 35, 45)
    + b"\0Plural-Forms: nplurals=2; plural=f(n)\0"[:36],
}


@pytest.mark.parametrize("content", DAMAGED.values(), ids=DAMAGED.keys())
def test_a_damaged_catalogue_leaves_all_texts_as_they_are_and_is_logged(
    content: bytes,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setenv("LANGUAGE", "zz")  # the C library would speak a real one, too
    _written(tmp_path, content)
    with caplog.at_level(logging.WARNING):
        read = translation.catalogue(tmp_path)
    assert read.gettext("Loss") == "Loss"
    assert read.ngettext("one", "many", 2) == "many"
    assert str(tmp_path) in caplog.text


class Impossible(NullTranslations):
    """A language whose plural cannot be computed."""

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        raise ZeroDivisionError


def test_a_plural_that_cannot_be_computed_leaves_the_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(translation, "_CATALOGUE", Impossible())
    assert [counted(number, "epoch") for number in (1, 2)] == ["1 epoch", "2 epochs"]


def test_in_another_language_all_is_translated_and_everything_works(tmp_path: Path) -> None:
    program = Path(__file__).with_name("in_another_language.py")
    told = subprocess.run(
        [sys.executable, str(program), str(tmp_path)],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert told.returncode == 0, told.stderr
    lines = [each for each in told.stdout.splitlines() if not each.startswith(NOT_OURS)]
    left = [each for each in lines if set(each.partition(": ")[2].split()) - NAMES]
    assert left == []
