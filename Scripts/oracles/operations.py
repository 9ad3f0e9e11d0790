"""Values and every gradient of the operations in Sources/Tensors/Operations, computed by PyTorch on random numbers.

Run with a Python that has torch, numpy and safetensors; writes Tests/TestSupport/Fixtures/operations.
In each file: the inputs by name, `output`, `output_gradient`, and `NAME_gradient` for each input that has one.
"""

import hashlib
import json
import platform
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from safetensors.torch import save_file

SEED = 20260731
FOLDER = Path(__file__).resolve().parents[2] / "Tests/TestSupport/Fixtures/operations"
DROPOUT_SEED, EPOCH, SAMPLES = 0x0123456789ABCDEF, 3, [5, 11]


def philox(key, counter):
    """Philox4x32-10 on arrays of counters, (n, 4) to (n, 4)."""
    c = counter.astype(np.uint64)
    k0, k1 = key & 0xFFFFFFFF, key >> 32
    for _ in range(10):
        a, b = 0xD2511F53 * c[:, 0], 0xCD9E8D57 * c[:, 2]
        low = np.uint64(0xFFFFFFFF)
        c = np.stack([(b >> 32) ^ c[:, 1] ^ np.uint64(k0), b & low, (a >> 32) ^ c[:, 3] ^ np.uint64(k1), a & low], 1)
        k0, k1 = (k0 + 0x9E3779B9) & 0xFFFFFFFF, (k1 + 0xBB67AE85) & 0xFFFFFFFF
    return c


def mask(shape, probability, place, whole=False):
    """The factors of a dropout: element e of a sample takes word (e / 16) % 4 of block (e / 64) * 16 + e % 16."""
    batch, count = shape[0], int(np.prod(shape[1:]))
    e = np.arange(1 if whole else count)
    rows = []
    for sample in SAMPLES[:batch]:
        counter = np.stack([e // 64 * 16 + e % 16, np.full_like(e, place), np.full_like(e, sample), np.full_like(e, EPOCH)], 1)
        words = philox(DROPOUT_SEED, counter)[e, e // 16 % 4]
        rows.append(np.broadcast_to(words >= int(np.float32(probability) * 2**32), (count,)))
    return torch.tensor(np.stack(rows).reshape(shape), dtype=torch.float32) / (1 - np.float32(probability))


def case(name, function, **inputs):
    """Saves the inputs, the output of `function`, and the gradients for a random gradient of the output."""
    leaves = {key: value.clone().requires_grad_(value.is_floating_point()) for key, value in inputs.items()}
    output = function(**leaves)
    gradient = torch.randn(output.shape)
    output.backward(gradient)
    tensors = dict(inputs) | {"output": output.detach(), "output_gradient": gradient}
    tensors |= {key + "_gradient": leaf.grad for key, leaf in leaves.items() if leaf.grad is not None}
    save_file({key: value.contiguous() for key, value in tensors.items()}, FOLDER / f"{name}.safetensors")


def adapted(y, x, down, up, factors=1.0):
    return y + 0.75 * ((x * factors) @ down.T) @ up.T


def norm(x, weight, bias):
    return F.layer_norm(x, x.shape[-1:], weight, bias, 1e-5)


def optimizer(name, make, steps=5):
    """The parameter and its gradients before, and the parameter after each step."""
    parameter = torch.nn.Parameter(torch.randn(333))
    tensors = {"start": parameter.detach().clone(), "gradients": torch.randn(steps, 333) * 0.1}
    tensors["gradients"][:, :7] = 0
    made = make([parameter])
    for step in range(steps):
        parameter.grad = tensors["gradients"][step].clone()
        made.step()
        tensors[f"after{step + 1}"] = parameter.detach().clone()
    save_file(tensors, FOLDER / f"{name}.safetensors")


def write_cases():
    r = torch.randn
    case("linear", lambda x, weight, bias: F.linear(x, weight, bias), x=r(2, 9, 20), weight=r(35, 20), bias=r(35))
    case("linear_wide", lambda x, weight, bias: F.linear(x, weight, bias), x=r(3, 5), weight=r(700, 5), bias=r(700))
    case("linear_deep", lambda x, weight, bias: F.linear(x, weight, bias), x=r(700, 5), weight=r(7, 5), bias=r(7))
    case("linear_plain", lambda x, weight: F.linear(x, weight), x=r(1, 33), weight=r(17, 33))
    case("linear_gelu", lambda x, weight, bias: F.gelu(F.linear(x, weight, bias)), x=r(2, 9, 20), weight=r(35, 20), bias=r(35))
    case("linear_gelu_plain", lambda x, weight: F.gelu(F.linear(x, weight)), x=r(4, 6), weight=r(5, 6))
    case("gelu", lambda x: F.gelu(x), x=r(2, 3, 31) * 3)
    case("low_rank", adapted, y=r(2, 7, 21), x=r(2, 7, 13), down=r(4, 13), up=r(21, 4))
    factors = mask((2, 7, 13), 0.3, place=4)
    case("low_rank_dropout", lambda **a: adapted(**a, factors=factors), y=r(2, 7, 21), x=r(2, 7, 13), down=r(4, 13), up=r(21, 4))
    case("low_rank_wide", adapted, y=r(2, 50, 9), x=r(2, 50, 70), down=r(20, 70), up=r(9, 20))
    case("layer_norm", norm, x=r(2, 5, 37) * 2 + 1, weight=r(37), bias=r(37))
    case("added_norm", lambda x, residual, **a: norm(residual + x, **a), x=r(2, 5, 37), residual=r(2, 5, 37), weight=r(37), bias=r(37))
    factors2 = mask((2, 5, 37), 0.4, place=9)
    case(
        "added_norm_dropout", lambda x, residual, **a: norm(residual + x * factors2, **a), x=r(2, 5, 37), residual=r(2, 5, 37),
        weight=r(37), bias=r(37))
    case("added", lambda x, residual: residual + x, x=r(2, 5, 3), residual=r(2, 5, 3))
    for place in range(4):
        path = mask((2, 5, 3), 0.5, place=place, whole=True)
        case(f"drop_path{place}", lambda x, residual: residual + x * path, x=r(2, 5, 3), residual=r(2, 5, 3))
    factors3 = mask((2, 7, 29), 0.1, place=0)
    case("dropout", lambda x: x * factors3, x=r(2, 7, 29))
    labels = torch.tensor([[3, 0, -100, 98], [2, 2, -100, 7]], dtype=torch.int32)
    case(
        "cross_entropy", lambda logits, labels: F.cross_entropy(logits.flatten(0, 1), labels.flatten().long(), reduction="sum"),
        logits=r(2, 4, 99) * 4, labels=labels)
    ids = torch.tensor([[3, 1, 3, 0], [6, 1, 1, 3]], dtype=torch.int32)
    case("embedding", lambda table, ids: F.embedding(ids, table, padding_idx=1), table=r(8, 6), ids=ids)
    case("embedding_unpadded", lambda table, ids: F.embedding(ids, table), table=r(8, 6), ids=ids)
    case("tied", lambda table, ids: F.linear(F.embedding(ids, table, padding_idx=1), table), table=r(8, 6), ids=ids)
    optimizer("adamw", lambda p: torch.optim.AdamW(p, lr=0.02, weight_decay=0.01))
    optimizer("adam", lambda p: torch.optim.Adam(p, lr=0.02))
    optimizer("adam_decay", lambda p: torch.optim.Adam(p, lr=0.02, weight_decay=0.1))
    optimizer("sgd", lambda p: torch.optim.SGD(p, lr=0.02))
    optimizer("sgd_decay", lambda p: torch.optim.SGD(p, lr=0.02, weight_decay=0.1))


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    for old in FOLDER.glob("*"):
        old.unlink()
    torch.manual_seed(SEED)
    torch.set_num_threads(1)
    write_cases()
    files = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(FOLDER.glob("*.safetensors"))}
    manifest = {
        "generator": "Scripts/oracles/operations.py", "seed": SEED, "files": files,
        "versions": {"python": platform.python_version(), "torch": torch.__version__, "numpy": np.__version__},
    }
    (FOLDER / "MANIFEST.json").write_text(json.dumps(manifest, indent=2) + "\n")


main()
