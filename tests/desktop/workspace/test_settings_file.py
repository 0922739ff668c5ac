"""Whatever stands in the settings' place, they open: what cannot be used is put aside, and said."""

import json
import os
import sys
from pathlib import Path

import pytest

from desktop.workspace.settings import Appearance, Settings, WindowPlace
from desktop.workspace.settings_file import MOST_BYTES

PLACE = {"left": 1, "top": 2, "width": 300, "height": 200, "maximized": False}
NOTHING: list[object] = [
    None,
    True,
    7,
    -1,
    2**31,
    2**63,
    10**400,
    1e308,
    float("nan"),
    float("inf"),
    "",
    "no",
]
NOTHING += [[], [[]], {}, {"a": {}}, "x" * 200_000, ["MNIST"], "\0", "\ud800"]


def put(storage: Path, content: str | bytes) -> None:
    content = content if isinstance(content, bytes) else content.encode()
    (storage / "settings.json").write_bytes(content)


def assert_nothing_is_remembered(settings: Settings) -> None:
    assert settings.appearance is Appearance.SYSTEM
    remembered = (settings.window_place, settings.data_source, settings.recipe, settings.preset)
    assert remembered == (None, None, None, None)
    assert settings.mnist_folder is None


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "[]",
        "7",
        "null",
        "[" * 100_000,
        '{"recipe": ' * 30_000,
        "\0\0\0",
        b"\xff\xfe",
        b"\xef\xbb\xbf{",
        '{"recipe": {"seed": ' + "9" * 5_000 + "}}",
        json.dumps({"preset": "x" * MOST_BYTES}),
    ],
)
def test_a_damaged_file_is_kept_beside_and_said_once(tmp_path: Path, content: str | bytes) -> None:
    put(tmp_path, content)
    damaged = (tmp_path / "settings.json").read_bytes()
    settings = Settings(tmp_path)
    assert_nothing_is_remembered(settings)
    assert "could not be read and begin anew" in settings.problem
    assert "settings.damaged.json" in settings.problem
    assert len(settings.problem) < 500
    assert (tmp_path / "settings.damaged.json").read_bytes() == damaged
    assert Settings(tmp_path).problem == ""


@pytest.mark.parametrize(
    "key", ["window", "appearance", "mnist_folder", "data_source", "recipe", "preset", "unheard of"]
)
@pytest.mark.parametrize("value", NOTHING, ids=lambda value: repr(value)[:20])
def test_a_value_that_cannot_be_used_takes_no_other_along(
    tmp_path: Path, key: str, value: object
) -> None:
    if (key == "mnist_folder" and isinstance(value, str) and value) or (key, value) == (
        "recipe",
        {},
    ):
        return  # any name may be a folder's, and a recipe's entries have defaults
    put(tmp_path, json.dumps({"appearance": "dark", "data_source": "MNIST"} | {key: value}))
    settings = Settings(tmp_path)
    assert settings.problem.startswith("Of the settings this could not be used and was left out: ")
    assert len(settings.problem) < 300
    assert settings.appearance is (Appearance.SYSTEM if key == "appearance" else Appearance.DARK)
    assert settings.data_source == (None if key == "data_source" else "mnist")
    assert (settings.window_place, settings.recipe, settings.preset) == (None, None, None)
    assert (tmp_path / "settings.damaged.json").exists()
    again = Settings(tmp_path)
    assert again.problem == ""
    assert (again.appearance, again.data_source) == (settings.appearance, settings.data_source)


@pytest.mark.parametrize("key", [*PLACE, "more"])
@pytest.mark.parametrize("value", NOTHING, ids=lambda value: repr(value)[:20])
def test_a_place_that_is_none_is_left_out(tmp_path: Path, key: str, value: object) -> None:
    is_whole = type(value) is int and abs(value) <= 32_767
    if (key == "maximized" and value is True) or (key in ("left", "top") and is_whole):
        return
    if key in ("width", "height") and value == 7:
        return
    put(tmp_path, json.dumps({"window": PLACE | {key: value}}))
    settings = Settings(tmp_path)
    assert settings.window_place is None
    assert "the place of the window" in settings.problem


def test_a_place_comes_back(tmp_path: Path) -> None:
    put(tmp_path, json.dumps({"window": PLACE}))
    assert Settings(tmp_path).window_place == WindowPlace(1, 2, 300, 200, maximized=False)


@pytest.mark.parametrize(
    "recipe",
    [
        {"epochs": 0},
        {"epochs": "many"},
        {"epochs": 1e9},
        {"seed": -1},
        {"seed": True},
        {"batch_size": 0.5},
        {"patience": "never"},
        {"hidden": ["polo"]},
        {"hidden": 7},
        {"hidden": [[[[]]]]},
        {"augmentation": {"shift": "far"}},
        {"augmentation": {"unheard_of": 1}},
        {"augmentation": {"shift": float("nan")}},
        {"unheard_of": 1},
        {"optimizer": ["adam"]},
        {"optimizer": {}},
        {"initializer": []},
        {"schedule": {}},
        {"learning_rate": float("inf")},
        {"learning_rate": 10**400},
        {"weight_decay": float("nan")},
    ],
    ids=str,
)
def test_a_damaged_recipe_is_left_out(tmp_path: Path, recipe: dict[str, object]) -> None:
    put(tmp_path, json.dumps({"recipe": recipe}))
    settings = Settings(tmp_path)
    assert settings.recipe is None
    assert "the recipe" in settings.problem


def test_many_unknown_keys_are_not_all_named(tmp_path: Path) -> None:
    put(tmp_path, json.dumps({f"{number}{'x' * 90}": 1 for number in range(1_000)}))
    problem = Settings(tmp_path).problem
    assert "and 995 more" in problem
    assert len(problem) < 500


def test_a_folder_in_its_place_is_put_aside(tmp_path: Path) -> None:
    (tmp_path / "settings.json").mkdir()
    (tmp_path / "settings.json" / "mine.txt").write_text("of value")
    assert "Is a directory" in Settings(tmp_path).problem
    assert (tmp_path / "settings.damaged.json" / "mine.txt").read_text() == "of value"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")
def test_a_pipe_in_its_place_is_put_aside(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "settings.json")
    assert "Not a regular file" in Settings(tmp_path).problem
    assert_settings_are_kept(tmp_path)


@pytest.mark.parametrize("exists", [True, False])
def test_a_link_in_its_place_is_neither_read_nor_written_through(
    tmp_path: Path, exists: bool
) -> None:
    elsewhere = tmp_path / "elsewhere.json"
    storage = tmp_path / "storage"
    storage.mkdir()
    if exists:
        elsewhere.write_text('{"preset": "deep"}')
    (storage / "settings.json").symlink_to(elsewhere)
    settings = Settings(storage)
    assert settings.preset is None
    assert "is a link" in settings.problem
    assert (storage / "settings.damaged.json").is_symlink()
    assert_settings_are_kept(storage)
    assert elsewhere.exists() == exists
    if exists:
        assert elsewhere.read_text() == '{"preset": "deep"}'


def test_a_link_that_comes_later_is_not_written_through(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere.json"
    elsewhere.write_text("of value")
    settings = Settings(tmp_path)
    settings.preset = "deep"
    (tmp_path / "settings.json").symlink_to(elsewhere)
    settings.write()
    assert elsewhere.read_text() == "of value"


def test_a_link_in_place_of_the_old_file_is_only_read(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere.ini"
    elsewhere.write_text("[recipe]\npreset=deep\n")
    storage = tmp_path / "storage"
    storage.mkdir()
    (storage / "settings.ini").symlink_to(elsewhere)
    assert Settings(storage).preset == "deep"
    assert elsewhere.read_text() == "[recipe]\npreset=deep\n"


def test_earlier_damaged_files_stay(tmp_path: Path) -> None:
    for number in range(12):
        put(tmp_path, f"damage {number}")
        assert Settings(tmp_path).problem
    kept = [path.read_text() for path in sorted(tmp_path.glob("settings.damaged*"))]
    assert len(kept) == 9
    assert {f"damage {number}" for number in range(8)} < {*kept}
    assert "damage 11" in kept


def test_settings_that_cannot_be_written_are_forgotten_quietly(tmp_path: Path) -> None:
    settings = Settings(tmp_path / "gone")
    settings.preset = "deep"
    settings.write()
    assert Settings(tmp_path / "gone").preset is None


def assert_settings_are_kept(storage: Path) -> None:
    settings = Settings(storage)
    assert settings.problem == ""
    settings.preset = "quick"
    settings.write()
    assert Settings(storage).preset == "quick"
