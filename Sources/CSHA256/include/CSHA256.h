#pragma once

#include <stddef.h>
#include <stdint.h>

/// Takes `count` blocks of 64 bytes into the eight words of a SHA-256, with the processor's instructions for it where it has them. The blocks need no alignment.
void csha256_update(uint32_t state[8], const void *blocks, size_t count);

/// The same on any processor.
void csha256_update_plainly(uint32_t state[8], const void *blocks, size_t count);
