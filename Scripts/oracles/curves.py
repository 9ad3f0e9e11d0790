"""Precision over recall by supervision's evaluator, and F1 over the score from its matches by the formulas of ultralytics' `ap_per_class`."""

import random

import numpy as np
from supervision.metrics import MeanAveragePrecision
from supervision.metrics.mean_average_precision import COCOEvaluator

from scoring import crowded_image, detections, flat
from textoracle import Area

SEED = 17
CASES = 60


def evaluated(images):
    """Supervision's evaluator after it has accumulated."""
    kept = []
    accumulate = COCOEvaluator._accumulate

    def keeping(self):
        kept.append(self)
        return accumulate(self)

    COCOEvaluator._accumulate = keeping
    try:
        metric = MeanAveragePrecision()
        metric.update([detections(predictions) for _, predictions in images], [detections(targets) for targets, _ in images])
        metric.compute()
    finally:
        COCOEvaluator._accumulate = accumulate
    return kept[-1]


def matches(evaluator, category):
    """Score and hit of each prediction that counts at IoU 0.50, the most confident first, and how many targets count."""
    params = evaluator.params
    # By category, then by range of areas, of which the first is all, then by image.
    first = category * len(params.area_range) * len(params.img_ids)
    images = [image for image in evaluator.eval_imgs[first:first + len(params.img_ids)] if image is not None]
    scores = np.concatenate([image["dtScores"] for image in images])
    order = np.argsort(-scores, kind="stable")
    hit = np.concatenate([image["dtMatches"][0] for image in images])[order] > 0
    ignored = np.concatenate([image["dtIgnore"][0] for image in images])[order].astype(bool)
    targets = sum(np.count_nonzero(np.asarray(image["gtIgnore"]) == 0) for image in images)
    return scores[order][~ignored].astype(np.float64), hit[~ignored], targets


def f1_curve(scores, hit, targets):
    px = np.linspace(0, 1, 1000)
    if len(scores) == 0:
        return np.zeros(1000)
    hits, misses = hit.cumsum(), (~hit).cumsum()
    recall = np.interp(-px, -scores, hits / (targets + 1e-16), left=0)
    precision = np.interp(-px, -scores, hits / (hits + misses), left=1)
    return 2 * precision * recall / (precision + recall + 1e-16)


def smooth(curve, fraction):
    width = round(len(curve) * fraction * 2) // 2 + 1
    ends = np.ones(width // 2)
    return np.convolve(np.concatenate((ends * curve[0], curve, ends * curve[-1])), np.ones(width) / width, mode="valid")


def case(images):
    """The images; of each class its label, its precisions at the 101 recalls, every 37th value of F1; then the best mean F1 and its score."""
    if not any(targets for targets, _ in images):
        return [[[flat(targets), flat(predictions)] for targets, predictions in images], [], None]
    evaluator = evaluated(images)
    classes, curves = [], []
    for place, label in enumerate(evaluator.params.cat_ids):
        precision = evaluator.results["precision"][0, :, place, 0, -1]
        if precision[0] < 0:
            continue
        curve = f1_curve(*matches(evaluator, place))
        curves.append(curve)
        classes.append([str(int(label)), [round(float(value), 9) for value in precision], [round(float(value), 9) for value in curve[::37]]])
    mean = np.mean(curves, axis=0)
    best = int(smooth(mean, 0.1).argmax())
    return [[[flat(targets), flat(predictions)] for targets, predictions in images], classes, [round(float(mean[best]), 9), round(best / 999, 9)]]


def main():
    rng = random.Random(SEED)
    area = Area("curves", "curves.py", ["supervision", "numpy"], SEED)
    area.write_rows("curves.json", [case([crowded_image(rng) for _ in range(rng.choice([1, 2, 4, 12]))]) for _ in range(CASES)])
    area.finish()


if __name__ == "__main__":
    main()
