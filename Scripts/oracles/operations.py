"""Values and every gradient of the operations in Sources/Tensors/Operations, computed by PyTorch on random numbers.

Run with a Python that has torch, numpy and safetensors; writes Tests/TestSupport/Fixtures/operations.
In each file, for each case: CASE/input/NAME, CASE/setting/NAME, CASE/output, CASE/gradient/output and CASE/gradient/NAME.
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
FILES = {}
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


def case(file, name, function, settings={}, **inputs):
    """Adds to a file: the inputs, the output of `function`, and the gradients for a random gradient of the output."""
    leaves = {key: value.clone().requires_grad_() for key, value in inputs.items()}
    output = function(**leaves)
    gradient = torch.randn(output.shape)
    output.backward(gradient)
    tensors = {f"input/{key}": value for key, value in inputs.items()}
    tensors |= {f"setting/{key}": torch.as_tensor(value).flatten().clone() for key, value in settings.items()}
    tensors |= {"output": output.detach(), "gradient/output": gradient} | {f"gradient/{key}": leaf.grad for key, leaf in leaves.items()}
    FILES.setdefault(file, {}).update({f"{name}/{key}": value.contiguous() for key, value in tensors.items()})


def smoothed(logits, labels, first, end, deviation):
    """The sum of cross-entropies with soft labels: those of the classes first..<end are shared with neighbours up to four deviations away."""
    counts = labels.flatten() != -100
    labels = labels.flatten()[counts]
    classes = torch.arange(logits.shape[-1])
    distance = classes - labels[:, None]
    weights = torch.exp(-((distance / deviation) ** 2) / 2)
    weights = weights * ((classes >= first) & (classes < end) & (distance.abs() <= 4 * deviation))
    inside = (labels >= first) & (labels < end)
    soft = torch.where(inside[:, None], weights / weights.sum(1, keepdim=True).clamp_min(1e-30), (distance == 0).float())
    return F.cross_entropy(logits.flatten(0, 1)[counts], soft, reduction="sum")


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
    FILES.setdefault("optimizers", {}).update({f"{name}/{key}": value for key, value in tensors.items()})


def write_linear():
    r = torch.randn
    for name, shape, outputs in [
        ("plain", (2, 9, 20), 35), ("wide", (3, 5), 700), ("deep", (700, 5), 7), ("row", (1, 70), 40), ("few", (5, 24), 33), ("thin", (40, 40), 3),
    ]:
        width = shape[-1]
        case("linear", name, lambda x, weight, bias: F.linear(x, weight, bias), x=r(shape), weight=r(outputs, width), bias=r(outputs))
        case("linear-plain", name, lambda x, weight: F.linear(x, weight), x=r(shape), weight=r(outputs, width))
        case(
            "linear-gelu", name, lambda x, weight, bias: F.gelu(F.linear(x, weight, bias)), x=r(shape), weight=r(outputs, width) / width**0.5,
            bias=r(outputs))
    case("linear-gelu-plain", "case", lambda x, weight: F.gelu(F.linear(x, weight)), x=r(4, 6), weight=r(5, 6))
    case("gelu", "case", lambda x: F.gelu(x), x=r(2, 3, 31) * 3)


def write_low_rank():
    r = torch.randn
    for name, (batch, tokens, width, outputs, rank) in {"case": (2, 7, 13, 21, 4), "wide": (2, 50, 70, 9, 20), "one": (1, 100, 9, 8, 1)}.items():
        def inputs():
            return dict(y=r(batch, tokens, outputs), x=r(batch, tokens, width), down=r(rank, width), up=r(outputs, rank))
        case("low-rank", name, adapted, **inputs())
        factors = mask((batch, tokens, width), 0.3, place=4)
        case("low-rank-dropout", name, lambda **a: adapted(**a, factors=factors), **inputs())


def write_norms_and_residuals():
    r = torch.randn
    for name, shape in {"case": (2, 5, 37), "narrow": (2, 30, 16)}.items():
        width = shape[-1]
        parameters = lambda: dict(weight=r(width), bias=r(width))
        case("layer-norm", name, norm, x=r(shape) * 2 + 1, **parameters())
        case("added-norm", name, lambda x, residual, **a: norm(residual + x, **a), x=r(shape), residual=r(shape), **parameters())
        factors = mask(shape, 0.4, place=9)
        case(
            "added-norm-dropout", name, lambda x, residual, **a: norm(residual + x * factors, **a), x=r(shape), residual=r(shape),
            **parameters())
    case("added", "case", lambda x, residual: residual + x, x=r(2, 5, 3), residual=r(2, 5, 3))
    for place in range(4):
        path = mask((2, 5, 3), 0.5, place=place, whole=True)
        case("drop-path", f"{place}", lambda x, residual: residual + x * path, {"place": place}, x=r(2, 5, 3), residual=r(2, 5, 3))
    factors = mask((2, 7, 29), 0.1, place=0)
    case("dropout", "case", lambda x: x * factors, x=r(2, 7, 29))


def write_ends():
    r = torch.randn
    labels = torch.tensor([[3, 0, -100, 98], [2, 2, -100, 7]])
    case(
        "cross-entropy", "case", lambda logits: F.cross_entropy(logits.flatten(0, 1), labels.flatten(), reduction="sum"),
        {"labels": labels}, logits=r(2, 4, 99) * 4)
    ids = torch.tensor([[3, 1, 3, 0], [6, 1, 1, 3]])
    case("embedding", "padded", lambda table: F.embedding(ids, table, padding_idx=1), {"ids": ids, "padding": 1}, table=r(8, 6))
    case("embedding", "unpadded", lambda table: F.embedding(ids, table), {"ids": ids}, table=r(8, 6))
    case("tied", "case", lambda table: F.linear(F.embedding(ids, table, padding_idx=1), table), {"ids": ids}, table=r(8, 6))


def write_optimizers():
    optimizer("adamw", lambda p: torch.optim.AdamW(p, lr=0.02, weight_decay=0.01))
    optimizer("adam", lambda p: torch.optim.Adam(p, lr=0.02))
    optimizer("adam_decay", lambda p: torch.optim.Adam(p, lr=0.02, weight_decay=0.1))
    optimizer("sgd", lambda p: torch.optim.SGD(p, lr=0.02))
    optimizer("sgd_decay", lambda p: torch.optim.SGD(p, lr=0.02, weight_decay=0.1))


def write_smoothed():
    labels = torch.tensor([[3, 0, -100, 98], [31, 59, -100, 60]])
    case(
        "cross-entropy-smoothed", "case", lambda logits: smoothed(logits, labels, 0, 60, 3),
        {"labels": labels, "classes": [0, 60], "deviation": 3}, logits=torch.randn(2, 4, 99) * 4)


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    for old in FOLDER.glob("*"):
        old.unlink()
    torch.manual_seed(SEED)
    torch.set_num_threads(1)
    for write in [write_linear, write_low_rank, write_norms_and_residuals, write_ends, write_optimizers, write_smoothed]:
        write()
    for name, tensors in FILES.items():
        save_file(tensors, FOLDER / f"{name}.safetensors")
        (FOLDER / f"{name}.safetensors").chmod(0o644)
    files = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(FOLDER.glob("*.safetensors"))}
    manifest = {
        "generator": "Scripts/oracles/operations.py", "seed": SEED, "files": files,
        "versions": {"python": platform.python_version(), "torch": torch.__version__, "numpy": np.__version__},
    }
    (FOLDER / "MANIFEST.json").write_text(json.dumps(manifest, indent=2) + "\n")


if __name__ == "__main__":
    main()
