"""Weight-decomposed adapters (DoRA) in training, with dropout, as PEFT computes them: one layer, and steps of AdamW on the small model of lora.py.

Run with a Python that has torch, peft, numpy and safetensors, after lora.py; writes Tests/TestSupport/Fixtures/dora. PEFT's dropouts are
replaced by ones that draw this program's masks (those of operations.py). `layer.safetensors` and `layer-dropout.safetensors` hold cases as
operations.py writes them, `beginning.safetensors` the lengths that rows begin with, `steps.safetensors` each step's `loss/N` and
`after/N/KEY` of all that trains; `start/` is the folder of the adapters before the first step.
"""

import hashlib
import json
import shutil
from pathlib import Path

import peft
import torch
import torch.nn as nn
import torch.nn.functional as F
from peft import LoraConfig, get_peft_model
from safetensors.torch import load_file, save_file

import lora
import operations

HERE = Path(__file__).resolve().parent
FOLDER = HERE.parents[1] / "Tests/TestSupport/Fixtures/dora"
SEED, RATE, PROBABILITY, STEPS = 20261128, 0.02, 0.3, 5


class Masked(nn.Module):
    """A dropout whose mask is this program's for one place in the model."""

    def __init__(self, place):
        super().__init__()
        self.place = place

    def forward(self, x):
        return x * operations.mask(tuple(x.shape), PROBABILITY, place=self.place)


def layer(dropout):
    """A function of all that a layer is made of, computed by PEFT's own layer."""

    def function(x, weight, bias, down, up, magnitude):
        linear = nn.Linear(weight.shape[1], weight.shape[0])
        config = LoraConfig(r=down.shape[0], lora_alpha=3 * down.shape[0] // 4, lora_dropout=PROBABILITY, use_dora=True, target_modules=["0"])
        model = get_peft_model(nn.Sequential(linear), config).train()
        adapted = model.base_model.model[0]
        adapted.lora_dropout["default"] = Masked(4) if dropout else nn.Identity()
        values = {
            "base_layer.weight": weight, "base_layer.bias": bias, "lora_A.default.weight": down, "lora_B.default.weight": up,
            "lora_magnitude_vector.default.weight": magnitude,
        }
        return torch.func.functional_call(adapted, values, (x,))

    return function


def write_layers():
    r = torch.randn
    for name, (batch, tokens, width, outputs) in {"case": (2, 7, 13, 21), "wide": (2, 50, 70, 9), "rows": (1, 3, 6, 1100)}.items():
        for file, dropout in [("layer", False), ("layer-dropout", True)]:
            inputs = dict(
                x=r(batch, tokens, width), weight=r(outputs, width) * 0.5, bias=r(outputs), down=r(4, width) * 0.5, up=r(outputs, 4) * 0.5,
                magnitude=1 + r(outputs).abs())
            operations.case(file, name, layer(dropout), **inputs)
    for file, tensors in operations.FILES.items():
        save_file(tensors, FOLDER / f"{file}.safetensors")


def begin():
    """The lengths at the beginning: of the weights, and of what a random beginning makes of them."""
    torch.manual_seed(SEED)
    tensors = {}
    for name, initialization in [("zero", True), ("pissa", "pissa")]:
        model = get_peft_model(
            lora.base(), LoraConfig(r=4, lora_alpha=6, use_dora=True, init_lora_weights=initialization, target_modules=["q_proj", "fc2"]))
        for key, value in model.named_parameters():
            if "magnitude" in key:
                key = key.removeprefix("base_model.model.").removesuffix(".lora_magnitude_vector.default.weight")
                tensors[f"{name}/{key}"] = value.detach().clone()
    save_file(tensors, FOLDER / "beginning.safetensors")


def train():
    model_file = load_file(HERE.parents[1] / "Tests/TestSupport/Fixtures/lora/model.safetensors")
    ids, labels = model_file["ids"], model_file["labels"].flatten().long()
    config = LoraConfig(
        r=4, lora_alpha=6, lora_dropout=PROBABILITY, use_dora=True, use_rslora=True, bias="lora_only",
        target_modules=["q_proj", "fc1", "fc2", "lm_head"])
    model = get_peft_model(lora.base(), config).train()
    torch.manual_seed(SEED)
    with torch.no_grad():
        for parameter in model.parameters():
            if parameter.requires_grad:
                parameter.add_(torch.randn_like(parameter) * 0.1)
    model.save_pretrained(FOLDER / "start")
    lora.sort_targets(FOLDER / "start/adapter_config.json")
    (FOLDER / "start/README.md").unlink(missing_ok=True)
    adapted = [module for module in model.modules() if hasattr(module, "lora_A")]
    for place, module in enumerate(adapted):
        module.lora_dropout["default"] = Masked(place)
    trained = {key.replace(".default", ""): value for key, value in model.named_parameters() if value.requires_grad}
    optimizer = torch.optim.AdamW(trained.values(), lr=RATE, weight_decay=0.01)
    tensors = {}
    for step in range(1, STEPS + 1):
        loss = F.cross_entropy(model(ids).flatten(0, 1), labels, ignore_index=lora.IGNORED, reduction="sum")
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        tensors[f"loss/{step}"] = loss.detach().clone()
        tensors |= {f"after/{step}/{key.removesuffix('_vector.weight') + '_vector' if 'magnitude' in key else key}": value.detach().clone()
                    for key, value in trained.items()}
    model.eval()
    tensors["logits"] = model(ids).detach()
    save_file({key: value.contiguous() for key, value in tensors.items()}, FOLDER / "steps.safetensors")


def main():
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    torch.set_num_threads(1)
    torch.manual_seed(SEED)
    write_layers()
    begin()
    train()
    files = {
        str(path.relative_to(FOLDER)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(FOLDER.rglob("*")) if path.is_file()
    }
    versions = {"torch": torch.__version__, "peft": peft.__version__}
    manifest = {"generator": "Scripts/oracles/dora.py", "seed": SEED, "files": files, "versions": versions}
    (FOLDER / "MANIFEST.json").write_text(json.dumps(manifest, indent=2) + "\n")


main()
