#pragma once

#include "LineEditor.h"
#include "Terminal.h"
