"""`import`: take over the weights of a network that was trained in PyTorch.

The file says nothing of the layers' order and kinds, so these are named as for `train`.
"""

import argparse
from pathlib import Path

import numpy as np

from nncore.cli.errors import FAILED, explained
from nncore.cli.options import hidden_layers
from nncore.cli.outputs import print_json, require_apart, require_writable
from nncore.layers.initializers import he_normal
from nncore.network import Network
from nncore.recipes.architecture import build_layers
from nncore.storage.exports.torch_files import import_torch
from nncore.storage.networks import save

SUMMARY = "take over the weights of a PyTorch network"
DESCRIPTION = """\
Make a network from the state dict of a PyTorch nn.Sequential, saved there with
safetensors.torch.save_file(model.state_dict(), FILE). It must take images
(N, 1, 28, 28), white ink on black as pixels from 0 to 1, and give logits
(N, 10). Which modules go with --hidden, a network with these hidden layers
shows when it is exported to pytorch.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the file and the options."""
    add = parser.add_argument
    add("file", type=Path, metavar="FILE", help="the state dict, a safetensors file")
    add(
        "--hidden",
        type=hidden_layers,
        metavar="LAYERS",
        required=True,
        help='its hidden layers, as in "128, 64" or "5x5x16, pool, 128"',
    )
    add("--out", type=Path, metavar="FILE", required=True, help="where to save the network")
    add("--json", action="store_true", help="print one JSON object and nothing else")


def run(options: argparse.Namespace) -> int:
    """Import and save; returns the exit code. Raises CommandError for what cannot be done."""
    rng = np.random.default_rng(0)  # draws what is overwritten at once
    network = Network(build_layers(options.hidden, rng=rng, initializer=he_normal))
    with explained():
        import_torch(options.file, network)
        require_apart(options.out, options.file)
        require_writable(options.out)
    notes = {"name": str(network), "imported_from": "pytorch"}
    with explained(FAILED):
        save(network, options.out, notes=notes)
    if options.json:
        print_json({**notes, "file": str(options.out)})
    else:
        print(f"{network}, saved to {options.out}")
    return 0
