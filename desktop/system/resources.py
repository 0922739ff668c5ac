"""Where the files that ship with the program lie: installed, bundled, or in a checkout."""

from pathlib import Path

from nncore.storage.files import is_regular

_PACKAGE = Path(__file__).resolve().parent.parent


def resource(*parts: str) -> Path:
    """The path of a shipped file, as in resource("models", "reader.safetensors"), or of a
    page, as in resource("docs", "presets.md").

    Raises FileNotFoundError where the installation lacks it.
    """
    checkout = _PACKAGE.parent
    for root in (_PACKAGE / "resources", checkout / "resources", checkout):
        path = root.joinpath(*parts)
        if is_regular(path):
            return path
    raise FileNotFoundError(f"the installation lacks resources/{'/'.join(parts)}; install it again")
