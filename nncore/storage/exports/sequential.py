"""A network as the nn.Sequential of PyTorch that computes the same, module by module.

It writes no files and needs no PyTorch; what PyTorch calls a layer, the layer itself tells.
"""

from typing import NamedTuple

from nncore.layers import Shape
from nncore.network import Network
from nncore.storage.exports.channels_first import Step, channels_first


class _Module(NamedTuple):
    """One module of the nn.Sequential: how it is written, and whose weights it takes."""

    source: str
    learned: Step | None = None


def torch_source(network: Network) -> str:
    """The `nn.Sequential(...)` of PyTorch that takes what `export_torch` writes, as code.

    It takes images as numbers 0..1 of the shape `torch_input_shape`, and gives logits.
    Raises ValueError as `export_torch`.
    """
    lines = (f"    {module.source},\n" for module in _modules(network))
    return f"nn.Sequential(\n{''.join(lines)})"


def torch_input_shape(network: Network) -> Shape:
    """The shape of one image in PyTorch, channels first: (1, 28, 28) for 28 x 28 pixels."""
    match network.input_shape:
        case (rows, columns):
            return (1, rows, columns)
        case (rows, columns, channels):
            return (channels, rows, columns)
    return network.input_shape


def learned_by_position(network: Network) -> list[tuple[int, Step]]:
    """What has weights, each with its position in the nn.Sequential. Raises as `torch_source`."""
    modules = enumerate(_modules(network))
    return [(position, module.learned) for position, module in modules if module.learned]


def _modules(network: Network) -> list[_Module]:
    return [module for step in channels_first(network) for module in _modules_of(step)]


def _modules_of(step: Step) -> list[_Module]:
    *before, last = step.layer.torch
    return [*map(_Module, before), _Module(last, step if step.layer.parameters else None)]
