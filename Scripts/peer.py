"""What a user would run instead: PyTorch, transformers and PEFT on the same checkpoint, at the same work as MaestroBench.

A work is done once for each line `go` on standard input, or --repeat times, and every line of standard output is JSON:
first {"ready": ...}, then {"seconds": ...} for each time, at the end {"peak_bytes": ..., "ids": ...}.

    python3 -m venv ~/peer
    ~/peer/bin/pip install "torch==2.13.0+cpu" transformers==5.23.0 peft==0.21.2 safetensors pillow
    ~/peer/bin/python Scripts/peer.py checkpoint --out base [--dtype float16]
    ~/peer/bin/python Scripts/peer.py train --checkpoint base --batch 1 --repeat 3
"""
import argparse
import json
import sys
import time

began = time.perf_counter()

ADAPTED = ["q_proj", "o_proj", "k_proj", "v_proj", "linear", "Conv2d", "lm_head", "fc2"]
ADAPTED_LANGUAGE = r".*language_model.*(q_proj|k_proj|v_proj|fc2)"
PROMPT_WORDS = 12
PIXELS, WORDS, LABELS = 1, 2, 3


def say(**line):
    print(json.dumps(line), flush=True)


def peak_bytes():
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmHWM:"))


def timed(body):
    start = time.perf_counter()
    body()
    return time.perf_counter() - start


def serve(arguments, work, facts=None, ids=lambda: None):
    """Works whenever it is told to, and says what that took."""
    versions = {name: sys.modules[name].__version__ for name in ("torch", "transformers", "peft", "PIL") if name in sys.modules}
    say(ready=versions | (facts or {}))
    left = arguments.repeat
    while left if left is not None else sys.stdin.readline().strip() == "go":
        left = None if left is None else left - 1
        say(seconds=work())
    end = dict(peak_bytes=peak_bytes())
    if ids() is not None:
        end["ids"] = ids()
    say(**end)


def draws(stream, first, count):
    """64 bits for each place, the same that MaestroBench draws: SplitMix64."""
    import numpy as np
    u = np.uint64
    z = u(stream << 40) + (np.arange(first, first + count, dtype=u) + u(1)) * u(0x9E3779B97F4A7C15)
    z = (z ^ (z >> u(30))) * u(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> u(27))) * u(0x94D049BB133111EB)
    return z ^ (z >> u(31))


def inputs(config, batch, side, answer):
    """Pixels, prompt and labels of so many samples."""
    import numpy as np
    import torch
    drawn = draws(PIXELS, 0, batch * side * side * 3)
    quarters = sum(((drawn >> np.uint64(16 * i)) & np.uint64(0xFFFF)).astype(np.float64) for i in range(4))
    pixels = ((quarters / 65536 - 2) * 1.7320508075688772).astype(np.float32).reshape(batch, side, side, 3)
    choice = np.uint64(config.text_config.vocab_size - 104)

    def tokens(stream, count):
        return torch.from_numpy((draws(stream, 0, batch * count) % choice + np.uint64(4)).astype(np.int64).reshape(batch, count))

    image = torch.full((batch, (side // 32) ** 2 + 1), config.image_token_id)
    prompt = torch.cat([image, tokens(WORDS, PROMPT_WORDS), torch.full((batch, 1), config.text_config.eos_token_id)], 1)
    return torch.from_numpy(pixels).permute(0, 3, 1, 2).contiguous(), prompt, tokens(LABELS, answer)


def opened(arguments):
    """The model in float32, whatever the checkpoint stores, ready to answer."""
    import torch
    from transformers import Florence2ForConditionalGeneration
    if arguments.threads:
        torch.set_num_threads(arguments.threads)
    return Florence2ForConditionalGeneration.from_pretrained(arguments.checkpoint, dtype=torch.float32).eval()


def load(arguments):
    """Importing the libraries and opening the checkpoint: done once, before it is asked for."""
    model = opened(arguments)
    took = time.perf_counter() - began
    serve(arguments, lambda: took, dict(parameters=str(sum(parameter.numel() for parameter in model.parameters()))))


def vision(arguments):
    import torch
    model = opened(arguments)
    pixels, _, _ = inputs(model.config, 1, arguments.image, 1)
    with torch.no_grad():
        serve(arguments, lambda: timed(lambda: model.get_image_features(pixels)))


def train(arguments):
    import torch
    from peft import LoraConfig, get_peft_model
    base = opened(arguments)
    pixels, prompt, labels = inputs(base.config, arguments.batch, arguments.image, arguments.answer)
    model = get_peft_model(base, LoraConfig(
        r=8, lora_alpha=8, lora_dropout=0.05, bias="none", use_rslora=True, init_lora_weights="gaussian", task_type="CAUSAL_LM",
        target_modules=ADAPTED_LANGUAGE if arguments.frozen_vision else ADAPTED))
    trained = [parameter for parameter in model.parameters() if parameter.requires_grad]
    optimizer = torch.optim.AdamW(trained, lr=1e-5)
    model.train()

    def step():
        model(input_ids=prompt, pixel_values=pixels, labels=labels).loss.backward()
        optimizer.step()
        optimizer.zero_grad()

    serve(arguments, lambda: timed(step), dict(trainable=str(sum(parameter.numel() for parameter in trained))))


def generate(arguments):
    """Seconds a token: an answer of 2 and N tokens less one of 2, over N. Image and prompt are encoded once, as they are the same in both."""
    import torch
    from transformers.modeling_outputs import BaseModelOutput
    model = opened(arguments)
    pixels, prompt, _ = inputs(model.config, 1, arguments.image, 1)
    answers = []

    def answer(count):
        lengths = dict(min_new_tokens=count, max_new_tokens=count)
        encoded = BaseModelOutput(last_hidden_state=states)
        answers.append(model.generate(
            input_ids=prompt, attention_mask=torch.ones_like(prompt), encoder_outputs=encoded, num_beams=arguments.beams, do_sample=False,
            **lengths))

    def token():
        short = timed(lambda: answer(2))
        return (timed(lambda: answer(2 + arguments.tokens)) - short) / arguments.tokens

    with torch.no_grad():
        states = model.model(input_ids=prompt, pixel_values=pixels, decoder_input_ids=prompt[:, -1:]).encoder_last_hidden_state
        serve(arguments, token, ids=lambda: answers[-1][0].tolist() if answers else [])


def picture(arguments):
    """Seconds a picture: decoded, and brought to a square."""
    from PIL import Image

    def pictures():
        for _ in range(arguments.count):
            Image.open(arguments.file).convert("RGB").resize((arguments.image, arguments.image), Image.BICUBIC)

    serve(arguments, lambda: timed(pictures) / arguments.count)


def checkpoint(arguments):
    """Florence-2 base with random weights, as the library initialises them."""
    import torch
    from transformers import Florence2Config, Florence2ForConditionalGeneration
    torch.manual_seed(arguments.seed)
    stack = {f"{part}_{key}": value for part in ("encoder", "decoder")
             for key, value in dict(layers=6, attention_heads=12, ffn_dim=3072).items()}
    language = dict(
        model_type="bart", vocab_size=51289, d_model=768, num_hidden_layers=6, max_position_embeddings=1024, activation_function="gelu",
        dropout=0.1, attention_dropout=0.1, activation_dropout=0.1, scale_embedding=False, bos_token_id=0, pad_token_id=1, eos_token_id=2,
        decoder_start_token_id=2, forced_bos_token_id=0, forced_eos_token_id=2, is_encoder_decoder=True, tie_word_embeddings=True, **stack)
    config = Florence2Config(
        text_config=language, vision_config=dict(projection_dim=768), image_token_id=51288, is_encoder_decoder=True)
    model = Florence2ForConditionalGeneration(config).to(getattr(torch, arguments.dtype))
    model.save_pretrained(arguments.out)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    works = parser.add_subparsers(dest="work", required=True)

    def work(body, needs_checkpoint=True):
        options = works.add_parser(body.__name__)
        options.set_defaults(body=body)
        options.add_argument("--repeat", type=int, help="so many times, whatever standard input says")
        options.add_argument("--threads", type=int)
        options.add_argument("--image", type=int, default=768, help="pixels a side")
        if needs_checkpoint:
            options.add_argument("--checkpoint", required=True)
        return options

    work(load)
    work(vision)
    training = work(train)
    training.add_argument("--batch", type=int, default=1)
    training.add_argument("--answer", type=int, default=64, help="tokens of an answer")
    training.add_argument("--frozen-vision", action="store_true", help="adapt the language model alone")
    answering = work(generate)
    answering.add_argument("--beams", type=int, default=3)
    answering.add_argument("--tokens", type=int, default=64)
    decoding = work(picture, needs_checkpoint=False)
    decoding.add_argument("--file", required=True)
    decoding.add_argument("--count", type=int, default=20, help="pictures each time")
    making = work(checkpoint, needs_checkpoint=False)
    making.add_argument("--out", required=True)
    making.add_argument("--dtype", choices=["float32", "float16"], default="float32")
    making.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    arguments.body(arguments)


if __name__ == "__main__":
    main()
