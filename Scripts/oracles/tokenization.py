"""Trains a miniature byte-level BPE tokenizer and asks Hugging Face's tokenizers what it makes of awkward texts.

The same tokenizer is written in the forms in which Florence-2 folders come: `pairs` as a saved fine-tune (all added tokens, merges as
pairs, stored padding and truncation), `strings` as published (BART's five specials, merges as strings, no model.type), `files` as
vocab.json with merges.txt and the small files. `flags` has added tokens with every flag.
"""

import json
import random

from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers, processors, trainers

from textoracle import Area

SEED = 7
SPECIALS = ["<s>", "<pad>", "</s>", "<unk>"]
FLORENCE = (
    ["<od>", "</od>", "<ocr>", "</ocr>"]
    + [f"<loc_{n}>" for n in range(1000)]
    + "<cap> </cap> <ncap> </ncap> <dcap> </dcap> <grounding> </grounding> <seg> </seg> <sep> <region_cap> </region_cap>".split()
    + "<region_to_desciption> </region_to_desciption> <proposal> </proposal> <poly> </poly> <and>".split()
)

WORDS = """the a of in on it is it's don't we'll they've queen king ace jack ten nine clubs hearts spades total receipt 42 2015 38 3.50
café naïve Größe ça señor text image objects category name locate describe what region caption red green blue square circle hello
world привет мир 你好 世界 カード ١٢٣ 🙂 ... -- != () 'tis""".split()

TEXTS = [
    "", " ", "  ", "\n", "\t\n ", "a", " a", "a ", "  a  ", "Hello  world\n\tfoo", "it's don't I'LL we'll they've 'sam ''s 's' y'all'd've",
    "café €5", "x <mask>", "x  \u3000<mask> y", "<mask><mask>", "<loc_1>  <mask>", " <mask>", "a\n<mask>\n", "<s>", "</s>a</s>", "<pad><pad>",
    "<unk>unk", "<loc_0><loc_999><loc_1000>", "<loc_01><loc_-1><loc_>", "car<loc_1><loc_2><loc_3><loc_4>", "car <loc_1> <loc_2>  dog",
    "<OD>", "<od>", "</od>", "<<od>>", "<o<od>d>", "<sep><s><seg></seg><and>", "<region_to_desciption>", "<region_to_description>",
    "<VQA> Is the value of Favorable 38 in 2015?", "Locate the objects with category name in the image.", "What is the text in the image?",
    "a" * 300, "ab" * 200, " " * 50 + "x" + " " * 50, "\n" * 9 + "x", "x\n" * 9, "1234567890" * 20, "1 22 333 4444", "½ ⅷ ² ٣ १२ 一二三",
    "a\u00a0b\u2003c\u3000d\u0085e\u2028f\u1680g", "a\x1cb\x1fc\x0bd\x0ce\x00f", "\ufeffbom", "\u200bzero\u200dwidth", "e\u0301 \u00e9 A\u030a \u212b \u00c5",
    "👩‍👩‍👧‍👦 🇩🇪 👍🏽 🙂🙂", "مرحبا بالعالم", "שלום", "नमस्ते दुनिया", "สวัสดีชาวโลก", "日本語テキスト、テスト。", "한국어 텍스트", "ﬁ ﬃ ǆ",
    "𝒜𝓁𝓅𝒽𝒶 𝟘𝟙𝟚", "\U0001f9ff\U000e0067\U0010ffff", "\u0378\u088f\ua7ce\U00010940", "_under_score_ a_b", "C:\\path\\file.txt", "https://example.org/?q=1&r=2#x",
    "!!!???...", "a!b?c.d", "3.14-2,7+8%", "$1.00 €2,50 £3", "'", "''", "'s", "'S", "'re 'RE 've 'll 'd 'm 't", "don\u2019t", "`tick` \"quote\" “curly”",
    "tab\tseparated\tvalues", "line\r\nline\r\n", "trailing space \n", "mixed \t \n \r spaces", " \n a", " \n\n  a", "\u3000\u3000a", "a\u3000 b",
]

FLAG_TOKENS = [
    AddedToken("<left>", lstrip=True, special=True, normalized=False),
    AddedToken("<right>", rstrip=True, special=True, normalized=False),
    AddedToken("<both>", lstrip=True, rstrip=True, special=False, normalized=False),
    AddedToken("word", single_word=True, special=False, normalized=False),
    AddedToken("<a>", special=True, normalized=False),
    AddedToken("<a><b>", special=True, normalized=False),
    AddedToken("<late>", special=False, normalized=True),
    AddedToken("te><a", special=False, normalized=True),
]

FLAG_TEXTS = [
    "x <left> y", "x  \n<left><left>  <left>y", "x <right>  y", "<right> <right>\t<right>", "x <both> y", "x  <both>  <both>  y", "<both>",
    "word", "words", "sword", "a word b", "word-word", "word_word", "éword wordé", "word1 word", "(word)", "<a><b>", "<a><a><b><b>", "<a> <b>",
    "<late><a>", "<late>x<late><a><b>", " <right> <left> ", "<left>", "  <left>", "\u3000<left>", "x<right>\u2003\u00a0y", "word\u0301",
]


def sentence(rng):
    return " ".join(rng.choice(WORDS) for _ in range(rng.randint(2, 9)))


def train(rng):
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    trainer = trainers.BpeTrainer(
        vocab_size=430, special_tokens=SPECIALS, initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()), show_progress=False)
    tokenizer.train_from_iterator([sentence(rng) for _ in range(400)], trainer)
    model = json.loads(tokenizer.to_str())["model"]
    model["vocab"]["<mask>"] = len(model["vocab"])
    return model["vocab"], [tuple(merge) for merge in model["merges"]]


def build(vocab, merges):
    tokenizer = Tokenizer(models.BPE(vocab=vocab, merges=merges, continuing_subword_prefix="", end_of_word_suffix=""))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.post_processor = processors.RobertaProcessing(("</s>", vocab["</s>"]), ("<s>", vocab["<s>"]), True, False)
    tokenizer.add_special_tokens([AddedToken(name, special=True, normalized=True) for name in SPECIALS])
    tokenizer.add_special_tokens([AddedToken("<mask>", special=True, normalized=True, lstrip=True)])
    return tokenizer


def random_texts(rng, count):
    alphabets = ["abtheqn ' ", " \n\t\u3000a1'", "<>/_locd059maskp ", "éèβяя你好🙂 \u0301'", "".join(map(chr, range(32, 127)))]
    texts = []
    for _ in range(count):
        parts = []
        for _ in range(rng.randint(1, 6)):
            if rng.random() < 0.3:
                parts.append(rng.choice(SPECIALS + ["<mask>", " <mask>"] + FLORENCE[::97] + WORDS))
            else:
                alphabet = rng.choice(alphabets)
                parts.append("".join(rng.choice(alphabet) for _ in range(rng.randint(1, 12))))
        texts.append("".join(parts))
    return texts


def runs(values):
    """[first, last] of each run of consecutive numbers."""
    result = []
    for value in values:
        if result and result[-1][1] == value - 1:
            result[-1][1] = value
        else:
            result.append([value, value])
    return result


def scalar_classes():
    """Which scalars the pre-tokenizer takes for letters, numbers and white space."""
    splitter = pre_tokenizers.ByteLevel(add_prefix_space=False)
    classes = {"letter": [], "number": [], "space": []}
    for code in range(0x110000):
        if 0xD800 <= code <= 0xDFFF:
            continue
        for name, neighbour in [("letter", "a"), ("number", "1"), ("other", "!")]:
            if len(splitter.pre_tokenize_str(neighbour + chr(code))) == 1:
                break
        else:
            name = "space"
        if name != "other":
            classes[name].append(code)
    return {name: runs(codes) for name, codes in classes.items()}


def expectations(tokenizer, texts):
    rows = []
    for text in texts:
        ids = tokenizer.encode(text).ids
        rows.append([text, ids, tokenizer.decode(ids, skip_special_tokens=False), tokenizer.decode(ids, skip_special_tokens=True)])
    return rows


def main():
    rng = random.Random(SEED)
    vocab, merges = train(rng)
    full = build(vocab, merges)
    full.add_special_tokens([AddedToken(name, special=True, normalized=False) for name in FLORENCE])
    area = Area("tokenization", "tokenization.py", ["tokenizers"], SEED)

    saved = json.loads(full.to_str())
    saved["padding"] = {"strategy": "BatchLongest", "direction": "Right", "pad_to_multiple_of": None, "pad_id": 1, "pad_type_id": 0, "pad_token": "<pad>"}
    saved["truncation"] = {"direction": "Right", "max_length": 8, "strategy": "LongestFirst", "stride": 0}
    area.write_json("pairs/tokenizer.json", saved)
    area.write_json("pairs/tokenizer_config.json", {"model_max_length": 1024, "bos_token": "<s>", "mask_token": {"content": "<mask>", "lstrip": True}})

    published = json.loads(build(vocab, merges).to_str())
    published["model"] = {
        "dropout": None, "unk_token": None, "continuing_subword_prefix": "", "end_of_word_suffix": "", "fuse_unk": False,
        "vocab": vocab, "merges": [" ".join(merge) for merge in merges],
    }
    area.write_json("strings/tokenizer.json", published)
    area.write("strings/tokenizer_config.json", '{\n    "model_max_length": 1024\n}\n\n')

    base = len(vocab)
    area.write_json("files/vocab.json", vocab)
    area.write("files/merges.txt", "#version: 0.2\n" + "".join(f"{left} {right}\n" for left, right in merges))
    area.write_json("files/added_tokens.json", {name: base + index for index, name in sorted(enumerate(FLORENCE), key=lambda item: item[1])})
    area.write_json("files/special_tokens_map.json", {"bos_token": "<s>", "eos_token": "</s>", "pad_token": {"content": "<pad>"}, "unk_token": "<unk>",
                                                      "additional_special_tokens": FLORENCE[:4] + FLORENCE[:4]})
    decoder = {str(base + index): {"content": name, "lstrip": False, "normalized": False, "rstrip": False, "single_word": False, "special": True}
               for index, name in enumerate(FLORENCE[:8])}
    area.write_json("files/tokenizer_config.json", {"model_max_length": 1e30, "added_tokens_decoder": decoder})

    texts = TEXTS + [sentence(rng) for _ in range(60)] + random_texts(rng, 240)
    rows = expectations(full, texts)
    as_published = build(vocab, merges)
    as_published.add_special_tokens([AddedToken(name, special=True, normalized=False) for name in FLORENCE])
    assert rows == expectations(as_published, texts)
    area.write_rows("texts.json", rows)

    total = full.get_vocab_size()
    decodings = []
    for _ in range(200):
        ids = [rng.choice([rng.randrange(total), rng.randrange(4, 300), rng.randrange(200, 260)]) for _ in range(rng.randint(1, 12))]
        decodings.append([ids, full.decode(ids, skip_special_tokens=False), full.decode(ids, skip_special_tokens=True)])
    area.write_rows("decodings.json", decodings)

    flagged = build(vocab, merges)
    for token in FLAG_TOKENS:
        (flagged.add_special_tokens if token.special else flagged.add_tokens)([token])
    area.write_json("flags/tokenizer.json", json.loads(flagged.to_str()))
    area.write_rows("flags.json", expectations(flagged, FLAG_TEXTS))

    area.write_json("classes.json", scalar_classes())
    area.finish()


if __name__ == "__main__":
    main()
