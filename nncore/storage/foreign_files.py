"""The message for a file that was taken for a network, a saved run or the weights of PyTorch: what
it is, and what to do with it.
"""

from pathlib import Path
from shlex import quote
from typing import NamedTuple

from nncore.storage.file_signatures import Family, FileKind

_IMPORT = "python -m nncore import {path} --hidden LAYERS --out FILE"


class TensorKind(NamedTuple):
    """What a safetensors file is in words, and what to do with it; `{path}` stands for the file."""

    words: str
    advice: str


NETWORK = TensorKind(
    "a network file of Misread", "python -m nncore evaluate {path} says how it reads"
)
RUN = TensorKind(
    "a saved run of Misread",
    "python -m nncore train --resume {path} --out FILE goes on with it and saves its network",
)
TENSORS = TensorKind(
    "a safetensors file of another program, such as the weights of a PyTorch model",
    f"{_IMPORT} makes a network of these",
)

_ADVICE = {
    Family.EMPTY: "the download or the copy may have failed",
    Family.PACKED: "unpack it first",
    Family.PICTURE: "python -m nncore predict NETWORK IMAGE reads pictures with a network",
    Family.IDX_IMAGES: "python -m nncore predict NETWORK IMAGE reads pictures with a network",
    Family.NUMPY: "a network is a .safetensors file, as train --out writes it",
    Family.KERAS: "networks come from PyTorch, or from python -m nncore train --out FILE",
    Family.PICKLE: "save it in PyTorch with safetensors.torch.save_file(model.state_dict(), "
    f'"FILE.safetensors"), then {_IMPORT.replace("{path}", "FILE.safetensors")} makes a network '
    "of it",
    Family.ONNX: "Misread writes these, and does not read them",
    Family.WEB_PAGE: "the download brought a page instead of the file",
    Family.XML: "the download may have brought a message instead of the file",
    Family.JSON: "a network is a .safetensors file, as train --out writes it",
    Family.TEXT: "a network is a .safetensors file, as train --out writes it",
    Family.GIT_LFS: "git lfs pull gets the file itself",
}


def mistaken(path: Path, what: str, kind: FileKind | TensorKind) -> str:
    """The message that `path` is not `what` but something of another kind, with what to do."""
    advice = kind.advice if isinstance(kind, TensorKind) else _ADVICE.get(kind.family, "")
    advice = advice.replace("{path}", quote(str(path)))
    return f"{path} is not {what} but {kind.words}" + (f": {advice}" if advice else "")
