#pragma once

#include "Signals.h"
#include "Terminal.h"
