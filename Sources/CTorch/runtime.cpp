#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <ATen/Version.h>
#include <dlfcn.h>

#include "tensor.h"

#define TEXT_OF(x) #x
#define TEXT(x) TEXT_OF(x)

namespace {

/// The path of the loaded libtorch_cpu; empty where the loader does not tell.
std::string library_path() {
  Dl_info info;
  if (!dladdr(reinterpret_cast<const void *>(&at::get_num_threads), &info) || !info.dli_fname) return "";
  return info.dli_fname;
}

/// The path of another library of the same libtorch.
std::string beside_libtorch(const char *name) {
  const auto path = library_path();
  return path.substr(0, path.rfind('/') + 1) + name;
}

}  // namespace

extern "C" {

const char *ct_version(void) { return TORCH_VERSION; }

const char *ct_library_path(void) {
  static const std::string path = library_path();
  return path.c_str();
}

const char *ct_cpu_capability(void) {
  static const std::string text = at::get_cpu_capability();
  return text.c_str();
}

void ct_set_threads(int32_t count) { at::set_num_threads(count); }
int32_t ct_threads(void) { return at::get_num_threads(); }

int32_t ct_cuda_devices(void) {
  static const int32_t count = ct::guard([]() -> int32_t {
    // One binary serves machines with and without CUDA: the library is loaded only where libtorch has it.
    if (!dlopen(beside_libtorch("libtorch_cuda.so").c_str(), RTLD_NOW | RTLD_GLOBAL)) return 0;
    return at::globalContext().hasCUDA() ? static_cast<int32_t>(at::detail::getCUDAHooks().deviceCount()) : 0;
  });
  return count;
}

void ct_set_deterministic(bool on) {
  ct::status([&] {
    at::globalContext().setDeterministicAlgorithms(on, /*warn_only=*/true);
    // Filling fresh memory is for finding reads of it, and would cost a pass over every result.
    at::globalContext().setDeterministicFillUninitializedMemory(false);
    at::globalContext().setDeterministicCuDNN(on);
  });
}

}  // extern "C"
