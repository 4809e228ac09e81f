// fitSquare(pixels: Uint8Array, widthPx: number, heightPx: number, orientation: number,
//           sizePx: number, out: Uint8Array): void
//
// pixels: uint8 [heightPx, widthPx, 3] at its start, it may be longer. out: uint8 [sizePx, sizePx, 3].
// Throws a TypeError when a size does not fit. Keeps nothing, so any thread may load it.

#include <node_api.h>

#include <exception>

#include "fitSquare.h"

namespace {

constexpr int32_t longestSide = 1 << 15;

struct Bytes {
  uint8_t* data = nullptr;
  size_t length = 0;
};

bool readBytes(napi_env env, napi_value value, Bytes& bytes) {
  bool isTypedArray = false;
  if (napi_is_typedarray(env, value, &isTypedArray) != napi_ok || !isTypedArray) return false;
  napi_typedarray_type type;
  void* data = nullptr;
  if (napi_get_typedarray_info(env, value, &type, &bytes.length, &data, nullptr, nullptr) !=
      napi_ok) {
    return false;
  }
  bytes.data = static_cast<uint8_t*>(data);
  return type == napi_uint8_array && data != nullptr;
}

bool readInteger(napi_env env, napi_value value, int32_t from, int32_t to, int32_t& integer) {
  return napi_get_value_int32(env, value, &integer) == napi_ok && integer >= from && integer <= to;
}

size_t bytesOf(int32_t width, int32_t height) { return static_cast<size_t>(width) * height * 3; }

napi_value fitSquare(napi_env env, napi_callback_info info) {
  size_t count = 6;
  napi_value given[6];
  Bytes pixels, out;
  int32_t width = 0, height = 0, orientation = 0, side = 0;
  const bool fits = napi_get_cb_info(env, info, &count, given, nullptr, nullptr) == napi_ok &&
                    count == 6 && readBytes(env, given[0], pixels) &&
                    readInteger(env, given[1], 1, longestSide, width) &&
                    readInteger(env, given[2], 1, longestSide, height) &&
                    readInteger(env, given[3], 1, 8, orientation) &&
                    readInteger(env, given[4], 1, longestSide, side) &&
                    readBytes(env, given[5], out) && pixels.length >= bytesOf(width, height) &&
                    out.length == bytesOf(side, side);
  if (!fits) {
    napi_throw_type_error(env, nullptr,
                          "fitSquare takes uint8 [heightPx, widthPx, 3], widthPx, heightPx, an "
                          "orientation of 1 to 8, sizePx and uint8 [sizePx, sizePx, 3].");
    return nullptr;
  }
  try {
    pretext::fitSquare({pixels.data, width, height}, orientation, side, out.data);
  } catch (const std::exception& error) {
    napi_throw_error(env, nullptr, error.what());  // out of memory
  }
  return nullptr;
}

}  // namespace

NAPI_MODULE_INIT() {
  napi_value function = nullptr;
  napi_create_function(env, "fitSquare", NAPI_AUTO_LENGTH, fitSquare, nullptr, &function);
  napi_set_named_property(env, exports, "fitSquare", function);
  return exports;
}
