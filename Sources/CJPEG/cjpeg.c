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

static void fail_with(j_common_ptr jpeg, const char *text) {
  error_handler *handler = (error_handler *)jpeg->err;
  strncpy(handler->message, text, CJPEG_MESSAGE_SIZE - 1);
  handler->message[CJPEG_MESSAGE_SIZE - 1] = '\0';
  longjmp(handler->back, 1);
}

static void fail(j_common_ptr jpeg) {
  char text[JMSG_LENGTH_MAX];
  jpeg->err->format_message(jpeg, text);
  fail_with(jpeg, text);
}

// A negative level is a warning. These do no harm: superfluous bytes between markers, a version of JFIF and a transform of Adobe's
// that libjpeg does not know. The others are about data that are damaged or missing, and would be grey areas.
static void judge(j_common_ptr jpeg, int level) {
  if (level >= 0) return;
  switch (jpeg->err->msg_code) {
    case JWRN_EXTRANEOUS_DATA:
    case JWRN_JFIF_MAJOR:
    case JWRN_ADOBE_XFORM: return;
    default: fail(jpeg);
  }
}

// A short file may hold so many scans of a large picture that decoding takes hours; programs write about ten.
static void limit_scans(j_common_ptr jpeg) {
  if (((j_decompress_ptr)jpeg)->input_scan_number > 500) fail_with(jpeg, "it has more than 500 scans");
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

// Four inks to three colours, in Pillow's arithmetic. Adobe's programs store inks inverted, as the light that is left; like Pillow, we
// take all files for such, as files of other programs are rare.
static void convert_inks(const uint8_t *inks, uint32_t width, uint8_t *rgb) {
  for (uint32_t x = 0; x < width; x++) {
    const uint32_t light = inks[4 * x + 3];
    for (int color = 0; color < 3; color++) {
      const uint32_t product = (255 - inks[4 * x + color]) * light + 128;
      rgb[3 * x + color] = (uint8_t)(light - ((product + (product >> 8)) >> 8));
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
  struct jpeg_progress_mgr progress = {.progress_monitor = limit_scans};
  jpeg.progress = &progress;
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
    if (has_inks) convert_inks(inks[0], width, row);
  }
  jpeg_finish_decompress(&jpeg);
  jpeg_destroy_decompress(&jpeg);
  return true;
}
