"""`export`: hand a saved network to PyTorch, or to whatever runs ONNX models.

What it prints for people is code that uses the file, ready to be copied.
"""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from nncore.cli.errors import FAILED, CommandError, explained
from nncore.cli.outputs import print_json, require_apart, require_writable
from nncore.network import Network
from nncore.storage.exports.onnx_models import INPUT, OPSET, OUTPUT, export_onnx
from nncore.storage.exports.sequential import torch_input_shape, torch_source
from nncore.storage.exports.torch_files import export_torch
from nncore.storage.networks import load

SUMMARY = "hand a saved network to PyTorch or to ONNX"
DESCRIPTION = """\
Write a saved network in another format, and print the code that uses it there.
Images are white ink on black, as pixels from 0 to 1 (a byte divided by 255).

onnx     a model for any program that runs ONNX, softmax included. Its input is
         "images", float32 (N, 28, 28), its output "probabilities", float32
         (N, 10). Needs the package onnx: pip install onnx
pytorch  a safetensors file for load_state_dict of the nn.Sequential that is
         printed. That takes images float32 (N, 1, 28, 28), and gives logits
         (N, 10), which softmax turns into probabilities.
"""


class _Format(NamedTuple):
    write: Callable[[Network, Path], None]
    use: Callable[[Network, Path], str]
    facts: Callable[[Network], dict[str, Any]]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the file and the options."""
    add = parser.add_argument
    add("file", type=Path, metavar="FILE", help="the network, as train saved it")
    add("--to", choices=_FORMATS, required=True, help="the format to write")
    add("--out", type=Path, metavar="FILE", required=True, help="where to write it")
    add("--json", action="store_true", help="print one JSON object and nothing else")


def run(options: argparse.Namespace) -> int:
    """Write and print; returns the exit code. Raises CommandError for what cannot be done."""
    with explained():
        network = load(options.file)
        require_apart(options.out, options.file)
        require_writable(options.out)
        torch_source(network)  # raises for what cannot be exported
    chosen = _FORMATS[options.to]
    with explained(FAILED):
        try:
            chosen.write(network, options.out)
        except ImportError as error:
            raise CommandError(str(error)) from error
    if options.json:
        where = {"file": str(options.out), "format": options.to, "network": str(network)}
        print_json({**where, **chosen.facts(network)})
    else:
        print(f"# Saved to {options.out}: {network}")
        print(chosen.use(network, options.out))
    return 0


def _torch_use(network: Network, path: Path) -> str:
    shape = _spelled(torch_input_shape(network))
    return f"""\
from safetensors.torch import load_file
from torch import nn

network = {torch_source(network)}
network.load_state_dict(load_file({str(path)!r}))
network.eval()
# network(images) gives logits {_spelled(network.output_shape)};
# images: float32 {shape}, pixels from 0 to 1, white ink on black"""


def _torch_facts(network: Network) -> dict[str, Any]:
    return {
        "sequential": torch_source(network),
        "input": ["N", *torch_input_shape(network)],
        "output": ["N", *network.output_shape],
    }


def _onnx_use(network: Network, path: Path) -> str:
    return f"""\
import onnxruntime

session = onnxruntime.InferenceSession({str(path)!r})
# images: float32 {_spelled(network.input_shape)}, pixels from 0 to 1, white ink on black
# ({OUTPUT},) = session.run(None, {{"{INPUT}": images}}) gives {_spelled(network.output_shape)}"""


def _onnx_facts(network: Network) -> dict[str, Any]:
    return {
        "opset": OPSET,
        "input": {"name": INPUT, "shape": ["N", *network.input_shape]},
        "output": {"name": OUTPUT, "shape": ["N", *network.output_shape]},
    }


def _spelled(shape: tuple[int, ...]) -> str:
    return f"(N, {', '.join(map(str, shape))})"


_FORMATS = {
    "onnx": _Format(export_onnx, _onnx_use, _onnx_facts),
    "pytorch": _Format(export_torch, _torch_use, _torch_facts),
}
