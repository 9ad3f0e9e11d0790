#pragma once

#include "Activation.h"
#include "AttentionSoftmax.h"
#include "Conversion.h"
#include "Copy.h"
#include "CrossEntropy.h"
#include "DepthwiseConvolution.h"
#include "Dropout.h"
#include "Elementwise.h"
#include "LayerNorm.h"
#include "Optimizer.h"
#include "ThinProduct.h"
#include "ThreadPool.h"
