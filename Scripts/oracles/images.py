"""Reference pixels from Pillow 11.0.0 for the tests of Images.

Makes small PNGs and JPEGs of every flavour and writes them with what Pillow reads in them, the cases of a bicubic resize, and the
normalised values of every byte. Newer Pillows resize in another order of passes: the version is checked.

    python Scripts/oracles/images.py
"""

import base64
import hashlib
import io
import json
import struct
import warnings
import zlib
from pathlib import Path

import numpy as np
import PIL
from PIL import Image, features

SEED = 20
FOLDER = Path(__file__).resolve().parents[2] / "Tests" / "TestSupport" / "Fixtures" / "images"
SIGNATURE = b"\x89PNG\r\n\x1a\n"
END = (b"IEND", b"")
CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
LAYOUTS = [(0, 1), (0, 2), (0, 4), (0, 8), (0, 16), (2, 8), (2, 16), (3, 1), (3, 2), (3, 4), (3, 8), (4, 8), (4, 16), (6, 8), (6, 16)]
ADAM7 = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]

random = np.random.RandomState(SEED)


def encoded(array):
    return base64.b64encode(np.ascontiguousarray(array).tobytes()).decode()


# PNG, chunk by chunk


def chunk(kind, payload, crc=None):
    return struct.pack(">I", len(payload)) + kind + payload + struct.pack(">I", zlib.crc32(kind + payload) if crc is None else crc)


def header(width, height, depth, color_type, interlaced=0, compression=0, filtering=0):
    return b"IHDR", struct.pack(">IIBBBBB", width, height, depth, color_type, compression, filtering, interlaced)


def assemble(*chunks):
    return SIGNATURE + b"".join(chunk(*c) for c in chunks)


def packed(samples, depth):
    """Rows of samples, (height, width * channels), as rows of bytes."""
    if depth == 8:
        return [bytes(row.astype(np.uint8)) for row in samples]
    if depth == 16:
        return [row.astype(">u2").tobytes() for row in samples]
    bits = ((samples[:, :, None] >> np.arange(depth - 1, -1, -1)) & 1).reshape(len(samples), -1)
    return [np.packbits(row.astype(np.uint8)).tobytes() for row in bits]


def filtered(rows, bytes_per_pixel, kinds):
    """The rows behind their filter bytes; `kinds` gives the filter of each row in turn."""
    out, above = b"", None
    for index, row in enumerate(rows):
        kind = kinds[index % len(kinds)]
        current = np.frombuffer(row, np.uint8).astype(int)
        up = np.zeros_like(current) if above is None else above
        left = np.concatenate([np.zeros(bytes_per_pixel, int), current])[: len(current)]
        corner = np.concatenate([np.zeros(bytes_per_pixel, int), up])[: len(current)]
        estimate = left + up - corner
        a, b, c = abs(estimate - left), abs(estimate - up), abs(estimate - corner)
        paeth = np.where((a <= b) & (a <= c), left, np.where(b <= c, up, corner))
        prediction = [0 * up, left, up, (left + up) // 2, paeth][kind]
        out += bytes([kind]) + ((current - prediction) & 255).astype(np.uint8).tobytes()
        above = current
    return out


def scanlines(samples, depth, channels, interlaced, kinds=(0, 1, 2, 3, 4)):
    """The raw image data of samples (height, width, channels), in seven passes when interlaced."""
    size = max(1, depth * channels // 8)
    passes = [samples[y::dy, x::dx] for x, y, dx, dy in ADAM7] if interlaced else [samples]
    return b"".join(filtered(packed(p.reshape(len(p), -1), depth), size, kinds) for p in passes if p.shape[0] and p.shape[1])


def random_samples(width, height, depth, color_type, limit=None):
    shape = (height, width, CHANNELS[color_type])
    noise = random.randint(0, limit or 1 << depth, shape)
    if depth < 8 or color_type == 3:
        return noise
    ramp = np.arange(height)[:, None, None] * 7 + np.arange(width)[None, :, None] * 11 + np.arange(shape[2]) * 40
    smooth = (ramp << (depth - 8)) % (1 << depth)
    return np.where(random.rand(*shape) < 0.3, noise, smooth)


def palette(entries):
    return b"PLTE", random.randint(0, 256, entries * 3).astype(np.uint8).tobytes()


def png(width, height, depth, color_type, interlaced=0, before=(), after=(END,), samples=None, split=None, level=6):
    samples = random_samples(width, height, depth, color_type) if samples is None else samples
    data = zlib.compress(scanlines(samples, depth, CHANNELS[color_type], interlaced), level)
    parts = [data] if split is None else [data[a:b] for a, b in zip([0, *split], [*split, len(data)])]
    before = list(before)
    if color_type == 3 and not any(c[0] == b"PLTE" for c in before):
        before.append(palette(min(256, 1 << depth)))
    return assemble(header(width, height, depth, color_type, interlaced), *before, *[(b"IDAT", p) for p in parts], *after)


def png_files():
    files = {}
    names = {0: "grey", 2: "rgb", 3: "palette", 4: "grey-alpha", 6: "rgba"}
    for color_type, depth in LAYOUTS:
        for interlaced in (0, 1):
            name = f"{names[color_type]}{depth}" + ("-interlaced" if interlaced else "")
            files[name] = png(13, 11, depth, color_type, interlaced)
    for width, height in [(1, 1), (2, 3), (3, 2), (5, 1), (1, 6), (4, 4), (9, 5)]:
        files[f"interlaced-{width}x{height}"] = png(width, height, 8, 2, 1)
        files[f"interlaced-palette2-{width}x{height}"] = png(width, height, 2, 3, 1)
    ramp16 = np.array([0, 1, 127, 128, 254, 255, 256, 257, 511, 512, 32768, 65280, 65534, 65535]).reshape(2, 7, 1)
    files["grey16-edges"] = png(7, 2, 16, 0, samples=ramp16)
    files["grey-alpha16-edges"] = png(7, 1, 16, 4, samples=ramp16.reshape(1, 7, 2))
    files["rgb16-edges"] = png(4, 1, 16, 2, samples=ramp16.ravel()[:12].reshape(1, 4, 3))

    # Transparency is not composited, nor made a colour.
    files["palette-transparency"] = png(6, 5, 4, 3, before=[palette(16), (b"tRNS", bytes(range(0, 256, 16)))])
    files["grey-transparency"] = png(6, 5, 8, 0, before=[(b"tRNS", b"\0\x10")])
    files["rgb-transparency"] = png(6, 5, 8, 2, before=[(b"tRNS", b"\0\x10\0\x20\0\x30")])
    clear = random_samples(6, 5, 8, 6)
    clear[:, :, 3] = 0
    files["rgba-clear"] = png(6, 5, 8, 6, samples=clear)

    # Palettes that do not fit.
    files["palette-index-beyond"] = png(8, 4, 8, 3, before=[palette(3)], samples=random_samples(8, 4, 8, 3, limit=6))
    files["palette4-index-beyond"] = png(8, 4, 4, 3, before=[palette(3)], samples=random_samples(8, 4, 4, 3, limit=6))
    files["palette-none"] = assemble(header(4, 1, 8, 3), (b"IDAT", zlib.compress(b"\0\0\1\2\3")), END)
    files["palette-odd-length"] = png(4, 1, 8, 3, before=[(b"PLTE", bytes(range(10, 17)))], samples=np.array([[[0], [1], [2], [3]]]))
    files["palette-too-long"] = png(4, 1, 2, 3, before=[(b"PLTE", bytes(range(30, 45)))], samples=np.array([[[0], [1], [2], [3]]]))
    files["palette-twice"] = png(8, 4, 2, 3, before=[palette(4), palette(4)])
    files["palette-in-rgb"] = png(6, 5, 8, 2, before=[palette(8)])

    # Gamma, profile, physical size and background change nothing.
    files["metadata"] = png(
        6, 5, 8, 2,
        before=[
            (b"gAMA", struct.pack(">I", 100000)), (b"cHRM", struct.pack(">8I", *range(31270, 31278))), (b"bKGD", b"\0\1\0\2\0\3"),
            (b"iCCP", b"icc\0\0" + zlib.compress(bytes(5000))), (b"pHYs", struct.pack(">IIB", 2, 1, 0)),
            (b"zTXt", b"Comment\0\0" + zlib.compress(bytes(50000))), (b"eXIf", b"MM\0*\0\0\0\x08\0\1\x01\x12\0\3\0\0\0\1\0\6\0\0\0\0\0\0"),
        ])
    files["unknown-chunks"] = png(6, 5, 8, 2, before=[(b"ABCD", b"critical"), (b"prVt", b"private")])

    # An animation: the first picture.
    frame = struct.pack(">IIIIIHHBB", 0, 6, 5, 0, 0, 1, 10, 0, 0)
    second = struct.pack(">I", 2) + zlib.compress(scanlines(random_samples(6, 5, 8, 2), 8, 3, 0))
    files["animated"] = png(
        6, 5, 8, 2, before=[(b"acTL", struct.pack(">II", 2, 0)), (b"fcTL", frame)],
        after=[(b"fcTL", struct.pack(">I", 1) + frame[4:]), (b"fdAT", second), END])
    files["animated-hidden-default"] = png(
        6, 5, 8, 2, before=[(b"acTL", struct.pack(">II", 1, 0))], after=[(b"fcTL", frame), (b"fdAT", struct.pack(">I", 1) + second[4:]), END])

    # Odd ways to store the data.
    files["data-split"] = png(6, 5, 8, 2, split=[0, 1, 2, 3, 20, 20, 21])
    files["data-stored"] = png(6, 5, 8, 2, level=0)
    files["data-more-than-needed"] = assemble(
        header(3, 2, 8, 0), (b"IDAT", zlib.compress(b"\0\1\2\3\0\4\5\6\0\7\x08\x09")), END)
    files["data-wrong-checksum"] = assemble(header(3, 2, 8, 0), (b"IDAT", zlib.compress(b"\0\1\2\3\0\4\5\6"), 0), END)
    files["end-missing"] = png(6, 5, 8, 2, after=[])
    files["end-data-checksum-missing"] = png(6, 5, 8, 2, after=[])[:-6]
    files["end-garbage"] = png(6, 5, 8, 2) + b"garbage"
    files["after-wrong-checksum"] = png(6, 5, 8, 2, after=[(b"tEXt", b"a\0b", 0), END])
    files["text-before-header"] = SIGNATURE + chunk(b"tEXt", b"a\0b") + png(6, 5, 8, 2)[8:]

    # Refused.
    good = png(6, 5, 8, 2, split=[10])
    for cut in (0, 4, 8, 20, 33, 45, 60):
        files[f"refused-cut-{cut}"] = good[:cut]
    files["refused-header-checksum"] = assemble((*header(6, 5, 8, 2), 0), (b"IDAT", b""), END)
    files["refused-palette-checksum"] = png(6, 5, 2, 3, before=[(*palette(4), 0)])
    files["refused-text-checksum"] = png(6, 5, 8, 2, before=[(b"tEXt", b"a\0b", 0)])
    files["refused-no-header"] = assemble((b"IDAT", zlib.compress(b"\0\1\2\3")), END)
    files["refused-no-data"] = assemble(header(6, 5, 8, 2), END)
    files["refused-zero-width"] = assemble(header(0, 5, 8, 2), (b"IDAT", zlib.compress(bytes(5))), END)
    files["refused-depth-3"] = assemble(header(6, 5, 3, 0), (b"IDAT", zlib.compress(bytes(40))), END)
    files["refused-color-type-1"] = assemble(header(6, 5, 8, 1), (b"IDAT", zlib.compress(bytes(40))), END)
    files["refused-palette-16"] = assemble(header(6, 5, 16, 3), palette(4), (b"IDAT", zlib.compress(bytes(100))), END)
    files["refused-filter-5"] = assemble(header(3, 1, 8, 0), (b"IDAT", zlib.compress(b"\5\1\2\3")), END)
    files["refused-data-interrupted"] = png(6, 5, 8, 2, split=[10])[:8] + b"".join(
        chunk(*c) for c in [header(3, 2, 8, 0), (b"IDAT", zlib.compress(bytes(8))[:6]), (b"tEXt", b"a\0b"), (b"IDAT", zlib.compress(bytes(8))[6:]), END])
    files["refused-data-short"] = assemble(header(3, 2, 8, 0), (b"IDAT", zlib.compress(b"\0\1\2\3\0\4")), END)
    files["refused-data-not-deflate"] = assemble(header(3, 2, 8, 0), (b"IDAT", b"not deflate"), END)
    wrong = bytearray(zlib.compress(b"\0\1\2\3\0\4\5\6"))
    wrong[-1] ^= 1
    files["refused-data-adler"] = assemble(header(3, 2, 8, 0), (b"IDAT", bytes(wrong)), END)
    files["refused-too-many-pixels"] = assemble(header(20000, 20000, 1, 0), (b"IDAT", zlib.compress(bytes(1000))), END)
    return {name + ".png": data for name, data in files.items()}


# JPEG


def picture(width, height, channels=3):
    """Smooth shapes with some noise, as JPEGs are made for."""
    y, x = np.mgrid[0:height, 0:width]
    planes = [127 + 80 * np.sin(x / (3 + c) + c) + 60 * np.cos(y / (4 - c % 3) - c) for c in range(channels)]
    noisy = np.stack(planes, -1) + random.randint(-12, 13, (height, width, channels))
    return noisy.clip(0, 255).astype(np.uint8).squeeze()


def jpeg(image, mode=None, **options):
    out = io.BytesIO()
    Image.fromarray(image, mode).save(out, "JPEG", **options)
    return out.getvalue()


def with_adobe(data, transform):
    """The file with an Adobe marker that names the colour transform, in place of the one it has."""
    at = data.find(b"\xff\xee\x00\x0eAdobe")
    if at >= 0:
        return data[: at + 15] + bytes([transform]) + data[at + 16 :]
    return data[:2] + b"\xff\xee\x00\x0eAdobe\0\x64\0\0\0\0" + bytes([transform]) + data[2:]


def without_segment(data, marker):
    at = data.find(marker)
    return data[:at] + data[at + 2 + struct.unpack(">H", data[at + 2 : at + 4])[0] :]


def jpeg_files():
    files = {}
    for quality in (5, 50, 95):
        for subsampling in (0, 1, 2):
            files[f"quality{quality}-subsampling{subsampling}"] = jpeg(picture(33, 19), quality=quality, subsampling=subsampling)
    for width, height in [(1, 1), (2, 1), (1, 3), (8, 8), (16, 16), (17, 9), (7, 31), (40, 3)]:
        files[f"size-{width}x{height}"] = jpeg(picture(width, height).reshape(height, width, 3), quality=80)
    files["grey"] = jpeg(picture(21, 14, 1), quality=80)
    files["grey-progressive"] = jpeg(picture(21, 14, 1), quality=80, progressive=True)
    for subsampling in (0, 2):
        files[f"progressive-subsampling{subsampling}"] = jpeg(picture(37, 23), quality=85, progressive=True, subsampling=subsampling)
    files["optimized"] = jpeg(picture(21, 14), quality=80, optimize=True)
    files["restarts"] = jpeg(picture(45, 30), quality=80, restart_marker_blocks=1)
    files["restarts-progressive"] = jpeg(picture(45, 30), quality=80, progressive=True, restart_marker_blocks=2)
    files["rgb"] = jpeg(picture(21, 14), quality=80, keep_rgb=True)
    files["rgb-adobe"] = with_adobe(without_segment(jpeg(picture(21, 14), quality=80, subsampling=0), b"\xff\xe0"), 0)
    files["ycbcr-adobe"] = with_adobe(without_segment(jpeg(picture(21, 14), quality=80), b"\xff\xe0"), 1)
    files["no-jfif"] = without_segment(jpeg(picture(21, 14), quality=80), b"\xff\xe0")
    inks = picture(21, 14, 4)
    files["cmyk"] = jpeg(inks, "CMYK", quality=90)
    files["cmyk-progressive"] = jpeg(inks, "CMYK", quality=90, progressive=True)
    files["ycck"] = with_adobe(jpeg(inks, "CMYK", quality=90), 2)
    files["cmyk-no-adobe"] = without_segment(jpeg(inks, "CMYK", quality=90), b"\xff\xee")
    files["cmyk-adobe-unknown"] = with_adobe(jpeg(inks, "CMYK", quality=90), 7)
    exif = Image.Exif()
    exif[0x0112] = 6
    files["orientation-6"] = jpeg(picture(21, 14), quality=80, exif=exif.tobytes(), icc_profile=bytes(70000), comment=b"comment")
    plain = jpeg(picture(33, 19), quality=80)
    files["refused-end-missing"] = plain[:-2]
    files["end-garbage"] = plain + bytes(range(200))
    files["fill-bytes"] = plain.replace(b"\xff\xdb", b"\xff\xff\xff\xdb", 1)
    scan = plain.find(b"\xff\xda")
    files["end-in-the-middle"] = plain[: (scan + 2 * len(plain)) // 3] + b"\xff\xd9"
    noisy = bytearray(jpeg(picture(64, 48), quality=80))
    start = noisy.find(b"\xff\xda") + 30
    for at in random.randint(start, len(noisy) - 2, 6):
        if noisy[at] != 255 and noisy[at - 1] != 255:
            noisy[at] ^= 0x15
    files["damaged"] = bytes(noisy)

    for cut in (0, 2, 3, 30, 300, len(plain) // 2, len(plain) - 12):
        files[f"refused-cut-{cut}"] = plain[:cut]
    progressive = jpeg(picture(33, 19), quality=80, progressive=True)
    files["refused-progressive-cut"] = progressive[: len(progressive) * 2 // 3]
    files["refused-progressive-end-missing"] = progressive[:-2]
    two = bytearray(jpeg(picture(8, 8, 1), quality=80))
    frame = two.find(b"\xff\xc0")
    files["refused-12-bit"] = bytes(two[: frame + 4]) + b"\x0c" + bytes(two[frame + 5 :])
    files["refused-zero-width"] = bytes(two[: frame + 7]) + b"\0\0" + bytes(two[frame + 9 :])
    files["refused-two-components"] = bytes(two[:frame]) + b"\xff\xc0\0\x0e\x08\0\x08\0\x08\2\1\x11\0\2\x11\0" + bytes(two[frame + 13 :])
    files["refused-no-frame"] = bytes(two[:frame]) + bytes(two[frame + 13 :])
    files["refused-no-tables"] = without_segment(without_segment(plain, b"\xff\xdb"), b"\xff\xdb")
    files["refused-lossless"] = plain.replace(b"\xff\xc0", b"\xff\xc3", 1)
    files["refused-too-many-pixels"] = bytes(two[: frame + 5]) + b"\xff\xdc\xff\xdc" + bytes(two[frame + 9 :])
    return {name + ".jpg": data for name, data in files.items()}


# Cases


def decoding(files):
    accepted, refused = [], []
    for name, data in files.items():
        try:
            pixels = np.array(Image.open(io.BytesIO(data)).convert("RGB"))
        except Exception as reason:
            assert name.startswith("refused-"), (name, reason)
            refused.append(name)
            continue
        assert not name.startswith("refused-"), name
        height, width, _ = pixels.shape
        accepted.append({"file": name, "width": width, "height": height, "rgb": encoded(pixels)})
    return {"accepted": accepted, "refused": refused}


def resizing():
    cases = []
    sizes = [
        ((12, 9), (24, 18)), ((12, 9), (5, 4)), ((12, 9), (12, 20)), ((12, 9), (30, 9)), ((12, 9), (12, 9)), ((12, 9), (7, 23)),
        ((1, 7), (3, 3)), ((7, 1), (3, 3)), ((1, 1), (5, 4)), ((6, 8), (1, 1)), ((37, 29), (16, 16)), ((16, 16), (37, 29)),
        ((53, 3), (8, 8)), ((3, 53), (8, 8)), ((64, 48), (33, 31)), ((10, 10), (11, 9)), ((100, 2), (1, 2)), ((2, 2), (25, 2)),
        ((40, 30), (24, 24)), ((23, 17), (48, 48)),
    ]
    for (width, height), (new_width, new_height) in sizes:
        for kind in ("noise", "edges"):
            if kind == "noise":
                pixels = random.randint(0, 256, (height, width, 3)).astype(np.uint8)
            else:
                pixels = (random.rand(height, width, 3) < 0.5).astype(np.uint8) * 255
            resized = np.array(Image.fromarray(pixels).resize((new_width, new_height), Image.Resampling.BICUBIC))
            cases.append({
                "width": width, "height": height, "pixels": encoded(pixels),
                "newWidth": new_width, "newHeight": new_height, "resized": encoded(resized)})
    return cases


def normalizing():
    """Every byte in every channel, computed as transformers' CLIPImageProcessor does."""
    from transformers import CLIPImageProcessor

    pixels = np.repeat(np.arange(256, dtype=np.uint8)[:, None, None], 3, axis=2).reshape(16, 16, 3)
    cases = []
    for mean, deviation, rescale in [
        ([0.485, 0.456, 0.406], [0.229, 0.224, 0.225], 0.00392156862745098),
        ([0.48145466, 0.4578275, 0.40821073], [0.26862954, 0.26130258, 0.27577711], 1 / 255),
        ([0.5, 0.25, 0.0], [0.5, 1.0, 2.0], 1 / 127.5),
    ]:
        processor = reference_processor(CLIPImageProcessor)(
            do_resize=False, do_center_crop=False, do_convert_rgb=False, image_mean=mean, image_std=deviation, rescale_factor=rescale)
        values = processor(Image.fromarray(pixels), return_tensors="np")["pixel_values"][0].transpose(1, 2, 0)
        assert values.dtype == np.float32 and values.shape == pixels.shape
        direct = ((pixels * rescale).astype(np.float32) - np.array(mean, np.float32)) / np.array(deviation, np.float32)
        assert (values == direct).all()
        cases.append({"mean": mean, "standardDeviation": deviation, "rescale": rescale, "values": encoded(values.astype("<f4"))})
    return {"pixels": encoded(pixels), "cases": cases}


def reference_processor(kind):
    """The processor that computes with Pillow and numpy, where a newer library prefers another by default."""
    try:
        from transformers.models.clip.image_processing_pil_clip import CLIPImageProcessorPil

        return CLIPImageProcessorPil
    except ImportError:
        return kind


def main():
    assert PIL.__version__ == "11.0.0", PIL.__version__
    warnings.simplefilter("ignore")
    files = png_files() | jpeg_files()
    FOLDER.mkdir(parents=True, exist_ok=True)
    for old in FOLDER.rglob("*.*"):
        old.unlink()
    (FOLDER / "files").mkdir(exist_ok=True)
    for name, data in files.items():
        (FOLDER / "files" / name).write_bytes(data)
    cases = {"decoding": decoding(files), "resizing": resizing(), "normalizing": normalizing()}
    for name, value in cases.items():
        (FOLDER / f"{name}.json").write_text(json.dumps(value, indent=1) + "\n")
    import transformers

    manifest = {
        "generator": "Scripts/oracles/images.py",
        "seed": SEED,
        "versions": {
            "Pillow": PIL.__version__, "libjpeg-turbo": features.version("libjpeg_turbo"), "zlib": features.version("zlib"),
            "numpy": np.__version__, "transformers": transformers.__version__},
        "sha256": {
            str(path.relative_to(FOLDER)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(FOLDER.rglob("*.*")) if path.name != "MANIFEST.json"},
    }
    (FOLDER / "MANIFEST.json").write_text(json.dumps(manifest, indent=1) + "\n")


if __name__ == "__main__":
    main()
