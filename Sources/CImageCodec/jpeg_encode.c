#include <setjmp.h>
#include <stdio.h>
#include <string.h>

#include <jpeglib.h>
#include <jerror.h>

#include "output.h"

typedef struct {
  /// First, so that libjpeg's pointer to it is a pointer to the whole.
  struct jpeg_error_mgr errors;
  struct jpeg_destination_mgr destination;
  struct jpeg_compress_struct jpeg;
  jmp_buf on_error;
  output out;
  char *message;
} jpeg_writer;

static void on_error(j_common_ptr jpeg) {
  jpeg_writer *writer = (jpeg_writer *)jpeg->err;
  char text[JMSG_LENGTH_MAX];
  jpeg->err->format_message(jpeg, text);
  message_set(writer->message, text);
  longjmp(writer->on_error, 1);
}

static void on_message(j_common_ptr jpeg, int level) {
  (void)jpeg;
  (void)level;
}

/// Hands libjpeg the free end of the output, at least 64 kB.
static void offer_room(j_compress_ptr jpeg) {
  jpeg_writer *writer = (jpeg_writer *)jpeg->err;
  output *out = &writer->out;
  if (!output_reserve(out, 1 << 16)) ERREXIT1(jpeg, JERR_OUT_OF_MEMORY, 0);
  writer->destination.next_output_byte = out->bytes + out->count;
  writer->destination.free_in_buffer = out->capacity - out->count;
}

/// libjpeg's way of saying that all the room is used.
static boolean on_full(j_compress_ptr jpeg) {
  output *out = &((jpeg_writer *)jpeg->err)->out;
  out->count = out->capacity;
  offer_room(jpeg);
  return TRUE;
}

static void on_end(j_compress_ptr jpeg) {
  output *out = &((jpeg_writer *)jpeg->err)->out;
  out->count = out->capacity - jpeg->dest->free_in_buffer;
}

/// The part that libjpeg may leave by longjmp: all that is needed afterwards lives in `writer`.
static codec_status encode(jpeg_writer *writer, const uint8_t *pixels, codec_size size, int quality) {
  if (setjmp(writer->on_error)) return CODEC_BROKEN;
  j_compress_ptr jpeg = &writer->jpeg;
  jpeg->err = jpeg_std_error(&writer->errors);
  writer->errors.error_exit = on_error;
  writer->errors.emit_message = on_message;
  jpeg_create_compress(jpeg);
  writer->destination = (struct jpeg_destination_mgr){
    .init_destination = offer_room, .empty_output_buffer = on_full, .term_destination = on_end};
  jpeg->dest = &writer->destination;
  jpeg->image_width = size.width;
  jpeg->image_height = size.height;
  jpeg->input_components = 3;
  jpeg->in_color_space = JCS_RGB;
  jpeg_set_defaults(jpeg);
  jpeg_set_quality(jpeg, quality, TRUE);
  jpeg_start_compress(jpeg, TRUE);
  while (jpeg->next_scanline < size.height) {
    JSAMPROW row = (JSAMPROW)pixels + (size_t)jpeg->next_scanline * size.width * 3;
    jpeg_write_scanlines(jpeg, &row, 1);
  }
  jpeg_finish_compress(jpeg);
  return CODEC_OK;
}

codec_status codec_jpeg_encode(const uint8_t *pixels, codec_size size, int quality, codec_buffer *file, char *message) {
  jpeg_writer writer = {.message = message};
  codec_status status = encode(&writer, pixels, size, quality);
  jpeg_destroy_compress(&writer.jpeg);
  *file = (codec_buffer){writer.out.bytes, writer.out.count};
  return status;
}
