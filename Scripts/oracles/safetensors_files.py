"""Reference file and values from safetensors and PyTorch for the tests of the safetensors reader.

Writes one file with a tensor of every element type that is read (both half precisions in a sample of all bit patterns with every special
value, a scalar, an empty tensor, names of all kinds), and what PyTorch reads in it: float32 bit patterns and whole numbers.

    python Scripts/oracles/safetensors_files.py
"""

import hashlib
import json
from pathlib import Path

import numpy as np
import safetensors
import torch
from safetensors.torch import load_file, save_file

SEED = 21
FOLDER = Path(__file__).resolve().parents[2] / "Tests" / "TestSupport" / "Fixtures" / "safetensors"

random = np.random.RandomState(SEED)


def halves(specials):
    """A sample of all 16-bit patterns in rows of 16, the given ones among them."""
    patterns = np.concatenate([np.array(specials, np.uint16), random.randint(0, 1 << 16, 1024 - len(specials)).astype(np.uint16)])
    return torch.from_numpy(patterns.view(np.int16).copy()).reshape(-1, 16)


def integers(dtype):
    info = torch.iinfo(dtype)
    numbers = [info.min, info.max, 0, 1, info.max - 1, 2, 3, info.max // 2, info.min // 2, 5, 7, 11]
    return torch.tensor(numbers, dtype=dtype).reshape(2, 3, 2)


tensors = {
    "F32": torch.from_numpy(random.randint(0, 1 << 32, 24, dtype=np.uint64).astype(np.uint32).view(np.int32)).view(torch.float32).reshape(4, 6),
    "F32 special": torch.tensor([0.0, -0.0, float("inf"), float("-inf"), float("nan"), 1e-45, 3.4028235e38, 1.1754944e-38]),
    # Zeros, least and largest subnormals, least and largest numbers, infinities, a quiet NaN, one, its neighbours.
    "F16": halves([0, 0x8000, 1, 0x8001, 0x3FF, 0x400, 0x7BFF, 0xFBFF, 0x7C00, 0xFC00, 0x7E00, 0xFE00, 0x3C00, 0x3C01, 0x3BFF]).view(torch.float16),
    "BF16": halves([0, 0x8000, 1, 0x8001, 0x7F, 0x80, 0x7F7F, 0xFF7F, 0x7F80, 0xFF80, 0x7FC0, 0xFFC0, 0x3F80, 0x3F81, 0x3F7F]).view(torch.bfloat16),
    # Beyond float32 on both sides, half way between two of its numbers, and its own.
    "F64": torch.tensor([0.0, -0.0, 1e300, -1e300, 1e-300, float("nan"), float("inf"), 1 + 2**-24, 1 + 3 * 2**-24, 0.1, np.pi], dtype=torch.float64),
    "I64": integers(torch.int64),
    "I32": integers(torch.int32),
    "I16": integers(torch.int16),
    "I8": integers(torch.int8),
    "U64": torch.tensor([0, 1, 2**53 + 1, 2**63 - 1], dtype=torch.uint64),
    "U32": integers(torch.uint32),
    "U16": integers(torch.uint16),
    "U8": integers(torch.uint8),
    "BOOL": torch.tensor([[True, False, True]]),
    "scalar": torch.tensor(1.5),
    "empty": torch.zeros(3, 0, 2),
    "größe \"x\"/日本\n": torch.tensor([7.0]),
}


def bits(tensor):
    """The float32 bit patterns; NaNs, whose payload is nobody's promise, all alike."""
    numbers = tensor.to(torch.float32)
    patterns = numbers.contiguous().view(torch.int32).flatten().numpy().view(np.uint32)
    return [0x7FC00000 if np.isnan(n) else int(p) for n, p in zip(numbers.flatten().numpy(), patterns)]


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    save_file(tensors, FOLDER / "types.safetensors", metadata={"format": "pt", "größe": "\"\\\n"})
    expected = {}
    for name, tensor in load_file(FOLDER / "types.safetensors").items():
        whole = not tensor.dtype.is_floating_point
        expected[name] = {"shape": list(tensor.shape), "bits": bits(tensor), "integers": [int(x) for x in tensor.flatten()] if whole else None}
    (FOLDER / "types.json").write_text(json.dumps(expected, ensure_ascii=False) + "\n")
    names = ["types.json", "types.safetensors"]
    manifest = {
        "generator": "Scripts/oracles/safetensors_files.py",
        "seed": SEED,
        "versions": {"safetensors": safetensors.__version__, "torch": torch.__version__.split("+")[0], "numpy": np.__version__},
        "sha256": {name: hashlib.sha256((FOLDER / name).read_bytes()).hexdigest() for name in names},
    }
    (FOLDER / "MANIFEST.json").write_text(json.dumps(manifest, indent=1) + "\n")


main()
