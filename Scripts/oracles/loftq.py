"""Adapters that PEFT begins by LoftQ, on the small model of lora.py.

Run with a Python that has torch, peft, safetensors and bitsandbytes, after lora.py; writes Tests/TestSupport/Fixtures/loftq. PEFT's function
wants a GPU by name alone: here it runs on the CPU, as bitsandbytes does. In `NAME.safetensors`, `product/MODULE` is B A, `base/MODULE` the
rounded weight, and `logits` those of the model once every A was multiplied by 1.5; `NAME/` is PEFT's folder of these adapters.
`rounded.safetensors` has weights and what bitsandbytes makes of them: `weight/N`, `4/N` and `8/N`.
"""

import hashlib
import importlib.util
import inspect
import json
import shutil
from pathlib import Path

import bitsandbytes
import peft
import torch
from peft import LoftQConfig, LoraConfig, get_peft_model
from peft.tuners.lora import layer
from peft.utils import loftq_utils
from safetensors.torch import load_file, save_file

import lora

HERE = Path(__file__).resolve().parent
FOLDER = HERE.parents[1] / "Tests/TestSupport/Fixtures/loftq"
CASES = [(4, 1), (4, 3), (8, 1), (8, 2)]


def without_gpu():
    """PEFT looks whether scipy is there, and does without; its function names the device."""
    find = importlib.util.find_spec
    importlib.util.find_spec = lambda name, *rest: object() if name == "scipy" else find(name, *rest)
    source = inspect.getsource(loftq_utils.loftq_init)
    changes = {'"cuda"': '"cpu"', "bnb.functional.dequantize_4bit(": "dequantized("}
    for old, new in changes.items():
        assert source.count(old) == 1
        source = source.replace(old, new)
    exec(source, loftq_utils.__dict__ | dict(dequantized=dequantized), made := {})
    loftq_utils.loftq_init = made["loftq_init"]
    layer.loftq_init = loftq_utils.loftq_init


def dequantized(packed, state):
    """What 4 bits mean, blocks of 64 of them in a row whatever the shape is. bitsandbytes 0.50 on AVX-512 takes the scales of wrong blocks for
    rows of 16, 32 or 48; of one long row it takes the right ones."""
    shape, state.shape = state.shape, torch.Size([1, state.shape.numel()])
    return bitsandbytes.functional.dequantize_4bit(packed, state).reshape(shape)


def rounded(weight, bits):
    if bits == 4:
        made = bitsandbytes.nn.Params4bit(weight.clone(), requires_grad=False, compress_statistics=False, quant_type="nf4").to("cpu")
        return dequantized(made.data, made.quant_state)
    made = bitsandbytes.nn.Int8Params(weight.clone(), requires_grad=False).to("cpu")
    return bitsandbytes.functional.int8_vectorwise_dequant(made.data, made.SCB)


def round_some():
    torch.manual_seed(5)
    tensors = {}
    for index, shape in enumerate([(20, 192), (9, 14), (3, 100), (130, 64), (5, 7)]):
        weight = torch.randn(shape) * 3
        weight[0, 0] = 0
        tensors[f"weight/{index}"] = weight
        tensors |= {f"{bits}/{index}": rounded(weight, bits).contiguous() for bits in [4, 8]}
    save_file(tensors, FOLDER / "rounded.safetensors")


def case(ids, bits, iterations):
    name = f"{bits}-{iterations}"
    config = LoraConfig(
        r=4, lora_alpha=6, lora_dropout=0, init_lora_weights="loftq", loftq_config=LoftQConfig(loftq_bits=bits, loftq_iter=iterations),
        target_modules=["q_proj", "fc1", "fc2"])
    model = get_peft_model(lora.base(), config).eval()
    tensors = {}
    with torch.no_grad():
        for key, module in model.named_modules():
            if hasattr(module, "lora_A"):
                short = key.removeprefix("base_model.model.")
                tensors["product/" + short] = module.lora_B["default"].weight @ module.lora_A["default"].weight
                tensors["base/" + short] = module.base_layer.weight.clone()
                module.lora_A["default"].weight *= 1.5
        tensors["logits"] = model(ids).clone()
    model.save_pretrained(FOLDER / name)
    lora.sort_targets(FOLDER / name / "adapter_config.json")
    (FOLDER / name / "README.md").unlink(missing_ok=True)
    save_file({key: value.contiguous() for key, value in tensors.items()}, FOLDER / f"{name}.safetensors")


def main():
    without_gpu()
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    torch.set_num_threads(1)
    ids = load_file(HERE.parents[1] / "Tests/TestSupport/Fixtures/lora/model.safetensors")["ids"]
    round_some()
    for bits, iterations in CASES:
        case(ids, bits, iterations)
    files = {
        str(path.relative_to(FOLDER)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(FOLDER.rglob("*")) if path.is_file()
    }
    versions = {"torch": torch.__version__, "peft": peft.__version__, "bitsandbytes": bitsandbytes.__version__}
    manifest = {"generator": "Scripts/oracles/loftq.py", "files": files, "versions": versions}
    (FOLDER / "MANIFEST.json").write_text(json.dumps(manifest, indent=2) + "\n")


if __name__ == "__main__":
    main()
