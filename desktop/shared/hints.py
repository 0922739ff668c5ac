"""What a widget says under the pointer, in lines of a readable length, and to a screen reader.

Qt breaks the lines of rich text only: a long sentence as plain text would run off the screen.
"""

from html import escape

from PySide6.QtWidgets import QWidget


def hint(text: str) -> str:
    """The text as a tooltip whose lines break; empty for none."""
    return f"<qt>{escape(text)}</qt>" if text else ""


def explain(widget: QWidget, text: str) -> None:
    """Let `widget` say `text` under the pointer, and to a screen reader without any markup."""
    widget.setToolTip(hint(text))
    widget.setAccessibleDescription(text)
