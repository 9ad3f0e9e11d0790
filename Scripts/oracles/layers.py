"""safetensors files written by the reference library, every element type, and the values that torch reads out of them.

    python Scripts/oracles/layers.py
"""

import hashlib
import importlib.metadata
import json
from pathlib import Path

import torch
from safetensors.torch import save_file

SEED = 3
FOLDER = Path(__file__).resolve().parents[2] / "Tests" / "TestSupport" / "Fixtures" / "layers"
FLOATS = {"F64": torch.float64, "F32": torch.float32, "F16": torch.float16, "BF16": torch.bfloat16}
INTEGERS = {"I64": torch.int64, "I32": torch.int32, "I16": torch.int16, "I8": torch.int8, "U8": torch.uint8}


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    random = torch.Generator().manual_seed(SEED)
    numbers = torch.randn(5, 7, generator=random, dtype=torch.float64)
    # Subnormal half-precision numbers, the largest one, zero with a sign, infinity.
    numbers[0] = torch.tensor([6e-8, -3e-7, 6.1e-5, 65504.0, -0.0, float("inf"), float("-inf")])
    tensors = {name: numbers.to(kind) for name, kind in FLOATS.items()}
    for name, kind in INTEGERS.items():
        limits = torch.iinfo(kind)
        tensors[name] = torch.tensor([limits.min, limits.max, 0, 1, 100], dtype=kind)
    tensors["BOOL"] = torch.tensor([True, False, True])
    tensors["scalar"] = torch.tensor(2.5)
    tensors["empty"] = torch.zeros(0, 3)
    save_file(tensors, FOLDER / "types.safetensors", metadata={"format": "pt", "made by": "the reference"})
    expected = {name: tensors[name].double().float().flatten().tolist() for name in FLOATS}
    expected |= {name: tensors[name].tolist() for name in [*INTEGERS, "BOOL"]}
    text = json.dumps(expected).replace("-Infinity", '"-inf"').replace("Infinity", '"inf"').replace("true", "1").replace("false", "0")
    (FOLDER / "types.json").write_text(text + "\n")
    files = sorted(path for path in FOLDER.iterdir() if path.name != "MANIFEST.json")
    manifest = dict(
        generator="Scripts/oracles/layers.py", seed=SEED,
        versions={name: importlib.metadata.version(name) for name in ("torch", "safetensors")},
        sha256={path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files})
    (FOLDER / "MANIFEST.json").write_text(json.dumps(manifest, indent=2) + "\n")


if __name__ == "__main__":
    main()
