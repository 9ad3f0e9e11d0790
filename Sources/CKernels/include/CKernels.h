#pragma once

#include "ThreadPool.h"
#include "Dropout.h"
#include "Elementwise.h"
#include "HalfPrecision.h"
