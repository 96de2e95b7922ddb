// Batch normalization, and rectification behind it where that is asked for.
//
// In training on a CPU, channels-last memory is normalized here: one pass over it measures, one writes the rectified result; the
// backward pass reads the input twice and writes once. libtorch's own operators, one for each of the two, go over it more often,
// and a strategy that differentiates every exit pays for those of the backward pass with each of them.
#include "tensor.h"
#include "widened.h"

#undef TORCH_ASSERT_ONLY_METHOD_OPERATORS
#include <ATen/TensorIterator.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/batch_norm.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/empty_like.h>
#include <torch/csrc/autograd/custom_function.h>

#include <algorithm>
#include <cmath>
#include <limits>

using ct::make;
using torch::autograd::AutogradContext, torch::autograd::variable_list;

#define INLINED __attribute__((always_inline))

namespace {

// --- Loops over rows of channels ----------------------------------------------------------------------------------------------

/// `[count, channels]` in one piece.
struct Rows {
  int64_t count, channels;

  Rows slice(int64_t length) const { return {length, channels}; }
};

/// What becomes of a value of each channel: `max(factor x + shift, lowest)`, where `mean` is the channel's average.
template <class T>
struct ChannelMaps {
  const T *mean, *factor, *shift;
  T lowest;

  ChannelMaps from(int64_t c) const { return {mean + c, factor + c, shift + c, lowest}; }

  /// The gradient that passes the maximum. What is not a number is no smaller than `lowest` and stays in sight.
  INLINED inline T passed(T gradient, T x, int64_t c) const { return x * factor[c] + shift[c] <= lowest ? T(0) : gradient; }
};

/// Channels whose sums stay in registers while rows go by, and a smaller number for what is left of a row.
constexpr int64_t tile = 32, small_tile = 8;

/// Rows whose sums are taken in the tensor's own precision; sums of blocks are in double. A block of some hundred channels stays
/// in the cache until it is read again.
constexpr int64_t block = 64;

/// Calls `body(width, c)` for tiles of channels from `c` on, `width` being a constant.
template <class Body>
INLINED inline void for_each_tile(int64_t channels, const Body &body) {
  int64_t c = 0;
  for (; c + tile <= channels; c += tile) body(std::integral_constant<int64_t, tile>(), c);
  for (; c + small_tile <= channels; c += small_tile) body(std::integral_constant<int64_t, small_tile>(), c);
  for (; c < channels; c++) body(std::integral_constant<int64_t, 1>(), c);
}

/// Makes `mean` and `squares` of every channel its average and its sum of squared distances from that.
template <class T>
INLINED inline void measure_rows(const T *x, Rows rows, double *mean, double *squares) {
  for (int64_t start = 0; start < rows.count; start += block) {
    const int64_t count = std::min(block, rows.count - start);
    // Chan, Golub and LeVeque, "Updating formulae and a pairwise algorithm for computing sample variances", 1979.
    const double share = double(count) / double(start + count);
    for_each_tile(rows.channels, [&](auto width, int64_t first) INLINED {
      const T *from = x + start * rows.channels + first;
      T average[width] = {}, distances[width] = {};
      for (int64_t row = 0; row < count; row++)
        for (int64_t c = 0; c < width; c++) average[c] += from[row * rows.channels + c];
      for (int64_t c = 0; c < width; c++) average[c] /= T(count);
      for (int64_t row = 0; row < count; row++)
        for (int64_t c = 0; c < width; c++) {
          const T distance = from[row * rows.channels + c] - average[c];
          distances[c] += distance * distance;
        }
      for (int64_t c = 0; c < width; c++) {
        const double step = double(average[c]) - mean[first + c];
        mean[first + c] += step * share;
        squares[first + c] += double(distances[c]) + step * step * double(start) * share;
      }
    });
  }
}

template <class T>
INLINED inline void map_rows(const T *x, Rows rows, ChannelMaps<T> maps, T *y) {
  for (int64_t row = 0; row < rows.count; row++)
    for (int64_t c = 0; c < rows.channels; c++) {
      const T value = x[row * rows.channels + c] * maps.factor[c] + maps.shift[c];
      y[row * rows.channels + c] = value < maps.lowest ? maps.lowest : value;
    }
}

/// Adds up every channel's gradients, and their products with the input's distances from the average.
template <class T>
INLINED inline void sum_rows(const T *gradient, const T *x, Rows rows, ChannelMaps<T> maps, double *sums, double *products) {
  for (int64_t start = 0; start < rows.count; start += block) {
    const int64_t count = std::min(block, rows.count - start);
    for_each_tile(rows.channels, [&](auto width, int64_t first) INLINED {
      const ChannelMaps<T> map = maps.from(first);
      const int64_t offset = start * rows.channels + first;
      T sum[width] = {}, product[width] = {};
      for (int64_t row = 0; row < count; row++)
        for (int64_t c = 0; c < width; c++) {
          const int64_t at = offset + row * rows.channels + c;
          const T arriving = map.passed(gradient[at], x[at], c);
          sum[c] += arriving;
          product[c] += arriving * (x[at] - map.mean[c]);
        }
      for (int64_t c = 0; c < width; c++) {
        sums[first + c] += sum[c];
        products[first + c] += product[c];
      }
    });
  }
}

/// The input's gradient: `factor (gradient - average - slope (x - mean))`.
template <class T>
INLINED inline void unmap_rows(const T *gradient, const T *x, Rows rows, ChannelMaps<T> maps, const T *average,
                               const T *slope, T *out) {
  for (int64_t row = 0; row < rows.count; row++)
    for (int64_t c = 0; c < rows.channels; c++) {
      const int64_t at = row * rows.channels + c;
      const T arriving = maps.passed(gradient[at], x[at], c);
      out[at] = maps.factor[c] * (arriving - average[c] - slope[c] * (x[at] - maps.mean[c]));
    }
}

WIDENED void measure(const float *x, Rows rows, double *mean, double *squares) { measure_rows(x, rows, mean, squares); }
void measure(const double *x, Rows rows, double *mean, double *squares) { measure_rows(x, rows, mean, squares); }

WIDENED void map(const float *x, Rows rows, ChannelMaps<float> maps, float *y) { map_rows(x, rows, maps, y); }
void map(const double *x, Rows rows, ChannelMaps<double> maps, double *y) { map_rows(x, rows, maps, y); }

WIDENED void sum(const float *gradient, const float *x, Rows rows, ChannelMaps<float> maps, double *sums, double *products) {
  sum_rows(gradient, x, rows, maps, sums, products);
}
void sum(const double *gradient, const double *x, Rows rows, ChannelMaps<double> maps, double *sums, double *products) {
  sum_rows(gradient, x, rows, maps, sums, products);
}

WIDENED void unmap(const float *gradient, const float *x, Rows rows, ChannelMaps<float> maps, const float *average,
                   const float *slope, float *out) {
  unmap_rows(gradient, x, rows, maps, average, slope, out);
}
void unmap(const double *gradient, const double *x, Rows rows, ChannelMaps<double> maps, const double *average,
           const double *slope, double *out) {
  unmap_rows(gradient, x, rows, maps, average, slope, out);
}

// --- The work in pieces ---------------------------------------------------------------------------------------------------------

/// How the positions `[N, H, W]` of a tensor are walked through.
///
/// Several positions make one row, so that few channels fill wide registers, too. Chunks of rows are done on different threads;
/// they depend on the tensor's shape alone, and so does the result, to the last bit.
struct Walk {
  int64_t positions, channels, folded = 1, chunks;

  explicit Walk(const at::Tensor &x) : positions(x.numel() / x.size(1)), channels(x.size(1)) {
    while (channels * folded % tile != 0 && folded < tile && positions % (2 * folded) == 0) folded *= 2;
    chunks = std::clamp<int64_t>(x.numel() / 16384, 1, std::min<int64_t>(16, rows().count));
  }

  Rows rows() const { return {positions / folded, channels * folded}; }

  /// Calls `body(chunk, offset, rows)` for every chunk, whose elements begin at `offset`.
  template <class Body>
  void for_each_chunk(const Body &body) const {
    const Rows all = rows();
    auto run = [&](int64_t chunk) {
      const int64_t start = all.count * chunk / chunks, end = all.count * (chunk + 1) / chunks;
      body(chunk, start * all.channels, all.slice(end - start));
    };
    if (chunks == 1) return run(0);
    // libtorch's threads can only be had through its own loops: this one goes over the chunks' numbers.
    auto numbers = at::arange(chunks, at::kLong);
    auto iterator = at::TensorIterator::nullary_op(numbers);
    iterator.for_each(
        [&](char **data, const int64_t *strides, int64_t count) {
          for (int64_t i = 0; i < count; i++) run(*reinterpret_cast<int64_t *>(data[0] + i * strides[0]));
        },
        /*grain_size=*/1);
  }

  /// `values` of every channel, for every position of a row.
  template <class T>
  std::vector<T> repeated(const std::vector<T> &values) const {
    std::vector<T> out;
    out.reserve(rows().channels);
    for (int64_t i = 0; i < folded; i++) out.insert(out.end(), values.begin(), values.end());
    return out;
  }
};

/// Numbers that every chunk finds for the channels of its rows.
struct Findings {
  std::vector<double> numbers;
  int64_t channels;

  explicit Findings(const Walk &walk) : numbers(walk.chunks * walk.rows().channels), channels(walk.rows().channels) {}
  double *of(int64_t chunk) { return numbers.data() + chunk * channels; }

  /// Their sum for channel `c` of `walk`.
  double total(const Walk &walk, int64_t c) const {
    double sum = 0;
    for (size_t i = c; i < numbers.size(); i += walk.channels) sum += numbers[i];
    return sum;
  }
};

/// What the maps of a layer are made of, for every position of a row.
template <class T>
struct Maps {
  std::vector<T> mean, factor, shift;
  T lowest;

  Maps(const Walk &walk, const at::Tensor &weight, const at::Tensor &bias, const at::Tensor &means, const at::Tensor &scales,
       bool rectifies)
      : lowest(rectifies ? T(0) : -std::numeric_limits<T>::infinity()) {
    const T *w = weight.const_data_ptr<T>(), *b = bias.const_data_ptr<T>();
    const T *m = means.const_data_ptr<T>(), *s = scales.const_data_ptr<T>();
    std::vector<T> factors(walk.channels), shifts(walk.channels);
    for (int64_t c = 0; c < walk.channels; c++) {
      factors[c] = w[c] * s[c];
      shifts[c] = b[c] - m[c] * factors[c];
    }
    mean = walk.repeated(std::vector<T>(m, m + walk.channels));
    factor = walk.repeated(factors);
    shift = walk.repeated(shifts);
  }

  ChannelMaps<T> view() const { return {mean.data(), factor.data(), shift.data(), lowest}; }
};

// --- The operator ---------------------------------------------------------------------------------------------------------------

/// The average of every channel of `x` and one over its deviation (of the biased variance); the running ones move towards the
/// average and the unbiased variance.
template <class T>
std::pair<at::Tensor, at::Tensor> measured(const at::Tensor &x, at::Tensor running_mean, at::Tensor running_variance,
                                           double momentum, double epsilon) {
  const Walk walk(x);
  Findings means(walk), squares(walk);
  std::vector<double> counts(walk.chunks);
  walk.for_each_chunk([&](int64_t chunk, int64_t offset, Rows rows) {
    counts[chunk] = double(rows.count);
    measure(x.const_data_ptr<T>() + offset, rows, means.of(chunk), squares.of(chunk));
  });
  auto mean = at::empty({walk.channels}, x.options()), scale = at::empty({walk.channels}, x.options());
  T *running_m = running_mean.mutable_data_ptr<T>(), *running_v = running_variance.mutable_data_ptr<T>();
  const double count = double(walk.positions);
  for (int64_t c = 0; c < walk.channels; c++) {
    auto each = [&](auto &&body) {
      for (int64_t chunk = 0; chunk < walk.chunks; chunk++)
        for (int64_t i = c; i < means.channels; i += walk.channels) body(counts[chunk], means.of(chunk)[i]);
    };
    double average = 0, distances = squares.total(walk, c);
    each([&](double n, double m) { average += m * (n / count); });
    each([&](double n, double m) { distances += n * (m - average) * (m - average); });
    mean.mutable_data_ptr<T>()[c] = T(average);
    scale.mutable_data_ptr<T>()[c] = T(1 / std::sqrt(distances / count + epsilon));
    running_m[c] = T(momentum * average + (1 - momentum) * double(running_m[c]));
    running_v[c] = T(momentum * distances / (count - 1) + (1 - momentum) * double(running_v[c]));
  }
  return {mean, scale};
}

template <class T>
at::Tensor mapped(const at::Tensor &x, const at::Tensor &weight, const at::Tensor &bias, const at::Tensor &mean,
                  const at::Tensor &scale, bool rectifies) {
  const Walk walk(x);
  const Maps<T> maps(walk, weight, bias, mean, scale, rectifies);
  auto y = at::empty_like(x);
  T *out = y.mutable_data_ptr<T>();
  walk.for_each_chunk([&](int64_t, int64_t offset, Rows rows) {
    map(x.const_data_ptr<T>() + offset, rows, maps.view(), out + offset);
  });
  return y;
}

/// The gradients of the input (if it is wanted), the weight and the bias.
template <class T>
variable_list unmapped(const at::Tensor &gradient, const at::Tensor &x, const at::Tensor &weight, const at::Tensor &bias,
                       const at::Tensor &mean, const at::Tensor &scale, bool rectifies, bool wants_input) {
  const Walk walk(x);
  const Maps<T> maps(walk, weight, bias, mean, scale, rectifies);
  const T *g = gradient.const_data_ptr<T>(), *v = x.const_data_ptr<T>();
  Findings sums(walk), products(walk);
  walk.for_each_chunk([&](int64_t chunk, int64_t offset, Rows rows) {
    sum(g + offset, v + offset, rows, maps.view(), sums.of(chunk), products.of(chunk));
  });
  auto of_weight = at::empty_like(weight), of_bias = at::empty_like(bias);
  std::vector<T> average(walk.channels), slope(walk.channels);
  for (int64_t c = 0; c < walk.channels; c++) {
    const double total = sums.total(walk, c), product = products.total(walk, c), s = scale.const_data_ptr<T>()[c];
    of_weight.mutable_data_ptr<T>()[c] = T(product * s);
    of_bias.mutable_data_ptr<T>()[c] = T(total);
    average[c] = T(total / double(walk.positions));
    slope[c] = T(product * s * s / double(walk.positions));
  }
  if (!wants_input) return {at::Tensor(), of_weight, of_bias};
  average = walk.repeated(average);
  slope = walk.repeated(slope);
  auto of_input = at::empty_like(x);
  T *out = of_input.mutable_data_ptr<T>();
  walk.for_each_chunk([&](int64_t, int64_t offset, Rows rows) {
    unmap(g + offset, v + offset, rows, maps.view(), average.data(), slope.data(), out + offset);
  });
  return {of_input, of_weight, of_bias};
}

/// Calls `body` with a value of the tensor's type.
template <class Body>
auto by_type(const at::Tensor &x, Body &&body) {
  return x.scalar_type() == at::kFloat ? body(float()) : body(double());
}

struct NormalizeChannels : torch::autograd::Function<NormalizeChannels> {
  /// Whether the loops above can read all that there is.
  static bool suits(const at::Tensor &x, std::initializer_list<at::Tensor> channels) {
    const auto type = x.scalar_type();
    return x.is_cpu() && (type == at::kFloat || type == at::kDouble) && x.dim() == 4 && x.numel() > x.size(1) &&
           x.is_contiguous(at::MemoryFormat::ChannelsLast) &&
           std::all_of(channels.begin(), channels.end(),
                       [&](const at::Tensor &t) { return t.scalar_type() == type && t.is_contiguous(); });
  }

  static at::Tensor forward(AutogradContext *context, const at::Tensor &x, const at::Tensor &weight, const at::Tensor &bias,
                            const at::Tensor &running_mean, const at::Tensor &running_variance, double momentum,
                            double epsilon, bool rectifies) {
    return by_type(x, [&](auto zero) {
      using T = decltype(zero);
      auto [mean, scale] = measured<T>(x, running_mean, running_variance, momentum, epsilon);
      context->save_for_backward({x, weight, bias, mean, scale});
      context->saved_data["rectifies"] = rectifies;
      return mapped<T>(x, weight, bias, mean, scale, rectifies);
    });
  }

  static variable_list backward(AutogradContext *context, variable_list gradients) {
    TORCH_CHECK(!at::GradMode::is_enabled(), "batch normalization in training can be differentiated once, not twice");
    const auto saved = context->get_saved_variables();
    const auto gradient = gradients[0].contiguous(at::MemoryFormat::ChannelsLast);
    auto found = by_type(saved[0], [&](auto zero) {
      return unmapped<decltype(zero)>(gradient, saved[0], saved[1], saved[2], saved[3], saved[4],
                                      context->saved_data["rectifies"].toBool(), context->needs_input_grad(0));
    });
    found.resize(8);
    return found;
  }
};

}  // namespace

extern "C" {

ct_tensor ct_batch_norm(ct_tensor x, ct_tensor weight, ct_tensor bias, ct_tensor mean, ct_tensor variance, bool training,
                        double momentum, double epsilon, bool rectify) {
  return make([&] {
    if (training &&
        NormalizeChannels::suits(x->tensor, {weight->tensor, bias->tensor, mean->tensor, variance->tensor}))
      return NormalizeChannels::apply(x->tensor, weight->tensor, bias->tensor, mean->tensor, variance->tensor, momentum,
                                      epsilon, rectify);
    auto y = at::batch_norm(x->tensor, weight->tensor, bias->tensor, mean->tensor, variance->tensor, training, momentum,
                            epsilon, /*cudnn_enabled=*/true);
    // In place: the backward pass of batch normalization reads its input, not its result.
    return rectify ? y.relu_() : y;
  });
}

}  // extern "C"
