"""Brings in Qt, and keeps Python's own way to import.

PySide puts a function of its own in the place of `__import__`. It reads the source of every module
that is imported from then on, to know where `from __feature__ import snake_case` is to hold: nearly
a tenth of a second for all that the window needs, and nothing here asks for such features.
"""

import builtins


def import_qt() -> None:
    """Import PySide6 and leave `__import__` as it is. Does nothing where PySide6 is there already.

    Only for a process that is all ours: scripts that open the window may use those features.
    """
    usual = builtins.__import__
    try:
        import PySide6.QtCore  # noqa: F401, PLC0415 - after the platform was checked
    finally:
        builtins.__import__ = usual
