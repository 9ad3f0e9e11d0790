#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "CImageCodec.h"

/// What of a PNG file matters for its pixels.
typedef struct {
  /// The thirteen bytes of IHDR: width, height, bit depth, colour type, compression, filter, interlace.
  uint8_t header[13];
  uint32_t width;
  uint32_t height;
  uint8_t depth;
  uint8_t color_type;
  bool interlaced;
  /// Red, green, blue of every index; black where the file says nothing.
  uint8_t palette[256 * 3];
  /// Offset of the first IDAT chunk, its length field included.
  size_t data_offset;
} png_summary;

enum { PNG_GREY = 0, PNG_RGB = 2, PNG_PALETTE = 3, PNG_GREY_ALPHA = 4, PNG_RGB_ALPHA = 6 };

/// Walks the chunks up to the first IDAT, checking every CRC on the way.
codec_status png_summarize(const uint8_t *bytes, size_t count, png_summary *summary, char *message);

/// The payload of the IDAT chunk at `*offset` as far as the file has it, moving `*offset` past the chunk.
/// False when no IDAT chunk stands there: the run is over.
bool png_next_data(const uint8_t *bytes, size_t count, size_t *offset, const uint8_t **payload, size_t *length);
