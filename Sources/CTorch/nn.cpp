#include "tensor.h"

#include <ATen/ops/avg_pool2d.h>
#include <ATen/ops/conv2d.h>
#include <ATen/ops/cross_entropy_loss.h>
#include <ATen/ops/layer_norm.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/max_pool2d.h>
#include <ATen/ops/scaled_dot_product_attention.h>
#include <ATen/ops/upsample_bilinear2d.h>

using ct::make;

extern "C" {

ct_tensor ct_matmul(ct_tensor a, ct_tensor b) {
  return make([&] { return at::matmul(a->tensor, b->tensor); });
}
ct_tensor ct_linear(ct_tensor x, ct_tensor weight, ct_tensor bias) {
  return make([&] { return at::linear(x->tensor, weight->tensor, ct::optional(bias)); });
}
ct_tensor ct_conv2d(ct_tensor x, ct_tensor weight, ct_tensor bias, int64_t stride, int64_t padding, int64_t groups) {
  return make([&] {
    return at::conv2d(x->tensor, weight->tensor, ct::optional(bias), {stride, stride}, {padding, padding}, {1, 1}, groups);
  });
}
ct_tensor ct_layer_norm(ct_tensor x, ct_tensor weight, ct_tensor bias, double epsilon) {
  return make([&] {
    return at::layer_norm(x->tensor, weight->tensor.sizes(), ct::optional(weight), ct::optional(bias), epsilon);
  });
}
ct_tensor ct_attention(ct_tensor query, ct_tensor key, ct_tensor value) {
  return make([&] { return at::scaled_dot_product_attention(query->tensor, key->tensor, value->tensor); });
}
ct_tensor ct_max_pool2d(ct_tensor x, int64_t kernel, int64_t stride, int64_t padding) {
  return make([&] { return at::max_pool2d(x->tensor, {kernel, kernel}, {stride, stride}, {padding, padding}); });
}
ct_tensor ct_avg_pool2d(ct_tensor x, int64_t kernel, int64_t stride) {
  return make([&] { return at::avg_pool2d(x->tensor, {kernel, kernel}, {stride, stride}); });
}
ct_tensor ct_upsample_bilinear2d(ct_tensor x, int64_t factor) {
  return make([&] {
    const int64_t size[] = {x->tensor.size(2) * factor, x->tensor.size(3) * factor};
    return at::upsample_bilinear2d(x->tensor, size, /*align_corners=*/false);
  });
}
ct_tensor ct_cross_entropy(ct_tensor logits, ct_tensor labels, double label_smoothing, bool reduce) {
  return make([&] {
    const int64_t reduction = reduce ? 1 : 0;  // at::Reduction::Mean, None
    return at::cross_entropy_loss(logits->tensor, labels->tensor, {}, reduction, /*ignore_index=*/-100, label_smoothing);
  });
}

}  // extern "C"
