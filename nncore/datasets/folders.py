"""Where data sets are kept on this computer: one place, so that everything agrees on it."""

import os
from pathlib import Path


def cache_folder() -> Path:
    """The folder for files that can be made or fetched again; it need not exist yet.

    The environment variable MISREAD_CACHE names it, else it is the user's cache folder.
    """
    named = os.environ.get("MISREAD_CACHE")
    if named:
        return Path(os.path.expanduser(named))  # noqa: PTH111 - never raises
    # Imported here since only the default asks for it, and importing nncore should stay quick.
    import platformdirs  # noqa: PLC0415

    return Path(platformdirs.user_cache_dir("misread", appauthor=False))
