#include "png_chunks.h"

#include <string.h>

#include "output.h"

static const uint8_t signature[8] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

static uint32_t big_endian(const uint8_t *p) {
  return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

/// CRC-32 of the PNG specification, half a byte at a time: only headers and metadata are checked, so a small table will do.
static uint32_t crc32_of(const uint8_t *bytes, size_t count) {
  static const uint32_t table[16] = {
    0x00000000, 0x1db71064, 0x3b6e20c8, 0x26d930ac, 0x76dc4190, 0x6b6b51f4, 0x4db26158, 0x5005713c,
    0xedb88320, 0xf00f9344, 0xd6d6a3e8, 0xcb61b38c, 0x9b64c2b0, 0x86d3d2d4, 0xa00ae278, 0xbdbdf21c,
  };
  uint32_t crc = 0xffffffff;
  for (size_t i = 0; i < count; i++) {
    crc = table[(crc ^ bytes[i]) & 15] ^ crc >> 4;
    crc = table[(crc ^ bytes[i] >> 4) & 15] ^ crc >> 4;
  }
  return ~crc;
}

static bool is_letter(uint8_t c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }

static bool has_type(const uint8_t *chunk, const char *type) { return memcmp(chunk + 4, type, 4) == 0; }

static codec_status broken(char *message, const char *text) {
  message_set(message, text);
  return CODEC_BROKEN;
}

/// Checks the chunk at `offset` (length, type, payload, CRC) and finds the length of its payload.
static codec_status check_chunk(const uint8_t *bytes, size_t count, size_t offset, size_t *length, char *message) {
  if (count - offset < 8) return CODEC_TRUNCATED;
  const uint8_t *chunk = bytes + offset;
  for (int i = 4; i < 8; i++) {
    if (!is_letter(chunk[i])) return broken(message, "what follows a chunk is no chunk");
  }
  *length = big_endian(chunk);
  if (has_type(chunk, "IDAT")) return CODEC_OK;
  if (count - offset - 8 < *length || count - offset - 8 - *length < 4) return CODEC_TRUNCATED;
  if (crc32_of(chunk + 4, *length + 4) != big_endian(chunk + 8 + *length)) {
    char text[] = "the checksum of chunk .... is wrong";
    memcpy(text + 22, chunk + 4, 4);
    return broken(message, text);
  }
  return CODEC_OK;
}

static bool is_known_layout(uint8_t color_type, uint8_t depth) {
  switch (color_type) {
    case PNG_GREY: return depth == 1 || depth == 2 || depth == 4 || depth == 8 || depth == 16;
    case PNG_PALETTE: return depth == 1 || depth == 2 || depth == 4 || depth == 8;
    case PNG_RGB: case PNG_GREY_ALPHA: case PNG_RGB_ALPHA: return depth == 8 || depth == 16;
    default: return false;
  }
}

static codec_status take_header(const uint8_t *payload, size_t length, png_summary *summary, char *message) {
  if (length != sizeof summary->header) return broken(message, "the header chunk has the wrong length");
  memcpy(summary->header, payload, length);
  summary->width = big_endian(payload);
  summary->height = big_endian(payload + 4);
  summary->depth = payload[8];
  summary->color_type = payload[9];
  summary->interlaced = payload[12] != 0;
  if (summary->width == 0 || summary->height == 0) return broken(message, "the width or height is zero");
  if (summary->width > INT32_MAX || summary->height > INT32_MAX) return broken(message, "the width or height is out of range");
  if (!is_known_layout(summary->color_type, summary->depth)) return broken(message, "unknown colour type or bit depth");
  if (payload[10] != 0 || payload[11] != 0 || payload[12] > 1) return broken(message, "unknown compression, filter or interlace method");
  return CODEC_OK;
}

/// Walks until the header is known, and if `whole`, on to the image data.
static codec_status walk(const uint8_t *bytes, size_t count, bool whole, png_summary *summary, char *message) {
  *summary = (png_summary){0};
  if (count < sizeof signature) return CODEC_TRUNCATED;
  if (memcmp(bytes, signature, sizeof signature) != 0) return broken(message, "no PNG signature");
  bool has_header = false;
  size_t offset = sizeof signature;
  for (;;) {
    size_t length;
    codec_status status = check_chunk(bytes, count, offset, &length, message);
    if (status != CODEC_OK) return status;
    const uint8_t *chunk = bytes + offset, *payload = chunk + 8;
    if (has_type(chunk, "IDAT")) {
      if (!has_header) return broken(message, "no header before the image data");
      summary->data_offset = offset;
      return CODEC_OK;
    }
    if (has_type(chunk, "IEND")) return broken(message, "no image data");
    if (has_type(chunk, "IHDR")) {
      if (has_header) return broken(message, "a second header");
      status = take_header(payload, length, summary, message);
      if (status != CODEC_OK || !whole) return status;
      has_header = true;
    } else if (has_type(chunk, "PLTE") && has_header) {
      if (length > sizeof summary->palette) return broken(message, "a palette of more than 256 colours");
      memset(summary->palette, 0, sizeof summary->palette);
      memcpy(summary->palette, payload, length - length % 3);
    }
    offset += length + 12;
  }
}

codec_status png_summarize(const uint8_t *bytes, size_t count, png_summary *summary, char *message) {
  return walk(bytes, count, true, summary, message);
}

codec_status codec_png_size(const uint8_t *bytes, size_t count, codec_size *size, char *message) {
  png_summary summary;
  codec_status status = walk(bytes, count, false, &summary, message);
  *size = (codec_size){summary.width, summary.height};
  return status;
}

bool png_next_data(const uint8_t *bytes, size_t count, size_t *offset, const uint8_t **payload, size_t *length) {
  if (*offset > count || count - *offset < 8 || !has_type(bytes + *offset, "IDAT")) return false;
  size_t stated = big_endian(bytes + *offset), available = count - *offset - 8;
  *payload = bytes + *offset + 8;
  *length = stated < available ? stated : available;
  *offset = stated + 4 < available ? *offset + 8 + stated + 4 : count;
  return true;
}
