#include "tensor.h"

#include <ATen/ops/argmax.h>
#include <ATen/ops/linalg_vector_norm.h>

using ct::make, ct::status;

namespace {

/// The inner product of two tensors of one shape, in double precision.
double inner_product(const at::Tensor &a, const at::Tensor &b) {
  auto left = a.detach().flatten(), right = b.detach().flatten();
  if (left.scalar_type() == at::kDouble) return left.dot(right).item<double>();
  // Pieces short enough for float products, sums of pieces in double: a float sum over millions would lose digits.
  constexpr int64_t piece = 4096;
  double sum = 0;
  if (left.is_cpu() && left.scalar_type() == at::kFloat) {
    auto x = left.contiguous(), y = right.contiguous();
    const float *p = x.const_data_ptr<float>(), *q = y.const_data_ptr<float>();
    for (int64_t start = 0, count = x.numel(); start < count; start += piece) {
      const int64_t end = std::min(start + piece, count);
      float lanes[16] = {};
      int64_t i = start;
      for (; i + 16 <= end; i += 16)
        for (int lane = 0; lane < 16; lane++) lanes[lane] += p[i + lane] * q[i + lane];
      for (; i < end; i++) lanes[0] += p[i] * q[i];
      for (float lane : lanes) sum += lane;
    }
    return sum;
  }
  return left.to(at::kDouble).dot(right.to(at::kDouble)).item<double>();
}

}  // namespace

extern "C" {

ct_tensor ct_sum(ct_tensor a, ct_ints dims, bool keep) {
  return make([&] { return dims.count == 0 ? a->tensor.sum() : a->tensor.sum(ct::ints(dims), keep); });
}
ct_tensor ct_mean(ct_tensor a, ct_ints dims, bool keep) {
  return make([&] { return dims.count == 0 ? a->tensor.mean() : a->tensor.mean(ct::ints(dims), keep); });
}
ct_tensor ct_norm(ct_tensor a) {
  return make([&] { return at::linalg_vector_norm(a->tensor); });
}
ct_tensor ct_argmax(ct_tensor a, int64_t dim) {
  return make([&] { return at::argmax(a->tensor, dim); });
}
int ct_max(ct_tensor a, int64_t dim, ct_tensor *values, ct_tensor *indices) {
  return status([&] {
    auto [best, where] = a->tensor.max(dim);
    *values = ct::own(best);
    *indices = ct::own(where);
  });
}
int ct_topk(ct_tensor a, int64_t k, int64_t dim, ct_tensor *values, ct_tensor *indices) {
  return status([&] {
    auto [best, where] = a->tensor.topk(k, dim);
    *values = ct::own(best);
    *indices = ct::own(where);
  });
}
ct_tensor ct_softmax(ct_tensor a, int64_t dim) {
  return make([&] { return a->tensor.softmax(dim); });
}
ct_tensor ct_log_softmax(ct_tensor a, int64_t dim) {
  return make([&] { return a->tensor.log_softmax(dim); });
}
int ct_is_finite(ct_tensor a, bool *out) {
  // Zero times a finite number is zero, times anything else it is not a number.
  return status([&] { *out = a->tensor.detach().mul(0).sum().item<double>() == 0; });
}
int ct_gram(const ct_tensor *parts, int64_t count, int64_t parts_each, double *out) {
  return status([&] {
    for (int64_t i = 0; i < count; i++) {
      for (int64_t j = i; j < count; j++) {
        double sum = 0;
        for (int64_t part = 0; part < parts_each; part++) {
          auto a = parts[i * parts_each + part], b = parts[j * parts_each + part];
          if (a && b) sum += inner_product(a->tensor, b->tensor);
        }
        out[i * count + j] = out[j * count + i] = sum;
      }
    }
  });
}

}  // extern "C"
