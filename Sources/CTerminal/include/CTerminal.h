#pragma once

#include "LineEditor.h"
#include "Signals.h"
#include "Terminal.h"
