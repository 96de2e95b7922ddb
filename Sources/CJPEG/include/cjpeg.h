// 8-bit RGB images from JPEG bytes in memory, over libjpeg-turbo.
//
// libjpeg reports errors with a callback that must not return: it jumps back into these functions, never across Swift frames.
// Each returns true, or false with a message; neither keeps state between calls.

#ifndef CJPEG_H
#define CJPEG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { CJPEG_MESSAGE_SIZE = 200 };

// Reads the size from the header, whatever it is: bounds are the caller's.
bool cjpeg_read_size(const uint8_t *bytes, size_t size, uint32_t *width, uint32_t *height, char message[CJPEG_MESSAGE_SIZE]);

// Decodes into `rgb`, which holds `width * height * 3` bytes as cjpeg_read_size told. Grey, YCbCr, CMYK and YCCK become RGB, with the
// bytes that Pillow gives. What libjpeg would fill in for data that are missing or damaged is an error here.
bool cjpeg_decode(const uint8_t *bytes, size_t size, uint32_t width, uint32_t height, uint8_t *rgb,
                  char message[CJPEG_MESSAGE_SIZE]);

#endif
