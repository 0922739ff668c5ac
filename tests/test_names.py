"""One word, one meaning: no public class of the packages has the name of another."""

import ast
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_no_two_public_classes_have_one_name() -> None:
    places = defaultdict(list)
    for package in ("nncore", "desktop"):
        for file in sorted((ROOT / package).rglob("*.py")):
            tree = ast.parse(file.read_text(encoding="utf-8"))
            for node in tree.body:
                if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                    places[node.name].append(str(file.relative_to(ROOT)))
    assert {name: files for name, files in places.items() if len(files) > 1} == {}


def test_no_module_begins_with_what_it_does_not_know() -> None:
    """What a room must not import is said once, by the import contracts."""
    heads = {
        str(file.relative_to(ROOT)): ast.get_docstring(ast.parse(file.read_text("utf-8"))) or ""
        for package in ("nncore", "desktop")
        for file in sorted((ROOT / package).rglob("*.py"))
    }
    begin = ("It knows no", "They know no", "It knows neither", "They know neither")
    said = {file for file, head in heads.items() if any(each in head for each in begin)}
    assert said == set()
