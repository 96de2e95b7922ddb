#include "tensor.h"

#include <ATen/ops/cat.h>
#include <ATen/ops/stack.h>

using ct::make;

extern "C" {

ct_tensor ct_reshape(ct_tensor a, ct_ints shape) {
  return make([&] { return a->tensor.reshape(ct::ints(shape)); });
}
ct_tensor ct_permute(ct_tensor a, ct_ints order) {
  return make([&] { return a->tensor.permute(ct::ints(order)); });
}
ct_tensor ct_expand(ct_tensor a, ct_ints shape) {
  return make([&] { return a->tensor.expand(ct::ints(shape)); });
}
ct_tensor ct_narrow(ct_tensor a, int64_t dim, int64_t start, int64_t length) {
  return make([&] { return a->tensor.narrow(dim, start, length); });
}
ct_tensor ct_index_select(ct_tensor a, int64_t dim, ct_tensor indices) {
  return make([&] { return a->tensor.index_select(dim, indices->tensor); });
}
ct_tensor ct_cat(ct_tensors list, int64_t dim) {
  return make([&] { return at::cat(ct::list(list), dim); });
}
ct_tensor ct_stack(ct_tensors list, int64_t dim) {
  return make([&] { return at::stack(ct::list(list), dim); });
}

}  // extern "C"
