#pragma once

/// One row of a depthwise 3 x 3 convolution of stride 1 and zero padding 1 over a channels-last map, added to the row itself:
/// y[x] = row[x] + bias + sum over taps of weight[tap] * neighbour[tap]. The rows `above` and `below` are NULL outside the map; weight is
/// (9, channels), tap = 3 * row + column; bias may be NULL.
void ck_depthwise_row(
  long width, long channels, const float *above, const float *row, const float *below, const float *weight, const float *bias, float *y);

/// Adds one output row's part of the gradients of the weight (9, channels) and of the bias (channels), from the gradient of that row.
void ck_depthwise_weight_row(
  long width, long channels, const float *above, const float *row, const float *below, const float *gradient, float *weight_gradient,
  float *bias_gradient);
