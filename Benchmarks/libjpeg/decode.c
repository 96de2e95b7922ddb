// Decodes the JPEG files of a folder to RGB with libjpeg-turbo and nothing else: what the workbench's decoding is measured against.
//
//   decode make FOLDER COUNT    writes pictures of 500 x 375 pixels
//   decode FOLDER               answers the benchmark's requests (info, go N, quit), see Benchmarks/README.md
//
// One decompressor, one buffer for a file and one for pixels serve all pictures.

#include <dirent.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include <jpeglib.h>

enum { WIDTH = 500, HEIGHT = 375, QUALITY = 90, MOST = 4096 };

static void make(const char *folder, int count) {
  unsigned char *pixels = malloc(WIDTH * HEIGHT * 3);
  unsigned state = 1;
  for (int number = 0; number < count; number++) {
    // Waves with noise: about as many bytes as a photograph of this size and quality.
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        for (int c = 0; c < 3; c++) {
          state = state * 1664525u + 1013904223u;
          double wave = sin(x * (0.02 + 0.003 * number) + c) + cos(y * 0.03 + x * 0.01 * c);
          pixels[(y * WIDTH + x) * 3 + c] = (unsigned char)(128 + 50 * wave + (state >> 24) % 21 - 10);
        }
      }
    }
    char path[MOST];
    snprintf(path, sizeof path, "%s/%04d.jpg", folder, number);
    FILE *file = fopen(path, "wb");
    if (file == NULL) exit(1);
    struct jpeg_compress_struct jpeg;
    struct jpeg_error_mgr errors;
    jpeg.err = jpeg_std_error(&errors);
    jpeg_create_compress(&jpeg);
    jpeg_stdio_dest(&jpeg, file);
    jpeg.image_width = WIDTH;
    jpeg.image_height = HEIGHT;
    jpeg.input_components = 3;
    jpeg.in_color_space = JCS_RGB;
    jpeg_set_defaults(&jpeg);
    jpeg_set_quality(&jpeg, QUALITY, TRUE);
    jpeg_start_compress(&jpeg, TRUE);
    while (jpeg.next_scanline < HEIGHT) {
      JSAMPROW row = pixels + jpeg.next_scanline * WIDTH * 3;
      jpeg_write_scanlines(&jpeg, &row, 1);
    }
    jpeg_finish_compress(&jpeg);
    jpeg_destroy_compress(&jpeg);
    fclose(file);
  }
  free(pixels);
}

static char *names[MOST];
static int count;

static void list(const char *folder) {
  DIR *entries = opendir(folder);
  if (entries == NULL) exit(1);
  for (struct dirent *entry; (entry = readdir(entries)) != NULL && count < MOST;) {
    if (strstr(entry->d_name, ".jpg") == NULL) continue;
    names[count] = malloc(strlen(folder) + strlen(entry->d_name) + 2);
    sprintf(names[count++], "%s/%s", folder, entry->d_name);
  }
  closedir(entries);
}

static void decode_all(void) {
  static struct jpeg_decompress_struct jpeg;
  static struct jpeg_error_mgr errors;
  static unsigned char *bytes, *pixels;
  static size_t room, area;
  if (jpeg.err == NULL) {
    jpeg.err = jpeg_std_error(&errors);
    jpeg_create_decompress(&jpeg);
  }
  for (int number = 0; number < count; number++) {
    FILE *file = fopen(names[number], "rb");
    if (file == NULL) exit(1);
    fseek(file, 0, SEEK_END);
    size_t size = (size_t)ftell(file);
    rewind(file);
    if (size > room) bytes = realloc(bytes, room = size);
    if (fread(bytes, 1, size, file) != size) exit(1);
    fclose(file);
    jpeg_mem_src(&jpeg, bytes, size);
    jpeg_read_header(&jpeg, TRUE);
    jpeg.out_color_space = JCS_RGB;
    jpeg_start_decompress(&jpeg);
    size_t stride = (size_t)jpeg.output_width * 3;
    if (stride * jpeg.output_height > area) pixels = realloc(pixels, area = stride * jpeg.output_height);
    while (jpeg.output_scanline < jpeg.output_height) {
      JSAMPROW row = pixels + jpeg.output_scanline * stride;
      jpeg_read_scanlines(&jpeg, &row, 1);
    }
    jpeg_finish_decompress(&jpeg);
  }
}

static double seconds(clockid_t clock) {
  struct timespec now;
  clock_gettime(clock, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static void print(const char *key, const double *values, int steps) {
  printf("\"%s\": [", key);
  for (int step = 0; step < steps; step++) printf("%s%.9f", step > 0 ? ", " : "", values == NULL ? 0 : values[step]);
  printf("], ");
}

int main(int arguments, char **argument) {
  if (arguments == 4 && strcmp(argument[1], "make") == 0) {
    make(argument[2], atoi(argument[3]));
    return 0;
  }
  if (arguments != 2) return 64;
  list(argument[1]);
  char line[100];
  while (fgets(line, sizeof line, stdin) != NULL && strncmp(line, "quit", 4) != 0) {
    if (strncmp(line, "info", 4) == 0) {
      printf("{\"batch\": %d}\n", count);
    } else {
      int steps = atoi(line + 3);
      double *wall = calloc((size_t)steps + 1, sizeof *wall), *processor = calloc((size_t)steps + 1, sizeof *processor);
      for (int step = 0; step < steps; step++) {
        double begun = seconds(CLOCK_MONOTONIC), used = seconds(CLOCK_PROCESS_CPUTIME_ID);
        decode_all();
        wall[step] = seconds(CLOCK_MONOTONIC) - begun;
        processor[step] = seconds(CLOCK_PROCESS_CPUTIME_ID) - used;
      }
      struct rusage usage;
      getrusage(RUSAGE_SELF, &usage);
      printf("{");
      print("seconds", wall, steps);
      print("cpu_seconds", processor, steps);
      print("data", NULL, steps);
      print("forward", NULL, steps);
      print("backward", NULL, steps);
      print("optimizer", NULL, steps);
      printf("\"peak_bytes\": %ld, \"threads\": 1, \"torch\": \"none\"}\n", usage.ru_maxrss * 1024);
      free(wall);
      free(processor);
    }
    fflush(stdout);
  }
  return 0;
}
