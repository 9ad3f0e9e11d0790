"""Asks the Florence-2 processor of native transformers for prompts, for parsed answers and for bins.

Its coordinates are cut to integers. The expected answers here are from the same code without that last step; that cutting them gives the
processor's own is checked while they are made.
"""

import random
import types

import numpy as np
import torch
from transformers.models.florence2.processing_florence2 import Florence2PostProcessor, Florence2Processor

from textoracle import Area

SEED = 13
BANNED = """it I me mine you your yours he him his she her hers they them their theirs one oneself we us our ours its myself yourself
himself herself itself ourselves yourselves themselves this that these those who whom whose which what all another any anybody anyone
anything each everybody everyone everything few many nobody none several some somebody someone something images image the a an
lots""".split() + ["each other", "one another", "the image", "a group", "other objects", "a set"]
CONFIG = {name: {} for name in ["ocr", "pure_text", "description_with_bboxes", "description_with_polygons", "polygons", "bboxes",
                                "description_with_bboxes_or_polygons"]} | {"phrase_grounding": {"banned_grounding_tokens": BANNED}}


class Exact(torch.Tensor):
    """A tensor that `.int()` leaves as it is."""

    def int(self):
        return self


class ExactPostProcessor(Florence2PostProcessor):
    def dequantize(self, locations, size):
        return super().dequantize(locations.as_subclass(Exact), size).as_subclass(torch.Tensor)


def processor(kind):
    tokenizer = types.SimpleNamespace(image_token="<image>", image_token_id=0, all_special_tokens=[])
    made = Florence2Processor.__new__(Florence2Processor)
    try:
        made.__init__(types.SimpleNamespace(image_seq_length=577), tokenizer, post_processor_config=CONFIG)
    except Exception:
        pass  # Everything of ours is set before the base class asks for a real tokenizer.
    made.post_processor = kind(CONFIG, tokenizer)
    return made


def cut(value):
    if isinstance(value, list):
        return [cut(item) for item in value]
    if isinstance(value, dict):
        return {key: cut(item) for key, item in value.items()}
    return int(value) if isinstance(value, float) else value


def short(value):
    """Single-precision numbers in as few digits as single them out."""
    if isinstance(value, list):
        return [short(item) for item in value]
    if isinstance(value, dict):
        return {key: short(item) for key, item in value.items()}
    return float(str(np.float32(value))) if isinstance(value, float) else value


def parse(exact, native, task, text, size):
    ours = exact.post_process_generation(text, task=task, image_size=size)[task]
    theirs = native.post_process_generation(text, task=task, image_size=size)[task]
    assert cut(ours) == theirs, (text, ours, theirs)
    return short(ours)


def location(rng):
    return f"<loc_{rng.choice([rng.randrange(1000), rng.randrange(10), 0, 999])}>"


def random_text(rng):
    words = ["car", "10 of clubs", " a man ", "it", "the image", "", " ", "é", "naïve é", "x<y", "<od>", "a\nb", "\n", "<", ">", "\t it", "日本", "\u3000w\u2003", "<pad>"]
    marks = ["<sep>", "<poly>", "</poly>", "<s>", "</s>", "<pad>", "<loc_", "loc_5>"]
    parts = [rng.choice(["", "</s><s>", "<s>"])]
    style = rng.random()
    for _ in range(rng.randint(0, 6)):
        parts.append(rng.choice(words))
        if style < 0.4:
            count = rng.choice([4, 4, 4, 8, 3, 5, 9, 12, 1])
            parts += [location(rng) for _ in range(count)]
        elif style < 0.8:
            for _ in range(rng.randint(1, 4)):
                parts.append(rng.choice(["", "<poly>", "<poly>", "<sep>", "</poly>"]))
                parts += [location(rng) for _ in range(rng.choice([1, 2, 3, 4, 6, 7]))]
                parts.append(rng.choice(["", "", "</poly>", "</poly>", "<sep>"]))
        else:
            parts += [rng.choice(marks + [location(rng)] * 8) for _ in range(rng.randint(0, 14))]
    parts.append(rng.choice(["", "</s>", "</s><pad><pad>"]))
    return "".join(parts)


ODD_LABELS = ["red_car", "hard_hat", "hard  hat", "10_of_clubs", "7", "007", "_", "a-b/c", "O'Neil & Co.", "100 %", "(c) 2024", "café", "biển số",
              "красный дом", "日本語", "\u202bשלום", "🚗 car", "e\u0301te\u0301", "<b>bold</b>", "</poly>", "<poly", "poly>", "<and>", "a<and>b", "<loc>", "<loc_>",
              "<loc_1", "loc_7>", "<box>", "</bbox>x", "<od>car", "<ground>sky", "<obj>tree", "it", " it", "It", "the  image", "the image ", "a group", "  wide   open  ",
              "tab\tin", "\ttab", "line\nend", "\n lead", "\u00a0hard\u00a0space\u00a0", "\u200bzero", "", " ", "same", "same"]


def odd_text(rng):
    """Answers as a badly trained model gives them: labels of all kinds, too few or too many locations, polygons that do not end, a cut end."""
    parts = [rng.choice(["</s><s>", "</s><s>", "<s>", ""])]
    style = rng.choice(["boxes", "quads", "polygons", "polygons"])
    for _ in range(rng.randint(1, 4)):
        parts.append(rng.choice(ODD_LABELS))
        if style == "boxes":
            parts += [location(rng) for _ in range(rng.choice([0, 3, 4, 4, 4, 5, 8, 8, 11]))]
        elif style == "quads":
            parts += [location(rng) for _ in range(rng.choice([0, 4, 7, 8, 8, 8, 9, 16]))]
        else:
            for _ in range(rng.randint(1, 3)):
                is_marked = rng.random() < 0.7
                parts.append("<poly>" if is_marked else "")
                for index in range(rng.randint(1, 3)):
                    parts.append("<sep>" if index else "")
                    parts += [location(rng) for _ in range(rng.choice([0, 1, 2, 3, 6, 7, 8]))]
                parts.append("</poly>" if is_marked and rng.random() < 0.85 else "")
            parts.append(rng.choice(["", "", "", "<and>", " ", "<sep>"]))
    text = "".join(parts)
    if rng.random() < 0.2:
        return text[:rng.randint(0, len(text))]
    return text + rng.choice(["", "</s>", "</s>", "</s><pad><pad>"])


WORKED = [
    ("<OD>", "</s><s>car<loc_52><loc_332><loc_932><loc_774>wheel<loc_708><loc_576><loc_862><loc_773><loc_147><loc_563><loc_305><loc_772></s>"),
    ("<OD>", "a" + "".join(f"<loc_{n}>" for n in range(9))),
    ("<OD>", "a<loc_1><loc_2><loc_3>"),
    ("<OD>", "<loc_1><loc_2><loc_3><loc_4>"),
    ("<OD>", "x<y<loc_1><loc_2><loc_3><loc_4>"),
    ("<OD>", "<sep>dog<loc_1><loc_2><loc_3><loc_4>"),
    ("<OD>", "two\nlines<loc_1><loc_2><loc_3><loc_4>ok<loc_1><loc_2><loc_3><loc_4>"),
    ("<REFERRING_EXPRESSION_SEGMENTATION>", "<loc_10><loc_10><loc_20><loc_10><loc_20><loc_20><sep><loc_1><loc_2><loc_3><loc_4><loc_5>"),
    ("<REGION_TO_SEGMENTATION>", "<poly><loc_1><loc_2><loc_3><loc_4></poly><poly><loc_5><loc_6><loc_7><loc_8></poly>"),
    ("<CAPTION_TO_PHRASE_GROUNDING>",
     "A green car<loc_1><loc_2><loc_3><loc_4>it<loc_1><loc_2><loc_3><loc_4>parked<loc_1><loc_2><loc_3><loc_4><loc_5><loc_6><loc_7><loc_8>"),
    ("<OCR_WITH_REGION>", "</s><s>Hello there" + "".join(f"<loc_{n}>" for n in range(8)) + " 42\u20ac" + "".join(f"<loc_{n}>" for n in range(8)) + "</s>"),
    ("<OPEN_VOCABULARY_DETECTION>", "cat<poly><loc_1><loc_2><loc_3><loc_4><loc_5><loc_6></poly>"),
    ("<OPEN_VOCABULARY_DETECTION>", "cat<loc_1><loc_2><loc_3><loc_4>"),
    ("<REGION_PROPOSAL>", "<loc_1><loc_2><loc_3><loc_4><loc_5><loc_6><loc_7><loc_8>"),
]


def prefixes(rng, tags):
    fixed = ["", "free text", "<OD> ", " <OD>", "hi <OD>", "<od>", "<OD>", "<OD><OD>", "<OCR> total", "<VQA> Is it red?", "<OPEN_VOCABULARY_DETECTION>a <CAPTION> b",
             "<REFERRING_EXPRESSION_SEGMENTATION> a", "<REGION_TO_OCR><loc_1><loc_2><loc_3><loc_4>", "<OPEN_VOCABULARY_DETECTION>",
             "a <REGION_TO_CATEGORY> b <REGION_TO_CATEGORY>\tc\u3000", "<REGION_TO_OCR>x<REGION_TO_CATEGORY>y", "<CAPTION_TO_PHRASE_GROUNDING>{input} {0}"]
    return fixed + tags + [tag + " é  x\n" for tag in tags] + [rng.choice(tags) + rng.choice(tags) for _ in range(20)]


def prompt(native, prefix):
    try:
        return native._construct_prompts(prefix)[0]
    except ValueError:
        return None


def bins(native, rng):
    rows = []
    for _ in range(300):
        size = rng.choice([1, 7, 100, 480, 640, 1023, 4000])
        edge = rng.randrange(1001) * size / 1000
        value = float(np.float32(rng.choice([edge, edge, rng.uniform(-5, size + 5)])))
        quantized = native.post_processor.quantize(torch.tensor([[value, value]]), (size, size))
        rows.append([short(value), size, quantized[0, 0].item()])
    return rows


def main():
    rng = random.Random(SEED)
    exact, native = processor(ExactPostProcessor), processor(Florence2PostProcessor)
    tasks = list(native.tasks_answer_post_processing_type)
    area = Area("answers", "answers.py", ["transformers", "torch", "numpy"], SEED)

    located = [task for task in tasks if native.tasks_answer_post_processing_type[task] != "pure_text"]
    rows = [[task, text, 640, 480, parse(exact, native, task, text, (640, 480))] for task, text in WORKED]
    for _ in range(350):
        text = random_text(rng)
        for task in rng.sample(located, 2):
            size = rng.choice([(640, 480), (1000, 1000), (37, 2000)])
            rows.append([task, text, *size, parse(exact, native, task, text, size)])
    area.write_rows("answers.json", rows)
    # With randomness of their own, so that the cases above stay.
    odd = random.Random(SEED + 1)
    odd_rows = []
    for _ in range(220):
        text, size = odd_text(odd), odd.choice([(640, 480), (768, 768), (1, 1), (3001, 77)])
        for task in odd.sample(located, 2):
            odd_rows.append([task, text, *size, parse(exact, native, task, text, size)])
    area.write_rows("odd_answers.json", odd_rows)
    area.write_rows("prompts.json", [[prefix, prompt(native, prefix)] for prefix in prefixes(rng, list(tasks))])
    area.write_rows("bins.json", bins(native, rng))
    area.finish()


if __name__ == "__main__":
    main()
