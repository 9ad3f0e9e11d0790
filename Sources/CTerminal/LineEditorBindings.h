#pragma once

#include <histedit.h>

/// Reads the user's ~/.editrc and makes our own bindings; where both speak, the user's holds.
void line_editor_bind(EditLine *edit);
