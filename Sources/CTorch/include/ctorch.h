// The C ABI over libtorch: everything that Swift sees of it, by family, in the order of the .cpp files.
//
// Ownership: a `ct_tensor` that a function returns belongs to the caller, who frees it with `ct_free`; arguments are borrowed.
// Failure: a function that returns a tensor gives NULL, one that returns a status gives nonzero; `ct_error()` then says why.
#pragma once
#include <stdbool.h>
#include <stdint.h>
#ifdef __cplusplus
extern "C" {
#endif

typedef struct ct_tensor_s *ct_tensor;

/// A list of whole numbers, such as a shape.
typedef struct {
  const int64_t *items;
  int64_t count;
} ct_ints;

/// A list of tensors; an item may be NULL where the function says so.
typedef struct {
  const ct_tensor *items;
  int64_t count;
} ct_tensors;

/// Why the last call on this thread that failed did so.
const char *ct_error(void);

/* tensor.cpp: making, freeing, looking, copying. Element types are numbered as in c10::ScalarType; device -1 is the CPU,
   0, 1, ... are CUDA devices. */
ct_tensor ct_from_bytes(const void *data, ct_ints shape, int32_t type, int32_t device);
ct_tensor ct_full(ct_ints shape, double value, int32_t type, int32_t device);
ct_tensor ct_full_like(ct_tensor t, double value);
void ct_free(ct_tensor t);
int64_t ct_rank(ct_tensor t);
void ct_shape(ct_tensor t, int64_t *out);
int32_t ct_type(ct_tensor t);
int32_t ct_device(ct_tensor t);
/// Copies the elements in row-major order; `bytes` must be exactly their size.
int ct_copy_bytes(ct_tensor t, void *out, int64_t bytes);
int ct_item(ct_tensor t, double *out);
ct_tensor ct_to(ct_tensor t, int32_t type, int32_t device);
ct_tensor ct_clone(ct_tensor t);
/// Channels last for `[N, C, H, W]`, else row-major.
ct_tensor ct_to_channels_last(ct_tensor t);

/* pointwise.cpp */
ct_tensor ct_add(ct_tensor a, ct_tensor b);
ct_tensor ct_sub(ct_tensor a, ct_tensor b);
ct_tensor ct_mul(ct_tensor a, ct_tensor b);
ct_tensor ct_div(ct_tensor a, ct_tensor b);
ct_tensor ct_add_scalar(ct_tensor a, double b);
ct_tensor ct_mul_scalar(ct_tensor a, double b);
ct_tensor ct_pow_scalar(ct_tensor a, double exponent);
ct_tensor ct_relu(ct_tensor a);
ct_tensor ct_gelu(ct_tensor a);
ct_tensor ct_sigmoid(ct_tensor a);
ct_tensor ct_exp(ct_tensor a);
ct_tensor ct_log(ct_tensor a);
ct_tensor ct_abs(ct_tensor a);
ct_tensor ct_sqrt(ct_tensor a);
ct_tensor ct_clamp(ct_tensor a, double low, double high);
ct_tensor ct_eq(ct_tensor a, ct_tensor b);
int ct_relu_inplace(ct_tensor a);
int ct_add_inplace(ct_tensor a, ct_tensor b, double alpha);
int ct_mul_inplace(ct_tensor a, double factor);
int ct_copy_inplace(ct_tensor a, ct_tensor source);

/* shape.cpp */
ct_tensor ct_reshape(ct_tensor a, ct_ints shape);
ct_tensor ct_permute(ct_tensor a, ct_ints order);
ct_tensor ct_expand(ct_tensor a, ct_ints shape);
ct_tensor ct_narrow(ct_tensor a, int64_t dim, int64_t start, int64_t length);
ct_tensor ct_index_select(ct_tensor a, int64_t dim, ct_tensor indices);
ct_tensor ct_cat(ct_tensors list, int64_t dim);
ct_tensor ct_stack(ct_tensors list, int64_t dim);

/* reduce.cpp: an empty list of dimensions means all of them. */
ct_tensor ct_sum(ct_tensor a, ct_ints dims, bool keep);
ct_tensor ct_mean(ct_tensor a, ct_ints dims, bool keep);
ct_tensor ct_norm(ct_tensor a);
ct_tensor ct_argmax(ct_tensor a, int64_t dim);
int ct_max(ct_tensor a, int64_t dim, ct_tensor *values, ct_tensor *indices);
int ct_topk(ct_tensor a, int64_t k, int64_t dim, ct_tensor *values, ct_tensor *indices);
ct_tensor ct_softmax(ct_tensor a, int64_t dim);
ct_tensor ct_log_softmax(ct_tensor a, int64_t dim);
int ct_is_finite(ct_tensor a, bool *out);
/// The inner products of `count` lists of tensors, each list one vector: `out[count * count]`. Elements are multiplied and summed in
/// double precision.
/// An undefined (NULL) part counts as zero.
int ct_gram(const ct_tensor *parts, int64_t count, int64_t parts_each, double *out);

/* normalization.cpp */
/// With `rectify`, zero takes the place of what is below it. In training, `mean` and `variance` move.
ct_tensor ct_batch_norm(ct_tensor x, ct_tensor weight, ct_tensor bias, ct_tensor mean, ct_tensor variance, bool training,
                        double momentum, double epsilon, bool rectify);

/* nn.cpp */
ct_tensor ct_matmul(ct_tensor a, ct_tensor b);
ct_tensor ct_linear(ct_tensor x, ct_tensor weight, ct_tensor bias);
ct_tensor ct_conv2d(ct_tensor x, ct_tensor weight, ct_tensor bias, int64_t stride, int64_t padding, int64_t groups);
/// Over the last dimension, which `weight` and `bias` have as their only one.
ct_tensor ct_layer_norm(ct_tensor x, ct_tensor weight, ct_tensor bias, double epsilon);
/// `softmax(query key^T / sqrt(depth)) value` of `[N, heads, positions, depth]`.
ct_tensor ct_attention(ct_tensor query, ct_tensor key, ct_tensor value);
ct_tensor ct_max_pool2d(ct_tensor x, int64_t kernel, int64_t stride, int64_t padding);
ct_tensor ct_avg_pool2d(ct_tensor x, int64_t kernel, int64_t stride);
ct_tensor ct_upsample_bilinear2d(ct_tensor x, int64_t factor);
/// `labels`: class numbers `[N]` or probabilities `[N, C]`; `reduce`: the mean over samples, else one loss each.
ct_tensor ct_cross_entropy(ct_tensor logits, ct_tensor labels, double label_smoothing, bool reduce);

/* autograd.cpp */
int ct_set_requires_grad(ct_tensor t, bool on);
bool ct_requires_grad(ct_tensor t);
ct_tensor ct_detach(ct_tensor t);
bool ct_set_grad_mode(bool on);
/// Adds the gradients of `sum(weights[i] * roots[i])` to the leaves.
int ct_backward(ct_tensors roots, const double *weights, bool retain);
/// The gradients of `sum(weights[i] * roots[i])` for `inputs`; `out[i]` is NULL where nothing depends on one.
int ct_gradients(ct_tensors roots, const double *weights, ct_tensors inputs, bool retain, ct_tensor *out);
/// `ct_gradients` for roots of any shape: those of `sum(<cotangents[i], roots[i]>)`.
int ct_vector_jacobian(ct_tensors roots, ct_tensors cotangents, ct_tensors inputs, bool retain, ct_tensor *out);
/// What `ct_backward` left at a leaf. NULL without an error when there is nothing.
ct_tensor ct_gradient_of(ct_tensor t);
int ct_set_gradient(ct_tensor t, ct_tensor gradient);

/* channels.cpp: gradients that stop at some channels. Ranges are pairs (start, end) along `dim`, sorted and disjoint. */
/// The same values; no gradient passes through the channels in `stopped`.
ct_tensor ct_stop_channels(ct_tensor x, int64_t dim, ct_ints stopped);
/// Zeros in the channels in `cleared`; no gradient passes through them.
ct_tensor ct_clear_channels(ct_tensor x, int64_t dim, ct_ints cleared);
/// `ct_conv2d` whose backward pass computes the input gradient of the channels in `live` alone and leaves the rest zero.
ct_tensor ct_conv2d_live(ct_tensor x, ct_tensor weight, ct_tensor bias, int64_t stride, int64_t padding, ct_ints live);

/* optimizers.cpp: one step in place over lists of the same length; every gradient is defined. */
int ct_sgd_step(ct_tensors parameters, ct_tensors gradients, ct_tensors momenta, double rate, double momentum,
                double weight_decay, bool nesterov);
/// `steps`: one float32 scalar for each parameter, which the call increases by one. `decoupled` is AdamW.
int ct_adam_step(ct_tensors parameters, ct_tensors gradients, ct_tensors means, ct_tensors squares, ct_tensors steps,
                 double rate, double beta1, double beta2, double weight_decay, double epsilon, bool decoupled);

/* inference.cpp */
/// The weight of a convolution as the processor reads it fastest, for inputs of a shape such as `input`; the weight itself where
/// libtorch has no such layout. Only `ct_conv2d_packed` reads the result.
ct_tensor ct_pack_convolution(ct_tensor weight, ct_ints input, int64_t stride, int64_t padding, int64_t groups);
/// `ct_conv2d` with a packed weight, followed by rectification if asked for; not to be differentiated.
ct_tensor ct_conv2d_packed(ct_tensor x, ct_tensor weight, ct_tensor bias, int64_t stride, int64_t padding, int64_t groups,
                           bool rectify);
/// Rows of the first dimension, in the memory layout of `a`.
ct_tensor ct_select_rows(ct_tensor a, ct_ints rows);

/* runtime.cpp */
const char *ct_version(void);
/// The path of the loaded library.
const char *ct_library_path(void);
const char *ct_cpu_capability(void);
void ct_set_threads(int32_t count);
int32_t ct_threads(void);
/// Loads libtorch's CUDA library from the folder of libtorch when it is there, and counts the devices.
int32_t ct_cuda_devices(void);
/// A deterministic choice of algorithms.
void ct_set_deterministic(bool on);

#ifdef __cplusplus
}
#endif
