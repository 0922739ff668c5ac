"""What the window remembers comes back, and a damaged file reads as defaults."""

from pathlib import Path

from PySide6.QtCore import QByteArray

from desktop.shared.settings import Settings
from desktop.shared.theme import Appearance


def test_settings_come_back(tmp_path: Path) -> None:
    settings = Settings(tmp_path)
    settings.appearance = Appearance.DARK
    settings.geometry = QByteArray(b"somewhere")
    settings.write()
    again = Settings(tmp_path)
    assert again.appearance is Appearance.DARK
    assert again.geometry == QByteArray(b"somewhere")


def test_damaged_settings_read_as_defaults(tmp_path: Path) -> None:
    (tmp_path / "settings.ini").write_bytes(b"[window]\nappearance=purple\ngeometry=7\n\xff\xfe")
    settings = Settings(tmp_path)
    assert settings.appearance is Appearance.SYSTEM
    assert settings.geometry.isEmpty()
