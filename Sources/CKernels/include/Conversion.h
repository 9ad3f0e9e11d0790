#pragma once

/// Widens n IEEE half-precision numbers, denormals, infinities and NaN included. The source needs no alignment.
void ck_widen_half(long n, const void *from, float *to);

/// Widens n bfloat16 numbers. The source needs no alignment.
void ck_widen_bfloat(long n, const void *from, float *to);
