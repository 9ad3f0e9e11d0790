#pragma once
#include <cairo.h>
// Fonts are opened from their files with FreeType, which Cairo's own header brings along.
#include <cairo-ft.h>
