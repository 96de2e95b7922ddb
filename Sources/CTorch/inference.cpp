// What a network needs that is not trained any more: convolutions with weights laid out once, and rows of a batch.
#include "tensor.h"

#undef TORCH_ASSERT_ONLY_METHOD_OPERATORS
#include <ATen/core/List.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/ops/conv2d.h>
#include <ATen/ops/tensor.h>

#include <string>

using ct::make;

namespace {

/// oneDNN's convolutions of libtorch, which its compiler calls; absent where libtorch was built without oneDNN.
struct OneDNN {
  std::optional<c10::OperatorHandle> reorder, convolution;

  OneDNN() {
    auto &dispatcher = c10::Dispatcher::singleton();
    reorder = dispatcher.findSchema({"mkldnn::_reorder_convolution_weight", ""});
    convolution = dispatcher.findSchema({"mkldnn::_convolution_pointwise", ""});
  }

  bool is_there() const { return reorder && convolution; }

  static const OneDNN &shared() {
    static const OneDNN found;
    return found;
  }
};

/// Calls an operator whose arguments are boxed: its C++ signature is no promise of libtorch, its schema is.
at::Tensor call(const c10::OperatorHandle &op, std::vector<c10::IValue> arguments) {
  op.callBoxed(arguments);
  return arguments.at(0).toTensor();
}

std::vector<int64_t> both(int64_t value) { return {value, value}; }

}  // namespace

extern "C" {

ct_tensor ct_pack_convolution(ct_tensor weight, ct_ints input, int64_t stride, int64_t padding, int64_t groups) {
  return make([&] {
    const auto &onednn = OneDNN::shared();
    const auto &w = weight->tensor;
    if (!onednn.is_there() || !w.is_cpu() || w.scalar_type() != at::kFloat) return w;
    return call(*onednn.reorder, {w, both(padding), both(stride), both(1), groups, ct::ints(input).vec()});
  });
}

ct_tensor ct_conv2d_packed(ct_tensor x, ct_tensor weight, ct_tensor bias, int64_t stride, int64_t padding, int64_t groups,
                           bool rectify) {
  return make([&] {
    const auto &w = weight->tensor;
    if (w.is_mkldnn()) {
      static const c10::List<std::optional<at::Scalar>> none;
      return call(*OneDNN::shared().convolution,
                  {x->tensor, w, ct::optional(bias), both(padding), both(stride), both(1), groups,
                   std::string(rectify ? "relu" : "none"), none, std::string()});
    }
    auto y = at::conv2d(x->tensor, w, ct::optional(bias), {stride, stride}, {padding, padding}, {1, 1}, groups);
    return rectify ? y.relu_() : y;
  });
}

ct_tensor ct_select_rows(ct_tensor a, ct_ints rows) {
  return make([&] {
    auto indices = at::tensor(ct::ints(rows)).to(a->tensor.device());
    // Rows of channels-last memory are in one piece as well, which `index_select` sees only in the order of the memory.
    if (a->tensor.dim() == 4 && a->tensor.is_contiguous(at::MemoryFormat::ChannelsLast))
      return a->tensor.permute({0, 2, 3, 1}).index_select(0, indices).permute({0, 3, 1, 2});
    return a->tensor.index_select(0, indices);
  });
}

}  // extern "C"
