"""Values of options as people write them, read in one place for all commands."""

import argparse
from typing import Never

from nncore.recipes.architecture import Hidden, parse_hidden
from nncore.recipes.recipe import SEED_DIGITS
from nncore.safe_text import quoted

ALL = "all"
"""The batch size that takes every image at once."""


_LONGEST_COMPLAINT = 400
"""Characters, of which some 200 are what was given: the rest names the option and the choices."""


class Parser(argparse.ArgumentParser):
    """An ArgumentParser whose complaints stay short, whatever was given."""

    def error(self, message: str) -> Never:
        super().error(quoted(message, _LONGEST_COMPLAINT))


def hidden_layers(text: str) -> Hidden:
    """Hidden layers; argparse shows what is wrong with them."""
    try:
        return parse_hidden(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def batch_size(text: str) -> int | str:
    """A number of images, or ALL."""
    return ALL if text == ALL else int(text)


def seed(text: str) -> int:
    """A whole number of any size that Python reads."""
    try:
        return int(text)
    except ValueError as error:
        expected = f"a whole number of at most {SEED_DIGITS} digits"
        raise argparse.ArgumentTypeError(f"expected {expected}, got {quoted(text)}") from error


batch_size.__name__ = "batch size"  # what argparse calls it in its message
