"""The commands behind `python -m nncore`: the one place of the library that prints."""
