// What every file of the shim shares: the handle, and conversions of arguments.
#pragma once
#if __has_include(<torch/version.h>)
#include <torch/version.h>
#endif
#if !defined(TORCH_VERSION_MAJOR) || TORCH_VERSION_MAJOR != 2 || TORCH_VERSION_MINOR < 11
#error "libtorch 2.11 or newer was not found: run `make setup` (it fetches libtorch), or set LIBTORCH to a libtorch folder"
#endif
#define TORCH_ASSERT_ONLY_METHOD_OPERATORS
#include <ATen/core/Tensor.h>

#include <optional>
#include <vector>

#include "ctorch.h"
#include "guard.h"

struct ct_tensor_s {
  at::Tensor tensor;
};

namespace ct {

inline ct_tensor own(at::Tensor tensor) { return new ct_tensor_s{std::move(tensor)}; }

/// Runs `body` and hands its tensor to the caller.
template <class Body>
ct_tensor make(Body &&body) noexcept {
  return guard([&] { return own(body()); });
}

inline at::IntArrayRef ints(ct_ints list) { return {list.items, static_cast<size_t>(list.count)}; }

inline std::optional<at::Tensor> optional(ct_tensor t) {
  return t ? std::optional<at::Tensor>(t->tensor) : std::nullopt;
}

inline std::vector<at::Tensor> list(ct_tensors items) {
  std::vector<at::Tensor> out;
  out.reserve(items.count);
  for (int64_t i = 0; i < items.count; i++) out.push_back(items.items[i]->tensor);
  return out;
}

inline at::Device device(int32_t index) {
  return index < 0 ? at::Device(at::kCPU) : at::Device(at::kCUDA, static_cast<at::DeviceIndex>(index));
}

}  // namespace ct
