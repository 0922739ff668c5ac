"""Values of options as people write them, read in one place for all commands."""

import argparse

from nncore.architecture import Hidden, parse_hidden

ALL = "all"
"""The batch size that takes every image at once."""


def hidden_layers(text: str) -> Hidden:
    """Hidden layers; argparse shows what is wrong with them."""
    try:
        return parse_hidden(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def batch_size(text: str) -> int | str:
    """A number of images, or ALL."""
    return ALL if text == ALL else int(text)


batch_size.__name__ = "batch size"  # what argparse calls it in its message
