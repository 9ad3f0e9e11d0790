#pragma once

/// The numbers of one step of Adam, as PyTorch computes them in double precision and hands them to its Float32 kernels.
typedef struct {
  float retention;       ///< 1 - learning rate * weight decay, for decoupled decay (AdamW); 1 for none
  float penalty;         ///< weight decay added to the gradient (Adam); 0 for none
  float first_weight;    ///< 1 - beta 1
  float second_decay;    ///< beta 2
  float second_weight;   ///< 1 - beta 2
  float correction;      ///< sqrt(1 - beta 2 ^ step)
  float epsilon;
  float step_size;       ///< learning rate / (1 - beta 1 ^ step)
} ck_adam_step;

/// One step of Adam or AdamW over n parameters with their gradients and moments, in the order of operations of torch.optim's single-tensor
/// implementation.
void ck_adam(long n, ck_adam_step step, const float *gradient, float *parameter, float *first, float *second);

/// parameter -= learning_rate * (gradient + penalty * parameter), as torch.optim.SGD without momentum.
void ck_sgd(long n, float learning_rate, float penalty, const float *gradient, float *parameter);

/// The sum of squares, accumulated in double precision.
double ck_sum_of_squares(long n, const float *x);
