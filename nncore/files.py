"""Files that are written whole or not at all, whatever happens meanwhile.

It knows nothing of what is in them.
"""

import os
from pathlib import Path
from secrets import token_hex


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that at any moment either the old or the new one stands there, whole.

    Raises OSError, naming `path`, where that fails or where `path` is something else than a file.
    """
    path = path.resolve()  # what a link points to is meant, not the link
    if path.exists() and not path.is_file():
        # renaming over a device such as /dev/null would replace it
        raise OSError(f"{path} is not a file that can be written")
    temporary = path.with_name(f".{token_hex(8)}.part")
    try:
        # unlike tempfile's, a plain file gets the permissions that the user's others have
        with temporary.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise OSError(error.errno, error.strerror or str(error), str(path)) from error
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
