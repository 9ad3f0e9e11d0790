#pragma once

/// How many of n floats are infinite or no numbers. They need no alignment.
long ck_count_non_finite(long n, const void *numbers);

/// How many of n 16-bit numbers are infinite or no numbers: those with every bit of `exponent` set. They need no alignment.
long ck_count_non_finite_halves(long n, const void *numbers, unsigned exponent);
