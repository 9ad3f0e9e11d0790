#pragma once

#include <stdint.h>

/// IEEE half precision to single, exactly, over n elements.
void ck_widen_float16(long n, const uint16_t *x, float *out);

/// bfloat16 to single, exactly, over n elements.
void ck_widen_bfloat16(long n, const uint16_t *x, float *out);
