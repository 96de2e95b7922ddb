#include "tensor.h"

#include <ATen/ops/_fused_adam.h>
#include <ATen/ops/_fused_adamw.h>
#include <ATen/ops/_fused_sgd.h>
#include <ATen/ops/empty_like.h>

using ct::status;

namespace {

/// The gradients in the memory layout of their parameters, which the fused kernels take for granted.
std::vector<at::Tensor> aligned(ct_tensors gradients, const std::vector<at::Tensor> &parameters) {
  auto out = ct::list(gradients);
  for (size_t i = 0; i < out.size(); i++) {
    TORCH_CHECK(out[i].sizes() == parameters[i].sizes(), "a gradient of shape ", out[i].sizes(), " for a parameter of shape ",
                parameters[i].sizes());
    if (out[i].strides() != parameters[i].strides()) out[i] = at::empty_like(parameters[i]).copy_(out[i]);
  }
  return out;
}

}  // namespace

extern "C" {

int ct_sgd_step(ct_tensors parameters, ct_tensors gradients, ct_tensors momenta, double rate, double momentum,
                double weight_decay, bool nesterov) {
  return status([&] {
    auto list = ct::list(parameters);
    at::_fused_sgd_(list, aligned(gradients, list), ct::list(momenta), weight_decay, momentum, rate, /*dampening=*/0.0,
                    nesterov, /*maximize=*/false, /*is_first_step=*/false);
  });
}

int ct_adam_step(ct_tensors parameters, ct_tensors gradients, ct_tensors means, ct_tensors squares, ct_tensors steps,
                 double rate, double beta1, double beta2, double weight_decay, double epsilon, bool decoupled) {
  return status([&] {
    auto list = ct::list(parameters);
    auto steps_list = ct::list(steps);
    for (auto &step : steps_list) step.add_(1);
    if (decoupled) {
      at::_fused_adamw_(list, aligned(gradients, list), ct::list(means), ct::list(squares), {}, steps_list, rate, beta1, beta2,
                        weight_decay, epsilon, /*amsgrad=*/false, /*maximize=*/false);
    } else {
      at::_fused_adam_(list, aligned(gradients, list), ct::list(means), ct::list(squares), {}, steps_list, rate, beta1, beta2,
                       weight_decay, epsilon, /*amsgrad=*/false, /*maximize=*/false);
    }
  });
}

}  // extern "C"
