"""Fences that an import contract cannot draw: who may reach widgets, what may be connected."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
BEFORE_QT = (
    "display_server",
    "platform_check",
    "platform_libraries",
    "process_check",
    "program",
    "qt_trial",
)
"""What runs before Qt, and where no package may be installed yet."""

FUNCTIONS = ast.FunctionDef | ast.AsyncFunctionDef


def threadless_connections(source: str) -> list[int]:
    """The lines where a lambda, a partial or a nested function is connected to a signal.

    Qt knows no thread of theirs: they run in whichever thread emits.
    """
    tree = ast.parse(source)
    threadless = _names_of_threadless(tree)
    return [
        call.lineno
        for call in ast.walk(tree)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr == "connect"
        and any(
            _is_threadless(part, threadless)
            for argument in [*call.args, *(keyword.value for keyword in call.keywords)]
            for part in ast.walk(argument)
        )
    ]


def _names_of_threadless(tree: ast.AST) -> set[str]:
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, FUNCTIONS):
            inner = (each for each in ast.walk(node) if each is not node)
            names |= {each.name for each in inner if isinstance(each, FUNCTIONS)}
        elif isinstance(node, ast.Assign | ast.AnnAssign | ast.NamedExpr):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if node.value is not None and _is_threadless(node.value, set()):
                names |= {ast.unparse(target) for target in targets}
    return names


def _is_threadless(node: ast.AST, names: set[str]) -> bool:
    if isinstance(node, ast.Call):
        return ast.unparse(node.func).split(".")[-1] == "partial"
    if isinstance(node, ast.Name | ast.Attribute):
        return ast.unparse(node) in names
    return isinstance(node, ast.Lambda)


def modules_without_widgets() -> list[str]:
    """The modules of the rooms that hold no widgets, and every item model of a tab."""
    rooms = [ROOT / "desktop" / "workspace", ROOT / "desktop" / "trainer"]
    files = [file for room in rooms for file in room.rglob("*.py")]
    files += [*(ROOT / "desktop").rglob("*model.py")]
    names = (".".join(file.relative_to(ROOT).with_suffix("").parts) for file in files)
    return sorted(name.removesuffix(".__init__") for name in names)


def test_workspace_trainer_and_models_reach_no_widgets() -> None:
    """Not even through what they import, which Python itself tells best."""
    names = modules_without_widgets()
    program = f"""
import importlib, sys
for name in {names!r}:
    importlib.import_module(name)
    if "PySide6.QtWidgets" in sys.modules:
        sys.exit(f"{{name}} reaches QtWidgets")
"""
    assert len(names) > 20
    finished = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (finished.returncode, finished.stderr) == (0, "")


@pytest.mark.parametrize("name", BEFORE_QT)
def test_what_runs_before_qt_is_imported_without_any_package(name: str) -> None:
    tree = ast.parse((ROOT / "desktop" / "startup" / f"{name}.py").read_text("utf-8"))
    at_once = {node.module or "" for node in tree.body if isinstance(node, ast.ImportFrom)}
    at_once |= {
        each.name for node in tree.body if isinstance(node, ast.Import) for each in node.names
    }
    ours = {f"desktop.startup.{each}" for each in BEFORE_QT} | {"desktop", "desktop.startup"}
    assert {each.split(".")[0] for each in at_once - ours} <= sys.stdlib_module_names


@pytest.mark.parametrize(
    "source",
    [
        "signal.connect(lambda: None)",
        "signal.connect(\n    lambda: None\n)",
        "signal.connect(slot=lambda: None)",
        "signal.connect(partial(go, 1))",
        "signal.connect(functools.partial(go, 1))",
        "go = lambda: None\nsignal.connect(go)",
        "self.go = partial(print)\nself.signal.connect(self.go, direct)",
        "def connect():\n    def go(): ...\n    signal.connect(go)",
    ],
)
def test_a_connection_without_a_thread_is_seen(source: str) -> None:
    assert threadless_connections(source)


def test_a_connection_to_a_method_is_none_without_a_thread() -> None:
    assert threadless_connections("signal.connect(self._on_done, Qt.QueuedConnection)") == []


def test_only_what_has_a_thread_is_connected() -> None:
    files = sorted((ROOT / "desktop").rglob("*.py"))
    assert files
    found = {file.name: threadless_connections(file.read_text("utf-8")) for file in files}
    assert {name: lines for name, lines in found.items() if lines} == {}


def test_no_global_random_generator_is_used() -> None:
    files = [*(ROOT / "nncore").rglob("*.py"), *(ROOT / "desktop").rglob("*.py")]
    assert files
    for file in files:
        text = file.read_text("utf-8")
        assert "np.random.seed" not in text, file
        assert "import random" not in text, file
