"""A tiny random Florence-2 in both layouts, and what native transformers computes with it: stages, states, logits, losses, the gradient of
every parameter, generated ids.

Numbers are computed in double precision and stored as Float32. Weights are half-precision numbers, so that the checkpoint in Microsoft's
layout can hold them in F16. Pixels are a formula (see `pixels`), the same in the tests.

    python Scripts/oracles/florence.py
"""

import hashlib
import importlib.metadata
import json
import re
from pathlib import Path

import torch
from safetensors.torch import save_file
from transformers import Florence2Config, Florence2ForConditionalGeneration

SEED = 5
FOLDER = Path(__file__).resolve().parents[2] / "Tests" / "TestSupport" / "Fixtures" / "florence"
VOCABULARY = 120
IMAGE_TOKEN = VOCABULARY - 1
TEXT = dict(model_type="bart", vocab_size=VOCABULARY, d_model=16, encoder_layers=2, decoder_layers=2, encoder_attention_heads=2,
            decoder_attention_heads=4, encoder_ffn_dim=24, decoder_ffn_dim=20, max_position_embeddings=40, activation_function="gelu",
            dropout=0.1, attention_dropout=0.1, activation_dropout=0.1, scale_embedding=False, pad_token_id=1, bos_token_id=0,
            eos_token_id=2, decoder_start_token_id=2, forced_bos_token_id=0, forced_eos_token_id=2, is_encoder_decoder=True,
            tie_word_embeddings=True)
VISION = dict(embed_dim=[6, 8, 12, 18], depths=[1, 1, 2, 1], num_heads=[2, 2, 3, 3], num_groups=[1, 4, 2, 3], window_size=3,
              projection_dim=16, max_position_embeddings=7, max_temporal_embeddings=5)
PROMPTS = [[0, 45, 9, 77, 23, 2], [0, 8, 2]]
LABELS = [[0, 11, 12, 2], [0, 14, 15, 16, 17, 18, 2]]


def pixels(batch, extent, salt):
    """(batch, 3, extent, extent); the formula counts in the order (batch, height, width, colour)."""
    index = torch.arange(batch * extent * extent * 3)
    values = ((index * 7919 + index // 97 * 31 + salt * 53) % 257).double() / 64 - 2
    return values.view(batch, extent, extent, 3).permute(0, 3, 1, 2).contiguous()


def padded(rows, value):
    width = max(map(len, rows))
    return torch.tensor([row + [value] * (width - len(row)) for row in rows])


def build(seed, **text):
    config = Florence2Config(text_config=TEXT | text, vision_config=VISION, image_token_id=IMAGE_TOKEN, is_encoder_decoder=True,
                             attn_implementation="eager")
    model = Florence2ForConditionalGeneration(config).eval()
    random = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            values = torch.randn(parameter.shape, generator=random)
            if "norm" in name:
                values = values * 0.3 + (1 if name.endswith("weight") else 0)
            elif parameter.dim() == 1:
                values = values * 0.2
            elif "embed" in name or "shared" in name:
                values = values * 0.6
            else:
                values = values * (1.2 / parameter[0].numel() ** 0.5)
            parameter.copy_(values.half().float())
        # The end token beside tokens that the model likes, so that answers end.
        table = model.model.language_model.shared.weight
        table[2] = (0.48 * (table[17] + table[91] + table[50] + table[40]) + table[2] * 0.9).half().float()
    return model


def inputs(prompts, side):
    rows = [[IMAGE_TOKEN] * (side * side + 1) + prompt for prompt in prompts]
    ids = padded(rows, 1)
    return dict(input_ids=ids, attention_mask=(ids != 1).long())


def original_name(name):
    """Native transformers' name as Microsoft has it."""
    name = re.sub(r"^model\.vision_tower\.", "vision_tower.", name)
    name = re.sub(r"^(vision_tower\.convs\.\d+)\.conv\.", r"\1.proj.", name)
    name = re.sub(r"(_block)\.(conv[12])\.", r"\1.\2.fn.dw.", name)
    name = re.sub(r"(spatial_block)\.norm1\.", r"\1.window_attn.norm.", name)
    name = re.sub(r"(channel_block)\.norm1\.", r"\1.channel_attn.norm.", name)
    name = re.sub(r"(_attn)\.(qkv|proj)\.", r"\1.fn.\2.", name) if "_block" in name else name
    name = re.sub(r"(_block)\.norm2\.", r"\1.ffn.norm.", name)
    name = re.sub(r"(_block\.ffn)\.(fc[12])\.", r"\1.fn.net.\2.", name)
    name = name.replace("model.multi_modal_projector.image_projection.weight", "image_projection")
    name = name.replace("model.multi_modal_projector.image_position_embed.", "image_pos_embed.")
    name = name.replace("model.multi_modal_projector.", "")
    name = name.replace("model.language_model.", "language_model.model.")
    return name.replace("lm_head.", "language_model.lm_head.")


def save_original(model, folder):
    folder.mkdir(parents=True, exist_ok=True)
    tensors = {}
    for name, value in model.state_dict().items():
        if name.endswith("embed_tokens.weight") or name == "lm_head.weight":
            continue
        value = value.T if name.endswith("image_projection.weight") else value
        tensors[original_name(name)] = value.half().contiguous()
    tensors["language_model.lm_head.weight"] = tensors["language_model.model.shared.weight"].clone()
    tensors["language_model.final_logits_bias"] = torch.zeros(1, VOCABULARY, dtype=torch.half)
    save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})
    vision = {key: value for key, value in VISION.items() if key not in ("embed_dim", "max_position_embeddings", "max_temporal_embeddings")}
    config = dict(
        model_type="florence2", architectures=["Florence2ForConditionalGeneration"], bos_token_id=2, eos_token_id=1, pad_token_id=0,
        auto_map={"AutoConfig": "configuration_florence2.Florence2Config"}, projection_dim=16, vocab_size=VOCABULARY,
        torch_dtype="float16", is_encoder_decoder=True,
        text_config={**TEXT, "model_type": "florence2_language", "num_beams": 3, "no_repeat_ngram_size": 3, "early_stopping": True},
        vision_config=dict(
            **vision, model_type="davit", dim_embed=VISION["embed_dim"], drop_path_rate=0.1, patch_size=[7, 3, 3, 3],
            patch_stride=[4, 2, 2, 2], patch_padding=[3, 1, 1, 1], patch_prenorm=[False, True, True, True],
            visual_temporal_embedding=dict(type="COSINE", max_temporal_embeddings=5),
            image_pos_embed=dict(type="learned_abs_2d", max_pos_embeddings=7),
            image_feature_source=["spatial_avg_pool", "temporal_avg_pool"]))
    (folder / "config.json").write_text(json.dumps(config, indent=2))


def reference(model):
    """Stage by stage, in double precision."""
    tensors = {}

    def keep(name, value):
        tensors[name] = value.detach().float().contiguous()

    model = model.double()
    maps = []
    tower = model.model.vision_tower
    with torch.no_grad():
        x = pixels(2, 64, 1)
        for index, (convolution, blocks) in enumerate(zip(tower.convs, tower.blocks)):
            x = convolution(x)
            for block in blocks:
                x = block(x)
            keep(f"stage{index}", x.permute(0, 2, 3, 1))
            maps.append(x)
        for extent in (64, 80, 96):
            keep(f"features{extent}", model.get_image_features(pixels(2, extent, extent)).pooler_output)

    labels = padded(LABELS, -100)
    batch = inputs(PROMPTS, 2) | dict(pixel_values=pixels(2, 64, 1), labels=labels)
    output = model(**batch)
    output.loss.backward()
    keep("encoder", output.encoder_last_hidden_state)
    keep("logits", output.logits)
    keep("loss", output.loss.reshape(1))
    with torch.no_grad():
        # Decoder inputs are the same; padding is asked for too.
        keep("loss_on_padding", model(**(batch | dict(labels=padded(LABELS, 1)))).loss.reshape(1))
    save_file(tensors, FOLDER / "reference.safetensors")
    gradients = {name: parameter.grad.float().contiguous() for name, parameter in model.named_parameters()}
    save_file(gradients, FOLDER / "gradients.safetensors")
    scaled = build(SEED, scale_embedding=True).double()
    with torch.no_grad():
        save_file({"logits": scaled(**batch).logits.float().contiguous()}, FOLDER / "scaled.safetensors")


def generation(model):
    """Ids of greedy and beam search: as single precision gives them, where double precision agrees."""
    cases = []
    random = torch.Generator().manual_seed(SEED)

    def case(prompts, salt, forced_bos=0, **settings):
        results = []
        for precision in (torch.float32, torch.float64):
            output = model.to(precision).generate(
                **inputs(prompts, 2), pixel_values=pixels(len(prompts), 64, salt).to(precision), do_sample=False,
                forced_bos_token_id=forced_bos, forced_eos_token_id=2,
                decoder_start_token_id=2, eos_token_id=2, pad_token_id=1, **settings)
            results.append(output.tolist())
        if results[0] != results[1]:
            print("left out, too close to call:", prompts, settings)
            return
        cases.append(dict(prompts=prompts, salt=salt, forced_bos=forced_bos, settings=settings, ids=results[0]))

    def prompt():
        length = int(torch.randint(0, 9, (), generator=random))
        return [0, *torch.randint(3, VOCABULARY - 2, (length,), generator=random).tolist(), 2]

    for salt in range(6):
        prompts = [prompt() for _ in range(1 + salt % 3)]
        for ngram in (0, 3):
            case(prompts, salt, num_beams=1, no_repeat_ngram_size=ngram, max_new_tokens=14)
            for early in (True, False, "never"):
                case(prompts, salt, num_beams=3, no_repeat_ngram_size=ngram, max_new_tokens=14, early_stopping=early)
    for beams in (1, 3):
        case([prompt(), prompt()], 7, None, num_beams=beams, no_repeat_ngram_size=3, max_new_tokens=14)
    prompts = [prompt(), prompt()]
    for beams in (1, 2, 5):
        case(prompts, 9, num_beams=beams, no_repeat_ngram_size=2, max_new_tokens=39)
    for penalty in (0.0, 2.0, -1.0):
        for early in (True, False, "never"):
            case(prompts, 10, num_beams=3, no_repeat_ngram_size=0, max_new_tokens=11, length_penalty=penalty, early_stopping=early)
    for limit in (1, 2, 3):
        case(prompts, 11, num_beams=1, no_repeat_ngram_size=3, max_new_tokens=limit)
        case(prompts, 11, num_beams=3, no_repeat_ngram_size=3, max_new_tokens=limit, early_stopping=True)
    (FOLDER / "generation.json").write_text("[\n" + ",\n".join(map(json.dumps, cases)) + "\n]\n")
    return cases


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    model = build(SEED)
    model.save_pretrained(FOLDER / "native")
    save_original(model, FOLDER / "original")
    cases = generation(build(SEED))
    reference(model)
    for path in FOLDER.glob("*/generation_config.json"):
        path.unlink()
    files = sorted(path for path in FOLDER.rglob("*") if path.is_file() and path.name != "MANIFEST.json")
    manifest = dict(
        generator="Scripts/oracles/florence.py", seed=SEED,
        versions={name: importlib.metadata.version(name) for name in ("torch", "transformers", "safetensors")},
        sha256={str(path.relative_to(FOLDER)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files})
    (FOLDER / "MANIFEST.json").write_text(json.dumps(manifest, indent=2) + "\n")
    return cases


if __name__ == "__main__":
    main()
