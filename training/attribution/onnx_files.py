"""What both models need to become int8 ONNX files."""

from __future__ import annotations

from pathlib import Path

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import nn


def attend(layer: nn.TransformerEncoderLayer, pair: torch.Tensor) -> torch.Tensor:
    """Run a pre-norm attention layer, written out: the exporter would fix its length."""
    rows, pieces, size = pair.shape
    heads = layer.self_attn.num_heads
    projected = nn.functional.linear(
        layer.norm1(pair), layer.self_attn.in_proj_weight, layer.self_attn.in_proj_bias
    )
    query, key, value = (
        part.reshape(rows, pieces, heads, size // heads).transpose(1, 2)
        for part in projected.chunk(3, dim=-1)
    )
    weight = torch.softmax(query @ key.transpose(2, 3) / (size // heads) ** 0.5, dim=-1)
    seen = (weight @ value).transpose(1, 2).reshape(rows, pieces, size)
    pair = pair + layer.self_attn.out_proj(seen)
    return pair + layer.linear2(nn.functional.gelu(layer.linear1(layer.norm2(pair))))


def save(
    module: nn.Module,
    inputs: tuple[torch.Tensor, ...],
    names: tuple[list[str], list[str]],
    axes: dict[str, dict[int, str]],
    path: Path,
    *,
    by_channel: bool,
) -> None:
    """Export a module and quantise its weights to eight bits, by channel or by tensor."""
    plain = path.with_suffix(".plain.onnx")
    torch.onnx.export(
        module,
        inputs,
        str(plain),
        input_names=names[0],
        output_names=names[1],
        dynamic_axes=axes,
        opset_version=17,
        dynamo=False,
    )
    quantize_dynamic(
        str(plain),
        str(path),
        weight_type=QuantType.QInt8,
        per_channel=by_channel,
        op_types_to_quantize=["MatMul", "Gather"],
    )
    plain.unlink()
