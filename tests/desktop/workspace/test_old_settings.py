"""What an earlier version wrote in `settings.ini` is taken over, and nothing of it is ever run."""

from pathlib import Path

import pytest
from PySide6.QtCore import QSettings

from desktop.workspace.settings import Appearance, Settings
from desktop.workspace.settings_file import ini_strings
from nncore.augmentation import AUGMENTATIONS
from nncore.recipes.recipe import Recipe

WRITTEN = (Path(__file__).parent / "data" / "settings-of-0.1.ini").read_bytes()
"""As version 0.1 wrote it."""


def test_all_that_version_0_1_remembered_is_taken_over_but_where_the_window_stood(
    tmp_path: Path,
) -> None:
    (tmp_path / "settings.ini").write_bytes(WRITTEN)
    settings = Settings(tmp_path)
    assert settings.appearance is Appearance.DARK
    folder = '/home/zoë/Ziffern, "alle"; 手書き 😀/a\\nb=%20\x1b1a\u2028'
    assert settings.mnist_folder == Path(folder)
    assert settings.data_source == "mnist"
    assert settings.preset == "deep"
    assert settings.recipe == Recipe(
        hidden=("5x5x4", "pool", "dropout 0.3", 20),
        batch_size=None,
        augmentation=AUGMENTATIONS["elastic"],
        weight_decay=0.004,
        patience=2,
    )
    assert settings.window_place is None
    assert settings.problem == ""


def test_the_old_file_stays_and_is_read_once(tmp_path: Path) -> None:
    old = tmp_path / "settings.ini"
    old.write_bytes(WRITTEN)
    settings = Settings(tmp_path)
    settings.preset = None
    settings.write()
    again = Settings(tmp_path)
    assert again.preset is None
    assert again.appearance is Appearance.DARK
    assert old.read_bytes() == WRITTEN


@pytest.mark.parametrize(
    "string",
    [
        "plain",
        "C:\\Users\\x1234\\mnist",
        "@home",
        "@@home",
        "@Variant(7)",
        'a "quoted" one, with; commas = signs',
        "\x1b1a \x07\x08\x0c\n\r\t\x0b end",
        "zoë 手書き 😀 \u2028 \x85",
        "[brackets]",
        "  spaces  ",
        "%41 %U1234",
        ";no comment",
        "'",
        "?",
        '"',
        "\\",
        "\\x41",
    ],
)
def test_each_string_that_qt_writes_is_read(tmp_path: Path, string: str) -> None:
    file = QSettings(str(tmp_path / "old.ini"), QSettings.Format.IniFormat)
    file.setValue("data/mnist_folder", string)
    file.setValue("window/appearance", "dark")
    file.sync()
    strings = ini_strings((tmp_path / "old.ini").read_bytes())
    assert strings == {"data/mnist_folder": string, "window/appearance": "dark"}


@pytest.mark.parametrize(
    "written",
    [
        "@ByteArray(abc)",
        "@Variant(\\0\\0\\0\\x7f)",
        "@Invalid()",
        "@String(a\\0b)",
        '"@Variant(\\x1, 2)"',
        "\\x40Variant(7)",
        "one, two",
        'one, "two"',
        '"half',
        'half"',
        '"one" two',
        '"one\\"',
    ],
)
def test_what_is_no_string_is_none(written: str) -> None:
    assert ini_strings(f"[a]\nb={written}\n".encode()) == {"a/b": None}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe\0\0",
        b"=",
        b"[",
        b"[]\n=\n",
        b"[a]\nb=\\",
        b"[a]\nb=\\x",
        b"[a]\nb=\\xffffffffffffffff",
        b"\\" * 200_000,
        b'[a]\nb="' + b"\\" * 200_001,
        b'[a]\nb="' + b"\\x1" * 60_000 + b'"',
        b"[" * 200_000,
        b"a=" * 100_000,
    ],
)
def test_a_damaged_old_file_is_read_as_far_as_it_makes_sense(content: bytes) -> None:
    assert all(isinstance(name, str) for name in ini_strings(content))


def test_what_cannot_be_taken_over_is_said_once(tmp_path: Path) -> None:
    (tmp_path / "settings.ini").write_bytes(
        b"[window]\nappearance=purple\n[recipe]\nfields=@Invalid()\npreset=deep\n\xff\xfe"
    )
    settings = Settings(tmp_path)
    assert "the appearance, the recipe" in settings.problem
    assert settings.preset == "deep"
    assert Settings(tmp_path).problem == ""


@pytest.mark.parametrize("text", ["{", "[" * 100_000, "7", '{"epochs": 0}'])
def test_an_old_recipe_that_is_none_is_left_out(tmp_path: Path, text: str) -> None:
    (tmp_path / "settings.ini").write_text(f"[recipe]\nfields={text}\n".replace('"', '\\"'))
    settings = Settings(tmp_path)
    assert settings.recipe is None
    assert "the recipe" in settings.problem
