#pragma once

#include "../../../Sources/CKernels/include/PanelProduct.h"

/// `ck_multiply_panels` by the tiles of processors with 512-bit vectors, 14 rows of 32 columns, in this processor's instructions.
void wide_multiply_panels(
  long rows, long columns, long depth, float alpha, const float *block, const float *panels, float beta, float *c, long c_stride);
