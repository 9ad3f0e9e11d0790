#include <png.h>
#include <setjmp.h>
#include <string.h>

#include "output.h"
#include "png_chunks.h"

// Which files are good and what their pixels are follows Pillow: checksums count up to the image data and not in it, nothing after the
// image data matters, metadata is not looked into. So libpng is handed a stream made of the header, a full palette and the image data of
// the first run of IDAT chunks as one chunk. No metadata, however large when inflated, ever reaches it.

typedef struct {
  jmp_buf on_error;
  png_structp png;
  png_infop info;
  codec_status status;
  char *message;
  const uint8_t *bytes;
  size_t count;
  /// Signature, IHDR, PLTE and the beginning of IDAT, then where reading stands in it.
  uint8_t prelude[8 + 25 + 12 + 256 * 3 + 8];
  size_t prelude_count;
  size_t prelude_read;
  /// The IDAT chunk to come, and what is left of the one being read.
  size_t next_offset;
  const uint8_t *data;
  size_t data_count;
  /// Rows of pixels still to be decoded, over all passes of an interlaced image.
  uint64_t rows_left;
} png_source;

static void put_big_endian(uint8_t *p, uint32_t value) {
  for (int i = 0; i < 4; i++) p[i] = (uint8_t)(value >> (24 - 8 * i));
}

/// Appends a chunk with a checksum of zero, which libpng is told to ignore.
static void prelude_append(png_source *source, const char *type, const uint8_t *payload, uint32_t length) {
  uint8_t *p = source->prelude + source->prelude_count;
  put_big_endian(p, length);
  memcpy(p + 4, type, 4);
  memcpy(p + 8, payload, length);
  memset(p + 8 + length, 0, 4);
  source->prelude_count += length + 12;
}

static void on_read(png_structp png, png_bytep target, size_t wanted) {
  png_source *source = png_get_io_ptr(png);
  while (wanted > 0) {
    size_t n;
    if (source->prelude_read < source->prelude_count) {
      n = source->prelude_count - source->prelude_read;
      if (n > wanted) n = wanted;
      memcpy(target, source->prelude + source->prelude_read, n);
      source->prelude_read += n;
    } else if (source->data_count > 0) {
      n = source->data_count < wanted ? source->data_count : wanted;
      memcpy(target, source->data, n);
      source->data += n;
      source->data_count -= n;
    } else if (png_next_data(source->bytes, source->count, &source->next_offset, &source->data, &source->data_count)) {
      continue;
    } else {
      source->status = CODEC_TRUNCATED;
      png_error(png, "the file ends before its pixels do");
    }
    target += n;
    wanted -= n;
  }
}

static void on_error(png_structp png, png_const_charp text) {
  png_source *source = png_get_error_ptr(png);
  if (source->status == CODEC_OK) {
    source->status = strstr(text, "Not enough image data") ? CODEC_TRUNCATED : CODEC_BROKEN;
    message_set(source->message, text);
  }
  longjmp(source->on_error, 1);
}

static void on_warning(png_structp png, png_const_charp text) {
  (void)png;
  (void)text;
}

/// Called by libpng for each row once it is inflated and unfiltered, last of the transformations.
/// Of grey of 16 bits both bytes are kept, in place of red and green, until all of the picture is known.
static void on_row(png_structp png, png_row_infop info, png_bytep row) {
  png_source *source = png_get_io_ptr(png);
  source->rows_left--;
  if (info->bit_depth != 16) return;
  for (size_t i = info->width; i-- > 0;) {
    uint8_t pixel[3] = {row[2 * i], row[2 * i + 1], 0};
    memcpy(row + 3 * i, pixel, 3);
  }
}

/// Makes 8 bits of the 16 that `on_row` left: as in Pillow's mode I;16, where everything above 255 is white, or stretched.
static void finish_grey16(uint8_t *pixels, size_t count, codec_grey16 *grey) {
  uint32_t darkest = 0xFFFF, brightest = 0;
  for (size_t i = 0; i < count; i++) {
    uint32_t value = (uint32_t)pixels[3 * i] << 8 | pixels[3 * i + 1];
    if (value < darkest) darkest = value;
    if (value > brightest) brightest = value;
    if (value > 255) grey->bright++;
  }
  uint32_t span = brightest - darkest;
  for (size_t i = 0; i < count; i++) {
    uint32_t value = (uint32_t)pixels[3 * i] << 8 | pixels[3 * i + 1];
    uint32_t level;
    if (!grey->stretches) level = value > 255 ? 255 : value;
    // A picture of one grey keeps its high byte.
    else if (span == 0) level = value >> 8;
    else level = ((value - darkest) * 255 + span / 2) / span;
    memset(pixels + 3 * i, (int)level, 3);
  }
}

/// Rows of an image, or of the passes of an interlaced one that have pixels.
static uint64_t row_count(const png_summary *summary) {
  if (!summary->interlaced) return summary->height;
  uint64_t rows = 0;
  for (int pass = 0; pass < PNG_INTERLACE_ADAM7_PASSES; pass++) {
    if (PNG_PASS_COLS(summary->width, pass) > 0) rows += PNG_PASS_ROWS(summary->height, pass);
  }
  return rows;
}

/// Bytes of image data in the first run of IDAT chunks.
static size_t data_count(const uint8_t *bytes, size_t count, size_t offset) {
  const uint8_t *data;
  size_t total = 0, length;
  while (png_next_data(bytes, count, &offset, &data, &length)) total += length;
  return total;
}

/// Deflate makes at most 1032 bytes of one: too little data is refused before libpng allocates rows for it.
static bool can_hold_pixels(const png_summary *summary, size_t data_count) {
  static const uint8_t channels[7] = {1, 0, 3, 1, 2, 0, 4};
  uint64_t bits = (uint64_t)summary->width * summary->height * summary->depth * channels[summary->color_type];
  return bits / 8 <= (uint64_t)data_count * 1032;
}

static void set_transformations(png_structp png, const png_summary *summary) {
  switch (summary->color_type) {
    case PNG_GREY:
      if (summary->depth == 16) {
        png_set_user_transform_info(png, NULL, 8, 3);
        return;
      }
      png_set_expand_gray_1_2_4_to_8(png);
      png_set_gray_to_rgb(png);
      return;
    case PNG_PALETTE: png_set_palette_to_rgb(png); return;
    case PNG_GREY_ALPHA: png_set_gray_to_rgb(png); break;
    default: break;
  }
  png_set_strip_16(png);
  png_set_strip_alpha(png);
}

/// Writes the beginning of the stream that libpng reads, up to the first byte of image data.
static void write_prelude(png_source *source, const png_summary *summary, size_t data_count) {
  memcpy(source->prelude, source->bytes, 8);
  source->prelude_count = 8;
  prelude_append(source, "IHDR", summary->header, sizeof summary->header);
  if (summary->color_type == PNG_PALETTE) prelude_append(source, "PLTE", summary->palette, 3u << summary->depth);
  put_big_endian(source->prelude + source->prelude_count, data_count < INT32_MAX ? (uint32_t)data_count : INT32_MAX);
  memcpy(source->prelude + source->prelude_count + 4, "IDAT", 4);
  source->prelude_count += 8;
}

/// The part that libpng may leave by longjmp: all that is needed afterwards lives in `source`.
static void decode(png_source *source, const png_summary *summary, uint8_t *pixels) {
  if (setjmp(source->on_error)) return;
  png_structp png = source->png = png_create_read_struct(PNG_LIBPNG_VER_STRING, source, on_error, on_warning);
  png_infop info = source->info = png == NULL ? NULL : png_create_info_struct(png);
  if (info == NULL) {
    source->status = CODEC_OUT_OF_MEMORY;
    return;
  }
  png_set_read_fn(png, source, on_read);
  png_set_crc_action(png, PNG_CRC_QUIET_USE, PNG_CRC_QUIET_USE);
  png_set_benign_errors(png, 1);
  png_set_option(png, PNG_MAXIMUM_INFLATE_WINDOW, PNG_OPTION_ON);
  png_set_user_limits(png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
  png_set_compression_buffer_size(png, 1 << 16);
  png_read_info(png, info);
  png_set_read_user_transform_fn(png, on_row);
  set_transformations(png, summary);
  int passes = png_set_interlace_handling(png);
  png_read_update_info(png, info);
  size_t stride = (size_t)summary->width * 3;
  if (png_get_rowbytes(png, info) != stride) png_error(png, "unexpected row size");
  for (int pass = 0; pass < passes; pass++) {
    for (size_t y = 0; y < summary->height; y++) png_read_row(png, pixels + y * stride, NULL);
  }
}

codec_status codec_png_decode(
  const uint8_t *bytes, size_t count, codec_size size, codec_grey16 *grey, uint8_t *pixels, char *message) {
  png_summary summary;
  codec_status status = png_summarize(bytes, count, &summary, message);
  if (status != CODEC_OK) return status;
  if (summary.width != size.width || summary.height != size.height) {
    message_set(message, "the size changed between two reads");
    return CODEC_BROKEN;
  }
  size_t data = data_count(bytes, count, summary.data_offset);
  if (!can_hold_pixels(&summary, data)) return CODEC_TRUNCATED;
  png_source source = {
    .message = message, .bytes = bytes, .count = count, .next_offset = summary.data_offset, .rows_left = row_count(&summary)};
  write_prelude(&source, &summary, data);
  decode(&source, &summary, pixels);
  png_destroy_read_struct(&source.png, &source.info, NULL);
  // Once every row is there, a missing or wrong end of the data is no fault.
  if (source.rows_left != 0) return source.status;
  if (summary.color_type == PNG_GREY && summary.depth == 16) finish_grey16(pixels, (size_t)summary.width * summary.height, grey);
  return CODEC_OK;
}
