"""Draws datasets in the formats COCO, YOLO and Pascal VOC, and has supervision read them; their boxes as Florence-2's quantizer places them."""

import json
import pathlib
import random
import shutil
import tempfile
from xml.sax.saxutils import escape

import numpy as np
import supervision as sv
from PIL import Image

from textoracle import Area

SEED = 5
PICTURES = 12
CLASSES = ["hard hat", "né é", "10 of clubs", "a & b"]


def quantized(xyxy, size):
    """floor(x / (size / 1000)) in single precision, kept within 0...999, as Florence-2's processor does it."""
    width, height = (np.float32(side / 1000) for side in size)
    boxes = np.asarray(xyxy, dtype=np.float32).reshape(-1, 4)
    bins = np.floor(boxes / np.array([width, height, width, height], dtype=np.float32))
    return np.clip(bins, 0, 999).astype(int).tolist()


def box(rng, width, height):
    x0, x1 = sorted(rng.sample(range(0, width + 1), 2))
    y0, y1 = sorted(rng.sample(range(0, height + 1), 2))
    return x0, y0, x1, y1


def answers(dataset, folder):
    """Of each picture, its name and its boxes with their labels, in supervision's order."""
    rows = []
    for path, _, detections in dataset:
        with Image.open(path) as picture:
            size = picture.size
        labels = [dataset.classes[index] for index in detections.class_id] if len(detections) else []
        rows.append([pathlib.Path(path).name, list(size), labels, quantized(detections.xyxy, size)])
    return sorted(rows)


def coco(rng, folder, files):
    images, annotations = [], []
    for index in range(PICTURES):
        width, height = rng.choice([(640, 480), (333, 517), (100, 7)])
        name = f"{index}.png"
        images.append({"id": index * 3 + 1, "file_name": name, "width": width, "height": height})
        Image.new("RGB", (width, height)).save(folder / name)
        for _ in range(rng.randrange(4)):
            x0, y0, x1, y1 = box(rng, width * 8, height * 8)
            bbox = [x0 / 8, y0 / 8, (x1 - x0) / 8, (y1 - y0) / 8]
            if rng.random() < 0.3:
                bbox = [round(value / 3, 2) + 0.01 for value in bbox]
            annotations.append(
                {"id": len(annotations), "image_id": index * 3 + 1, "category_id": rng.choice([2, 5, 7, 9]), "bbox": bbox, "iscrowd": 0}
            )
    rng.shuffle(annotations)
    categories = [{"id": number, "name": name} for number, name in zip([5, 2, 9, 7], CLASSES)]
    text = json.dumps({"images": images, "annotations": annotations, "categories": categories})
    files["_annotations.coco.json"] = text
    (folder / "_annotations.coco.json").write_text(text)
    return sv.DetectionDataset.from_coco(str(folder), str(folder / "_annotations.coco.json"))


def yolo(rng, folder, files):
    (folder / "images").mkdir()
    (folder / "labels").mkdir()
    names = "".join(f"  {index}: {json.dumps(name)}\n" for index, name in enumerate(CLASSES))
    files["data.yaml"] = f"# made by a script\ntrain: ../images\nnc: {len(CLASSES)}\nnames:\n{names}"
    (folder / "data.yaml").write_text(files["data.yaml"])
    for index in range(PICTURES):
        width, height = rng.choice([(640, 480), (333, 517), (100, 7)])
        Image.new("RGB", (width, height)).save(folder / "images" / f"{index}.png")
        lines = []
        for _ in range(rng.randrange(4)):
            number = rng.randrange(len(CLASSES))
            if rng.random() < 0.6:
                w, h = rng.uniform(0.01, 1), rng.uniform(0.01, 1)
                x, y = rng.uniform(w / 2, 1 - w / 2), rng.uniform(h / 2, 1 - h / 2)
                lines.append(f"{number} {x:.6f} {y:.6f} {w:.6f} {h:.6f}")
            else:
                points = [f"{rng.uniform(0, 1):.5f}" for _ in range(2 * rng.randrange(3, 7))]
                lines.append(f"{number} " + " ".join(points))
        if lines or rng.random() < 0.5:
            files[f"labels/{index}.txt"] = "\n".join(lines) + "\n"
            (folder / "labels" / f"{index}.txt").write_text(files[f"labels/{index}.txt"])
    return sv.DetectionDataset.from_yolo(str(folder / "images"), str(folder / "labels"), str(folder / "data.yaml"))


def voc(rng, folder, files):
    for index in range(PICTURES):
        width, height = rng.choice([(640, 480), (333, 517), (100, 7)])
        Image.new("RGB", (width, height)).save(folder / f"{index}.png")
        objects = []
        for _ in range(rng.randrange(4)):
            x0, y0, x1, y1 = box(rng, width, height)
            corners = zip(["xmin", "ymin", "xmax", "ymax"], [x0 + 1, y0 + 1, x1, y1])
            sides = "".join(f"<{side}>{value}</{side}>" for side, value in corners)
            objects.append(f"  <object><name>{escape(rng.choice(CLASSES))}</name><bndbox>{sides}</bndbox></object>\n")
        size = f"<size><width>{width}</width><height>{height}</height><depth>3</depth></size>"
        text = f"<annotation>\n  <filename>{index}.png</filename>\n  {size}\n{''.join(objects)}</annotation>\n"
        files[f"{index}.xml"] = text
        (folder / f"{index}.xml").write_text(text)
    return sv.DetectionDataset.from_pascal_voc(str(folder), str(folder))


def main():
    area = Area("formats", "formats.py", ["supervision", "numpy", "pillow"], SEED)
    for number, make in enumerate([coco, yolo, voc]):
        folder = pathlib.Path(tempfile.mkdtemp())
        files = {}
        try:
            dataset = make(random.Random(SEED + number), folder, files)
            area.write_json(f"{make.__name__}.json", {"files": files, "pictures": answers(dataset, folder)})
        finally:
            shutil.rmtree(folder)
    area.finish()


if __name__ == "__main__":
    main()
