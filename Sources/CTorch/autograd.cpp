#include "tensor.h"

#undef TORCH_ASSERT_ONLY_METHOD_OPERATORS
#include <ATen/core/grad_mode.h>
#include <ATen/ops/full_like.h>
#include <torch/csrc/autograd/autograd.h>

using ct::make, ct::status;

namespace {

/// The seeds of a backward pass: every root's weight in its own type and place.
std::vector<at::Tensor> seeds(const std::vector<at::Tensor> &roots, const double *weights) {
  std::vector<at::Tensor> out;
  for (size_t i = 0; i < roots.size(); i++) {
    TORCH_CHECK(roots[i].numel() == 1, "a root of a backward pass must have one element, got ", roots[i].sizes());
    out.push_back(at::full_like(roots[i], weights ? weights[i] : 1.0));
  }
  return out;
}

void own(const std::vector<at::Tensor> &gradients, ct_tensor *out) {
  for (size_t i = 0; i < gradients.size(); i++) out[i] = gradients[i].defined() ? ct::own(gradients[i]) : nullptr;
}

}  // namespace

extern "C" {

int ct_set_requires_grad(ct_tensor t, bool on) {
  return status([&] { t->tensor.set_requires_grad(on); });
}
bool ct_requires_grad(ct_tensor t) { return t->tensor.requires_grad(); }

ct_tensor ct_detach(ct_tensor t) {
  return make([&] { return t->tensor.detach(); });
}

bool ct_set_grad_mode(bool on) {
  const bool before = at::GradMode::is_enabled();
  at::GradMode::set_enabled(on);
  return before;
}

int ct_backward(ct_tensors roots, const double *weights, bool retain) {
  return status([&] {
    auto list = ct::list(roots);
    torch::autograd::backward(list, seeds(list, weights), retain);
  });
}

int ct_gradients(ct_tensors roots, const double *weights, ct_tensors inputs, bool retain, ct_tensor *out) {
  return status([&] {
    auto list = ct::list(roots);
    own(torch::autograd::grad(list, ct::list(inputs), seeds(list, weights), retain, /*create_graph=*/false,
                              /*allow_unused=*/true), out);
  });
}

int ct_vector_jacobian(ct_tensors roots, ct_tensors cotangents, ct_tensors inputs, bool retain, ct_tensor *out) {
  return status([&] { own(torch::autograd::grad(ct::list(roots), ct::list(inputs), ct::list(cotangents), retain,
                                                /*create_graph=*/false, /*allow_unused=*/true), out); });
}

ct_tensor ct_gradient_of(ct_tensor t) { return t->tensor.grad().defined() ? ct::own(t->tensor.grad()) : nullptr; }

int ct_set_gradient(ct_tensor t, ct_tensor gradient) {
  return status([&] { t->tensor.mutable_grad() = gradient ? gradient->tensor : at::Tensor(); });
}

}  // extern "C"
