"""Scores random detections with supervision and random texts with jiwer and `==`."""

import random

import jiwer
import numpy as np
import supervision as sv
from supervision.metrics import MeanAveragePrecision

from textoracle import Area

SEED = 11
DETECTION_CASES = 300
TEXT_CASES = 400
LABELS = ["ace", "king", "queen", "10 of clubs", "jack"]


def rectangle(x0, y0, x1, y1, label=0, score=1.0):
    return [x0, y0, x1, y1, label, score]


def worked_cases():
    """The table of the model's notes: each image is (targets, predictions)."""
    square = rectangle(0, 0, 100, 100)
    far = rectangle(500, 500, 600, 600)
    return [
        [([square, rectangle(200, 0, 300, 100, 1)], [square, rectangle(200, 0, 300, 80, 1)])],
        [([square, rectangle(200, 0, 300, 100)], [square, far, rectangle(200, 0, 300, 100)])],
        [([square, rectangle(200, 0, 300, 100)], [far, square, rectangle(200, 0, 300, 100)])],
        [([square], [rectangle(0, 0, 100, 90), square]), ([], [far])],
        [([square], [rectangle(0, 0, 100, 70), square])],
        [([square, rectangle(200, 0, 300, 100, 1)], [square])],
        [([square, rectangle(0, 0, 100, 60)], [rectangle(0, 0, 100, 80), rectangle(0, 0, 100, 95)])],
        [([square], [])],
        # A box turned inside out counts neither as a target nor as a false prediction; one without area does.
        [([square, rectangle(50, 0, 20, 100)], [rectangle(80, 0, 10, 100), square])],
        [([square, rectangle(10, 10, 10, 60)], [rectangle(5, 5, 5, 5), square, rectangle(10, 10, 10, 60)])],
        [([rectangle(0, 0, 200000, 100000), square], [rectangle(0, 0, 200000, 100000), square, rectangle(0, 0, 300000, 100000)])],
        [([rectangle(0, 0, 200000, 100000), square], [far, rectangle(0, 0, 200000, 100000), square])],
        # Half of a box of area 0.5: the reference's epsilon keeps it below the threshold.
        [([rectangle(0, 0, 1, 0.5)], [rectangle(0, 0, 0.5, 0.5)])],
        [([rectangle(50, 0, 20, 100)], [square])],
        [([square, square], [square, square, square])],
        [([], [square])],
    ]


def eighths(value):
    """Short to write and exact in single precision."""
    return round(value * 8) / 8


def random_box(rng, label, score):
    width, height = rng.choice([(640, 480), (100, 100)])
    x0, y0, x1, y1 = (eighths(rng.uniform(0, size)) for size in (width, height, width, height))
    if rng.random() < 0.93:
        x0, x1, y0, y1 = min(x0, x1), max(x0, x1), min(y0, y1), max(y0, y1)
    if rng.random() < 0.03:
        x1 = x0
    return [x0, y0, x1, y1, label, score]


def random_case(rng, crowd=False):
    labels = rng.randint(1, len(LABELS))
    scored = rng.choice(["one", "ties", "free"])
    score = {"one": lambda: 1.0, "ties": lambda: rng.choice([0.25, 0.5, 0.75]), "free": lambda: rng.randrange(1000) / 1000}[scored]
    images = []
    for _ in range(rng.randint(1, 5)):
        targets = [random_box(rng, rng.randrange(labels), 1.0) for _ in range(rng.choice([0, 0, 1, 2, 3, 6]))]
        predictions = []
        for x0, y0, x1, y1, label, _ in targets:
            for _ in range(rng.choice([0, 1, 1, 1, 2])):
                shift = rng.choice([0, 0, 1, 4, 15])
                box = [eighths(v + rng.uniform(-shift, shift)) for v in (x0, y0, x1, y1)]
                predictions.append(box + [label if rng.random() < 0.9 else rng.randrange(len(LABELS)), score()])
        predictions += [random_box(rng, rng.randrange(len(LABELS)), score()) for _ in range(rng.choice([0, 0, 1, 3]))]
        if crowd:
            predictions += [random_box(rng, rng.randrange(2), score()) for _ in range(260)]
        rng.shuffle(predictions)
        images.append((targets, predictions))
    return images


def detections(rows):
    array = np.array([row[:4] for row in rows], dtype=np.float32).reshape(-1, 4)
    return sv.Detections(
        xyxy=array, class_id=np.array([row[4] for row in rows], dtype=int), confidence=np.array([row[5] for row in rows], dtype=np.float32))


def score_case(images, agnostic):
    metric = MeanAveragePrecision(class_agnostic=agnostic)
    metric.update([detections(predictions) for _, predictions in images], [detections(targets) for targets, _ in images])
    result = metric.compute()
    values = [result.map50_95, result.map50, result.map75]
    if values[1] == -1:
        return None
    rows = zip(result.matched_classes.tolist(), result.ap_per_class.tolist())
    classes = {str(label): digits(row) for label, row in rows if row[0] != -1}
    return {"values": digits(values), "classes": {} if agnostic else classes}


def digits(values):
    return [round(value, 11) for value in values]


def flat(rows):
    return [value for row in rows for value in row]


def detection_rows(rng, count):
    cases = worked_cases() + [random_case(rng) for _ in range(count)] + [random_case(rng, crowd=True) for _ in range(max(1, count // 150))]
    rows = []
    for images in cases:
        rows.append({
            "images": [{"targets": flat(targets), "predictions": flat(predictions)} for targets, predictions in images],
            "expected": score_case(images, False),
            "agnostic": score_case(images, True),
        })
    return rows


WORKED_TEXTS = [
    ("the cat sat on the mat", "the cat on a mat"), ("hello world", "Hello  world "), ("Total: 42", "Total 42"), ("a", "a b c d"), ("abc", ""),
    ("a\nb", "a b"), ("Total: 42", "Total: 42<pad><pad>"), ("", "abc"), ("", ""), ("", "a b c"), (" \t ", "x"), ("hello", "hello"),
    ("yes", " yes\n"), ("yes", "Yes"), ("yes", "yes."), ("a b", "a  b"), ("\u00e9", "e\u0301"), ("3", "\x1f3\u3000"), ("3", "\u200b3"),
]


def random_pair(rng):
    words = ["a", "b", "the", "cat", "Total:", "42", "é", "e\u0301", "\u00c5", "\u212b", "🙂", "👩‍👩‍👧", "x.y", "\x1c", "\u200b"]
    spaces = [" ", " ", " ", "  ", "\n", "\t", " \n", "\u3000", "\u00a0", "\x1f", "\x85 "]
    def text():
        return "".join(rng.choice(words) + rng.choice(spaces) for _ in range(rng.randint(0, 9))) + rng.choice(["", rng.choice(words)])
    target = text()
    if rng.random() < 0.5:
        return target, text()
    scalars = list(target)
    for _ in range(rng.randint(0, 4)):
        place = rng.randint(0, len(scalars))
        scalars[place:place + rng.randint(0, 1)] = rng.choice([[], [rng.choice("ab é\n")], [" "]])
    return target, "".join(scalars)


def text_rows(rng, count):
    pairs = WORKED_TEXTS + [random_pair(rng) for _ in range(count)]
    return [
        [target, prediction, jiwer.wer(target, prediction), jiwer.cer(target, prediction), target.strip() == prediction.strip()]
        for target, prediction in pairs
    ]


def main():
    rng = random.Random(SEED)
    area = Area("scoring", "scoring.py", ["supervision", "jiwer", "rapidfuzz", "numpy"], SEED)
    area.write_rows("detections.json", detection_rows(rng, DETECTION_CASES))
    area.write_rows("texts.json", text_rows(rng, TEXT_CASES))
    area.write_json("thresholds.json", np.linspace(0.5, 0.95, 10).tolist())
    area.finish()



if __name__ == "__main__":
    main()
