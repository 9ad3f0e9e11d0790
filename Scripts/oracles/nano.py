"""Makes the folder from which the small model is trained: its configuration, and a byte-level tokenizer of the texts of datasets.

    python Scripts/oracles/nano.py FOLDER DATASET ...

The bundled model's tokenizer learned from these, drawn at the prompt, in the order of their names:

    dataset synthesize ./t-cards samples=3000 seed=901 style=cards task=all
    dataset synthesize ./t-signs samples=3000 seed=902 style=signs task=all
    dataset synthesize ./t-words samples=3000 seed=903 style=words task=all
    dataset synthesize ./t-mixed samples=2000 seed=904 style=mixed task=all
    dataset synthesize ./t-chess samples=600 seed=905 style=chess task=all
    dataset synthesize ./t-dice samples=600 seed=906 style=dice task=all

The tokenizer learns its merges from the prompts and answers in the datasets' annotations, with Florence-2's own prompts and without
location tokens. The tokens that Florence-2 adds to BART's follow in the order in which its processor adds them, `<image>` is the last.
"""

import argparse
import json
import pathlib
import re

from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers, processors, trainers
from transformers import Florence2Config, GenerationConfig

PROMPTS = {"<OD>": "Locate the objects with category name in the image.", "<OCR>": "What is the text in the image?",
           "<CAPTION>": "What does the image describe?", "<DETAILED_CAPTION>": "Describe in detail what is shown in the image.",
           "<MORE_DETAILED_CAPTION>": "Describe with a paragraph what is shown in the image."}
ADDED = (["<od>", "</od>", "<ocr>", "</ocr>"] + [f"<loc_{n}>" for n in range(1000)]
         + ["<cap>", "</cap>", "<ncap>", "</ncap>", "<dcap>", "</dcap>", "<grounding>", "</grounding>", "<seg>", "</seg>", "<sep>"]
         + ["<region_cap>", "</region_cap>", "<region_to_desciption>", "</region_to_desciption>"]
         + ["<proposal>", "</proposal>", "<poly>", "</poly>", "<and>", "<image>"])
SPECIAL = ["<s>", "<pad>", "</s>", "<unk>"]


def texts(folders):
    """Every prompt and answer of the datasets, as the model reads them."""
    for folder in folders:
        for path in sorted(pathlib.Path(folder).glob("*/annotations.jsonl")):
            for line in path.read_text().splitlines():
                entry = json.loads(line)
                yield PROMPTS.get(entry["prefix"], entry["prefix"].replace("<VQA>", ""))
                yield from filter(None, re.split(r"(?:<loc_\d+>)+", entry["suffix"]))


def tokenizer(folders, size):
    result = Tokenizer(models.BPE())
    result.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    result.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=size, special_tokens=SPECIAL, initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()), show_progress=False)
    result.train_from_iterator(texts(folders), trainer)
    result.post_processor = processors.RobertaProcessing(("</s>", 2), ("<s>", 0), trim_offsets=True, add_prefix_space=False)
    result.add_special_tokens([AddedToken("<mask>", lstrip=True, special=True)])
    result.add_tokens([AddedToken(token, special=False, normalized=False) for token in ADDED])
    return result


def configuration(vocabulary, arguments):
    text = dict(
        model_type="bart", vocab_size=vocabulary, d_model=128, encoder_layers=2, decoder_layers=2, encoder_attention_heads=4,
        decoder_attention_heads=4, encoder_ffn_dim=384, decoder_ffn_dim=384, max_position_embeddings=256, activation_function="gelu",
        dropout=0.0, attention_dropout=0.0, activation_dropout=0.0, scale_embedding=False, bos_token_id=0, pad_token_id=1, eos_token_id=2,
        decoder_start_token_id=2, forced_bos_token_id=0, forced_eos_token_id=2, tie_word_embeddings=True)
    vision = dict(
        embed_dim=[24, 48, 96, 128], depths=[1, 1, 1, 1], num_heads=[1, 2, 4, 4], num_groups=[1, 2, 4, 4], window_size=6,
        patch_size=[7, 3, 3, 3], patch_stride=arguments.strides, patch_padding=[3, 1, 1, 1], patch_prenorm=[False, True, True, True],
        drop_path_rate=0.0, projection_dim=128, max_position_embeddings=16, max_temporal_embeddings=4)
    return Florence2Config(
        text_config=text, vision_config=vision, image_token_id=vocabulary - 1, is_encoder_decoder=True, tie_word_embeddings=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("datasets", nargs="+", help="folders whose texts the tokenizer learns")
    parser.add_argument("--size", type=int, default=96, help="pixels a side")
    parser.add_argument("--strides", type=int, nargs=4, default=[4, 2, 1, 2])
    parser.add_argument("--vocabulary", type=int, default=768, help="entries of the tokenizer before tokens are added")
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    made = tokenizer(arguments.datasets, arguments.vocabulary)
    made.save(str(arguments.folder / "tokenizer.json"), pretty=False)
    configuration(made.get_vocab_size(), arguments).save_pretrained(arguments.folder)
    GenerationConfig(num_beams=3, early_stopping=True, forced_bos_token_id=0, forced_eos_token_id=2, decoder_start_token_id=2,
                     bos_token_id=0, eos_token_id=2, pad_token_id=1, no_repeat_ngram_size=3).save_pretrained(arguments.folder)
    processor = dict(
        image_processor_type="CLIPImageProcessor", do_resize=True, size=dict(height=arguments.size, width=arguments.size), resample=3,
        do_center_crop=False, do_rescale=True, do_normalize=True, image_mean=[0.485, 0.456, 0.406], image_std=[0.229, 0.224, 0.225])
    (arguments.folder / "preprocessor_config.json").write_text(json.dumps(processor, indent=2) + "\n")
    print(f"{arguments.folder}: {made.get_vocab_size()} tokens")


if __name__ == "__main__":
    main()
