#pragma once

#include "ThreadPool.h"
#include "Dropout.h"
#include "Elementwise.h"
#include "AttentionSoftmax.h"
#include "Copy.h"
#include "DepthwiseConvolution.h"
