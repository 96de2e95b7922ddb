#include "tensor.h"
#include "widened.h"

#include <algorithm>
#include <cmath>

#include <ATen/ops/argmax.h>
#include <ATen/ops/linalg_vector_norm.h>

using ct::make, ct::status;

namespace {

/// Elements of a vector that are widened to double at once: those of a dozen vectors fit into the first cache together.
constexpr int64_t piece = 256;

/// Numbers that are added up independently of each other, as many as keep wide registers busy.
constexpr int64_t lanes = 16;
typedef double Lanes __attribute__((vector_size(lanes * sizeof(double)), aligned(alignof(double)), may_alias));

/// Widens `count` numbers, and fills up with zeros to `padded`.
WIDENED void widen(const float *from, int64_t count, int64_t padded, double *to) {
  for (int64_t i = 0; i < count; i++) to[i] = from[i];
  for (int64_t i = count; i < padded; i++) to[i] = 0;
}

/// The inner product of two pieces, `count` being a multiple of `lanes`. A product of two floats is exact in double, fused with the
/// addition or not, so processors of every width find the same sum.
WIDENED double piece_product(const double *p, const double *q, int64_t count) {
  Lanes sums = {};
  for (int64_t i = 0; i < count; i += lanes)
    sums += *reinterpret_cast<const Lanes *>(p + i) * *reinterpret_cast<const Lanes *>(q + i);
  double sum = 0;
  for (int64_t lane = 0; lane < lanes; lane++) sum += sums[lane];
  return sum;
}

/// Sums of many terms without the digits that each addition loses: they are added up apart.
///
/// Source: Neumaier, "Rundungsfehleranalyse einiger Verfahren zur Summation endlicher Summen", ZAMM 1974.
class Sums {
 public:
  explicit Sums(int64_t count) : sums(count), lost(count) {}

  void add(int64_t place, double term) {
    const double before = sums[place], sum = before + term;
    lost[place] += std::abs(before) >= std::abs(term) ? (before - sum) + term : (term - sum) + before;
    sums[place] = sum;
  }

  double operator[](int64_t place) const { return sums[place] + lost[place]; }

 private:
  std::vector<double> sums, lost;
};

/// Vectors that share one dense memory layout can be read as they lie.
bool readable(const std::vector<at::Tensor> &vectors) {
  const auto &first = vectors.front();
  return std::all_of(vectors.begin(), vectors.end(), [&](const at::Tensor &v) {
    return v.is_cpu() && v.scalar_type() == at::kFloat && v.is_non_overlapping_and_dense() && v.sizes() == first.sizes() &&
           v.strides() == first.strides();
  });
}

/// Adds the inner products of all pairs of vectors to the sums at `places[i] * count + places[j]`, for i <= j.
void add_products(const std::vector<at::Tensor> &vectors, const std::vector<int64_t> &places, int64_t count, Sums &sums) {
  if (readable(vectors)) {
    const int64_t elements = vectors.front().numel();
    std::vector<double> pieces(vectors.size() * piece);
    for (int64_t start = 0; start < elements; start += piece) {
      const int64_t length = std::min(piece, elements - start), padded = (length + lanes - 1) / lanes * lanes;
      for (size_t i = 0; i < vectors.size(); i++)
        widen(vectors[i].const_data_ptr<float>() + start, length, padded, pieces.data() + i * piece);
      for (size_t i = 0; i < vectors.size(); i++)
        for (size_t j = i; j < vectors.size(); j++)
          sums.add(places[i] * count + places[j],
                   piece_product(pieces.data() + i * piece, pieces.data() + j * piece, padded));
    }
    return;
  }
  std::vector<at::Tensor> flat;
  for (const auto &v : vectors) flat.push_back(v.flatten().to(at::kDouble));
  for (size_t i = 0; i < vectors.size(); i++)
    for (size_t j = i; j < vectors.size(); j++) sums.add(places[i] * count + places[j], flat[i].dot(flat[j]).item<double>());
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
    Sums sums(count * count);
    for (int64_t part = 0; part < parts_each; part++) {
      std::vector<at::Tensor> vectors;
      std::vector<int64_t> places;
      for (int64_t i = 0; i < count; i++) {
        if (auto found = parts[i * parts_each + part]) {
          vectors.push_back(found->tensor.detach());
          places.push_back(i);
        }
      }
      if (!vectors.empty()) add_products(vectors, places, count, sums);
    }
    for (int64_t i = 0; i < count; i++)
      for (int64_t j = 0; j < count; j++) out[i * count + j] = sums[std::min(i, j) * count + std::max(i, j)];
  });
}

}  // extern "C"
