#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// PNG and JPEG from memory to memory, and the two passes of a bicubic resize.
//
// This target exists because libpng and libjpeg report errors by longjmp, which must never cross a Swift frame: every function here
// returns a status and leaves the library's words in the caller's `message`. Nothing is kept between calls.

enum {
  /// Bytes that a caller's `message` has room for.
  CODEC_MESSAGE_SIZE = 256,
};

typedef enum {
  CODEC_OK = 0,
  /// The file ends before its pixels do.
  CODEC_TRUNCATED,
  /// The bytes contradict the format; `message` says how.
  CODEC_BROKEN,
  CODEC_OUT_OF_MEMORY,
} codec_status;

typedef struct {
  uint32_t width;
  uint32_t height;
} codec_size;

/// Bytes allocated by an encoder; give them back with `codec_free`.
typedef struct {
  uint8_t *bytes;
  size_t count;
} codec_buffer;

/// Reads the size from the first chunk of a PNG; the bytes may end anywhere after it.
codec_status codec_png_size(const uint8_t *bytes, size_t count, codec_size *size, char *message);

/// What becomes of grey of 16 bits, and what became of it.
typedef struct {
  /// True: the darkest pixel of the picture becomes black and the brightest white. False: all above 255 is white.
  bool stretches;
  /// Pixels above 255, which are white unless they are stretched; 0 for a picture of any other kind.
  uint64_t bright;
} codec_grey16;

/// Decodes into `pixels`, rows of red, green, blue bytes of exactly `size`, which is what `codec_png_size` said.
codec_status codec_png_decode(
  const uint8_t *bytes, size_t count, codec_size size, codec_grey16 *grey, uint8_t *pixels, char *message);

/// Encodes rows of red, green, blue bytes.
codec_status codec_png_encode(const uint8_t *pixels, codec_size size, codec_buffer *file, char *message);

/// Reads the size from the frame header of a JPEG; the bytes may end anywhere after it, CODEC_TRUNCATED says that they end before.
codec_status codec_jpeg_size(const uint8_t *bytes, size_t count, codec_size *size, char *message);

/// Decodes into `pixels`, rows of red, green, blue bytes of exactly `size`, which is what `codec_jpeg_size` said.
codec_status codec_jpeg_decode(const uint8_t *bytes, size_t count, codec_size size, uint8_t *pixels, char *message);

/// Encodes rows of red, green, blue bytes with the given quality (1...100), colour at half resolution.
codec_status codec_jpeg_encode(const uint8_t *pixels, codec_size size, int quality, codec_buffer *file, char *message);

void codec_free(codec_buffer buffer);

/// For each output position of an axis: the first input position, how many follow, and their weights in units of 2^-22.
typedef struct {
  const int32_t *first;
  const int32_t *count;
  /// `stride` weights for each output position, of which `count` are used.
  const int32_t *weights;
  size_t stride;
} codec_filter;

/// Resamples each of `rows` rows from `source_width` to `target_width` pixels of three bytes.
/// `scratch` has room for `source_width + target_width + 2` pixels.
void codec_resample_rows(
  const uint8_t *source, size_t source_width, uint8_t *target, size_t target_width, size_t rows, codec_filter filter,
  uint8_t *scratch);

/// Resamples the columns of rows of `row_bytes` bytes to `target_height` rows.
void codec_resample_columns(
  const uint8_t *source, size_t row_bytes, uint8_t *target, size_t target_height, codec_filter filter);
