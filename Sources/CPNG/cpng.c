#include "cpng.h"

#include <png.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

// Errors: keep the message, jump back to the function of this file that called libpng.

static void fail(png_structp png, png_const_charp text) {
  char *message = png_get_error_ptr(png);
  strncpy(message, text, CPNG_MESSAGE_SIZE - 1);
  message[CPNG_MESSAGE_SIZE - 1] = '\0';
  png_longjmp(png, 1);
}

static void ignore_warning(png_structp png, png_const_charp text) {
  (void)png;
  (void)text;
}

static bool out_of_memory(char *message) {
  strcpy(message, "out of memory");
  return false;
}

// Writing

typedef struct {
  uint8_t *bytes;
  size_t size;
  size_t capacity;
} sink;

static void append(png_structp png, png_bytep data, size_t count) {
  sink *out = png_get_io_ptr(png);
  if (count > out->capacity - out->size) {
    size_t capacity = 2 * (out->size + count) + 4096;
    uint8_t *bytes = realloc(out->bytes, capacity);
    if (bytes == NULL) png_error(png, "out of memory");
    out->bytes = bytes;
    out->capacity = capacity;
  }
  memcpy(out->bytes + out->size, data, count);
  out->size += count;
}

static void flush(png_structp png) { (void)png; }

// The sink stands outside, since C leaves the locals of a function undefined that changed before a longjmp into it.
static bool write_png(const uint8_t *rgb, uint32_t width, uint32_t height, const cpng_text *texts, int text_count, sink *out,
                      char *message) {
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, message, fail, ignore_warning);
  if (png == NULL) return out_of_memory(message);
  png_infop info = png_create_info_struct(png);
  if (info == NULL) {
    png_destroy_write_struct(&png, NULL);
    return out_of_memory(message);
  }
  if (setjmp(png_jmpbuf(png))) {
    png_destroy_write_struct(&png, &info);
    return false;
  }
  png_set_write_fn(png, out, append, flush);
  png_set_IHDR(png, info, width, height, 8, PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_BASE,
               PNG_FILTER_TYPE_BASE);
  png_set_sRGB(png, info, PNG_sRGB_INTENT_RELATIVE);
  // Enlarged pixels repeat whole rows: "up" turns them into zeros.
  png_set_filter(png, PNG_FILTER_TYPE_BASE, PNG_FILTER_UP);
  png_set_compression_level(png, 9);
  png_set_compression_mem_level(png, 8);
  png_set_compression_strategy(png, 0);
  for (int index = 0; index < text_count; index++) {
    png_text text = {.compression = texts[index].is_ascii ? PNG_TEXT_COMPRESSION_NONE : PNG_ITXT_COMPRESSION_NONE,
                     .key = (png_charp)texts[index].keyword,
                     .text = (png_charp)texts[index].value};
    png_set_text(png, info, &text, 1);
  }
  png_write_info(png, info);
  for (uint32_t row = 0; row < height; row++) png_write_row(png, rgb + (size_t)row * width * 3);
  png_write_end(png, info);
  png_destroy_write_struct(&png, &info);
  return true;
}

bool cpng_encode(const uint8_t *rgb, uint32_t width, uint32_t height, const cpng_text *texts, int text_count, uint8_t **bytes,
                 size_t *size, char message[CPNG_MESSAGE_SIZE]) {
  sink out = {NULL, 0, 0};
  if (!write_png(rgb, width, height, texts, text_count, &out, message)) {
    free(out.bytes);
    return false;
  }
  *bytes = out.bytes;
  *size = out.size;
  return true;
}

void cpng_free(uint8_t *bytes) { free(bytes); }

// Reading

typedef struct {
  const uint8_t *bytes;
  size_t left;
} source;

static void take(png_structp png, png_bytep data, size_t count) {
  source *in = png_get_io_ptr(png);
  if (count > in->left) png_error(png, "the data end too early");
  memcpy(data, in->bytes, count);
  in->bytes += count;
  in->left -= count;
}

static void prepare(png_structp png, source *in, uint32_t max_side) {
  png_set_read_fn(png, in, take);
  png_set_user_limits(png, max_side, max_side);
  // Of all chunks but those that make the pixels, the checksum is compared and nothing else: a few bytes may claim to be a text of 2 GB,
  // for which libpng makes room first, whatever limits are set.
  png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, NULL, -1);
  png_set_crc_action(png, PNG_CRC_ERROR_QUIT, PNG_CRC_ERROR_QUIT);
}

bool cpng_read_size(const uint8_t *bytes, size_t size, uint32_t *width, uint32_t *height, char message[CPNG_MESSAGE_SIZE]) {
  if (size < 8 || png_sig_cmp(bytes, 0, 8) != 0) {
    strcpy(message, "it does not begin with PNG's signature");
    return false;
  }
  source in = {bytes, size};
  png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, message, fail, ignore_warning);
  if (png == NULL) return out_of_memory(message);
  png_infop info = png_create_info_struct(png);
  if (info == NULL) {
    png_destroy_read_struct(&png, NULL, NULL);
    return out_of_memory(message);
  }
  if (setjmp(png_jmpbuf(png))) {
    png_destroy_read_struct(&png, &info, NULL);
    return false;
  }
  prepare(png, &in, 0x7fffffff);
  png_read_info(png, info);
  *width = png_get_image_width(png, info);
  *height = png_get_image_height(png, info);
  png_destroy_read_struct(&png, &info, NULL);
  return true;
}

bool cpng_decode(const uint8_t *bytes, size_t size, uint32_t width, uint32_t height, uint8_t *rgb,
                 char message[CPNG_MESSAGE_SIZE]) {
  source in = {bytes, size};
  png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, message, fail, ignore_warning);
  if (png == NULL) return out_of_memory(message);
  png_infop info = png_create_info_struct(png);
  if (info == NULL) {
    png_destroy_read_struct(&png, NULL, NULL);
    return out_of_memory(message);
  }
  if (setjmp(png_jmpbuf(png))) {
    png_destroy_read_struct(&png, &info, NULL);
    return false;
  }
  prepare(png, &in, width > height ? width : height);
  png_read_info(png, info);
  png_set_expand(png);
  png_set_strip_16(png);
  png_set_strip_alpha(png);
  png_set_gray_to_rgb(png);
  int passes = png_set_interlace_handling(png);
  png_read_update_info(png, info);
  if (png_get_image_width(png, info) != width || png_get_image_height(png, info) != height ||
      png_get_rowbytes(png, info) != (size_t)width * 3) {
    png_error(png, "the pixels do not convert to 8-bit RGB");
  }
  for (int pass = 0; pass < passes; pass++) {
    for (uint32_t row = 0; row < height; row++) png_read_row(png, rgb + (size_t)row * width * 3, NULL);
  }
  png_read_end(png, NULL);
  png_destroy_read_struct(&png, &info, NULL);
  return true;
}
