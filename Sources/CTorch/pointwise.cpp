#include "tensor.h"

#include <ATen/ops/gelu.h>

using ct::make, ct::status;

extern "C" {

ct_tensor ct_add(ct_tensor a, ct_tensor b) {
  return make([&] { return a->tensor.add(b->tensor); });
}
ct_tensor ct_sub(ct_tensor a, ct_tensor b) {
  return make([&] { return a->tensor.sub(b->tensor); });
}
ct_tensor ct_mul(ct_tensor a, ct_tensor b) {
  return make([&] { return a->tensor.mul(b->tensor); });
}
ct_tensor ct_div(ct_tensor a, ct_tensor b) {
  return make([&] { return a->tensor.div(b->tensor); });
}
ct_tensor ct_add_scalar(ct_tensor a, double b) {
  return make([&] { return a->tensor.add(b); });
}
ct_tensor ct_mul_scalar(ct_tensor a, double b) {
  return make([&] { return a->tensor.mul(b); });
}
ct_tensor ct_pow_scalar(ct_tensor a, double exponent) {
  return make([&] { return a->tensor.pow(exponent); });
}
ct_tensor ct_relu(ct_tensor a) {
  return make([&] { return a->tensor.relu(); });
}
ct_tensor ct_gelu(ct_tensor a) {
  return make([&] { return at::gelu(a->tensor); });
}
ct_tensor ct_sigmoid(ct_tensor a) {
  return make([&] { return a->tensor.sigmoid(); });
}
ct_tensor ct_exp(ct_tensor a) {
  return make([&] { return a->tensor.exp(); });
}
ct_tensor ct_log(ct_tensor a) {
  return make([&] { return a->tensor.log(); });
}
ct_tensor ct_abs(ct_tensor a) {
  return make([&] { return a->tensor.abs(); });
}
ct_tensor ct_sqrt(ct_tensor a) {
  return make([&] { return a->tensor.sqrt(); });
}
ct_tensor ct_clamp(ct_tensor a, double low, double high) {
  return make([&] { return a->tensor.clamp(low, high); });
}
ct_tensor ct_eq(ct_tensor a, ct_tensor b) {
  return make([&] { return a->tensor.eq(b->tensor); });
}
int ct_relu_inplace(ct_tensor a) {
  return status([&] { a->tensor.relu_(); });
}
int ct_add_inplace(ct_tensor a, ct_tensor b, double alpha) {
  return status([&] { a->tensor.add_(b->tensor, alpha); });
}
int ct_mul_inplace(ct_tensor a, double factor) {
  return status([&] { a->tensor.mul_(factor); });
}
int ct_copy_inplace(ct_tensor a, ct_tensor source) {
  return status([&] { a->tensor.copy_(source->tensor); });
}

}  // extern "C"
