// Loops that are compiled for several widths of registers.
#pragma once

/// The program is built for every processor of its kind, functions with this mark also for those with wider registers.
#if defined(__x86_64__) && defined(__linux__)
#define WIDENED __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define WIDENED
#endif
