#include <png.h>
#include <setjmp.h>
#include <string.h>

#include "output.h"

typedef struct {
  jmp_buf on_error;
  png_structp png;
  png_infop info;
  output out;
  char *message;
} png_target;

static void on_error(png_structp png, png_const_charp text) {
  png_target *target = png_get_error_ptr(png);
  message_set(target->message, text);
  longjmp(target->on_error, 1);
}

static void on_warning(png_structp png, png_const_charp text) {
  (void)png;
  (void)text;
}

static void on_write(png_structp png, png_bytep bytes, size_t count) {
  output *out = &((png_target *)png_get_io_ptr(png))->out;
  if (!output_reserve(out, count)) png_error(png, "out of memory");
  memcpy(out->bytes + out->count, bytes, count);
  out->count += count;
}

static void on_flush(png_structp png) { (void)png; }

/// The part that libpng may leave by longjmp: all that is needed afterwards lives in `target`.
static codec_status encode(png_target *target, const uint8_t *pixels, codec_size size) {
  if (setjmp(target->on_error)) return CODEC_BROKEN;
  png_structp png = target->png = png_create_write_struct(PNG_LIBPNG_VER_STRING, target, on_error, on_warning);
  png_infop info = target->info = png == NULL ? NULL : png_create_info_struct(png);
  if (info == NULL) return CODEC_OUT_OF_MEMORY;
  png_set_write_fn(png, target, on_write, on_flush);
  png_set_user_limits(png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
  png_set_IHDR(
    png, info, size.width, size.height, 8, PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
    PNG_FILTER_TYPE_DEFAULT);
  // A fifth of the time that the defaults take, for files of photographs 8 % and of plots 30 % larger.
  png_set_compression_level(png, 2);
  png_set_filter(png, PNG_FILTER_TYPE_BASE, PNG_FILTER_UP);
  png_write_info(png, info);
  for (size_t y = 0; y < size.height; y++) png_write_row(png, pixels + y * size.width * 3);
  png_write_end(png, info);
  return CODEC_OK;
}

codec_status codec_png_encode(const uint8_t *pixels, codec_size size, codec_buffer *file, char *message) {
  png_target target = {.message = message};
  codec_status status = encode(&target, pixels, size);
  png_destroy_write_struct(&target.png, &target.info);
  *file = (codec_buffer){target.out.bytes, target.out.count};
  return status;
}
