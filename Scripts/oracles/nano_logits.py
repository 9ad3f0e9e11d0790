"""Logits of the bundled model in transformers, in the 16-bit weights that ship and in double precision.

Run with a Python that has torch, transformers and safetensors; writes Tests/TestSupport/Fixtures/nano: for each of three samples the
`pixel_values` (3, side, side) of a made-up picture, `input_ids` and `labels`, and the `logits` (tokens, vocabulary) that come of them.
"""

import hashlib
import importlib.metadata
import json
from pathlib import Path

import torch
from safetensors.torch import save_file
from tokenizers import Tokenizer
from transformers import Florence2ForConditionalGeneration

ROOT = Path(__file__).resolve().parents[2]
MODEL = ROOT / "Sources" / "CBundledModel" / "nano"
FOLDER = ROOT / "Tests" / "TestSupport" / "Fixtures" / "nano"
SAMPLES = [
    ("Locate the objects with category name in the image.", "red star<loc_102><loc_57><loc_460><loc_411>"),
    ("how many cards are there?", "2"),
    ("What does the image describe?", "a black moon and a word on a striped background"),
]


def picture(side, salt):
    """Values by a formula, normalised as a picture would be; smooth enough to be one."""
    y, x = torch.meshgrid(torch.arange(side, dtype=torch.float64), torch.arange(side, dtype=torch.float64), indexing="ij")
    return torch.stack([torch.sin(x / (5 + salt) + channel) + torch.cos(y / (7 - salt) - channel) for channel in range(3)]).float()


def main():
    model = Florence2ForConditionalGeneration.from_pretrained(MODEL, attn_implementation="eager", dtype=torch.float64).eval()
    tokenizer = Tokenizer.from_file(str(MODEL / "tokenizer.json"))
    size = json.loads((MODEL / "preprocessor_config.json").read_text())["size"]["height"]
    # The last map's extent decides how many image tokens stand before the prompt.
    extent = size
    for kernel, stride, padding in zip(model.config.vision_config.patch_size, model.config.vision_config.patch_stride,
                                       model.config.vision_config.patch_padding):
        extent = (extent + 2 * padding - kernel) // stride + 1
    tensors = {}
    for index, (prompt, answer) in enumerate(SAMPLES):
        pixels = picture(size, index)
        ids = torch.tensor(tokenizer.encode(prompt).ids)
        labels = torch.tensor(tokenizer.encode(answer).ids)
        images = torch.full((extent * extent + 1,), model.config.image_token_id)
        with torch.no_grad():
            logits = model(input_ids=torch.cat([images, ids])[None], pixel_values=pixels[None].double(), labels=labels[None]).logits[0]
        tensors |= {f"{index}/pixel_values": pixels, f"{index}/input_ids": ids.int(), f"{index}/labels": labels.int(),
                    f"{index}/logits": logits.float().contiguous()}
    FOLDER.mkdir(parents=True, exist_ok=True)
    save_file(tensors, FOLDER / "logits.safetensors")
    manifest = dict(generator="Scripts/oracles/nano_logits.py", libraries={
        name: importlib.metadata.version(name) for name in ("torch", "transformers", "tokenizers", "safetensors")},
        files={"logits.safetensors": hashlib.sha256((FOLDER / "logits.safetensors").read_bytes()).hexdigest()})
    (FOLDER / "MANIFEST.json").write_text(json.dumps(manifest, indent=2) + "\n")
    print(f"{FOLDER.name}: {sum(file.stat().st_size for file in FOLDER.iterdir())} bytes")


if __name__ == "__main__":
    main()
