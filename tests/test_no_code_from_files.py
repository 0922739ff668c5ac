"""The fence that keeps what is read from being run: no pickle, nothing that unpickles, no eval."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MODULES = {
    *("pickle", "_pickle", "cPickle", "pickletools", "marshal", "shelve", "copyreg", "dill"),
    *("cloudpickle", "joblib", "jsonpickle", "multiprocessing", "xmlrpc", "runpy", "code"),
}
"""They run what they read, or send pickles."""
NAMES = {
    *("QSettings", "QDataStream", "QVariant", "QJSEngine", "QQmlEngine", "QRemoteObjectNode"),
    *("import_module", "exec_module", "load_module", "read_pickle", "unsafe_load", "full_load"),
}
"""Qt's variants unpickle what they read; the others run it outright."""
BUILTINS = {"eval", "exec", "compile", "__import__"}
LOADERS = {"numpy.load", "numpy.lib.format.read_array", "torch.load", "yaml.load"}
"""They unpickle or run what they read, unless they are told not to."""
OWN_LINE = {f"desktop/trainer/{name}.py" for name in ("client", "connection", "server")}
"""Pipes to the process that the window starts itself: nothing from elsewhere comes that way."""
KEEPS_IMPORT = "desktop/__main__.py"
"""Notes Python's own `__import__` before Qt and puts it back after it: twice, and no more."""


def roads_to_code(source: str) -> list[int]:
    """The lines that might run what stands in a file."""
    tree = ast.parse(source)
    imported = _imported(tree)
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    plain = {id(call.func) for call in calls if _refuses_pickles(call)}
    lines = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            is_road = any(_leads_there(name) for name in _imported(node).values())
        elif isinstance(node, ast.Name | ast.Attribute):
            name = _full_name(node, imported)
            is_road = name.removeprefix("builtins.") in BUILTINS or _last(name) in NAMES
            is_road = is_road or (name in LOADERS and id(node) not in plain)
        else:
            continue
        if is_road:
            lines.append(node.lineno)
    return lines


def _leads_there(name: str) -> bool:
    return name.split(".", 1)[0] in MODULES or _last(name) in NAMES


def _last(name: str) -> str:
    return name.rsplit(".", 1)[-1]


def _refuses_pickles(call: ast.Call) -> bool:
    said = [each.value for each in call.keywords if each.arg == "allow_pickle"]
    return any(isinstance(each, ast.Constant) and each.value is False for each in said)


def _imported(tree: ast.AST) -> dict[str, str]:
    """By the name that a file has for it, what it imports, in full."""
    names = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                root = alias.name.split(".", 1)[0]
                names[alias.asname or root] = alias.name if alias.asname else root
        elif isinstance(node, ast.ImportFrom):
            names |= {each.asname or each.name: f"{node.module}.{each.name}" for each in node.names}
    return names


def _full_name(node: ast.AST, imported: dict[str, str]) -> str:
    if isinstance(node, ast.Attribute):
        return f"{_full_name(node.value, imported)}.{node.attr}"
    return imported.get(node.id, node.id) if isinstance(node, ast.Name) else ""


@pytest.mark.parametrize(
    "source",
    [
        "import pickle",
        "import _pickle as quick",
        "def read():\n    from pickle import loads as read_all",
        "import marshal, json",
        "import shelve",
        "import dill",
        "import joblib",
        "import multiprocessing.connection",
        "from multiprocessing.connection import Connection",
        "import numpy as np\nnp.load(path, allow_pickle=True)",
        "import numpy as np\nnp.load(path, allow_pickle=is_trusted)",
        "import numpy as np\nnp.load(path)",
        "import numpy\nnumpy.load(path, 'r')",
        "import numpy as n\nread = n.load",
        "from numpy import load\nload(path)",
        "from numpy.lib import format as npy\nnpy.read_array(file)",
        "import torch\ntorch.load(path)",
        "import yaml\nyaml.load(text)",
        "import pandas as pd\npd.read_pickle(path)",
        "from PySide6.QtCore import QSettings",
        "from PySide6 import QtCore\nQtCore.QSettings(path)",
        "from PySide6.QtCore import QDataStream",
        "eval(text)",
        "exec(compile(text, name, 'exec'))",
        "import builtins\nbuiltins.eval(text)",
        "run = eval",
        "__import__(name)",
        "import importlib\nimportlib.import_module(name)",
    ],
)
def test_a_road_from_a_file_to_code_is_seen(source: str) -> None:
    assert roads_to_code(source)


@pytest.mark.parametrize(
    "source",
    [
        "dialog.exec()",
        "import re\nre.compile(text)",
        "network.eval()",
        "code = 7\ncode.bit_length()",
        "import json\njson.loads(text)",
        "import numpy as np\nnp.load(path, mmap_mode='r', allow_pickle=False)",
        "import nncore as nn\nnn.load(path)",
        "from importlib.metadata import version",
    ],
)
def test_what_only_reads_is_no_road_to_code(source: str) -> None:
    assert roads_to_code(source) == []


def test_nothing_that_is_read_can_run() -> None:
    files = [*(ROOT / "nncore").rglob("*.py"), *(ROOT / "desktop").rglob("*.py")]
    assert files
    found = {
        file.relative_to(ROOT).as_posix(): roads_to_code(file.read_text("utf-8")) for file in files
    }
    assert len(found.pop(KEEPS_IMPORT)) == 2
    assert {name: lines for name, lines in found.items() if lines and name not in OWN_LINE} == {}
