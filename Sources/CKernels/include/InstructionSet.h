#pragma once

/// The name of the instruction set that kernels were chosen for, by the loader's own test.
const char *ck_instruction_set(void);
