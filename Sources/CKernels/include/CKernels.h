#pragma once

#include "ThreadPool.h"
#include "Dropout.h"
#include "Elementwise.h"
#include "Activation.h"
#include "LayerNorm.h"
#include "CrossEntropy.h"
#include "Optimizer.h"
#include "Conversion.h"
