#include "CPanelTile.h"

#pragma clang diagnostic ignored "-Wpsabi"

#define NAME wide
#define TARGET
#define LANES 16
#define ROWS 14
#include "../../Sources/CKernels/PanelTile.h"

void wide_multiply_panels(
  long rows, long columns, long depth, float alpha, const float *block, const float *panels, float beta, float *c, long c_stride) {
  multiply_wide(rows, columns, depth, alpha, block, panels, beta, c, c_stride);
}
