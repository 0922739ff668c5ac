"""A run that goes away, or a second one that is to be renamed, while a name is being edited."""

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QLineEdit

from desktop.train.runs.drawer import RunsDrawer


def edited(drawer: RunsDrawer) -> list[str]:
    """What stands in the editors of names that are open."""
    return [each.text() for each in drawer.view.findChildren(QLineEdit) if each.isVisible()]


def test_a_run_that_goes_away_while_its_name_is_edited_takes_the_editor_along(
    three: RunsDrawer, store: Any, read: Callable[[], None]
) -> None:
    first, second, _third = [each.id for each in store.runs()]
    three.view.edit_name(first)
    assert edited(three)
    del store.kept[first]
    read()
    three.view.edit_name(second)
    assert edited(three) == [store.get(second).name]


def test_another_name_is_edited_though_the_first_editor_never_had_the_keys(
    three: RunsDrawer, store: Any
) -> None:
    first, second, _third = [each.id for each in store.runs()]
    three.view.edit_name(first)
    three.view.edit_name(second)
    assert edited(three) == [store.get(second).name]
