"""The window played by itself, for `--demo` and for pictures."""
