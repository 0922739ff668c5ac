"""Where the files that ship with the program lie: installed, bundled, or in a checkout."""

from pathlib import Path

from nncore.storage.files import is_regular

_PACKAGE = Path(__file__).resolve().parent.parent
_CHECKOUT = _PACKAGE.parent
_ROOTS = _PACKAGE / "resources", _CHECKOUT / "resources"


def resource(*parts: str) -> Path:
    """The path of a shipped file, as in resource("models", "reader.safetensors"), or of a
    page, as in resource("docs", "presets.md").

    Raises FileNotFoundError where the installation lacks it.
    """
    for root in (*_ROOTS, _CHECKOUT):
        path = root.joinpath(*parts)
        if is_regular(path):
            return path
    raise FileNotFoundError(f"the installation lacks resources/{'/'.join(parts)}; install it again")


def resource_folder(name: str) -> Path:
    """The path of a folder of shipped files, which need not be there."""
    return next((root / name for root in _ROOTS if root.is_dir()), _ROOTS[0] / name)
