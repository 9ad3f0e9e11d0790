"""Adapters and merged checkpoints exchanged between this program, PEFT and transformers, in both directions and both namings.

    swift build -c release --product maestro
    python Scripts/oracles/exchange.py

needs torch, transformers, peft, safetensors, Pillow and bitsandbytes, and no torchvision that another torch was built for. For each case of settings and each naming of the checkpoint of parity.py:

- the program trains three steps and writes its adapters: PEFT's from_pretrained computes the program's logits with them;
- the program exports the merged model: transformers computes them too;
- before all else the bundled model is exported in both namings, for pictures of two sizes, in both precisions: its AutoProcessor and generate
  answer as the program does from the same folder;
- PEFT makes adapters of the same settings, moves them away from their beginning and saves them, as they are and, where they began from the
  weights, converted: the program computes PEFT's logits with them, trains them a step further and saves them again, for PEFT.

LoftQ's adapters are read onto the model as it was, whose weights the reader rounds again; that needs bitsandbytes, and in PEFT a GPU but
for what loftq.py does about it.

All differences are printed; one that is too large ends the script. Tests/TestSupport/Fixtures/exchange/written.json then gets what the
program's folders held: tests hold the program to that.

Microsoft's naming: transformers' modules are hung up under Microsoft's names in a tree of their own, PEFT adapts that, and what it puts there
is put into transformers' model. Its merged checkpoints are renamed for transformers.
"""

import hashlib
import importlib.metadata
import json
import shutil
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path

import torch
import torch.nn as nn
from peft import LoraConfig, PeftModel, get_peft_model
from PIL import Image
from safetensors.torch import load_file
from transformers import AutoProcessor, Florence2ForConditionalGeneration
from transformers.utils import logging

import loftq
from florence import original_name

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = ROOT / ".build/release/maestro"
PARITY = ROOT / "Tests/TestSupport/Fixtures/parity"
FOLDER = ROOT / "Tests/TestSupport/Fixtures/exchange"
IMAGE_TOKENS, STEPS, SEED = 5, 3, 17
TOLERANCE = 2e-5
# What is left of a weight is computed by both sides, each in single precision.
TOLERANCE_OF_WHAT_IS_LEFT = 1e-4

NAMES = ["q_proj", "v_proj", "fc2", "lm_head"]
CASES = {
    "true": dict(init_lora_weights=True),
    "false": dict(init_lora_weights=False, use_rslora=True),
    "gaussian": dict(init_lora_weights="gaussian", use_rslora=True, target_modules=[
        "q_proj", "o_proj", "k_proj", "v_proj", "linear", "Conv2d", "lm_head", "fc2"]),
    "pissa": dict(init_lora_weights="pissa"),
    "pissa_rslora": dict(init_lora_weights="pissa", use_rslora=True),
    "pissa_niter_16": dict(init_lora_weights="pissa_niter_16"),
    "olora": dict(init_lora_weights="olora", use_rslora=True),
    "loftq_4": dict(init_lora_weights="loftq", loftq_config=dict(loftq_bits=4, loftq_iter=1)),
    "loftq_4_repeated": dict(init_lora_weights="loftq", loftq_config=dict(loftq_bits=4, loftq_iter=3), use_rslora=True),
    # In one round: what a second one rounds is each side's own in the last digit, and of so many levels the next may be as near.
    "loftq_8": dict(init_lora_weights="loftq", loftq_config=dict(loftq_bits=8, loftq_iter=1), bias="lora_only"),
    "bias_all": dict(bias="all"),
    "bias_lora_only": dict(bias="lora_only", use_rslora=True),
    "pissa_bias_all": dict(init_lora_weights="pissa", bias="all"),
    "patterns": dict(rank_pattern={"fc2": 2, "layers.1.*q_proj": 6}, alpha_pattern={".*decoder.*": 9, "lm_head": 3}, use_rslora=True),
    "pissa_patterns": dict(init_lora_weights="pissa", rank_pattern={"v_proj": 2}, alpha_pattern={"v_proj": 3, ".*fc2": 9}),
    "dora": dict(use_dora=True),
    "dora_everything": dict(
        use_dora=True, use_rslora=True, bias="lora_only", rank_pattern={"fc2": 2}, init_lora_weights="gaussian", lora_dropout=0.1),
    "dora_pissa": dict(use_dora=True, init_lora_weights="pissa"),
    "dora_loftq": dict(use_dora=True, init_lora_weights="loftq", loftq_config=dict(loftq_bits=8, loftq_iter=1)),
    "expression": dict(target_modules=r".*(decoder|blocks[.]2).*[.](q_proj|fc[12]|qkv|fn[.]qkv)"),
    "all_linear": dict(target_modules="all-linear"),
}


def settings(case):
    """LoraConfig's arguments."""
    return dict(r=4, lora_alpha=6, lora_dropout=0.0, use_rslora=False, init_lora_weights=True, target_modules=NAMES) | CASES[case]


def typed(case):
    """The same as this program's settings: texts and lists of texts."""
    names = {"r": "lora_r"}
    values = {}
    for name, value in settings(case).items():
        if name == "loftq_config":
            values |= {key: str(number) for key, number in value.items()}
            continue
        if isinstance(value, dict):
            value = [f"{pattern}={number}" for pattern, number in value.items()]
        elif isinstance(value, bool):
            value = str(value).lower()
        elif name == "target_modules" and isinstance(value, str):
            value = [value]
        values[names.get(name, name)] = value if isinstance(value, list) else str(value)
    return values


def recipe(*lines):
    with tempfile.NamedTemporaryFile("w", suffix=".maestro") as file:
        file.write("\n".join(lines) + "\n")
        file.flush()
        done = subprocess.run([PROGRAM, "run", file.name], capture_output=True, text=True)
    if done.returncode != 0:
        raise SystemExit("\n".join(lines) + "\n" + done.stderr)


def quoted(value):
    if isinstance(value, list):
        return "[" + ", ".join(f"'{entry}'" for entry in value) + "]"
    return value if value.replace(".", "").isalnum() else f"'{value}'"


class Original(nn.Module):
    """The modules of a native model under Microsoft's names."""

    def __init__(self, native):
        super().__init__()
        self.places = {}
        for name, module in list(native.named_modules()):
            if not any(True for _ in module.parameters(recurse=False)) or name.endswith("image_projection"):
                continue
            path = original_name(name + ".weight").removesuffix(".weight")
            *parents, last = path.split(".")
            parent = self
            for part in parents:
                if part not in parent._modules:
                    parent.add_module(part, nn.Module())
                parent = parent._modules[part]
            parent.add_module(last, module)
            self.places[path] = name

    def put_into(self, native):
        for path, name in self.places.items():
            parent, _, last = name.rpartition(".")
            setattr(native.get_submodule(parent), last, self.get_submodule(path))

    def prepare_inputs_for_generation(self, *arguments, **named):
        raise NotImplementedError


def native(folder=PARITY / "native"):
    return Florence2ForConditionalGeneration.from_pretrained(folder, dtype=torch.float32, attn_implementation="eager").eval()


def adapted(naming, wrap):
    """A model whose adapters `wrap` makes or loads: what PEFT made, and what computes."""
    model = native()
    if naming == "native":
        made = wrap(model)
        return made.eval(), model
    # Microsoft's code reads the head as a matrix of its own.
    model.lm_head.weight = nn.Parameter(model.lm_head.weight.detach().clone())
    tree = Original(model)
    made = wrap(tree)
    tree.put_into(model)
    return made.eval(), model.eval()


def logits(model, trace):
    ids = torch.cat([torch.full((1, IMAGE_TOKENS), model.config.image_token_id), trace["input_ids"].long()], 1)
    with torch.no_grad():
        return model(pixel_values=trace["pixel_values"], input_ids=ids, labels=trace["labels"].long()).logits


class Report:
    def __init__(self):
        self.worst, self.isFine = 0, True

    def compare(self, what, one, other, tolerance=TOLERANCE):
        difference = ((one - other).abs().max() / other.abs().max()).item()
        isNear = difference <= tolerance
        self.isFine = self.isFine and isNear
        print(f"{what:60} {difference:.1e}{'' if isNear else '  TOO FAR'}", flush=True)


def merged_by_transformers(folder, naming, alike=PARITY / "native"):
    """The logits' model of an exported folder; `alike` is one in transformers' naming."""
    if naming == "native":
        return native(folder)
    model = native(alike)
    tensors = load_file(folder / "model.safetensors")
    own = model.state_dict()
    model.lm_head.weight = nn.Parameter(model.lm_head.weight.clone())
    renamed = {}
    for name, value in own.items():
        if name.endswith("embed_tokens.weight"):
            continue
        value = tensors.pop(original_name(name))
        renamed[name] = value.T.contiguous() if name.endswith("image_projection.weight") else value
    assert list(tensors) == ["language_model.final_logits_bias"], list(tensors)
    missing, unexpected = model.load_state_dict(renamed, strict=False)
    assert not unexpected and all(name.endswith("embed_tokens.weight") for name in missing), (missing, unexpected)
    return model


def export_and_ask(folder):
    """What the bundled model is exported as, opened and asked by transformers through the processor that lies beside it."""
    picture, task = next((PARITY / "dataset").rglob("*.png")), "<OCR>"
    for size in [96, 160]:
        for precision in ["float32", "float16"]:
            places = {naming: folder / f"{naming}-{size}-{precision}" for naming in ["transformers", "microsoft"]}
            recipe(
                f"set image_size={size}", "model load nano",
                *[f"model export '{place}' naming={naming} precision={precision}" for naming, place in places.items()])
            for naming, place in places.items():
                processor = AutoProcessor.from_pretrained(place)
                model = merged_by_transformers(place, "native" if naming == "transformers" else "original", places["transformers"])
                inputs = processor(text=task, images=Image.open(picture).convert("RGB"), return_tensors="pt")
                theirs = processor.batch_decode(model.generate(**inputs, max_new_tokens=20), skip_special_tokens=True)[0]
                done = subprocess.run(
                    [PROGRAM, "florence2", "predict", "--model_id", place, "--image", picture, "--task", task, "--max_new_tokens=20", "--json"],
                    capture_output=True, text=True, check=True)
                ours = json.loads(done.stdout)["answer"][task]
                print(f"export {place.name}: {ours!r}", flush=True)
                if ours != theirs:
                    raise SystemExit(f"{place.name}: transformers answers {theirs!r}")


def write_and_check(report, naming, case, folder):
    """The program's adapters and merged models, read by PEFT and transformers. Returns what the adapter's folder holds."""
    values = " ".join(f"{name}={quoted(value)}" for name, value in typed(case).items())
    exports = [("native", "transformers")] if naming == "native" else [("original", "microsoft"), ("native", "transformers")]
    recipe(
        f"model load '{PARITY / naming}'", f"dataset load '{PARITY / 'dataset'}'",
        f"set {values} lr=1e-2 batch_size=2 shuffle=false model_dropout=0", f"step {STEPS}", f"lora save '{folder}'",
        f"trace split=valid index=0 to='{folder}/trace.safetensors'",
        *[f"model export '{folder}/{layout}' merge=true naming={name}" for layout, name in exports])
    trace = load_file(folder / "trace.safetensors")
    made, model = adapted(naming, lambda base: PeftModel.from_pretrained(base, folder))
    report.compare(f"{naming} {case}: program to PEFT", logits(model, trace), trace["logits"])
    for layout, name in exports:
        merged = logits(merged_by_transformers(folder / layout, layout), trace)
        report.compare(f"{naming} {case}: merged for {name}", merged, trace["logits"])
    config = json.loads((folder / "adapter_config.json").read_text())
    assert config.pop("base_model_name_or_path") == str(PARITY / naming)
    if isinstance(config["target_modules"], list):
        config["target_modules"].sort()
    tensors = load_file(folder / "adapter_model.safetensors")
    return dict(settings=typed(case), config=config, tensors={name: list(tensors[name].shape) for name in sorted(tensors)}), trace


def make_and_check(report, naming, case, folder, trace):
    """PEFT's adapters, read by the program. Returns the names of the tensors that PEFT saved."""

    def wrap(base):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return get_peft_model(base, LoraConfig(task_type="CAUSAL_LM", **settings(case)))

    torch.manual_seed(SEED)
    made, model = adapted(naming, wrap)
    config = made.peft_config["default"]
    converts = str(config.init_lora_weights).startswith(("pissa", "olora")) and not config.use_dora and config.bias == "none" and not (
        config.use_rslora and (config.rank_pattern or config.alpha_pattern))
    # What a randomised decomposition left of the weights, nobody finds again, PEFT neither.
    folders = {} if "niter" in case else {"as it is": folder / "peft"}
    with tempfile.TemporaryDirectory() as first, torch.no_grad():
        if converts:
            beginning, config.init_lora_weights = config.init_lora_weights, True
            made.save_pretrained(first)
            config.init_lora_weights = beginning
        for parameter in made.parameters():
            if parameter.requires_grad:
                parameter.add_(torch.randn_like(parameter) * 0.05)
        here = logits(model, trace)
        made.save_pretrained(folder / "peft")
        if converts:
            folders["converted"] = folder / "peft-converted"
            made.save_pretrained(folders["converted"], path_initial_model_for_weight_conversion=first)
    recipe(
        f"model load '{PARITY / naming}'", f"dataset load '{PARITY / 'dataset'}'",
        *[line for path in folders.values() for line in [
            f"lora load '{path}'", f"trace split=valid index=0 to='{path}/trace.safetensors'",
            "set lr=1e-3 batch_size=2 shuffle=false model_dropout=0", "step 1", f"lora save '{path}/again'",
            f"trace split=valid index=0 to='{path}/again/trace.safetensors'"]])
    for name, path in folders.items():
        # PEFT changes an embedding that is tied to a head from which adapters begin, and does not convert that back.
        expected = logits(adapted(naming, lambda base: PeftModel.from_pretrained(base, path))[1], trace)
        if name == "as it is":
            report.compare(f"{naming} {case}: PEFT to PEFT", expected, here)
        report.compare(
            f"{naming} {case}: PEFT to program, {name}", load_file(path / "trace.safetensors")["logits"], expected,
            TOLERANCE if name == "converted" else TOLERANCE_OF_WHAT_IS_LEFT)
        again = adapted(naming, lambda base: PeftModel.from_pretrained(base, path / "again"))[1]
        report.compare(
            f"{naming} {case}: and back to PEFT, {name}", load_file(path / "again/trace.safetensors")["logits"], logits(again, trace),
            TOLERANCE if name == "converted" else TOLERANCE_OF_WHAT_IS_LEFT)
    return sorted(load_file(folder / "peft/adapter_model.safetensors"))


def main():
    torch.set_num_threads(1)
    loftq.without_gpu()
    logging.disable_progress_bar()
    report = Report()
    written = {}
    wanted = sys.argv[1:] or list(CASES)
    with tempfile.TemporaryDirectory() as temporary, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        export_and_ask(Path(temporary))
        for naming in ["native", "original"]:
            for case in wanted:
                folder = Path(temporary) / naming / case
                folder.mkdir(parents=True)
                made, trace = write_and_check(report, naming, case, folder)
                names = make_and_check(report, naming, case, folder, trace)
                different = {name for name in names if "lm_head.base_layer.weight" not in name} ^ set(made["tensors"])
                if different and not (naming == "original" and case == "all_linear"):
                    raise SystemExit(f"{naming} {case}: PEFT's file has not the same tensors: {sorted(different)}")
                written[f"{naming}/{case}"] = made
    if not report.isFine:
        raise SystemExit("some differences are too large")
    if wanted == list(CASES):
        shutil.rmtree(FOLDER, ignore_errors=True)
        FOLDER.mkdir(parents=True)
        versions = {name: importlib.metadata.version(name) for name in ("torch", "transformers", "peft", "safetensors", "bitsandbytes")}
        lines = ",\n".join(f'"{name}": {json.dumps(value, sort_keys=True)}' for name, value in written.items())
        (FOLDER / "written.json").write_text("{\n" + lines + "\n}\n")
        sums = {"written.json": hashlib.sha256((FOLDER / "written.json").read_bytes()).hexdigest()}
        manifest = dict(generator="Scripts/oracles/exchange.py", versions=versions, files=sums)
        (FOLDER / "MANIFEST.json").write_text(json.dumps(manifest, indent=2) + "\n")


if __name__ == "__main__":
    main()
