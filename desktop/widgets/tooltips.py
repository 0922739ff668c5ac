"""What a widget says under the pointer, and to a screen reader."""

from collections.abc import Iterable
from html import escape

from PySide6.QtWidgets import QWidget

from desktop.formats import hint


def explain(widget: QWidget, text: str) -> None:
    """Let `widget` say `text` under the pointer, and to a screen reader without any markup."""
    widget.setToolTip(hint(text))
    widget.setAccessibleDescription(text)


def explain_in_parts(
    widget: QWidget, sentences: Iterable[str], table: tuple[tuple[str, str], ...] = ()
) -> None:
    """Let `widget` say the sentences, one below the other, and the table after the first."""
    said = [sentence for sentence in sentences if sentence]
    rows = [f"{word}: {meaning}." for word, meaning in table]
    widget.setAccessibleDescription(" ".join([*said[:1], *rows, *said[1:]]))
    parts = [_paragraph(sentence) for sentence in said]
    if table:
        parts.insert(1, _table(table))
    widget.setToolTip(f"<qt>{''.join(parts)}</qt>")


def _paragraph(sentence: str) -> str:
    return f'<p style="margin: 2px 0px">{escape(sentence)}</p>'


def _table(rows: tuple[tuple[str, str], ...]) -> str:
    cells = (
        f"<tr><td><b>{escape(word)}</b></td><td>&nbsp; {escape(meaning)}</td></tr>"
        for word, meaning in rows
    )
    return f'<table style="white-space: nowrap">{"".join(cells)}</table>'
