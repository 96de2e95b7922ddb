// Decodes damaged PNG and JPEG files, by chance from a fixed seed, through the shims of this project.
//
// .ci/shims-test compiles it, and the shims, with the sanitizers for addresses and undefined behaviour: what one of them finds ends it.

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include <jpeglib.h>
#include <png.h>
#include <zlib.h>

#include "cjpeg.h"
#include "cpng.h"

enum { WIDTH = 37, HEIGHT = 23, ROUNDS = 1500 };

static uint64_t state = 1;

// SplitMix64.
static uint32_t below(size_t bound) {
  uint64_t value = state += 0x9E3779B97F4A7C15;
  value = (value ^ value >> 30) * 0xBF58476D1CE4E5B9;
  value = (value ^ value >> 27) * 0x94D049BB133111EB;
  return (uint32_t)((value ^ value >> 31) % bound);
}

typedef struct {
  uint8_t *bytes;
  size_t size;
} file;

// --- Sound files ---------------------------------------------------------------------------------

static void append(png_structp png, png_bytep bytes, size_t count) {
  file *out = png_get_io_ptr(png);
  out->bytes = realloc(out->bytes, out->size + count);
  memcpy(out->bytes + out->size, bytes, count);
  out->size += count;
}

static void flush(png_structp png) { (void)png; }

static file make_png(int type, int depth, int interlace, int has_transparency) {
  file out = {NULL, 0};
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
  png_infop info = png_create_info_struct(png);
  if (setjmp(png_jmpbuf(png))) abort();
  png_set_write_fn(png, &out, append, flush);
  png_set_IHDR(png, info, WIDTH, HEIGHT, depth, type, interlace, PNG_COMPRESSION_TYPE_BASE, PNG_FILTER_TYPE_BASE);
  png_color palette[16];
  for (int index = 0; index < 16; index++) palette[index] = (png_color){16 * index, 255 - 16 * index, 7 * index};
  if (type == PNG_COLOR_TYPE_PALETTE) png_set_PLTE(png, info, palette, 1 << (depth < 4 ? depth : 4));
  png_byte alpha[2] = {0, 128};
  png_color_16 key = {0, 1, 2, 3, 1};
  if (has_transparency) png_set_tRNS(png, info, alpha, type == PNG_COLOR_TYPE_PALETTE ? 2 : 0, &key);
  png_text text = {.compression = PNG_TEXT_COMPRESSION_zTXt, .key = "Comment", .text = "made for a test"};
  png_set_text(png, info, &text, 1);
  png_write_info(png, info);
  size_t row_bytes = png_get_rowbytes(png, info);
  uint8_t *rows[HEIGHT];
  for (int y = 0; y < HEIGHT; y++) {
    rows[y] = malloc(row_bytes);
    // The values of a palette stay within it.
    for (size_t x = 0; x < row_bytes; x++) rows[y][x] = type == PNG_COLOR_TYPE_PALETTE ? below(2) : below(256);
  }
  png_write_image(png, rows);
  png_write_end(png, info);
  png_destroy_write_struct(&png, &info);
  for (int y = 0; y < HEIGHT; y++) free(rows[y]);
  return out;
}

static file make_jpeg(int components, bool is_progressive, bool has_restarts) {
  struct jpeg_compress_struct jpeg;
  struct jpeg_error_mgr errors;
  unsigned char *bytes = NULL;
  unsigned long size = 0;
  jpeg.err = jpeg_std_error(&errors);
  jpeg_create_compress(&jpeg);
  jpeg_mem_dest(&jpeg, &bytes, &size);
  jpeg.image_width = WIDTH;
  jpeg.image_height = HEIGHT;
  jpeg.input_components = components;
  jpeg.in_color_space = components == 1 ? JCS_GRAYSCALE : components == 3 ? JCS_RGB : JCS_CMYK;
  jpeg_set_defaults(&jpeg);
  if (is_progressive) jpeg_simple_progression(&jpeg);
  if (has_restarts) jpeg.restart_interval = 2;
  jpeg_start_compress(&jpeg, TRUE);
  uint8_t row[WIDTH * 4];
  JSAMPROW line = row;
  while (jpeg.next_scanline < HEIGHT) {
    for (int x = 0; x < WIDTH * components; x++) row[x] = (uint8_t)(6 * x + 5 * jpeg.next_scanline + below(32));
    jpeg_write_scanlines(&jpeg, &line, 1);
  }
  jpeg_finish_compress(&jpeg);
  jpeg_destroy_compress(&jpeg);
  return (file){bytes, size};
}

// --- Damage --------------------------------------------------------------------------------------

// A copy in a block of exactly its size, so that a read beyond it is noticed.
static file damaged(file whole) {
  size_t size = below(4) == 0 ? 1 + below(whole.size) : whole.size;
  file copy = {malloc(size), size};
  memcpy(copy.bytes, whole.bytes, size);
  for (uint32_t change = 1 + below(6); change > 0; change--) {
    // Headers decide most, so they are met most.
    size_t place = below(2) == 0 && size > 200 ? below(200) : below(size);
    switch (below(4)) {
      case 0: copy.bytes[place] ^= 1 << below(8); break;
      case 1: copy.bytes[place] = (uint8_t)below(256); break;
      case 2: copy.bytes[place] = 0xFF; break;
      default: memset(copy.bytes + place, (int)below(2) * 255, size - place < 16 ? size - place : 16);
    }
  }
  return copy;
}

// Makes the checksums of a PNG right again, without which damage would not get far.
static void repair(file png) {
  for (size_t start = 8; start + 12 <= png.size;) {
    uint8_t *chunk = png.bytes + start;
    uint32_t length = (uint32_t)chunk[0] << 24 | chunk[1] << 16 | chunk[2] << 8 | chunk[3];
    if (length > png.size - start - 12) return;
    uint32_t sum = (uint32_t)crc32(0, chunk + 4, length + 4);
    for (int place = 0; place < 4; place++) chunk[8 + length + place] = (uint8_t)(sum >> (24 - 8 * place));
    start += 12 + (size_t)length;
  }
}

typedef bool read_size(const uint8_t *, size_t, uint32_t *, uint32_t *, char *);
typedef bool decode(const uint8_t *, size_t, uint32_t, uint32_t, uint8_t *, char *);

// Whether a file could be decoded; asks and allocates as Image does, but for smaller bounds.
static bool decodes(file input, read_size *read, decode *decode) {
  char message[256];
  uint32_t width = 0, height = 0;
  if (!read(input.bytes, input.size, &width, &height, message)) return false;
  if (width > 500 || height > 500) return false;
  uint8_t *pixels = malloc((size_t)width * height * 3);
  bool is_sound = decode(input.bytes, input.size, width, height, pixels, message);
  free(pixels);
  return is_sound;
}

static void attack(const char *name, file whole, read_size *read, decode *decode, bool is_png) {
  if (!decodes(whole, read, decode)) {
    fprintf(stderr, "%s: the sound file is not decoded\n", name);
    exit(1);
  }
  int sound = 0;
  for (int round = 0; round < ROUNDS; round++) {
    file copy = damaged(whole);
    if (is_png && below(8) > 0) repair(copy);
    sound += decodes(copy, read, decode);
    free(copy.bytes);
  }
  printf("%s: %d of %d damaged files were decoded\n", name, sound, ROUNDS);
  free(whole.bytes);
  // A small file takes little memory, whatever it claims.
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  if (usage.ru_maxrss > 300 << 10) {
    fprintf(stderr, "%s: %ld MB of memory were needed\n", name, usage.ru_maxrss >> 10);
    exit(1);
  }
}

int main(void) {
  const struct {
    const char *name;
    int type, depth, interlace, has_transparency;
  } pngs[] = {
      {"grey PNG", PNG_COLOR_TYPE_GRAY, 8, PNG_INTERLACE_NONE, 1},
      {"1-bit PNG", PNG_COLOR_TYPE_GRAY, 1, PNG_INTERLACE_ADAM7, 0},
      {"16-bit PNG", PNG_COLOR_TYPE_RGB, 16, PNG_INTERLACE_NONE, 1},
      {"palette PNG", PNG_COLOR_TYPE_PALETTE, 4, PNG_INTERLACE_NONE, 1},
      {"interlaced PNG", PNG_COLOR_TYPE_RGB_ALPHA, 8, PNG_INTERLACE_ADAM7, 0},
      {"16-bit grey PNG with alpha", PNG_COLOR_TYPE_GRAY_ALPHA, 16, PNG_INTERLACE_NONE, 0},
  };
  for (size_t index = 0; index < sizeof pngs / sizeof *pngs; index++) {
    file png = make_png(pngs[index].type, pngs[index].depth, pngs[index].interlace, pngs[index].has_transparency);
    attack(pngs[index].name, png, cpng_read_size, cpng_decode, true);
  }
  attack("grey JPEG", make_jpeg(1, false, true), cjpeg_read_size, cjpeg_decode, false);
  attack("JPEG", make_jpeg(3, false, false), cjpeg_read_size, cjpeg_decode, false);
  attack("progressive JPEG", make_jpeg(3, true, false), cjpeg_read_size, cjpeg_decode, false);
  attack("CMYK JPEG", make_jpeg(4, false, true), cjpeg_read_size, cjpeg_decode, false);
  attack("progressive CMYK JPEG", make_jpeg(4, true, false), cjpeg_read_size, cjpeg_decode, false);
  return 0;
}
