"""Files of torch.save and what PyTorch reads in them, for the tests of the reader of pytorch_model.bin.

`tensors.bin` has views of all kinds and all element types that are read, among the attributes that a state dict has; `protocol4.bin` the
same in a newer pickle. `florence.bin` is a whole model. The files in `refused` hold something else: code to run, other things than tensors,
complex numbers, the format before torch 1.6, compressed entries.

    python Scripts/oracles/pytorch_files.py
"""

import hashlib
import json
import os
import zipfile
from collections import OrderedDict
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file

SEED = 5
FOLDER = Path(__file__).resolve().parents[2] / "Tests" / "TestSupport" / "Fixtures" / "pytorch"
torch.manual_seed(SEED)

base = torch.randn(6, 8)
half = torch.randn(40).to(torch.float16)
tensors = OrderedDict()
tensors["whole"] = base
tensors["same storage"] = base
tensors["transposed"] = base.T
tensors["slice"] = base[2:5, 1:7]
tensors["every second column"] = base[:, ::2]
tensors["permuted"] = torch.randn(2, 3, 4).permute(2, 0, 1)
tensors["expanded"] = torch.randn(1, 5).expand(3, 5)
tensors["scalar"] = torch.tensor(1.5)
tensors["element"] = base[3, 3]
tensors["empty"] = torch.zeros(3, 0, 2)
tensors["half"] = half[4:20].reshape(4, 4)
tensors["half transposed"] = half[:12].reshape(3, 4).T
tensors["bfloat16"] = torch.randn(3, 5).to(torch.bfloat16)
tensors["numbers"] = torch.tensor([[0, 1, -1], [2**31, -(2**31), 65536]])
tensors["doubles"] = torch.tensor([0.1, -1e300, 1e-50], dtype=torch.float64)[1:]
for kind in ["int32", "int16", "int8", "uint8", "bool"]:
    tensors[kind] = torch.tensor([[1, 0], [0, 1]]).mul(100).to(getattr(torch, kind)).T
tensors["parameter"] = torch.nn.Parameter(torch.randn(2, 2))
tensors["buffer"] = torch.nn.Parameter(torch.randn(3), requires_grad=False)
tensors["größe \"x\"/日本"] = torch.tensor([7.0])
tensors._metadata = OrderedDict([("", {"version": 1}), ("a", {"version": 2, "assign_to_params_buffers": False})])


class Evil:
    def __reduce__(self):
        return os.system, ("true",)


def florence():
    """The small model of Scripts/oracles/florence.py as Microsoft's files have one: all names of a tied matrix on one storage."""
    weights = OrderedDict(load_file(FOLDER.parent / "florence" / "original" / "model.safetensors"))
    language = "language_model."
    names = [language + "model.shared.weight", language + "model.encoder.embed_tokens.weight", language + "model.decoder.embed_tokens.weight"]
    tied = next(weights[name] for name in names if name in weights)
    for name in names:
        weights[name] = tied
    return weights


def compressed(path):
    torch.save({"a": torch.zeros(2)}, path)
    with zipfile.ZipFile(path) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)


def main():
    refused = FOLDER / "refused"
    refused.mkdir(parents=True, exist_ok=True)
    torch.save(tensors, FOLDER / "tensors.bin")
    torch.save(dict(tensors), FOLDER / "protocol4.bin", pickle_protocol=4)
    read = torch.load(FOLDER / "tensors.bin", weights_only=True)
    save_file({name: tensor.detach().to(torch.float32).contiguous().clone() for name, tensor in read.items()}, FOLDER / "tensors.safetensors")
    torch.save(florence(), FOLDER / "florence.bin")
    torch.save({"a": Evil()}, refused / "code.bin")
    torch.save({"a": torch.zeros(2), "b": {"c": torch.zeros(2)}, "d": 3}, refused / "nested.bin")
    torch.save({"a": torch.zeros(2, dtype=torch.complex64)}, refused / "complex.bin")
    torch.save(torch.zeros(2), refused / "bare.bin")
    torch.save({1: torch.zeros(2)}, refused / "numbered.bin")
    torch.save(torch.nn.Linear(2, 2), refused / "module.bin")
    torch.save({"a": torch.zeros(2)}, refused / "legacy.bin", _use_new_zipfile_serialization=False)
    compressed(refused / "compressed.bin")
    names = sorted(str(path.relative_to(FOLDER)) for path in FOLDER.rglob("*") if path.suffix in (".bin", ".safetensors"))
    manifest = {
        "generator": "Scripts/oracles/pytorch_files.py",
        "seed": SEED,
        "versions": {"torch": torch.__version__.split("+")[0]},
        "sha256": {name: hashlib.sha256((FOLDER / name).read_bytes()).hexdigest() for name in names},
    }
    (FOLDER / "MANIFEST.json").write_text(json.dumps(manifest, indent=1, ensure_ascii=False) + "\n")


main()
