"""Shipped files are found as files; what is missing says so."""

import pytest

from desktop.system.resources import resource


def test_a_shipped_file_is_found() -> None:
    assert resource("models", "reader.safetensors").suffix == ".safetensors"


@pytest.mark.parametrize("parts", [("models",), ("models", "nothing"), ("icons", "n" * 5000)])
def test_what_is_no_file_is_missing(parts: tuple[str, ...]) -> None:
    with pytest.raises(FileNotFoundError, match="the installation lacks resources/"):
        resource(*parts)
