"""What a widget says under the pointer, and to a screen reader."""

from PySide6.QtWidgets import QWidget

from desktop.formats import hint


def explain(widget: QWidget, text: str) -> None:
    """Let `widget` say `text` under the pointer, and to a screen reader without any markup."""
    widget.setToolTip(hint(text))
    widget.setAccessibleDescription(text)
