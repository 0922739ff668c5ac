"""A fence: what the window shows is text. Qt takes what looks like HTML for HTML, and loads files.

Labels are `PlainLabel`s, and hints under the pointer are made by `hint`, which escapes.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent / "desktop"

READS_MARKUP = {
    "QErrorMessage",
    "QGraphicsTextItem",
    "QInputDialog",
    "QLabel",
    "QMessageBox",
    "QProgressDialog",
    "QStaticText",
    "QTextBrowser",
    "QTextDocument",
    "QTextEdit",
    "QToolTip",
    "QWhatsThis",
    "LabelItem",
    "LegendItem",
    "TextItem",
    "addLegend",
    "insertHtml",
    "setHtml",
    "setTextFormat",
    "setWhatsThis",
}
"""Of Qt's and pyqtgraph's."""

ALLOWED = {
    ("widgets/labels.py", "QLabel"),  # where it is made plain
    # what the program is, and the pages that came with it: nothing from elsewhere
    ("window/help.py", "QMessageBox"),
    ("window/help.py", "QTextBrowser"),
}

ESCAPED_BEFORE = {
    ("widgets/labels.py", "f\"<qt>{''.join(parts)}</qt>\""),  # a table of escaped words
    # what `hint` made for an action, on the button that mirrors it
    ("widgets/buttons.py", "action.toolTip()"),
    ("train/runs/list_actions.py", "hint(wording.BUSY) if is_busy else self._hints[action]"),
}


def markup_readers(source: str) -> Iterator[str]:
    """What a module names of what takes words for markup."""
    for node in ast.walk(ast.parse(source)):
        name = ""
        if isinstance(node, ast.Name):
            name = node.id
        elif isinstance(node, ast.Attribute):
            name = node.attr
        elif isinstance(node, ast.alias):
            name = node.name.split(".")[-1]
        if name in READS_MARKUP:
            yield name


def unescaped_hints(source: str) -> Iterator[str]:
    """What is given as a tooltip without `hint`, and is no constant text."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and _last_word(node.func) == "setToolTip":
            given: list[ast.expr] = [*node.args]
        elif isinstance(node, ast.Call) and _last_word(node.func) == "setItemData":
            given = [node.args[1]] if "ToolTipRole" in ast.unparse(node.args[2]) else []
        elif (isinstance(node, ast.match_case) and _is_hints(node.pattern)) or (
            isinstance(node, ast.If) and _is_hints(node.test)
        ):
            inner = [each for part in node.body for each in ast.walk(part)]
            given = [each.value for each in inner if isinstance(each, ast.Return) and each.value]
        else:
            given = []
        yield from (ast.unparse(each) for each in given if not _is_harmless(each))


def _is_hints(node: ast.AST) -> bool:
    return "ToolTipRole" in ast.unparse(node)


def _is_harmless(node: ast.expr) -> bool:
    if isinstance(node, ast.IfExp):
        return _is_harmless(node.body) and _is_harmless(node.orelse)
    if isinstance(node, ast.Call):
        return _last_word(node.func) == "hint"
    return isinstance(node, ast.Constant)


def _last_word(node: ast.expr) -> str:
    return ast.unparse(node).split(".")[-1]


def modules() -> Iterator[tuple[str, str]]:
    files = sorted(ROOT.rglob("*.py"))
    assert files
    for file in files:
        yield file.relative_to(ROOT).as_posix(), file.read_text("utf-8")


@pytest.mark.parametrize(
    "source",
    [
        "from PySide6.QtWidgets import QLabel",
        "QtWidgets.QLabel(name)",
        "item.setHtml(name)",
        "pg.TextItem(name)",
        "plot.addLegend()",
    ],
)
def test_what_reads_markup_is_seen(source: str) -> None:
    assert [*markup_readers(source)]


@pytest.mark.parametrize(
    "source",
    [
        "widget.setToolTip(name)",
        'widget.setToolTip(f"{name}")',
        "widget.setToolTip(hint(name) if name else name)",
        "box.setItemData(row, name, Qt.ItemDataRole.ToolTipRole)",
        "match role:\n    case Qt.ItemDataRole.ToolTipRole:\n        return name",
        "def data():\n    if role == Qt.ItemDataRole.ToolTipRole:\n        return name",
    ],
)
def test_a_hint_that_was_not_escaped_is_seen(source: str) -> None:
    assert [*unescaped_hints(source)]


@pytest.mark.parametrize(
    "source",
    [
        'widget.setToolTip("Dismiss")',
        'widget.setToolTip("" if is_whole else hint(name))',
        "box.setItemData(row, origin, Qt.ItemDataRole.UserRole)",
        "match role:\n    case Qt.ItemDataRole.ToolTipRole:\n        return hint(name)",
    ],
)
def test_what_is_escaped_passes(source: str) -> None:
    assert [*unescaped_hints(source)] == []


def test_nothing_in_the_window_takes_words_for_markup() -> None:
    found = {(name, each) for name, source in modules() for each in markup_readers(source)}
    assert found - ALLOWED == set()


def test_every_hint_in_the_window_is_escaped() -> None:
    found = {(name, each) for name, source in modules() for each in unescaped_hints(source)}
    assert found - ESCAPED_BEFORE == set()
