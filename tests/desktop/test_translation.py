"""All that the window says passes through one function, and nothing that it says is a key."""

import subprocess
import sys
from gettext import NullTranslations
from pathlib import Path

import pytest

from desktop import translation
from desktop.formats import counted
from desktop.translation import tr

NAMES = {"Misread", "MNIST", "Ctrl", "Shift", "Return", "pool", "px", "kB", "MB", "GB", "min"}
"""What stays as it is in every language: names, keys, units, and what is typed into the form."""

NOT_OURS = ("ScrollLeftButton", "ScrollRightButton", "action : Export")
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


class Careless(NullTranslations):
    """A language whose placeholders are mistyped."""

    def gettext(self, message: str) -> str:
        return message.replace("count", "cuont")

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return "{count" if n == 1 else "{count.nothing}"


def test_a_mistyped_placeholder_leaves_the_text_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(translation, "_CATALOGUE", Careless())
    assert tr("{count} of {total}", count=3, total=7) == "3 of 7"
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
