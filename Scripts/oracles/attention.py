"""Values and gradients from PyTorch for the attentions, convolutions and token operations of Tensors.

Every case is computed in double precision by code written after the original model's, and stored as Float32: CASE/input/NAME,
CASE/setting/NAME (integers), CASE/output, CASE/gradient/output (what the backward starts from) and CASE/gradient/NAME.

    python Scripts/oracles/attention.py
"""

import hashlib
import importlib.metadata
import json
import math
from pathlib import Path

import torch
import torch.nn.functional as F
from safetensors.torch import save_file

SEED = 11
FOLDER = Path(__file__).resolve().parents[2] / "Tests" / "TestSupport" / "Fixtures" / "attention"
random = torch.Generator().manual_seed(SEED)


def normal(*shape, scale=1.0):
    """Rounded to Float32, as the file holds it."""
    return (torch.randn(*shape, generator=random, dtype=torch.float64) * scale).float().double()


class Cases:
    """The cases of one operation, one file."""

    def __init__(self, name):
        self.name = name
        self.tensors = {}

    def add(self, case, function, inputs, **settings):
        leaves = {name: value.clone().requires_grad_() for name, value in inputs.items()}
        output = function(**leaves, **settings)
        start = normal(*output.shape)
        output.backward(start)
        self.store(f"{case}/output", output)
        self.store(f"{case}/gradient/output", start)
        for name, leaf in leaves.items():
            self.store(f"{case}/input/{name}", leaf)
            self.store(f"{case}/gradient/{name}", leaf.grad)
        for name, value in settings.items():
            self.tensors[f"{case}/setting/{name}"] = torch.tensor(value, dtype=torch.int64).reshape(-1)

    def store(self, name, value):
        self.tensors[name] = value.detach().float().contiguous()

    def save(self):
        path = FOLDER / f"{self.name}.safetensors"
        save_file(self.tensors, path)
        return {path.name: hashlib.sha256(path.read_bytes()).hexdigest()}


def attention(query, key, value, heads, lengths=None, causal=0):
    batch, queries, width = query.shape
    keys = key.shape[1]
    lengths = [keys] * batch if lengths is None else lengths
    q, k, v = (x.view(batch, -1, heads, width // heads).transpose(1, 2) for x in (query, key, value))
    scores = (q * (width // heads) ** -0.5) @ k.transpose(-1, -2)
    seen = torch.arange(keys)[None, None, :] < torch.tensor(lengths)[:, None, None]
    if causal:
        last = torch.arange(queries)[None, :, None] + torch.tensor(lengths)[:, None, None] - queries
        seen = seen & (torch.arange(keys)[None, None, :] <= last)
    scores = scores.masked_fill(~seen[:, None], -math.inf)
    return (scores.softmax(-1) @ v).transpose(1, 2).reshape(batch, queries, width)


def self_attention(x, heads, causal=0):
    return attention(x, x, x, heads, causal=causal)


def window_attention(qkv, padding, heads, window):
    batch, height, width, depth = qkv.shape
    bottom, right = -height % window, -width % window
    inside = torch.zeros(height + bottom, width + right, dtype=torch.bool)
    inside[:height, :width] = True
    qkv = torch.where(inside[None, :, :, None], F.pad(qkv, (0, 0, 0, right, 0, bottom)), padding)
    down, across = (height + bottom) // window, (width + right) // window
    windows = qkv.view(batch, down, window, across, window, depth).permute(0, 1, 3, 2, 4, 5).reshape(-1, window * window, depth)
    q, k, v = windows.reshape(-1, window * window, 3, heads, depth // 3 // heads).permute(2, 0, 3, 1, 4)
    out = ((q * q.shape[-1] ** -0.5) @ k.transpose(-2, -1)).softmax(-1) @ v
    out = out.transpose(1, 2).reshape(batch, down, across, window, window, depth // 3)
    return out.permute(0, 1, 3, 2, 4, 5).reshape(batch, height + bottom, width + right, depth // 3)[:, :height, :width]


def channel_attention(qkv, groups):
    batch, tokens, depth = qkv.shape
    q, k, v = qkv.reshape(batch, tokens, 3, groups, depth // 3 // groups).permute(2, 0, 3, 1, 4)
    out = ((q * tokens**-0.5).transpose(-1, -2) @ k).softmax(-1) @ v.transpose(-1, -2)
    return out.transpose(-1, -2).transpose(1, 2).reshape(batch, tokens, depth // 3)


def depthwise_convolution(x, weight, bias):
    return x + F.conv2d(x.permute(0, 3, 1, 2), weight, bias, padding=1, groups=x.shape[-1]).permute(0, 2, 3, 1)


def convolution(x, weight, bias, stride, padding):
    return F.conv2d(x.permute(0, 3, 1, 2), weight, bias, stride=stride, padding=padding).permute(0, 2, 3, 1)


def image_positions(rows, columns, height, width):
    """As the model's LearnedAbsolutePositionEmbedding2D: columns first."""
    x = columns[torch.arange(width)].unsqueeze(0).repeat(height, 1, 1)
    y = rows[torch.arange(height)].unsqueeze(1).repeat(1, width, 1)
    return torch.cat([x, y], dim=-1).view(height * width, -1)


def attentions():
    cases = Cases("attention")

    def add(name, batch, queries, keys, width, heads, **settings):
        inputs = dict(query=normal(batch, queries, width), key=normal(batch, keys, width), value=normal(batch, keys, width))
        cases.add(name, attention, inputs, heads=heads, **settings)

    add("one head", 1, 3, 3, 4, 1)
    add("single query and key", 1, 1, 1, 2, 2)
    add("more keys than queries", 2, 5, 9, 12, 3)
    add("more queries than keys", 2, 9, 4, 12, 2)
    add("head of one", 1, 6, 7, 5, 5)
    add("odd sizes", 3, 17, 23, 21, 3)
    add("two blocks of queries", 1, 300, 37, 4, 2)
    add("key lengths", 4, 5, 20, 8, 2, lengths=[20, 1, 7, 16])
    add("causal", 2, 19, 19, 8, 2, causal=1)
    add("causal over a cache", 2, 3, 11, 8, 2, causal=1)
    add("one query over a cache", 3, 1, 33, 16, 2, lengths=[9, 9, 9])
    add("causal with key lengths", 3, 4, 18, 12, 3, lengths=[18, 5, 11], causal=1)
    add("causal blocks", 1, 270, 270, 4, 1, causal=1)
    return cases.save()


def self_attentions():
    cases = Cases("self-attention")
    cases.add("plain", self_attention, dict(x=normal(2, 13, 12)), heads=3)
    cases.add("causal", self_attention, dict(x=normal(2, 7, 8)), heads=2, causal=1)
    return cases.save()


def window_attentions():
    cases = Cases("window-attention")

    def add(name, batch, height, width, channels, heads, window):
        inputs = dict(qkv=normal(batch, height, width, 3 * channels), padding=normal(3 * channels))
        cases.add(name, window_attention, inputs, heads=heads, window=window)

    add("one window", 1, 3, 3, 8, 2, 3)
    add("exact windows", 2, 4, 6, 8, 2, 2)
    add("padded right", 1, 4, 5, 6, 1, 4)
    add("padded below", 1, 5, 4, 6, 3, 4)
    add("padded corner", 2, 7, 8, 12, 3, 5)
    add("larger than the map", 2, 3, 2, 8, 4, 5)
    add("window of one", 1, 2, 3, 4, 2, 1)
    add("florence", 1, 13, 4, 32, 1, 12)
    return cases.save()


def channel_attentions():
    cases = Cases("channel-attention")

    def add(name, batch, tokens, channels, groups):
        cases.add(name, channel_attention, dict(qkv=normal(batch, tokens, 3 * channels)), groups=groups)

    add("one group", 1, 5, 4, 1)
    add("one token", 2, 1, 6, 2)
    add("odd sizes", 3, 21, 15, 3)
    add("two blocks of tokens", 2, 530, 4, 2)
    add("florence", 1, 20, 64, 2)
    return cases.save()


def depthwise_convolutions():
    cases = Cases("depthwise-convolution")

    def add(name, batch, height, width, channels):
        inputs = dict(x=normal(batch, height, width, channels), weight=normal(channels, 1, 3, 3), bias=normal(channels))
        cases.add(name, depthwise_convolution, inputs)

    add("single pixel", 1, 1, 1, 3)
    add("one row", 2, 1, 5, 4)
    add("one column", 2, 5, 1, 4)
    add("two by two", 1, 2, 2, 17)
    add("odd sizes", 2, 5, 7, 19)
    add("whole strips", 2, 6, 4, 64)
    add("two tiles of a row", 1, 2, 35, 18)
    return cases.save()


def convolutions():
    cases = Cases("convolution")

    def add(name, batch, height, width, inputs, outputs, kernel, stride, padding):
        tensors = dict(x=normal(batch, height, width, inputs), weight=normal(outputs, inputs, kernel, kernel), bias=normal(outputs))
        cases.add(name, convolution, tensors, stride=stride, padding=padding)

    add("pointwise", 2, 3, 4, 3, 5, 1, 1, 0)
    add("no padding", 1, 6, 5, 2, 3, 3, 1, 0)
    add("smaller than the kernel", 1, 2, 3, 2, 4, 7, 4, 3)
    add("patches", 2, 13, 10, 3, 8, 7, 4, 3)
    add("halving", 2, 8, 9, 6, 10, 3, 2, 1)
    add("pixels left over", 1, 9, 10, 2, 3, 2, 3, 0)
    return cases.save()


def token_operations():
    cases = Cases("tokens")
    cases.add("positions", image_positions, dict(rows=normal(6, 3), columns=normal(7, 4)), height=3, width=5)
    cases.add("every sample", lambda x, addend: x + addend, dict(x=normal(3, 4, 5), addend=normal(4, 5)))
    rows = lambda x, table, first: x + table[first : first + x.shape[1]]
    cases.add("rows", rows, dict(x=normal(3, 4, 5), table=normal(9, 5)), first=2)
    mean_first = lambda x: torch.cat([x.mean(1, keepdim=True), x], 1)
    cases.add("mean first", mean_first, dict(x=normal(2, 6, 5)))
    cases.add("concatenated", lambda a, b: torch.cat([a, b], 1), dict(a=normal(2, 3, 5), b=normal(2, 4, 5)))
    return cases.save()


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    files = {}
    for operation in (
        attentions, self_attentions, window_attentions, channel_attentions, depthwise_convolutions, convolutions, token_operations,
    ):
        files |= operation()
    manifest = {
        "generator": "Scripts/oracles/attention.py",
        "libraries": {library: importlib.metadata.version(library) for library in ("torch", "safetensors")},
        "seed": SEED,
        "files": files,
    }
    (FOLDER / "MANIFEST.json").write_text(json.dumps(manifest, indent=2) + "\n")


if __name__ == "__main__":
    main()
