"""What transformers generates under many a generation_config.json, with the tiny random Florence-2 of florence.py.

Ids are those that single precision gives where double precision agrees.

    python Scripts/oracles/generation.py
"""

import hashlib
import importlib.metadata
import itertools
import json
from pathlib import Path

import torch
from transformers import GenerationConfig

import florence

SEED = 11
FOLDER = Path(__file__).resolve().parents[2] / "Tests" / "TestSupport" / "Fixtures" / "generation"
STANDARD = dict(bos_token_id=0, pad_token_id=1, decoder_start_token_id=2, eos_token_id=2, forced_bos_token_id=0, forced_eos_token_id=2,
                num_beams=1, no_repeat_ngram_size=0, early_stopping=False, max_new_tokens=16)


def cases(model):
    random = torch.Generator().manual_seed(SEED)

    def prompt():
        length = int(torch.randint(0, 9, (), generator=random))
        return [0, *torch.randint(3, florence.VOCABULARY - 2, (length,), generator=random).tolist(), 2]

    def case(salt, **fields):
        prompts = [prompt() for _ in range(1 + salt % 2)]
        file = STANDARD | fields
        results = []
        for precision in (torch.float32, torch.float64):
            model.to(precision).generation_config = GenerationConfig(**file)
            output = model.generate(
                **florence.inputs(prompts, 2), pixel_values=florence.pixels(len(prompts), 64, salt).to(precision))
            results.append(output.tolist())
        if results[0] != results[1]:
            return print("left out, too close to call:", prompts, fields)
        made.append(dict(prompts=prompts, salt=salt, file=file, ids=results[0]))

    made = []
    # What the model likes to say after some tokens, so that it ends early.
    likely = [2, 17, 29, 50, 77, 84, 101]
    salts = itertools.count()
    for beams in (1, 2, 3, 5):
        for penalty in (0.7, 1.2, 1.5, 3.0):
            for ngram in (0, 2):
                case(next(salts), num_beams=beams, repetition_penalty=penalty, no_repeat_ngram_size=ngram, early_stopping=True)
        for ends in ([2], [2, 17], [17, 50, 2], likely):
            for early in (True, False, "never"):
                case(next(salts), num_beams=beams, eos_token_id=ends, early_stopping=early)
        for begin, end in ((None, 2), (0, None), (None, None), (33, 44), ([0], [2])):
            case(next(salts), num_beams=beams, forced_bos_token_id=begin, forced_eos_token_id=end)
        for fields in (dict(min_new_tokens=6), dict(min_length=6), dict(max_new_tokens=None, max_length=9)):
            case(next(salts), num_beams=beams, eos_token_id=likely, **fields)
        for penalty in (-1.0, 0.0, 0.6, 2.0):
            case(next(salts), num_beams=beams, length_penalty=penalty, eos_token_id=likely, repetition_penalty=1.3, no_repeat_ngram_size=3)
    return made


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    made = cases(florence.build(florence.SEED))
    path = FOLDER / "cases.json"
    path.write_text("[\n" + ",\n".join(map(json.dumps, made)) + "\n]\n")
    manifest = dict(
        generator="Scripts/oracles/generation.py", seed=SEED,
        versions={name: importlib.metadata.version(name) for name in ("torch", "transformers")},
        sha256={path.name: hashlib.sha256(path.read_bytes()).hexdigest()})
    (FOLDER / "MANIFEST.json").write_text(json.dumps(manifest, indent=2) + "\n")
    print(len(made), "cases")


if __name__ == "__main__":
    main()
