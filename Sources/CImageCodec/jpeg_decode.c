#include <setjmp.h>
#include <stdio.h>
#include <string.h>

#include <jpeglib.h>
#include <jerror.h>

#include "output.h"

// Which files are good and what their pixels are follows Pillow: the file may lack its end marker once every row is there, damaged data
// that libjpeg can make something of is no fault, four components are Adobe's inverted CMYK.

/// Each scan is a pass over all coefficients, so a file of a few kB could take hours: more scans than any encoder writes, or a hundred of
/// the largest image, are refused.
static const uint64_t max_scans = 500, max_pixels_scanned = UINT64_C(1) << 34;

typedef struct {
  /// First, so that libjpeg's pointer to it is a pointer to the whole.
  struct jpeg_error_mgr errors;
  struct jpeg_source_mgr source;
  struct jpeg_progress_mgr progress;
  struct jpeg_decompress_struct jpeg;
  jmp_buf on_error;
  codec_status status;
  char *message;
} jpeg_reader;

static void on_error(j_common_ptr jpeg) {
  jpeg_reader *reader = (jpeg_reader *)jpeg->err;
  char text[JMSG_LENGTH_MAX];
  jpeg->err->format_message(jpeg, text);
  message_set(reader->message, text);
  reader->status = jpeg->err->msg_code == JERR_OUT_OF_MEMORY ? CODEC_OUT_OF_MEMORY : CODEC_BROKEN;
  longjmp(reader->on_error, 1);
}

static void on_message(j_common_ptr jpeg, int level) {
  (void)jpeg;
  (void)level;
}

static void on_source(j_decompress_ptr jpeg) { (void)jpeg; }

/// All bytes were there from the beginning: asked for more, libjpeg has to suspend, which says that the file is truncated.
static boolean on_fill(j_decompress_ptr jpeg) {
  (void)jpeg;
  return FALSE;
}

static void on_skip(j_decompress_ptr jpeg, long count) {
  if (count <= 0) return;
  size_t n = (size_t)count < jpeg->src->bytes_in_buffer ? (size_t)count : jpeg->src->bytes_in_buffer;
  jpeg->src->next_input_byte += n;
  jpeg->src->bytes_in_buffer -= n;
}

static void on_progress(j_common_ptr common) {
  j_decompress_ptr jpeg = (j_decompress_ptr)common;
  uint64_t scans = (uint64_t)jpeg->input_scan_number;
  if (scans <= max_scans && scans * jpeg->image_width * jpeg->image_height <= max_pixels_scanned) return;
  jpeg_reader *reader = (jpeg_reader *)jpeg->err;
  message_set(reader->message, "more scans than any encoder writes");
  reader->status = CODEC_BROKEN;
  longjmp(reader->on_error, 1);
}

static void start(jpeg_reader *reader, const uint8_t *bytes, size_t count) {
  j_decompress_ptr jpeg = &reader->jpeg;
  jpeg->err = jpeg_std_error(&reader->errors);
  reader->errors.error_exit = on_error;
  reader->errors.emit_message = on_message;
  jpeg_create_decompress(jpeg);
  reader->source = (struct jpeg_source_mgr){
    .next_input_byte = bytes, .bytes_in_buffer = count, .init_source = on_source, .fill_input_buffer = on_fill,
    .skip_input_data = on_skip, .resync_to_restart = jpeg_resync_to_restart, .term_source = on_source};
  jpeg->src = &reader->source;
  reader->progress.progress_monitor = on_progress;
  jpeg->progress = &reader->progress;
}

/// Reads up to the first scan; false when the file ends before.
static bool read_header(jpeg_reader *reader) {
  int result;
  do {
    result = jpeg_read_header(&reader->jpeg, FALSE);
  } while (result == JPEG_HEADER_TABLES_ONLY);
  if (result == JPEG_SUSPENDED) reader->status = CODEC_TRUNCATED;
  return result == JPEG_HEADER_OK;
}

static void read_size(jpeg_reader *reader, const uint8_t *bytes, size_t count) {
  if (setjmp(reader->on_error)) return;
  start(reader, bytes, count);
  read_header(reader);
}

codec_status codec_jpeg_size(const uint8_t *bytes, size_t count, codec_size *size, char *message) {
  jpeg_reader reader = {.message = message};
  read_size(&reader, bytes, count);
  *size = (codec_size){reader.jpeg.image_width, reader.jpeg.image_height};
  jpeg_destroy_decompress(&reader.jpeg);
  return reader.status;
}

/// Pillow's naive conversion: no profile, only the product of the inverted inks.
static void rgb_from_inverted_cmyk(const uint8_t *cmyk, uint8_t *rgb, size_t width) {
  for (size_t i = 0; i < width; i++) {
    int key = cmyk[4 * i + 3];
    for (int c = 0; c < 3; c++) {
      int product = (255 - cmyk[4 * i + c]) * key + 128;
      int value = key - (((product >> 8) + product) >> 8);
      rgb[3 * i + c] = (uint8_t)(value < 0 ? 0 : value);
    }
  }
}

/// The part that libjpeg may leave by longjmp: all that is needed afterwards lives in `reader`.
static void decode(jpeg_reader *reader, const uint8_t *bytes, size_t count, codec_size size, uint8_t *pixels) {
  if (setjmp(reader->on_error)) return;
  start(reader, bytes, count);
  if (!read_header(reader)) return;
  j_decompress_ptr jpeg = &reader->jpeg;
  if (jpeg->image_width != size.width || jpeg->image_height != size.height) {
    message_set(reader->message, "the size changed between two reads");
    reader->status = CODEC_BROKEN;
    return;
  }
  if (jpeg->num_components != 1 && jpeg->num_components != 3 && jpeg->num_components != 4) {
    snprintf(reader->message, CODEC_MESSAGE_SIZE, "%d colour components", jpeg->num_components);
    reader->status = CODEC_BROKEN;
    return;
  }
  bool is_cmyk = jpeg->num_components == 4;
  jpeg->out_color_space = is_cmyk ? JCS_CMYK : JCS_RGB;
  reader->status = CODEC_TRUNCATED;
  if (!jpeg_start_decompress(jpeg)) return;
  size_t stride = (size_t)size.width * 3;
  JSAMPROW inks = NULL;
  if (is_cmyk) inks = jpeg->mem->alloc_large((j_common_ptr)jpeg, JPOOL_IMAGE, (size_t)size.width * 4);
  while (jpeg->output_scanline < size.height) {
    JSAMPROW row = pixels + jpeg->output_scanline * stride;
    if (jpeg_read_scanlines(jpeg, is_cmyk ? &inks : &row, 1) != 1) return;
    if (is_cmyk) rgb_from_inverted_cmyk(inks, row, size.width);
  }
  reader->status = CODEC_OK;
  // Nonsense after the last row is a fault, as it is to Pillow; a missing end marker is none.
  jpeg_finish_decompress(jpeg);
}

codec_status codec_jpeg_decode(const uint8_t *bytes, size_t count, codec_size size, uint8_t *pixels, char *message) {
  jpeg_reader reader = {.message = message};
  decode(&reader, bytes, count, size, pixels);
  jpeg_destroy_decompress(&reader.jpeg);
  return reader.status;
}
