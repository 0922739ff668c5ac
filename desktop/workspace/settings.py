"""What the window remembers from day to day, in one readable file of the storage folder."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any, TypeVar

from desktop.translation import tr
from desktop.workspace.data_titles import DATA_WORDS
from desktop.workspace.settings_file import SettingsFile
from nncore.datasets.dataset import FOLDER
from nncore.recipes.presets import PRESETS
from nncore.recipes.recipe import Recipe, recipe_of
from nncore.safe_text import quoted

T = TypeVar("T")

_FARTHEST = 32_767
"""The largest coordinate or side of a window that any screen has."""

_MOST_RUNS = 200
"""Runs that are remembered as declined: the latest."""

_PLACE = ("left", "top", "width", "height", "maximized")
"""The entries of a WindowPlace by the names that they have in the file."""


class Appearance(Enum):
    """Light or dark: as the system says, or as the user does."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


@dataclass(frozen=True)
class WindowPlace:
    """Where the window stands, or would if it were not maximized, in pixels without its frame."""

    left: int
    top: int
    width: int
    height: int
    maximized: bool = False


class Settings:
    """Typed access to `settings.json`. What is missing or damaged reads as its default."""

    def __init__(self, storage: Path) -> None:
        self._file = SettingsFile(storage, _READERS, _WORDS)

    @property
    def problem(self) -> str:
        """What of the file could not be used, in words; empty where all could."""
        return self._file.problem

    def keep_as_damaged(self, problem: str) -> None:
        """Keep the file beside, for a `problem` that whoever uses the settings has with them."""
        self._file.keep_as_damaged(problem)

    @property
    def window_place(self) -> WindowPlace | None:
        """Where the window stood; None at first."""
        return self._value("window", _place)

    @window_place.setter
    def window_place(self, place: WindowPlace | None) -> None:
        entries = place and {name: getattr(place, name) for name in _PLACE}
        self._put("window", entries)

    @property
    def appearance(self) -> Appearance:
        """Light, dark, or as the system says."""
        return Appearance(self._file.values.get("appearance", Appearance.SYSTEM))

    @appearance.setter
    def appearance(self, appearance: Appearance) -> None:
        self._put("appearance", appearance.value)

    @property
    def mnist_folder(self) -> Path | None:
        """The user's folder with MNIST's files, if one was named."""
        return self._value("mnist_folder", _folder)

    @mnist_folder.setter
    def mnist_folder(self, folder: Path | None) -> None:
        self._put("mnist_folder", None if folder is None else str(folder.absolute()))

    @property
    def digits_folder(self) -> Path | None:
        """The user's folder with other digits than MNIST, if one was opened."""
        return self._value("digits_folder", _folder)

    @digits_folder.setter
    def digits_folder(self, folder: Path | None) -> None:
        self._put("digits_folder", None if folder is None else str(folder.absolute()))

    @property
    def data_source(self) -> str | None:
        """The key of the data set that was chosen last."""
        return self._value("data_source", _data_source)

    @data_source.setter
    def data_source(self, key: str | None) -> None:
        self._put("data_source", None if key is None else key.upper())

    @property
    def recipe(self) -> Recipe | None:
        """What the recipe form said last."""
        return self._value("recipe", _recipe)

    @recipe.setter
    def recipe(self, recipe: Recipe | None) -> None:
        self._put("recipe", None if recipe is None else recipe.as_json())

    @property
    def preset(self) -> str | None:
        """The key of the preset that the recipe was made from."""
        return self._value("preset", _preset)

    @preset.setter
    def preset(self, key: str | None) -> None:
        self._put("preset", key)

    @property
    def mistakes(self) -> dict[str, Any] | None:
        """How the Mistakes tab was left, in plain values that the tab checks."""
        return self._value("mistakes", _plain_values)

    @mistakes.setter
    def mistakes(self, values: dict[str, Any] | None) -> None:
        self._put("mistakes", values)

    @property
    def pen_width(self) -> float | None:
        """The width of the pad's pen, as a share of the canvas's side; None for what is no share:
        that is not worth a word.
        """
        return self._value("pen_width", _share)

    @pen_width.setter
    def pen_width(self, width: float | None) -> None:
        self._put("pen_width", width)

    @property
    def page(self) -> str | None:
        """The object name of the tab in sight; None for the first one."""
        return self._value("page", _words)

    @page.setter
    def page(self, name: str | None) -> None:
        self._put("page", name)

    @property
    def network(self) -> str | None:
        """The key of the chosen network; None for the shipped one."""
        return self._value("network", _words)

    @network.setter
    def network(self, key: str | None) -> None:
        self._put("network", key)

    @property
    def views(self) -> dict[str, dict[str, Any]]:
        """How parts of the tabs were left, by their names, in plain values that each checks."""
        return self._value("views", _views) or {}

    @views.setter
    def views(self, views: dict[str, dict[str, Any]]) -> None:
        self._put("views", views or None)

    @property
    def declined_runs(self) -> tuple[str, ...]:
        """The ids of interrupted runs that are not offered to be resumed any more."""
        return self._value("declined_runs", _run_ids) or ()

    @declined_runs.setter
    def declined_runs(self, run_ids: Sequence[str]) -> None:
        self._put("declined_runs", list(run_ids[-_MOST_RUNS:]) or None)

    def write(self) -> None:
        """Put everything on disk now."""
        self._file.write()

    def _value(self, key: str, read: Callable[[Any], T]) -> T | None:
        value = self._file.values.get(key)
        return None if value is None else read(value)

    def _put(self, key: str, value: Any) -> None:
        if value is None:
            self._file.values.pop(key, None)
        else:
            self._file.values[key] = value


def _place(value: Any) -> WindowPlace:
    if not isinstance(value, dict) or value.keys() != set(_PLACE):
        raise ValueError(f"a place has five entries, got {quoted(value)}")
    whole = [value["left"], value["top"], value["width"], value["height"]]
    if not all(type(number) is int and abs(number) <= _FARTHEST for number in whole):
        raise ValueError(f"a place has numbers of at most {_FARTHEST}, got {quoted(whole)}")
    if min(whole[2:]) < 1 or type(value["maximized"]) is not bool:
        raise ValueError(f"a place has sides of 1 or more, and a truth, got {quoted(value)}")
    return WindowPlace(**value)


def _folder(value: Any) -> Path:
    if not isinstance(value, str) or not value:
        raise ValueError(f"a folder needs a name, got {quoted(value)}")
    return Path(value)


def _data_source(value: Any) -> str:
    """The file has the key in capitals."""
    known = {key.upper(): key for key in (*DATA_WORDS, FOLDER)}
    if not isinstance(value, str) or value not in known:
        raise ValueError(f"a data set is one of {(*known,)}, got {quoted(value)}")
    return known[value]


def _recipe(value: Any) -> Recipe:
    return recipe_of({"recipe": value})


def _preset(value: Any) -> str:
    if not isinstance(value, str) or value not in PRESETS:
        raise ValueError(f"a preset is one of {(*PRESETS,)}, got {quoted(value)}")
    return value


def _plain_values(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ValueError(f"names with values are expected, got {quoted(value)}")
    return value


def _words(value: Any) -> str | None:
    """None for what is no text: whoever asks begins as usual, and that is not worth a word."""
    return value if isinstance(value, str) else None


def _views(value: Any) -> dict[str, dict[str, Any]]:
    """Without those that nobody can have left like that, as with `_words`."""
    views = value.items() if isinstance(value, dict) else ()
    return {name: state for name, state in views if isinstance(state, dict)}


def _share(value: Any) -> float | None:
    # compared before it becomes a float, which not every whole number can
    return float(value) if type(value) in (int, float) and 0 <= value <= 1 else None


def _run_ids(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise ValueError(f"a list of runs is expected, got {quoted(value)}")
    return tuple(value[-_MOST_RUNS:])


_READERS = {
    "window": _place,
    "appearance": Appearance,
    "mnist_folder": _folder,
    "digits_folder": _folder,
    "data_source": _data_source,
    "recipe": _recipe,
    "preset": _preset,
    "mistakes": _plain_values,
    "pen_width": _share,
    "page": _words,
    "network": _words,
    "views": _views,
    "declined_runs": _run_ids,
}

_WORDS = {
    "window": tr("the place of the window"),
    "appearance": tr("the appearance"),
    "mnist_folder": tr("the folder of MNIST"),
    "digits_folder": tr("the folder of other digits"),
    "data_source": tr("the data set"),
    "recipe": tr("the recipe"),
    "preset": tr("the preset"),
    "mistakes": tr("what the Mistakes tab showed"),
    "pen_width": tr("the width of the pen"),
    "page": tr("the tab in sight"),
    "network": tr("the chosen network"),
    "views": tr("how the tabs were left"),
    "declined_runs": tr("the runs that are not to be resumed"),
}
