"""A small model under PEFT: adapter folders as PEFT writes them, and what the adapted model computes.

Run with a Python that has torch, peft and safetensors; writes Tests/TestSupport/Fixtures/lora.
`model.safetensors` holds the base weights under the walk's names, `NAME/` is an adapter folder, and `NAME.safetensors` what goes with it:
`logits`, `loss`, `gradient/KEY` of each trainable tensor, `merged/MODULE` and in `info.json` the counts. `pickled/` is `native/` in the
other format.
"""

import copy
import hashlib
import json
import platform
import shutil
from pathlib import Path

import peft
import torch
import torch.nn as nn
import torch.nn.functional as F
from peft import LoraConfig, get_peft_model
from safetensors.torch import load_file, save_file

SEED = 20260801
FOLDER = Path(__file__).resolve().parents[2] / "Tests/TestSupport/Fixtures/lora"
WIDTH, HIDDEN, VOCABULARY, IGNORED = 12, 20, 17, -100


class Layer(nn.Module):
    def __init__(self):
        super().__init__()
        self.q_proj = nn.Linear(WIDTH, WIDTH)
        self.fc1 = nn.Linear(WIDTH, HIDDEN)
        self.fc2 = nn.Linear(HIDDEN, WIDTH)
        self.norm = nn.LayerNorm(WIDTH)

    def forward(self, x):
        x = x + self.q_proj(x)
        return self.norm(x + self.fc2(F.gelu(self.fc1(x))))


class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList([Layer(), Layer()])


class Native(nn.Module):
    """shared, encoder.layers.N, and a head tied to the embedding."""

    def __init__(self):
        super().__init__()
        self.shared = nn.Embedding(VOCABULARY, WIDTH)
        self.encoder = Encoder()
        self.lm_head = nn.Linear(WIDTH, VOCABULARY, bias=False)
        self.lm_head.weight = self.shared.weight

    # With these PEFT stores the weight of an adapted head as well.
    def get_input_embeddings(self):
        return self.shared

    def get_output_embeddings(self):
        return self.lm_head

    def forward(self, ids):
        x = self.shared(ids)
        for layer in self.encoder.layers:
            x = layer(x)
        return self.lm_head(x)


class Original(nn.Module):
    """The same model with its parts under other names, and a buffer that counts as a bias."""

    def __init__(self, native):
        super().__init__()
        self.text = nn.Module()
        self.text.model = nn.Module()
        self.text.model.shared, self.text.model.encoder = native.shared, native.encoder
        self.text.lm_head = native.lm_head
        self.text.register_buffer("final_logits_bias", torch.zeros(1, VOCABULARY))

    def forward(self, ids):
        x = self.text.model.shared(ids)
        for layer in self.text.model.encoder.layers:
            x = layer(x)
        return self.text.lm_head(x)


def base():
    torch.manual_seed(SEED)
    model = Native()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.copy_(torch.randn_like(parameter) * 0.5)
    return model


def narrowed(key, value):
    return value.bfloat16() if "lora_B" in key else value.half()


def sort_targets(path):
    """PEFT writes them in another order each time."""
    config = json.loads(path.read_text())
    if isinstance(config["target_modules"], list):
        config["target_modules"].sort()
    path.write_text(json.dumps(config, indent=2))


def save_pickled(model):
    """As PEFT wrote adapters before it knew safetensors."""
    folder = FOLDER / "pickled"
    model.save_pretrained(folder, safe_serialization=False)
    sort_targets(folder / "adapter_config.json")
    (folder / "README.md").unlink(missing_ok=True)


def case(name, ids, labels, original=False, half=False, **settings):
    native = base()
    settings = {"r": 4, "lora_alpha": 6, "lora_dropout": 0.05, "init_lora_weights": "gaussian"} | settings
    config = LoraConfig(task_type=None, **settings)
    model = get_peft_model(Original(native) if original else native, config)
    torch.manual_seed(SEED + 1)
    with torch.no_grad():
        for parameter in model.parameters():
            if parameter.requires_grad:
                parameter.add_(torch.randn_like(parameter) * 0.3)
    if half:
        with torch.no_grad():
            for key, parameter in model.named_parameters():
                if parameter.requires_grad:
                    parameter.copy_(narrowed(key, parameter))
    model.eval()
    logits = model(ids)
    loss = F.cross_entropy(logits.flatten(0, 1), labels.flatten().long(), ignore_index=IGNORED, reduction="sum")
    loss.backward()
    tensors = {"logits": logits.detach(), "loss": loss.detach()}
    for key, parameter in model.named_parameters():
        if parameter.requires_grad:
            tensors["gradient/" + key.replace(".default", "")] = parameter.grad
    unloaded = copy.deepcopy(model).merge_and_unload(safe_merge=True)
    for key, module in model.named_modules():
        if hasattr(module, "lora_A"):
            short = key.removeprefix("base_model.model.").removeprefix("text.model.").removeprefix("text.")
            merged = module.base_layer.weight + module.get_delta_weight("default")
            if config.use_dora:
                merged = unloaded.get_submodule(key.removeprefix("base_model.model.")).weight
            tensors["merged/" + short] = merged.detach().clone()
    trainable, everything = model.get_nb_trainable_parameters()
    folder = FOLDER / name
    model.save_pretrained(folder)
    sort_targets(folder / "adapter_config.json")
    (folder / "README.md").unlink(missing_ok=True)
    if name == "native":
        save_pickled(model)
    if half:
        path = folder / "adapter_model.safetensors"
        stored = load_file(path)
        save_file({key: narrowed(key, value) for key, value in stored.items()}, path)
    save_file({k: v.contiguous() for k, v in tensors.items()}, FOLDER / f"{name}.safetensors")
    return {"trainable": trainable, "all": everything}


def main():
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    torch.set_num_threads(1)
    weights = {k: v.clone() for k, v in base().state_dict().items() if k != "lm_head.weight"}
    torch.manual_seed(SEED + 2)
    ids = torch.randint(0, VOCABULARY, (2, 5), dtype=torch.int32)
    labels = torch.randint(0, VOCABULARY, (2, 5), dtype=torch.int32)
    labels[1, 3:] = IGNORED
    save_file(weights | {"ids": ids, "labels": labels}, FOLDER / "model.safetensors")
    names = ["q_proj", "o_proj", "linear", "fc2", "lm_head"]
    info = {
        "native": case("native", ids, labels, target_modules=names, use_rslora=True),
        "original": case("original", ids, labels, original=True, target_modules=names, use_rslora=True, bias="all"),
        "all": case("all", ids, labels, target_modules=["q_proj", "lm_head"], bias="all"),
        "lora_only": case("lora_only", ids, labels, target_modules=["encoder.layers.1.q_proj", "fc2"], bias="lora_only"),
        "pattern": case("pattern", ids, labels, target_modules=r".*layers\.1\.fc[12]"),
        "half": case("half", ids, labels, half=True, target_modules=names),
        # Of two patterns that mean a module the first counts, in the order of the alphabet as PEFT saves them.
        "patterns": case(
            "patterns", ids, labels, target_modules=["q_proj", "fc1", "fc2"], use_rslora=True, bias="lora_only",
            rank_pattern={".*layers.1.fc[12]": 6, "encoder.layers.0.q_proj": 1, "fc2": 2}, alpha_pattern={"^encoder.layers.0.*": 3, "fc2": 9}),
        "dora": case("dora", ids, labels, target_modules=["q_proj", "fc1", "fc2"], use_dora=True, use_rslora=True, bias="all"),
        "dora_original": case("dora_original", ids, labels, original=True, target_modules=names, use_dora=True, rank_pattern={"fc2": 2}),
    }
    (FOLDER / "info.json").write_text(json.dumps(info, indent=2) + "\n")
    files = {
        str(path.relative_to(FOLDER)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(FOLDER.rglob("*")) if path.is_file()
    }
    versions = {"python": platform.python_version(), "torch": torch.__version__, "peft": peft.__version__}
    manifest = {"generator": "Scripts/oracles/lora.py", "seed": SEED, "files": files, "versions": versions}
    (FOLDER / "MANIFEST.json").write_text(json.dumps(manifest, indent=2) + "\n")


if __name__ == "__main__":
    main()
