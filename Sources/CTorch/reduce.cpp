#include "tensor.h"

#include <algorithm>

#include <ATen/ops/argmax.h>
#include <ATen/ops/linalg_vector_norm.h>

using ct::make, ct::status;

namespace {

/// Elements whose products are summed in single precision; sums of pieces are in double. A float sum over millions would lose
/// digits, and the pieces of a dozen vectors fit into the first cache together.
constexpr int64_t piece = 1024;

/// The inner product of two pieces of at most `piece` elements.
double piece_product(const float *p, const float *q, int64_t count) {
  float lanes[16] = {};
  int64_t i = 0;
  for (; i + 16 <= count; i += 16)
    for (int lane = 0; lane < 16; lane++) lanes[lane] += p[i + lane] * q[i + lane];
  for (; i < count; i++) lanes[0] += p[i] * q[i];
  double sum = 0;
  for (float lane : lanes) sum += lane;
  return sum;
}

/// Vectors that share one dense memory layout can be read as they lie.
bool readable(const std::vector<at::Tensor> &vectors) {
  const auto &first = vectors.front();
  return std::all_of(vectors.begin(), vectors.end(), [&](const at::Tensor &v) {
    return v.is_cpu() && v.scalar_type() == at::kFloat && v.is_non_overlapping_and_dense() && v.sizes() == first.sizes() &&
           v.strides() == first.strides();
  });
}

/// Adds the inner products of all pairs of vectors to `out[places[i] * count + places[j]]`, for i <= j.
void add_products(const std::vector<at::Tensor> &vectors, const std::vector<int64_t> &places, int64_t count, double *out) {
  if (readable(vectors)) {
    const int64_t elements = vectors.front().numel();
    for (int64_t start = 0; start < elements; start += piece) {
      const int64_t length = std::min(piece, elements - start);
      for (size_t i = 0; i < vectors.size(); i++)
        for (size_t j = i; j < vectors.size(); j++)
          out[places[i] * count + places[j]] += piece_product(vectors[i].const_data_ptr<float>() + start,
                                                              vectors[j].const_data_ptr<float>() + start, length);
    }
    return;
  }
  std::vector<at::Tensor> flat;
  for (const auto &v : vectors) flat.push_back(v.flatten().to(at::kDouble));
  for (size_t i = 0; i < vectors.size(); i++)
    for (size_t j = i; j < vectors.size(); j++) out[places[i] * count + places[j]] += flat[i].dot(flat[j]).item<double>();
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
    std::fill(out, out + count * count, 0.0);
    for (int64_t part = 0; part < parts_each; part++) {
      std::vector<at::Tensor> vectors;
      std::vector<int64_t> places;
      for (int64_t i = 0; i < count; i++) {
        if (auto found = parts[i * parts_each + part]) {
          vectors.push_back(found->tensor.detach());
          places.push_back(i);
        }
      }
      if (!vectors.empty()) add_products(vectors, places, count, out);
    }
    for (int64_t i = 0; i < count; i++)
      for (int64_t j = 0; j < i; j++) out[i * count + j] = out[j * count + i];
  });
}

}  // extern "C"
