"""The version of this program, wherever it runs: installed, built, or from a bare checkout."""

from pathlib import Path

_PROJECT = Path(__file__).resolve().parents[2] / "pyproject.toml"


def version() -> str:
    """The version's number, or "unknown" for a copy that says nothing of itself."""
    # only who asks for the version waits for what reads it
    import tomllib  # noqa: PLC0415
    from importlib import metadata  # noqa: PLC0415

    try:
        return metadata.version("misread")
    except metadata.PackageNotFoundError:  # run from a checkout that is not installed
        pass
    try:
        return str(tomllib.loads(_PROJECT.read_text("utf-8"))["project"]["version"])
    except (OSError, ValueError, KeyError, TypeError):
        return "unknown"
