"""A linear classifier trained by PyTorch and transformers, and every value of transformers' schedules.

Run with a Python that has torch, transformers and safetensors; writes Tests/TestSupport/Fixtures/training.
`data.safetensors` holds the samples, `NAME.safetensors` a run: `weight` and `bias` (steps + 1, ...), at the start and after each step,
`rates`, `losses` and `norms` of the steps, and for Adam the last `first_moment` and `second_moment` of each. `schedules.json` lists
multipliers, `metrics.json` is a metric file as Roboflow's trainer writes it.
"""

import hashlib
import json
import platform
import shutil
from pathlib import Path

import torch
import torch.nn.functional as F
import transformers
from safetensors.torch import save_file
from transformers import get_scheduler

SEED = 20260802
FOLDER = Path(__file__).resolve().parents[2] / "Tests/TestSupport/Fixtures/training"
SAMPLES, TOKENS, FEATURES, CLASSES, IGNORED = 7, 5, 6, 9, -100
OPTIMIZERS = {"sgd": torch.optim.SGD, "adam": torch.optim.Adam, "adamw": torch.optim.AdamW}


def scheduler_of(name, optimizer, warmup, total):
    return get_scheduler(name, optimizer, num_warmup_steps=warmup, num_training_steps=total)


def run(name, data, kind, decay, schedule, rate, epochs, batch, accumulation=1, warmup=0, clip=None):
    weight = data["weight"].clone().requires_grad_()
    bias = data["bias"].clone().requires_grad_()
    optimizer = OPTIMIZERS[kind]([weight, bias], lr=rate, weight_decay=decay)
    group = batch * accumulation
    total = epochs * -(-SAMPLES // group)
    scheduler = scheduler_of(schedule, optimizer, warmup, total)
    record = {"weight": [weight.detach().clone()], "bias": [bias.detach().clone()], "rates": [], "losses": [], "norms": []}
    for _ in range(epochs):
        for start in range(0, SAMPLES, group):
            x, labels = data["x"][start:start + group], data["labels"][start:start + group].long()
            logits = F.linear(x, weight, bias)
            loss = F.cross_entropy(logits.flatten(0, 1), labels.flatten(), ignore_index=IGNORED)
            loss.backward()
            norm = torch.nn.utils.clip_grad_norm_([weight, bias], clip if clip else float("inf"))
            record["rates"].append(torch.tensor(optimizer.param_groups[0]["lr"], dtype=torch.float64))
            record["losses"].append(loss.detach())
            record["norms"].append(norm)
            optimizer.step()
            scheduler.step()
            optimizer.zero_grad()
            record["weight"].append(weight.detach().clone())
            record["bias"].append(bias.detach().clone())
    tensors = {key: torch.stack(values) for key, values in record.items()}
    for key, parameter in (("weight", weight), ("bias", bias)):
        if "exp_avg" in optimizer.state[parameter]:
            tensors["first_moment/" + key] = optimizer.state[parameter]["exp_avg"]
            tensors["second_moment/" + key] = optimizer.state[parameter]["exp_avg_sq"]
    save_file({key: value.contiguous() for key, value in tensors.items()}, FOLDER / f"{name}.safetensors")


def schedules():
    cases = []
    for name in ("linear", "cosine", "polynomial"):
        for total, warmup in ((1, 0), (7, 0), (10, 3), (12, 12), (40, 5)):
            if name == "polynomial" and total == warmup:
                continue  # transformers divides by zero there
            optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=2e-5)
            scheduler = scheduler_of(name, optimizer, warmup, total)
            rates = []
            for _ in range(total):
                rates.append(optimizer.param_groups[0]["lr"])
                optimizer.step()
                scheduler.step()
            cases.append({"name": name, "total": total, "warmup": warmup, "rate": 2e-5, "rates": rates})
    return cases


def main():
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    torch.manual_seed(SEED)
    torch.set_num_threads(1)
    labels = torch.randint(0, CLASSES, (SAMPLES, TOKENS), dtype=torch.int32)
    for sample in range(SAMPLES):
        labels[sample, 1 + sample % TOKENS:] = IGNORED
    data = {
        "x": torch.randn(SAMPLES, TOKENS, FEATURES), "labels": labels, "weight": torch.randn(CLASSES, FEATURES),
        "bias": torch.randn(CLASSES),
    }
    save_file(data, FOLDER / "data.safetensors")
    run("adamw_linear", data, "adamw", 0.01, "linear", 0.05, epochs=3, batch=2)
    run("adam_cosine", data, "adam", 0.1, "cosine", 0.03, epochs=3, batch=3, warmup=2, clip=0.4)
    run("sgd_polynomial", data, "sgd", 0.1, "polynomial", 0.2, epochs=4, batch=2, accumulation=2, warmup=1, clip=0.5)
    run("adamw_accumulated", data, "adamw", 0.3, "cosine", 0.05, epochs=3, batch=1, accumulation=3)
    (FOLDER / "schedules.json").write_text(json.dumps(schedules(), indent=1) + "\n")
    metrics = {
        "loss": [{"epoch": 1, "step": 1, "value": 5.573}, {"epoch": 1, "step": 2, "value": 0.1 + 0.2}],
        "map50:95": [{"epoch": 1, "step": 1, "value": 0.25}],
    }
    (FOLDER / "metrics.json").write_text(json.dumps(metrics, indent=4))
    files = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(FOLDER.iterdir())}
    versions = {"python": platform.python_version(), "torch": torch.__version__, "transformers": transformers.__version__}
    manifest = {"generator": "Scripts/oracles/training.py", "seed": SEED, "files": files, "versions": versions}
    (FOLDER / "MANIFEST.json").write_text(json.dumps(manifest, indent=2) + "\n")


main()
