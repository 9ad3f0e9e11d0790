"""Whole trainings of a tiny random Florence-2 by PyTorch, transformers and PEFT: from files to the loss of every step, validation losses,
trained adapters and generated ids.

`native` and `original` are one checkpoint in both layouts (BF16 and F16 hold its weights exactly), each with a tokenizer and a
preprocessor_config.json; `dataset` is made of PNGs; `adapters/NAME` are PEFT's folders that trainings begin with, and `adapters/original`
is `adapters/native` under Microsoft's names. `cases.json` has, for each training, our settings and its course; `trained.safetensors` the
adapters after the first. Dropout is off. Numbers are computed in double precision.

    python Scripts/oracles/parity.py
"""

import hashlib
import importlib.metadata
import json
import shutil
from pathlib import Path

import numpy as np
import torch
from peft import LoraConfig, get_peft_model
from PIL import Image, ImageDraw
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer
from transformers import Florence2Config, Florence2ForConditionalGeneration, get_scheduler

from florence import original_name

SEED = 11
FIXTURES = Path(__file__).resolve().parents[2] / "Tests" / "TestSupport" / "Fixtures"
FOLDER = FIXTURES / "parity"
EXTENT = 64
IMAGE_TOKENS = 5
TEXT = dict(model_type="bart", d_model=16, encoder_layers=2, decoder_layers=2, num_hidden_layers=2, encoder_attention_heads=2,
            decoder_attention_heads=4, encoder_ffn_dim=24, decoder_ffn_dim=20, max_position_embeddings=80, activation_function="gelu",
            dropout=0.1, attention_dropout=0.1, activation_dropout=0.1, scale_embedding=False, pad_token_id=1, bos_token_id=0,
            eos_token_id=2, decoder_start_token_id=2, forced_bos_token_id=0, forced_eos_token_id=2, is_encoder_decoder=True,
            tie_word_embeddings=True)
VISION = dict(embed_dim=[6, 8, 12, 18], depths=[1, 1, 2, 1], num_heads=[2, 2, 3, 3], num_groups=[1, 4, 2, 3], window_size=3,
              projection_dim=16, max_position_embeddings=7, max_temporal_embeddings=5)
PROMPTS = {"<OD>": "Locate the objects with category name in the image.", "<OCR>": "What is the text in the image?",
           "<CAPTION>": "What does the image describe?"}
TARGETS = ["q_proj", "o_proj", "k_proj", "v_proj", "linear", "Conv2d", "lm_head", "fc2"]
SAMPLES = {
    "train": [("0.png", "<OD>", "queen of hearts<loc_52><loc_332><loc_932><loc_774>"), ("1.png", "<OCR>", "Total 42"),
              ("2.png", "<VQA> what colour?", "red"), ("3.png", "<CAPTION>", "a blue square"),
              ("4.png", "<OD>", "jack<loc_8><loc_0><loc_999><loc_405>ace<loc_77><loc_90><loc_500><loc_612>"), ("5.png", "<OCR>", "café"),
              ("0.png", "<VQA> how many cards are there?", "ten")],
    "valid": [("6.png", "<OD>", "ace of clubs<loc_310><loc_12><loc_711><loc_433>"), ("7.png", "<CAPTION>", "a circle"),
              ("8.png", "<VQA> what colour?", "green")],
}


def draw(path, random, mode):
    """A blurred picture with a few figures, of no round size."""
    width, height = random.integers(30, 90, 2)
    coarse = random.integers(0, 256, (4, 5, 3), dtype=np.uint8)
    picture = Image.fromarray(coarse).resize((int(width), int(height)), Image.BICUBIC)
    canvas = ImageDraw.Draw(picture)
    for _ in range(3):
        x, y = random.integers(0, 50, 2).tolist()
        color = tuple(random.integers(0, 256, 3).tolist())
        (canvas.rectangle if random.random() < 0.5 else canvas.ellipse)([x, y, x + 17, y + 11], fill=color)
    path.parent.mkdir(parents=True, exist_ok=True)
    (picture.quantize(32) if mode == "P" else picture.convert(mode)).save(path, optimize=True)


def write_dataset():
    random = np.random.default_rng(SEED)
    for split, samples in SAMPLES.items():
        lines = [json.dumps(dict(image=image, prefix=prefix, suffix=suffix)) for image, prefix, suffix in samples]
        for image in sorted({image for image, _, _ in samples}):
            draw(FOLDER / "dataset" / split / image, random, ["RGB", "P", "RGBA", "L"][int(image[0]) % 4])
        (FOLDER / "dataset" / split / "annotations.jsonl").write_text("\n".join(lines) + "\n")


class Reader:
    """Samples as native transformers takes them."""

    def __init__(self):
        self.tokenizer = Tokenizer.from_file(str(FIXTURES / "tokenization" / "pairs" / "tokenizer.json"))
        self.tokenizer.no_padding()
        self.tokenizer.no_truncation()
        self.image_token = self.tokenizer.get_vocab_size()

    def pixels(self, path):
        picture = Image.open(path).convert("RGB").resize((EXTENT, EXTENT), Image.BICUBIC)
        values = (np.asarray(picture, dtype=np.float64) * (1 / 255)).astype(np.float32)
        mean, deviation = np.float32([0.485, 0.456, 0.406]), np.float32([0.229, 0.224, 0.225])
        return torch.from_numpy(((values - mean) / deviation).transpose(2, 0, 1).copy())

    def padded(self, rows, value):
        width = max(map(len, rows))
        return torch.tensor([row + [value] * (width - len(row)) for row in rows])

    def batch(self, split, samples, pads_count=False):
        prompts = [self.tokenizer.encode(PROMPTS.get(prefix, prefix)).ids for _, prefix, _ in samples]
        ids = self.padded([[self.image_token] * IMAGE_TOKENS + prompt for prompt in prompts], 1)
        labels = self.padded([self.tokenizer.encode(suffix).ids for _, _, suffix in samples], 1 if pads_count else -100)
        pixels = torch.stack([self.pixels(FOLDER / "dataset" / split / image) for image, _, _ in samples])
        return dict(input_ids=ids, attention_mask=(ids != 1).long(), pixel_values=pixels.double(), labels=labels)


def build(vocabulary):
    config = Florence2Config(text_config=TEXT | dict(vocab_size=vocabulary), vision_config=VISION, image_token_id=vocabulary - 1,
                             is_encoder_decoder=True, attn_implementation="eager")
    model = Florence2ForConditionalGeneration(config).eval()
    random = torch.Generator().manual_seed(SEED)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            values = torch.randn(parameter.shape, generator=random)
            if "norm" in name:
                values = values * 0.3 + (1 if name.endswith("weight") else 0)
            elif parameter.dim() == 1:
                values = values * 0.2
            elif "embed" in name or "shared" in name:
                values = values * 0.6
            else:
                values = values * (1.2 / parameter[0].numel() ** 0.5)
            parameter.copy_(values.bfloat16().half().float())
    return model


def write_companions(folder):
    shutil.copy(FIXTURES / "tokenization" / "strings" / "tokenizer.json", folder)
    (folder / "preprocessor_config.json").write_text(json.dumps(dict(
        image_processor_type="CLIPImageProcessor", do_resize=True, size=dict(height=EXTENT, width=EXTENT), resample=3,
        do_center_crop=False, do_rescale=True, do_normalize=True, image_mean=[0.485, 0.456, 0.406], image_std=[0.229, 0.224, 0.225])))


def write_native(model):
    folder = FOLDER / "native"
    folder.mkdir(parents=True)
    model.config.save_pretrained(folder)
    left_out = ("embed_tokens.weight", "lm_head.weight")
    tensors = {name: value.bfloat16().contiguous() for name, value in model.state_dict().items() if not name.endswith(left_out)}
    assert all(torch.equal(value.float(), model.state_dict()[name]) for name, value in tensors.items() if "pos_idx" not in name)
    save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})
    write_companions(folder)


def write_original(model):
    folder = FOLDER / "original"
    folder.mkdir(parents=True)
    tensors = {}
    for name, value in model.state_dict().items():
        if not name.endswith(("embed_tokens.weight", "lm_head.weight")):
            value = value.T if name.endswith("image_projection.weight") else value
            tensors[original_name(name)] = value.half().contiguous()
    tensors["language_model.final_logits_bias"] = torch.zeros(1, model.config.text_config.vocab_size, dtype=torch.half)
    save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})
    vision = {key: value for key, value in VISION.items() if key not in ("embed_dim", "max_position_embeddings", "max_temporal_embeddings")}
    vocabulary = model.config.text_config.vocab_size
    (folder / "config.json").write_text(json.dumps(dict(
        model_type="florence2", projection_dim=16, vocab_size=vocabulary, is_encoder_decoder=True, torch_dtype="float16",
        text_config={**TEXT, "vocab_size": vocabulary, "model_type": "florence2_language", "num_beams": 3, "no_repeat_ngram_size": 3,
                     "early_stopping": True},
        vision_config=dict(
            **vision, model_type="davit", dim_embed=VISION["embed_dim"], drop_path_rate=0.1, patch_size=[7, 3, 3, 3],
            patch_stride=[4, 2, 2, 2], patch_padding=[3, 1, 1, 1], patch_prenorm=[False, True, True, True],
            visual_temporal_embedding=dict(type="COSINE", max_temporal_embeddings=5),
            image_pos_embed=dict(type="learned_abs_2d", max_pos_embeddings=7),
            image_feature_source=["spatial_avg_pool", "temporal_avg_pool"])), indent=2))
    write_companions(folder)


ADAPTERS = {
    "native": dict(r=4, lora_alpha=8, target_modules=TARGETS, use_rslora=True, bias="none", init_lora_weights="gaussian"),
    "all": dict(r=2, lora_alpha=5, target_modules=["q_proj", "fc2"], use_rslora=True, bias="all"),
    "lora_only": dict(r=3, lora_alpha=4, target_modules=r".*(encoder|blocks\.1).*\.(v_proj|fc1|out_proj)", bias="lora_only"),
}


def adapted(model, name):
    """The model with the adapters as they begin: every part of them at work."""
    config = ADAPTERS[name] | dict(lora_dropout=0.0)
    model = get_peft_model(model, LoraConfig(**config)).eval()
    random = torch.Generator().manual_seed(SEED + len(name))
    with torch.no_grad():
        for key, parameter in model.named_parameters():
            if parameter.requires_grad:
                # Float32 numbers, so that the file has them exactly.
                parameter.copy_((parameter.float() * 0 + torch.randn(parameter.shape, generator=random) * 0.1).float())
    return model


def write_adapter(model, name):
    """Returns the folder: PEFT's own, with targets in a lasting order."""
    folder = FOLDER / "adapters" / name
    model.save_pretrained(folder)
    (folder / "README.md").unlink(missing_ok=True)
    path = folder / "adapter_config.json"
    config = json.loads(path.read_text())
    config["base_model_name_or_path"] = None
    if isinstance(config["target_modules"], list):
        config["target_modules"].sort()
    path.write_text(json.dumps(config, indent=2) + "\n")


def rename_adapter():
    """Microsoft's names; PEFT finds no output embedding there and so stores no weight of the head."""
    source, target = FOLDER / "adapters" / "native", FOLDER / "adapters" / "original"
    target.mkdir()
    shutil.copy(source / "adapter_config.json", target)
    prefix = "base_model.model."
    tensors = {
        prefix + original_name(key.removeprefix(prefix)): value
        for key, value in load_file(source / "adapter_model.safetensors").items() if "base_layer" not in key
    }
    save_file(tensors, target / "adapter_model.safetensors", metadata={"format": "pt"})


def chunks(rows, size):
    return [rows[start:start + size] for start in range(0, len(rows), size)]


def token_sum(model, batch):
    """The loss summed over the tokens that count, and their number."""
    count = int((batch["labels"] != -100).sum())
    return model(**batch).loss * count, count


class Training:
    """One course of training; settings have our names."""

    def __init__(self, model, reader, settings):
        self.model, self.reader, self.settings = model, reader, settings
        self.parameters = [parameter for parameter in model.parameters() if parameter.requires_grad]
        kind = {"adamw": torch.optim.AdamW, "adam": torch.optim.Adam, "sgd": torch.optim.SGD}[settings.get("optimizer", "adamw")]
        decay = {} if "weight_decay" not in settings else dict(weight_decay=settings["weight_decay"])
        self.optimizer = kind(self.parameters, lr=settings["lr"], **decay)
        self.batches = chunks(SAMPLES["train"], settings["batch_size"])
        self.groups = chunks(self.batches, settings.get("gradient_accumulation", 1))
        self.schedule = get_scheduler(
            settings.get("lr_scheduler", "linear"), self.optimizer, settings.get("warmup_steps", 0),
            len(self.groups) * settings["epochs"])

    def step(self, group):
        pads = self.settings.get("loss_on_padding", False)
        sums = [token_sum(self.model, self.reader.batch("train", samples, pads)) for samples in group]
        tokens = sum(count for _, count in sums)
        loss = sum(total for total, _ in sums) / tokens
        loss.backward()
        limit = self.settings.get("max_grad_norm", 0)
        norm = torch.nn.utils.clip_grad_norm_(self.parameters, limit if limit > 0 else float("inf"))
        rate = self.schedule.get_last_lr()[0]
        self.optimizer.step()
        self.schedule.step()
        self.optimizer.zero_grad()
        return [loss.item(), norm.item(), rate]

    def validate(self):
        with torch.no_grad():
            sums = [token_sum(self.model, self.reader.batch("valid", samples, self.settings.get("loss_on_padding", False)))
                    for samples in chunks(SAMPLES["valid"], self.settings["batch_size"])]
        return (sum(total for total, _ in sums) / sum(count for _, count in sums)).item()

    def run(self):
        steps, validation = [], []
        for _ in range(self.settings["epochs"]):
            steps += [self.step(group) for group in self.groups]
            validation.append(self.validate())
        return dict(steps=steps, validation=validation)


def answers(model, reader):
    """Ids that greedy and beam search give to the validation samples, one by one."""
    result = {}
    for beams in (1, 3):
        rows = []
        for sample in SAMPLES["valid"]:
            batch = reader.batch("valid", [sample])
            del batch["labels"]
            early = dict(early_stopping=True) if beams > 1 else {}
            rows.append(model.generate(
                **batch, num_beams=beams, do_sample=False, max_new_tokens=16, no_repeat_ngram_size=3, forced_bos_token_id=0,
                forced_eos_token_id=2, decoder_start_token_id=2, eos_token_id=2, pad_token_id=1, **early)[0].tolist())
        result[str(beams)] = rows
    return result


CASES = {
    "lora": dict(adapter="native", lr=4e-3, batch_size=2, epochs=5),
    "lora_original": dict(adapter="native", lr=4e-3, batch_size=2, epochs=5),
    "accumulated": dict(adapter="native", lr=1e-2, batch_size=2, epochs=4, gradient_accumulation=3, max_grad_norm=0.5,
                        lr_scheduler="cosine", warmup_steps=2),
    "padding": dict(adapter="native", lr=4e-3, batch_size=4, epochs=3, loss_on_padding=True),
    "sgd": dict(adapter="native", optimizer="sgd", lr=0.1, batch_size=3, epochs=3, lr_scheduler="polynomial", warmup_steps=2,
                weight_decay=0.1),
    "adam": dict(adapter="all", optimizer="adam", lr=4e-3, batch_size=2, epochs=2, weight_decay=0.05),
    "lora_only": dict(adapter="lora_only", lr=4e-3, batch_size=2, epochs=2, weight_decay=0.2, lr_scheduler="cosine"),
    "full": dict(training="full", lr=2e-3, batch_size=2, epochs=2, max_grad_norm=1.0),
    "full_padding": dict(training="full", lr=5e-4, batch_size=4, epochs=3, loss_on_padding=True, weight_decay=0.1),
}


def case(name, reader, vocabulary):
    settings = dict(CASES[name])
    adapter = settings.pop("adapter", None)
    model = build(vocabulary).double()
    if adapter:
        model = adapted(model, adapter)
        if not (FOLDER / "adapters" / adapter).exists():
            write_adapter(model.float(), adapter)
            model.double()
    first = Training(model, reader, settings)
    texts = {key: value if isinstance(value, str) else json.dumps(value) for key, value in settings.items()}
    result = dict(settings=texts, **first.run())
    if not adapter:
        check_steadiness(name, settings, result, vocabulary)
    if adapter:
        result["adapter"] = adapter
    if name == "lora":
        result["answers"] = answers(model, reader)
        rounded = answers(model.float(), type("Single", (Reader,), dict(batch=single_batch))())
        if rounded != result["answers"]:
            raise SystemExit("two answers are too close to call; take another seed")
        state = {key.replace(".default", ""): value.detach().float().contiguous() for key, value in model.named_parameters()
                 if value.requires_grad}
        save_file(state, FOLDER / "trained.safetensors")
    return result


def single_batch(self, *arguments):
    batch = Reader.batch(self, *arguments)
    return batch | dict(pixel_values=batch["pixel_values"].float())


def check_steadiness(name, settings, result, vocabulary):
    """Refuses a course that hangs on rounding: Adam makes a whole step of a gradient of nearly zero, whose sign is then chance. PyTorch's
    own single precision must stay within half of what the tests allow."""
    reader = type("Single", (Reader,), dict(batch=single_batch))()
    single = Training(build(vocabulary).float(), reader, settings).run()
    pairs = [(own[0], wanted[0], 1e-5) for own, wanted in zip(single["steps"], result["steps"])]
    pairs += [(own[1], wanted[1], 5e-4) for own, wanted in zip(single["steps"], result["steps"])]
    pairs += [(own, wanted, 1e-5) for own, wanted in zip(single["validation"], result["validation"])]
    if any(abs(own - wanted) > tolerance / 2 * abs(wanted) for own, wanted, tolerance in pairs):
        raise SystemExit(f"the course of {name} hangs on rounding; take another learning rate")


def main():
    torch.set_num_threads(1)
    shutil.rmtree(FOLDER, ignore_errors=True)
    write_dataset()
    reader = Reader()
    vocabulary = reader.image_token + 1
    model = build(vocabulary)
    write_native(model)
    write_original(model)
    results = {name: case(name, reader, vocabulary) for name in CASES if name != "lora_original"}
    rename_adapter()
    results["lora_original"] = results["lora"] | dict(adapter="original")
    lines = ",\n".join(f"{json.dumps(name)}: {json.dumps(value)}" for name, value in results.items())
    (FOLDER / "cases.json").write_text("{\n" + lines + "\n}\n")
    files = sorted(path for path in FOLDER.rglob("*") if path.is_file())
    manifest = dict(
        generator="Scripts/oracles/parity.py", seed=SEED,
        versions={name: importlib.metadata.version(name) for name in ("torch", "transformers", "peft", "safetensors", "tokenizers", "pillow")},
        sha256={str(path.relative_to(FOLDER)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files})
    (FOLDER / "MANIFEST.json").write_text(json.dumps(manifest, indent=2) + "\n")


if __name__ == "__main__":
    main()
