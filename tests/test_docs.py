"""What the documents say of the code is true: the lines that they quote stand in it."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "how-it-learns.md"
BLOCKS = re.findall(r"```python\n# (\S+)\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)


@pytest.mark.parametrize(("file", "lines"), BLOCKS)
def test_quoted_lines_stand_in_the_code(file: str, lines: str) -> None:
    code = {line.strip() for line in (ROOT / file).read_text("utf-8").splitlines()}

    assert [line for line in lines.splitlines() if line.strip() not in code] == []


def test_every_block_of_code_is_checked() -> None:
    assert len(BLOCKS) == PAGE.read_text("utf-8").count("```python") > 10


DOCUMENTS = sorted(ROOT.glob("*.md")) + sorted(ROOT.glob("docs/**/*.md"))


@pytest.mark.parametrize("document", DOCUMENTS)
def test_no_place_is_left_to_be_filled_in(document: Path) -> None:
    assert "@@" not in document.read_text("utf-8")


@pytest.mark.parametrize("document", DOCUMENTS)
def test_links_lead_somewhere(document: Path) -> None:
    targets = re.findall(r"\]\(([^)#:]+)\)", document.read_text("utf-8"))

    assert [target for target in targets if not (document.parent / target).exists()] == []
