#include "cjpeg.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jerror.h>
#include <jpeglib.h>

// Errors: keep the message, jump back to the function of this file that called libjpeg.

typedef struct {
  struct jpeg_error_mgr base;
  jmp_buf back;
  char *message;
} error_handler;

static void fail(j_common_ptr jpeg) {
  error_handler *handler = (error_handler *)jpeg->err;
  char text[JMSG_LENGTH_MAX];
  handler->base.format_message(jpeg, text);
  strncpy(handler->message, text, CJPEG_MESSAGE_SIZE - 1);
  handler->message[CJPEG_MESSAGE_SIZE - 1] = '\0';
  longjmp(handler->back, 1);
}

// A negative level is a warning about damaged data. Superfluous bytes between markers do no harm; the rest would be grey areas.
static void judge(j_common_ptr jpeg, int level) {
  if (level < 0 && jpeg->err->msg_code != JWRN_EXTRANEOUS_DATA) fail(jpeg);
}

static void ignore(j_common_ptr jpeg) { (void)jpeg; }

static void begin(struct jpeg_decompress_struct *jpeg, error_handler *handler, char *message) {
  jpeg->err = jpeg_std_error(&handler->base);
  handler->base.error_exit = fail;
  handler->base.emit_message = judge;
  handler->base.output_message = ignore;
  handler->message = message;
}

bool cjpeg_read_size(const uint8_t *bytes, size_t size, uint32_t *width, uint32_t *height, char message[CJPEG_MESSAGE_SIZE]) {
  struct jpeg_decompress_struct jpeg;
  error_handler handler;
  memset(&jpeg, 0, sizeof jpeg);
  begin(&jpeg, &handler, message);
  if (setjmp(handler.back)) {
    jpeg_destroy_decompress(&jpeg);
    return false;
  }
  jpeg_create_decompress(&jpeg);
  jpeg_mem_src(&jpeg, bytes, size);
  jpeg_read_header(&jpeg, TRUE);
  *width = jpeg.image_width;
  *height = jpeg.image_height;
  jpeg_destroy_decompress(&jpeg);
  return true;
}

// Four inks to three colours; Adobe's programs store inks inverted, as the light that is left.
static void convert_inks(const uint8_t *inks, uint32_t width, bool is_inverted, uint8_t *rgb) {
  for (uint32_t x = 0; x < width; x++) {
    const uint32_t black = is_inverted ? inks[4 * x + 3] : 255 - inks[4 * x + 3];
    for (int color = 0; color < 3; color++) {
      const uint32_t light = is_inverted ? inks[4 * x + color] : 255 - inks[4 * x + color];
      rgb[3 * x + color] = (uint8_t)((light * black + 127) / 255);
    }
  }
}

bool cjpeg_decode(const uint8_t *bytes, size_t size, uint32_t width, uint32_t height, uint8_t *rgb,
                  char message[CJPEG_MESSAGE_SIZE]) {
  struct jpeg_decompress_struct jpeg;
  error_handler handler;
  memset(&jpeg, 0, sizeof jpeg);
  begin(&jpeg, &handler, message);
  if (setjmp(handler.back)) {
    jpeg_destroy_decompress(&jpeg);
    return false;
  }
  jpeg_create_decompress(&jpeg);
  jpeg_mem_src(&jpeg, bytes, size);
  jpeg_read_header(&jpeg, TRUE);
  const bool has_inks = jpeg.jpeg_color_space == JCS_CMYK || jpeg.jpeg_color_space == JCS_YCCK;
  jpeg.out_color_space = has_inks ? JCS_CMYK : JCS_RGB;
  jpeg_start_decompress(&jpeg);
  if (jpeg.output_width != width || jpeg.output_height != height) ERREXIT(&jpeg, JERR_BAD_STATE);
  // Room of libjpeg's own, which is freed with it on every way out.
  JSAMPARRAY inks = (*jpeg.mem->alloc_sarray)((j_common_ptr)&jpeg, JPOOL_IMAGE, has_inks ? width * 4 : 1, 1);
  while (jpeg.output_scanline < height) {
    uint8_t *row = rgb + (size_t)jpeg.output_scanline * width * 3;
    JSAMPROW target = has_inks ? inks[0] : row;
    jpeg_read_scanlines(&jpeg, &target, 1);
    if (has_inks) convert_inks(inks[0], width, jpeg.saw_Adobe_marker, row);
  }
  jpeg_finish_decompress(&jpeg);
  jpeg_destroy_decompress(&jpeg);
  return true;
}
