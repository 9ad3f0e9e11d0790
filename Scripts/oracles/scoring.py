"""Scores random detections with supervision and random texts with jiwer, sacrebleu, nltk and `==`."""

import random

import jiwer
import nltk
import numpy as np
import sacrebleu.metrics
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


# Target and answer; each line is one case, whose numbers stand in the model's notes.
WORKED_CORPORA = [
    [("the cat sat on the mat", "the cat on a mat")], [("a b c", "b c a")], [("w x y z", "x y z w")],
    [("hello there general kenobi", "hello there general kenobi"), ("foo bar", "foo bar foobar")], [("hello, world !", "Hello, world!")],
    [("a b", "")], [("", "a b")], [("", "")], [("the cat sat on the mat", "the cat sat on a mat")],
    [("A man, riding a horse.", "A man riding a horse."), ("two dogs", "two dogs play")], [("a b c", "a b c")],
    [("hello there general kenobi", "hello there general")],
    [("It costs $3.50 (net), e.g. 10-20%.", "It costs $3.50 (net), e.g. 10-20%.")], [("a_b <pad> &amp; x", "a _ b < pad > & x")],
    [("sitting", "kitten")], [("Total: 42", "Total 42")], [("abc", "")], [("10", "10<pad>")],
    [("the cat sat on the mat", "the cat on a mat"), ("Total: 42", "Total 42"), ("hello", "hello")],
]
WORDS = ["a", "b", "c", "the", "cat", "sat", "on", "mat", "A", "it's", "well-known", "3.50", "1,000", "10-20%", "$5", "e.g.", "end.", "x,y", "(net)", "a_b", "&amp;",
         "&lt;b&gt;", "<skipped>", "\u201cq\u201d", "caf\u00e9", "cafe\u0301", "\u4e2d\u6587", "bi\u1ec3n", "\U0001f642", "--", "...", "-", "5-", "'s", "/", "~", "\u00bd", "\u0663.\u0664"]
GAPS = [" "] * 9 + ["  ", "\n", "-\n", "\t", "\u00a0"]


def joined(rng, words):
    return "".join(word + rng.choice(GAPS) for word in words).strip()


def changed(rng, words):
    """The same words with some moved, left out, doubled or replaced."""
    words = list(words)
    for _ in range(rng.randint(0, 5)):
        if not words:
            break
        start = rng.randrange(len(words))
        run = words[start:start + rng.randint(1, 4)]
        kind = rng.random()
        if kind < 0.5:
            del words[start:start + len(run)]
            place = rng.randint(0, len(words))
            words[place:place] = run
        elif kind < 0.7:
            del words[start]
        elif kind < 0.85:
            words[start:start] = run
        else:
            words[start] = rng.choice(WORDS)
    return words


def random_corpus(rng):
    pairs = []
    for _ in range(rng.choice([1, 1, 1, 2, 3])):
        words = [rng.choice(WORDS[:rng.choice([3, 9, len(WORDS)])]) for _ in range(rng.choice([0, 1, 3, 5, 7, 9, 12]))]
        prediction = changed(rng, words) if rng.random() < 0.85 else [rng.choice(WORDS) for _ in range(rng.randint(0, 9))]
        pairs.append((joined(rng, words), joined(rng, prediction)))
    return pairs


def extreme_corpus(rng):
    """Beyond the limits of the search for shifts: many words alike, and lengths far apart."""
    kind = rng.choice(["alike", "long", "short answer", "long answer"])
    letters = ["a", "b"] if kind == "alike" else [f"w{n}" for n in range(60)]
    words = [rng.choice(letters) for _ in range({"alike": 24, "long": 130, "short answer": 90, "long answer": 2}[kind])]
    prediction = {"alike": lambda: rng.sample(words, len(words)), "long": lambda: words[70:] + words[:70], "short answer": lambda: words[40:42],
                  "long answer": lambda: [rng.choice(letters) for _ in range(90)]}[kind]()
    return [(" ".join(words), " ".join(prediction))]


def mean(values):
    return sum(values) / len(values)


def corpus_scores(pairs):
    """wer, cer, ter, bleu, edit_distance, exact_match."""
    targets, answers = [target for target, _ in pairs], [answer for _, answer in pairs]
    bleu = sacrebleu.metrics.BLEU(smooth_method="none", tokenize="13a").corpus_score(answers, [targets]).score / 100
    ter = sacrebleu.metrics.TER(case_sensitive=True).corpus_score(answers, [targets]).score
    distances = [nltk.edit_distance(target, answer) / max(len(target), len(answer), 1) for target, answer in pairs]
    return [mean([jiwer.wer(*pair) for pair in pairs]), mean([jiwer.cer(*pair) for pair in pairs]), ter, bleu, mean(distances),
            mean([target.strip() == answer.strip() for target, answer in pairs])]


def corpus_rows(rng, count):
    corpora = WORKED_CORPORA + [random_corpus(rng) for _ in range(count - 24)] + [extreme_corpus(rng) for _ in range(24)]
    return [[*[text for pair in pairs for text in pair], *[round(value, 9) for value in corpus_scores(pairs)]] for pairs in corpora]


CLASSES = 4


def crowded_image(rng):
    """Targets and predictions in whole pixels, some of them with a label that no target has."""
    def box():
        x, y, width, height = rng.randrange(90), rng.randrange(90), rng.randrange(1, 60), rng.randrange(1, 60)
        return [x, y, x + width, y + height]
    targets = [box() + [rng.randrange(CLASSES - 1), 1] for _ in range(rng.choice([0, 1, 1, 2, 4]))]
    predictions = []
    for target in targets:
        for _ in range(rng.choice([0, 1, 1, 1, 2])):
            shift = rng.choice([0, 1, 3, 12])
            moved = [edge + rng.randint(-shift, shift) for edge in target[:4]]
            if moved[0] < moved[2] and moved[1] < moved[3]:
                predictions.append(moved + [target[4] if rng.random() < 0.75 else rng.randrange(CLASSES), rng.randrange(1, 10) / 10])
    predictions += [box() + [rng.randrange(CLASSES), rng.randrange(1, 10) / 10] for _ in range(rng.choice([0, 0, 0, 1, 2]))]
    rng.shuffle(predictions)
    return targets, predictions


def confusion_rows(rng, count):
    """Images, supervision's three averages, and its confusion matrix at IoU 0.5, in which no prediction is too unsure."""
    rows = []
    for _ in range(count):
        images = [crowded_image(rng) for _ in range(rng.choice([1, 1, 2, 3]))]
        matrix = sv.ConfusionMatrix.from_detections(
            predictions=[detections(predictions) for _, predictions in images], targets=[detections(targets) for targets, _ in images],
            classes=[str(label) for label in range(CLASSES)], conf_threshold=0, iou_threshold=0.5)
        scores = score_case(images, False)
        rows.append([
            [[flat(targets), flat(predictions)] for targets, predictions in images],
            scores and [round(value, 10) for value in scores["values"]], [int(count) for row in matrix.matrix for count in row]])
    return rows


def main():
    rng = random.Random(SEED)
    area = Area("scoring", "scoring.py", ["supervision", "jiwer", "rapidfuzz", "sacrebleu", "nltk", "numpy"], SEED)
    area.write_rows("detections.json", detection_rows(rng, DETECTION_CASES))
    area.write_rows("texts.json", text_rows(rng, TEXT_CASES))
    area.write_rows("corpora.json", corpus_rows(random.Random(SEED + 1), 1000))
    area.write_rows("confusion.json", confusion_rows(random.Random(SEED + 2), 700))
    area.write_json("thresholds.json", np.linspace(0.5, 0.95, 10).tolist())
    area.finish()



if __name__ == "__main__":
    main()
