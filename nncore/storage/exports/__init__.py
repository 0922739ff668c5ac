"""Networks for other programs: ONNX, and safetensors as PyTorch takes them, there and back."""

from nncore.storage.exports.onnx_models import export_onnx as export_onnx
from nncore.storage.exports.torch_files import export_torch as export_torch
from nncore.storage.exports.torch_files import import_torch as import_torch
