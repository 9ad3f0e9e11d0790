#pragma once
#include <cairo.h>
// Fonts are opened from their files with FreeType, and others found with fontconfig; Cairo's own header brings both along.
#include <cairo-ft.h>
#include <fontconfig/fcfreetype.h>
