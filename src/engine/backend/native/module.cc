// Loading this file into Node registers the kernels with the TensorFlow library that is already in
// the process. It exports nothing else.

#include <node_api.h>

#include <exception>

#include "support.h"

NAPI_MODULE_INIT() {
  try {
    pretext::registerBatchNormRelu();
    pretext::registerPooling();
    pretext::registerMomentum();
  } catch (const std::exception& error) {
    napi_throw_error(env, nullptr, error.what());
  }
  return exports;
}
