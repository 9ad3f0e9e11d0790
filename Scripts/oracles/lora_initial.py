"""Adapters that PEFT begins from the weights (pissa, pissa_niter_N, olora), on the small model of lora.py.

Run with a Python that has torch, peft and safetensors, after lora.py; writes Tests/TestSupport/Fixtures/lora-initial. Signs of singular vectors
are nobody's, so that what is kept does not depend on them: in `NAME.safetensors`, `product/MODULE` is scaling B A, `base/MODULE` the weight
that is left, and `logits` those of the model once every A was multiplied by 1.5. `NAME/` is the folder of the same adapters as PEFT converts
them for the model's own weights, `NAME-as-trained/` that of the adapters as they are, for the weights that are left.

A randomised decomposition is another one with each seed until it has converged, which takes (s5 / s4) ** (2 N) to vanish for the singular
values at the cut: up to 0.94 here, so that 64 iterations leave 3e-3 and 256 nothing that float32 has. `iterations.safetensors` says what few
iterations leave, as the seeds scatter it: `mean/N/MODULE` and `deviation/N/MODULE` of the squared Frobenius norm of the weight that is left.
"""

import hashlib
import json
import shutil
import tempfile
from pathlib import Path

import peft
import torch
from peft import LoraConfig, get_peft_model
from safetensors.torch import load_file, save_file

import lora

HERE = Path(__file__).resolve().parent
FOLDER = HERE.parents[1] / "Tests/TestSupport/Fixtures/lora-initial"


def assert_converged(weight, product, rank):
    """The product is the best one of its rank, found in float64."""
    left, values, right = torch.linalg.svd(weight.double(), full_matrices=False)
    best = left[:, :rank] @ torch.diag(values[:rank]) @ right[:rank]
    assert (product - best).abs().max() < 1e-5, (product - best).abs().max()


def few_iterations(seeds=2000):
    tensors = {}
    for count in [0, 1, 2]:
        left = {}
        for seed in range(seeds):
            base = lora.base()
            torch.manual_seed(seed)
            config = LoraConfig(r=4, lora_alpha=6, init_lora_weights=f"pissa_niter_{count}", target_modules=["q_proj", "fc1", "fc2"])
            for key, module in get_peft_model(base, config).named_modules():
                if hasattr(module, "lora_A"):
                    short = key.removeprefix("base_model.model.")
                    left.setdefault(short, []).append(module.base_layer.weight.detach().double().square().sum())
        for short, values in left.items():
            values = torch.stack(values)
            tensors[f"mean/{count}/{short}"] = values.mean().float()
            tensors[f"deviation/{count}/{short}"] = values.std().float()
    save_file(tensors, FOLDER / "iterations.safetensors")


def tidy(folder):
    """PEFT writes target modules in another order each time."""
    path = folder / "adapter_config.json"
    settings = json.loads(path.read_text())
    settings["target_modules"].sort()
    path.write_text(json.dumps(settings, indent=2))
    (folder / "README.md").unlink(missing_ok=True)


def case(name, ids, initialization, rslora, **patterns):
    config = LoraConfig(
        r=4, lora_alpha=6, lora_dropout=0, use_rslora=rslora, init_lora_weights=initialization, target_modules=["q_proj", "fc1", "fc2"],
        **patterns,
    )
    torch.manual_seed(1)
    model = get_peft_model(lora.base(), config)
    model.eval()
    native = lora.base().eval()
    plain = native(ids)
    assert torch.allclose(model(ids), plain, atol=1e-4)
    tensors = {}
    with tempfile.TemporaryDirectory() as first, torch.no_grad():
        model.peft_config["default"].init_lora_weights = True
        model.save_pretrained(first)
        model.peft_config["default"].init_lora_weights = initialization
        for key, module in model.named_modules():
            if hasattr(module, "lora_A"):
                short = key.removeprefix("base_model.model.")
                tensors["product/" + short] = module.get_delta_weight("default").clone()
                if initialization.startswith("pissa"):
                    assert_converged(native.get_submodule(short).weight, tensors["product/" + short], module.r["default"])
                tensors["base/" + short] = module.base_layer.weight.clone()
                module.lora_A["default"].weight *= 1.5
        tensors["logits"] = model(ids).clone()
        model.save_pretrained(FOLDER / name, path_initial_model_for_weight_conversion=first)
        # What a randomised decomposition left of the weights, nobody finds again.
        if "niter" not in name:
            model.save_pretrained(FOLDER / f"{name}-as-trained")
            tidy(FOLDER / f"{name}-as-trained")
    tidy(FOLDER / name)
    save_file({k: v.contiguous() for k, v in tensors.items()}, FOLDER / f"{name}.safetensors")


def main():
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    torch.set_num_threads(1)
    ids = load_file(HERE.parents[1] / "Tests/TestSupport/Fixtures/lora/model.safetensors")["ids"]
    for initialization in ["pissa", "olora", "pissa_niter_256"]:
        case(initialization, ids, initialization, rslora=True)
        case(initialization + "-plain", ids, initialization, rslora=False)
    patterns = {"rank_pattern": {"fc2": 2, "layers.1.q_proj": 6}, "alpha_pattern": {".*[.]fc[12]": 9, "fc2": 3}}
    case("pissa-patterns", ids, "pissa", rslora=False, **patterns)
    few_iterations()
    files = {
        str(path.relative_to(FOLDER)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(FOLDER.rglob("*")) if path.is_file()
    }
    versions = {"torch": torch.__version__, "peft": peft.__version__}
    manifest = {"generator": "Scripts/oracles/lora_initial.py", "seed": 1, "files": files, "versions": versions}
    (FOLDER / "MANIFEST.json").write_text(json.dumps(manifest, indent=2) + "\n")


main()
