// Gradients that stop at some channels, without splitting, detaching and joining tensors.
#include "tensor.h"

#undef TORCH_ASSERT_ONLY_METHOD_OPERATORS
#include <ATen/ops/conv2d.h>
#include <ATen/ops/convolution_backward.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/mm.h>
#include <torch/csrc/autograd/custom_function.h>

using ct::make;
using torch::autograd::AutogradContext, torch::autograd::variable_list;

namespace {

/// Calls `body(start, length)` for every range of a list of pairs.
template <class Body>
void for_each_range(at::IntArrayRef pairs, Body &&body) {
  for (size_t i = 0; i + 1 < pairs.size(); i += 2)
    if (pairs[i + 1] > pairs[i]) body(pairs[i], pairs[i + 1] - pairs[i]);
}

/// The ranges of `0..<size` that `pairs` leaves out.
std::vector<int64_t> complement(at::IntArrayRef pairs, int64_t size) {
  std::vector<int64_t> out;
  int64_t start = 0;
  for (size_t i = 0; i + 1 < pairs.size(); i += 2) {
    if (pairs[i] > start) out.insert(out.end(), {start, pairs[i]});
    start = std::max(start, pairs[i + 1]);
  }
  if (start < size) out.insert(out.end(), {start, size});
  return out;
}

/// `x` with zeros in the ranges `cleared` along `dim`: one pass over the memory.
at::Tensor cleared_copy(const at::Tensor &x, int64_t dim, at::IntArrayRef cleared) {
  auto out = at::empty_like(x);
  for_each_range(complement(cleared, x.size(dim)),
                 [&](int64_t start, int64_t length) { out.narrow(dim, start, length).copy_(x.narrow(dim, start, length)); });
  for_each_range(cleared, [&](int64_t start, int64_t length) { out.narrow(dim, start, length).zero_(); });
  return out;
}

struct StopChannels : torch::autograd::Function<StopChannels> {
  static at::Tensor forward(AutogradContext *context, const at::Tensor &x, int64_t dim, std::vector<int64_t> stopped) {
    context->saved_data["dim"] = dim;
    context->saved_data["stopped"] = std::move(stopped);
    return x;
  }
  static variable_list backward(AutogradContext *context, variable_list gradients) {
    auto stopped = context->saved_data["stopped"].toIntVector();
    return {cleared_copy(gradients[0], context->saved_data["dim"].toInt(), stopped), at::Tensor(), at::Tensor()};
  }
};

struct ClearChannels : torch::autograd::Function<ClearChannels> {
  static at::Tensor forward(AutogradContext *context, const at::Tensor &x, int64_t dim, std::vector<int64_t> cleared) {
    auto out = cleared_copy(x, dim, cleared);
    context->saved_data["dim"] = dim;
    context->saved_data["cleared"] = std::move(cleared);
    return out;
  }
  static variable_list backward(AutogradContext *context, variable_list gradients) {
    auto cleared = context->saved_data["cleared"].toIntVector();
    return {cleared_copy(gradients[0], context->saved_data["dim"].toInt(), cleared), at::Tensor(), at::Tensor()};
  }
};

/// `[N, C, H, W]` in channels-last memory as the matrix `[N * H * W, C]`, without a copy.
at::Tensor as_matrix(const at::Tensor &x) { return x.permute({0, 2, 3, 1}).view({-1, x.size(1)}); }

/// The input gradient of a convolution, computed for the live channels alone.
at::Tensor live_input_gradient(const at::Tensor &gradient, const at::Tensor &x, const at::Tensor &weight, int64_t stride,
                               int64_t padding, at::IntArrayRef live) {
  auto out = at::empty_like(x);
  for_each_range(complement(live, x.size(1)), [&](int64_t start, int64_t length) { out.narrow(1, start, length).zero_(); });

  const bool is_matrix_product = weight.size(2) == 1 && weight.size(3) == 1 && stride == 1 && padding == 0;
  if (is_matrix_product && out.is_contiguous(at::MemoryFormat::ChannelsLast)) {
    // A 1x1 convolution is a product of matrices, whose result can be written between the channels that are left out.
    auto rows = as_matrix(gradient.contiguous(at::MemoryFormat::ChannelsLast));
    auto kernel = weight.reshape({weight.size(0), weight.size(1)});
    auto target = as_matrix(out);
    for_each_range(live, [&](int64_t start, int64_t length) {
      auto slice = target.narrow(1, start, length);
      at::mm_out(slice, rows, kernel.narrow(1, start, length));
    });
    return out;
  }
  for_each_range(live, [&](int64_t start, int64_t length) {
    // Only the shape of the input matters for its gradient: an empty tensor spares a copy of its live channels.
    auto shape = at::empty({x.size(0), length, x.size(2), x.size(3)}, x.options(), x.suggest_memory_format());
    auto part = at::convolution_backward(gradient, shape, weight.narrow(1, start, length), std::nullopt, {stride, stride},
                                         {padding, padding}, {1, 1}, false, {0, 0}, 1, {true, false, false});
    out.narrow(1, start, length).copy_(std::get<0>(part));
  });
  return out;
}

struct LiveConv2d : torch::autograd::Function<LiveConv2d> {
  static at::Tensor forward(AutogradContext *context, const at::Tensor &x, const at::Tensor &weight,
                            const std::optional<at::Tensor> &bias, int64_t stride, int64_t padding,
                            std::vector<int64_t> live) {
    context->save_for_backward({x, weight});
    context->saved_data["stride"] = stride;
    context->saved_data["padding"] = padding;
    context->saved_data["live"] = std::move(live);
    context->saved_data["has_bias"] = bias.has_value();
    return at::conv2d(x, weight, bias, {stride, stride}, {padding, padding});
  }
  static variable_list backward(AutogradContext *context, variable_list gradients) {
    auto saved = context->get_saved_variables();
    const auto &x = saved[0], &weight = saved[1];
    const int64_t stride = context->saved_data["stride"].toInt(), padding = context->saved_data["padding"].toInt();
    const bool has_bias = context->saved_data["has_bias"].toBool();
    const bool needs_weight = context->needs_input_grad(1), needs_bias = has_bias && context->needs_input_grad(2);

    at::Tensor for_x, for_weight, for_bias;
    if (needs_weight || needs_bias) {
      std::tie(std::ignore, for_weight, for_bias) = at::convolution_backward(
          gradients[0], x, weight, at::IntArrayRef{weight.size(0)}, {stride, stride}, {padding, padding}, {1, 1}, false,
          {0, 0}, 1, {false, needs_weight, needs_bias});
    }
    if (context->needs_input_grad(0)) {
      auto live = context->saved_data["live"].toIntVector();
      for_x = live_input_gradient(gradients[0], x, weight, stride, padding, live);
    }
    return {for_x, for_weight, for_bias, at::Tensor(), at::Tensor(), at::Tensor()};
  }
};

}  // namespace

extern "C" {

ct_tensor ct_stop_channels(ct_tensor x, int64_t dim, ct_ints stopped) {
  return make([&] { return StopChannels::apply(x->tensor, dim, ct::ints(stopped).vec()); });
}
ct_tensor ct_clear_channels(ct_tensor x, int64_t dim, ct_ints cleared) {
  return make([&] { return ClearChannels::apply(x->tensor, dim, ct::ints(cleared).vec()); });
}
ct_tensor ct_conv2d_live(ct_tensor x, ct_tensor weight, ct_tensor bias, int64_t stride, int64_t padding, ct_ints live) {
  return make([&] {
    return LiveConv2d::apply(x->tensor, weight->tensor, ct::optional(bias), stride, padding, ct::ints(live).vec());
  });
}

}  // extern "C"
