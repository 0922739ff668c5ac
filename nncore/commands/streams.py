"""The three standard streams, which whoever starts a program may have closed."""

import os


def hold_standard_streams() -> None:
    """Let no file that is opened later take the place of a closed stream.

    What libraries print there, warnings above all, would be written into that file.
    """
    if os.name != "posix":
        return
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)
