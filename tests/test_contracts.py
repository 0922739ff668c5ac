"""Fences that an import contract cannot draw: who may know widgets."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
WITHOUT_WIDGETS = (
    "desktop/shared/data_library.py",
    "desktop/shared/jobs.py",
    "desktop/shared/workspace.py",
    "desktop/training/worker.py",
    "desktop/training/session.py",
    "desktop/training/history.py",
    "desktop/gallery/mistakes_model.py",
    "desktop/gallery/evaluation_feed.py",
    "desktop/pad/strokes.py",
    "desktop/pad/reader.py",
)


def imported_modules(file: Path) -> set[str]:
    modules = set()
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            modules |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            modules.add(node.module or "")
            modules |= {f"{node.module}.{alias.name}" for alias in node.names}
    return modules


@pytest.mark.parametrize("name", WITHOUT_WIDGETS)
def test_workers_and_models_know_no_widgets(name: str) -> None:
    assert "PySide6.QtWidgets" not in imported_modules(ROOT / name)


def test_no_global_random_generator_is_used() -> None:
    files = [*(ROOT / "nncore").rglob("*.py"), *(ROOT / "desktop").rglob("*.py")]
    assert files
    for file in files:
        text = file.read_text("utf-8")
        assert "np.random.seed" not in text, file
        assert "import random" not in text, file
