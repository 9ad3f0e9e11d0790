#include "CBundledModel.h"

// Those files of nano/ that are read when the model is opened. Floats of the weights are read where they lie.
#define FILE_BYTES _Alignas(64) static const unsigned char

FILE_BYTES config[] = {
#embed "nano/config.json"
};
FILE_BYTES preprocessor_config[] = {
#embed "nano/preprocessor_config.json"
};
FILE_BYTES tokenizer[] = {
#embed "nano/tokenizer.json"
};
FILE_BYTES tokenizer_config[] = {
#embed "nano/tokenizer_config.json"
};
FILE_BYTES special_tokens_map[] = {
#embed "nano/special_tokens_map.json"
};
FILE_BYTES weights[] = {
#embed "nano/model.safetensors"
};

static const struct bundled_file files[] = {
  {"config.json", config, sizeof config},
  {"preprocessor_config.json", preprocessor_config, sizeof preprocessor_config},
  {"tokenizer.json", tokenizer, sizeof tokenizer},
  {"tokenizer_config.json", tokenizer_config, sizeof tokenizer_config},
  {"special_tokens_map.json", special_tokens_map, sizeof special_tokens_map},
  {"model.safetensors", weights, sizeof weights},
};

size_t bundled_file_count(void) { return sizeof files / sizeof *files; }

struct bundled_file bundled_file_at(size_t index) { return files[index]; }
