#include "tensor.h"

#include <ATen/ops/empty_like.h>
#include <ATen/ops/from_blob.h>
#include <ATen/ops/full.h>
#include <ATen/ops/full_like.h>

#include <cstring>

using ct::make, ct::status;

extern "C" {

const char *ct_error(void) { return ct::last_error.c_str(); }

ct_tensor ct_from_bytes(const void *data, ct_ints shape, int32_t type, int32_t device) {
  return make([&] {
    auto options = at::TensorOptions(static_cast<at::ScalarType>(type));
    auto view = at::from_blob(const_cast<void *>(data), ct::ints(shape), options);
    return device < 0 ? view.clone() : view.to(ct::device(device));
  });
}

ct_tensor ct_full(ct_ints shape, double value, int32_t type, int32_t device) {
  return make([&] {
    auto options = at::TensorOptions(static_cast<at::ScalarType>(type)).device(ct::device(device));
    return at::full(ct::ints(shape), value, options);
  });
}

ct_tensor ct_full_like(ct_tensor t, double value) {
  return make([&] { return at::full_like(t->tensor, value); });
}

void ct_free(ct_tensor t) { delete t; }

int64_t ct_rank(ct_tensor t) { return t->tensor.dim(); }

void ct_shape(ct_tensor t, int64_t *out) {
  for (auto length : t->tensor.sizes()) *out++ = length;
}

int32_t ct_type(ct_tensor t) { return static_cast<int32_t>(t->tensor.scalar_type()); }

int32_t ct_device(ct_tensor t) { return t->tensor.is_cpu() ? -1 : t->tensor.get_device(); }

int ct_copy_bytes(ct_tensor t, void *out, int64_t bytes) {
  return status([&] {
    auto host = t->tensor.detach().to(at::kCPU).contiguous();
    TORCH_CHECK(static_cast<int64_t>(host.nbytes()) == bytes, "expected ", bytes, " bytes, got ", host.nbytes());
    std::memcpy(out, host.const_data_ptr(), bytes);
  });
}

int ct_item(ct_tensor t, double *out) {
  return status([&] { *out = t->tensor.item<double>(); });
}

ct_tensor ct_to(ct_tensor t, int32_t type, int32_t device) {
  return make([&] { return t->tensor.to(ct::device(device), static_cast<at::ScalarType>(type)); });
}

ct_tensor ct_clone(ct_tensor t) {
  return make([&] { return t->tensor.clone(); });
}

ct_tensor ct_to_channels_last(ct_tensor t) {
  return make([&] {
    return t->tensor.contiguous(t->tensor.dim() == 4 ? at::MemoryFormat::ChannelsLast : at::MemoryFormat::Contiguous);
  });
}

}  // extern "C"
