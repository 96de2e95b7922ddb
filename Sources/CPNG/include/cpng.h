// 8-bit RGB images to and from PNG bytes in memory, over libpng.
//
// libpng reports errors with longjmp, which must not cross Swift frames: it starts and ends inside these functions. Each returns
// true, or false with a message; neither keeps state between calls.

#ifndef CPNG_H
#define CPNG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { CPNG_MESSAGE_SIZE = 200 };

// One text chunk: `tEXt` where the value is ASCII, `iTXt` (UTF-8) where it is not.
typedef struct {
  const char *keyword;
  const char *value;
  bool is_ascii;
} cpng_text;

// Encodes `height` rows of `width` RGB pixels with one fixed filter and compression level and without a time stamp, so that the
// same input gives the same bytes. The caller releases `*bytes` with cpng_free.
bool cpng_encode(const uint8_t *rgb, uint32_t width, uint32_t height, const cpng_text *texts, int text_count, uint8_t **bytes,
                 size_t *size, char message[CPNG_MESSAGE_SIZE]);

void cpng_free(uint8_t *bytes);

// Reads the size from the header, whatever it is: bounds are the caller's.
bool cpng_read_size(const uint8_t *bytes, size_t size, uint32_t *width, uint32_t *height, char message[CPNG_MESSAGE_SIZE]);

// Decodes into `rgb`, which holds `width * height * 3` bytes as cpng_read_size told. Palettes, grey and 16 bits (their high
// byte) become 8-bit RGB; how transparent a pixel is does not matter, its colour does. Every checksum must hold, in optional chunks too.
bool cpng_decode(const uint8_t *bytes, size_t size, uint32_t width, uint32_t height, uint8_t *rgb,
                 char message[CPNG_MESSAGE_SIZE]);

#endif
