// Loading this file into Node registers the kernels with the TensorFlow library that is already in
// the process. It exports for which element types the processor-specific kernel exists:
// { convFilterGrad: { float32: boolean, bfloat16: boolean } }.

#include <node_api.h>

#include <exception>

#include "support.h"

namespace {

// Pending exceptions make later calls fail harmlessly; Node then reports the first one.
void setFlag(napi_env env, napi_value object, const char* name, bool flag) {
  napi_value value;
  if (napi_get_boolean(env, flag, &value) == napi_ok) {
    napi_set_named_property(env, object, name, value);
  }
}

}  // namespace

NAPI_MODULE_INIT() {
  try {
    pretext::registerBatchNormRelu();
    pretext::registerPooling();
    pretext::registerMomentum();
    const pretext::ConvFilterGradTypes types = pretext::registerConvFilterGrad();
    napi_value flags;
    if (napi_create_object(env, &flags) == napi_ok) {
      setFlag(env, flags, "float32", types.float32);
      setFlag(env, flags, "bfloat16", types.bfloat16);
      napi_set_named_property(env, exports, "convFilterGrad", flags);
    }
  } catch (const std::exception& error) {
    napi_throw_error(env, nullptr, error.what());
  }
  return exports;
}
