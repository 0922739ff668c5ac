"""A network as the nn.Sequential of PyTorch that computes the same, module by module.

It writes no files and needs no PyTorch: only what its parts are called is known here.
"""

from typing import NamedTuple

from nncore.layers.convolution import Conv2D
from nncore.layers.layers import Dense, Dropout, Flatten, ReLU, Shape
from nncore.layers.pooling import MaxPool2D
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
    match step.layer:
        case Dense() as dense:
            return [_Module(f"nn.Linear({dense.inputs}, {dense.outputs})", step)]
        case Conv2D() as convolution:
            return _convolution(convolution, step)
        case MaxPool2D(size=size):
            return [_Module(f"nn.MaxPool2d({size})")]
        case Dropout(rate=rate):
            return [_Module(f"nn.Dropout({rate})")]
        case Flatten():
            return [_Module("nn.Flatten()")]
        case ReLU():
            return [_Module("nn.ReLU()")]
    raise AssertionError(step.layer)


def _convolution(layer: Conv2D, step: Step) -> list[_Module]:
    before, after = step.border
    options = f", padding={before}" if before == after != 0 else ""
    options += f", stride={layer.stride}" if layer.stride > 1 else ""
    sizes = f"{layer.in_channels}, {layer.out_channels}, {layer.size}"
    module = _Module(f"nn.Conv2d({sizes}{options})", step)
    if before == after:
        return [module]
    # PyTorch's own padding is the same on both sides, or else refuses strides
    return [_Module(f"nn.ZeroPad2d(({before}, {after}, {before}, {after}))"), module]
