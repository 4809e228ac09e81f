// Square pooling windows with TensorFlow's SAME or VALID padding.
// The backward passes gather (each input pixel asks the windows that cover it), so no two threads
// write to the same place and the result is the same every time.

#include <algorithm>
#include <limits>

#include "support.h"

namespace pretext {
namespace {

struct PoolAttributes {
  int64_t size;
  int64_t stride;
  unsigned char same;
};

void* createPool(TF_OpKernelConstruction* construction) {
  auto* attributes = new PoolAttributes{};
  TF_Status* status = TF_NewStatus();
  TF_OpKernelConstruction_GetAttrInt64(construction, "size", &attributes->size, status);
  if (TF_GetCode(status) == TF_OK) {
    TF_OpKernelConstruction_GetAttrInt64(construction, "stride", &attributes->stride, status);
  }
  if (TF_GetCode(status) == TF_OK) {
    TF_OpKernelConstruction_GetAttrBool(construction, "same", &attributes->same, status);
  }
  if (TF_GetCode(status) != TF_OK) TF_OpKernelConstruction_Failure(construction, status);
  TF_DeleteStatus(status);
  return attributes;
}

// Where the windows lie over an input of H x W pixels.
struct Windows {
  int64_t size, stride;
  int64_t height, width;        // of the input
  int64_t outHeight, outWidth;  // of the output
  int64_t padTop, padLeft;
};

Windows windowsOf(const PoolAttributes& pool, int64_t height, int64_t width) {
  Windows w{pool.size, pool.stride, height, width, 0, 0, 0, 0};
  if (!pool.same) {
    w.outHeight = (height - pool.size) / pool.stride + 1;
    w.outWidth = (width - pool.size) / pool.stride + 1;
    return w;
  }
  w.outHeight = (height + pool.stride - 1) / pool.stride;
  w.outWidth = (width + pool.stride - 1) / pool.stride;
  w.padTop = std::max<int64_t>(0, (w.outHeight - 1) * pool.stride + pool.size - height) / 2;
  w.padLeft = std::max<int64_t>(0, (w.outWidth - 1) * pool.stride + pool.size - width) / 2;
  return w;
}

// Calls visit(input pixel, position within the window in reading order) for each pixel under window
// (n, oh, ow).
template <typename Visit>
inline void visitPixelsUnder(const Windows& w, int64_t n, int64_t oh, int64_t ow,
                             const Visit& visit) {
  for (int64_t i = 0; i < w.size; i++) {
    const int64_t h = oh * w.stride - w.padTop + i;
    if (h < 0 || h >= w.height) continue;
    for (int64_t j = 0; j < w.size; j++) {
      const int64_t v = ow * w.stride - w.padLeft + j;
      if (v < 0 || v >= w.width) continue;
      visit(static_cast<size_t>((n * w.height + h) * w.width + v),
            static_cast<int32_t>(i * w.size + j));
    }
  }
}

// x: T [N, H, W, C] -> y: T [N, OH, OW, C]; argmax: uint8 [N, OH, OW, C], the position within the
// window in reading order; the first of equal values wins.
template <typename T>
void maxPool(void* kernel, TF_OpKernelContext* context) {
  Call call(context);
  const std::vector<int64_t> shape = call.shape(0);
  if (!call.ok()) return;
  const Windows w = windowsOf(*static_cast<PoolAttributes*>(kernel), shape[1], shape[2]);
  const size_t channels = static_cast<size_t>(shape[3]);
  const std::vector<int64_t> outShape{shape[0], w.outHeight, w.outWidth, shape[3]};
  const T* x = call.input<T>(0);
  T* y = call.output<T>(0, outShape);
  uint8_t* argmax = call.output<uint8_t>(1, outShape);
  if (!call.ok()) return;

  parallelFor(static_cast<size_t>(shape[0] * w.outHeight), [&](size_t job) {
    const int64_t n = static_cast<int64_t>(job) / w.outHeight;
    const int64_t oh = static_cast<int64_t>(job) % w.outHeight;
    std::vector<float> bestValue(channels);
    // As wide as the values, so that both are selected by the same vector mask.
    std::vector<int32_t> bestPlace(channels);
    float* __restrict best = bestValue.data();
    int32_t* __restrict place = bestPlace.data();
    for (int64_t ow = 0; ow < w.outWidth; ow++) {
      std::fill(bestValue.begin(), bestValue.end(), -std::numeric_limits<float>::infinity());
      std::fill(bestPlace.begin(), bestPlace.end(), 0);
      visitPixelsUnder(w, n, oh, ow, [&](size_t pixel, int32_t here) {
        const T* __restrict from = x + pixel * channels;
        for (size_t c = 0; c < channels; c++) {
          const float value = load(from, c);
          // A NaN wins, and keeps its place since nothing is greater than it: it is not hidden.
          const bool better = (value > best[c]) | (value != value);
          best[c] = better ? value : best[c];
          place[c] = better ? here : place[c];
        }
      });
      const size_t out = (job * static_cast<size_t>(w.outWidth) + static_cast<size_t>(ow)) * channels;
      for (size_t c = 0; c < channels; c++) {
        store(y + out, c, best[c]);
        argmax[out + c] = static_cast<uint8_t>(place[c]);
      }
    }
  });
}

// Calls visit(output index, position within the window) for each window that covers input pixel
// (n, h, v).
template <typename Visit>
inline void visitCoveringWindows(const Windows& w, int64_t n, int64_t h, int64_t v,
                                 const Visit& visit) {
  for (int64_t i = 0; i < w.size; i++) {
    const int64_t fromTop = h + w.padTop - i;
    if (fromTop < 0 || fromTop % w.stride != 0 || fromTop / w.stride >= w.outHeight) continue;
    for (int64_t j = 0; j < w.size; j++) {
      const int64_t fromLeft = v + w.padLeft - j;
      if (fromLeft < 0 || fromLeft % w.stride != 0 || fromLeft / w.stride >= w.outWidth) continue;
      const int64_t oh = fromTop / w.stride;
      const int64_t ow = fromLeft / w.stride;
      visit(static_cast<size_t>((n * w.outHeight + oh) * w.outWidth + ow), oh, ow,
            static_cast<uint8_t>(i * w.size + j));
    }
  }
}

// Number of input pixels under window (oh, ow): padding does not count.
inline int64_t pixelsUnder(const Windows& w, int64_t oh, int64_t ow) {
  const int64_t top = std::max<int64_t>(0, oh * w.stride - w.padTop);
  const int64_t left = std::max<int64_t>(0, ow * w.stride - w.padLeft);
  const int64_t bottom = std::min(w.height, oh * w.stride - w.padTop + w.size);
  const int64_t right = std::min(w.width, ow * w.stride - w.padLeft + w.size);
  return (bottom - top) * (right - left);
}

// Fills dx: T [N, H, W, C] row by row; accumulate(sum, n, h, v) adds the gradient of one pixel.
template <typename T, typename Accumulate>
void gatherGradient(T* dx, int64_t count, const Windows& w, size_t channels,
                    const Accumulate& accumulate) {
  parallelFor(static_cast<size_t>(count * w.height), [&](size_t job) {
    const int64_t n = static_cast<int64_t>(job) / w.height;
    const int64_t h = static_cast<int64_t>(job) % w.height;
    std::vector<float> sum(channels);
    for (int64_t v = 0; v < w.width; v++) {
      std::fill(sum.begin(), sum.end(), 0.0f);
      accumulate(sum.data(), n, h, v);
      T* to = dx + (job * static_cast<size_t>(w.width) + static_cast<size_t>(v)) * channels;
      for (size_t c = 0; c < channels; c++) store(to, c, sum[c]);
    }
  });
}

// dy: T [N, OH, OW, C], argmax: uint8 likewise, like: T [N, H, W, C] for its shape -> dx: T like `like`.
template <typename T>
void maxPoolGrad(void* kernel, TF_OpKernelContext* context) {
  Call call(context);
  const std::vector<int64_t> shape = call.shape(2);
  if (!call.ok()) return;
  const Windows w = windowsOf(*static_cast<PoolAttributes*>(kernel), shape[1], shape[2]);
  const size_t channels = static_cast<size_t>(shape[3]);
  const T* dy = call.input<T>(0);
  const uint8_t* argmax = call.input<uint8_t>(1);
  T* dx = call.output<T>(0, shape);
  if (!call.ok()) return;
  gatherGradient(dx, shape[0], w, channels, [&](float* __restrict sum, int64_t n, int64_t h, int64_t v) {
    visitCoveringWindows(w, n, h, v, [&](size_t out, int64_t, int64_t, uint8_t here) {
      const T* __restrict from = dy + out * channels;
      const uint8_t* __restrict place = argmax + out * channels;
      for (size_t c = 0; c < channels; c++) sum[c] += place[c] == here ? load(from, c) : 0.0f;
    });
  });
}

// x: T [N, H, W, C] -> y: T [N, OH, OW, C], the mean over the pixels that lie inside the input.
template <typename T>
void averagePool(void* kernel, TF_OpKernelContext* context) {
  Call call(context);
  const std::vector<int64_t> shape = call.shape(0);
  if (!call.ok()) return;
  const Windows w = windowsOf(*static_cast<PoolAttributes*>(kernel), shape[1], shape[2]);
  const size_t channels = static_cast<size_t>(shape[3]);
  const T* x = call.input<T>(0);
  T* y = call.output<T>(0, {shape[0], w.outHeight, w.outWidth, shape[3]});
  if (!call.ok()) return;

  parallelFor(static_cast<size_t>(shape[0] * w.outHeight), [&](size_t job) {
    const int64_t n = static_cast<int64_t>(job) / w.outHeight;
    const int64_t oh = static_cast<int64_t>(job) % w.outHeight;
    std::vector<float> total(channels);
    float* __restrict sum = total.data();
    for (int64_t ow = 0; ow < w.outWidth; ow++) {
      std::fill(total.begin(), total.end(), 0.0f);
      visitPixelsUnder(w, n, oh, ow, [&](size_t pixel, int32_t) {
        const T* __restrict from = x + pixel * channels;
        for (size_t c = 0; c < channels; c++) sum[c] += load(from, c);
      });
      const float share = 1.0f / static_cast<float>(pixelsUnder(w, oh, ow));
      T* to = y + (job * static_cast<size_t>(w.outWidth) + static_cast<size_t>(ow)) * channels;
      for (size_t c = 0; c < channels; c++) store(to, c, sum[c] * share);
    }
  });
}

// dy: T [N, OH, OW, C], like: T [N, H, W, C] for its shape -> dx: T like `like`.
template <typename T>
void averagePoolGrad(void* kernel, TF_OpKernelContext* context) {
  Call call(context);
  const std::vector<int64_t> shape = call.shape(1);
  if (!call.ok()) return;
  const Windows w = windowsOf(*static_cast<PoolAttributes*>(kernel), shape[1], shape[2]);
  const size_t channels = static_cast<size_t>(shape[3]);
  const T* dy = call.input<T>(0);
  T* dx = call.output<T>(0, shape);
  if (!call.ok()) return;
  gatherGradient(dx, shape[0], w, channels, [&](float* __restrict sum, int64_t n, int64_t h, int64_t v) {
    visitCoveringWindows(w, n, h, v, [&](size_t out, int64_t oh, int64_t ow, uint8_t) {
      const T* __restrict from = dy + out * channels;
      const float share = 1.0f / static_cast<float>(pixelsUnder(w, oh, ow));
      for (size_t c = 0; c < channels; c++) sum[c] += load(from, c) * share;
    });
  });
}

template <typename T>
void registerFor() {
  const TF_DataType type = kDataType<T>;
  const DeleteKernel destroy = deleteAttributes<PoolAttributes>;
  registerKernel("PretextMaxPool", type, createPool, maxPool<T>, destroy);
  registerKernel("PretextMaxPoolGrad", type, createPool, maxPoolGrad<T>, destroy);
  registerKernel("PretextAveragePool", type, createPool, averagePool<T>, destroy);
  registerKernel("PretextAveragePoolGrad", type, createPool, averagePoolGrad<T>, destroy);
}

}  // namespace

void registerPooling() {
  const std::vector<const char*> attributes{"T: {float, bfloat16}", "size: int", "stride: int",
                                             "same: bool"};
  registerOperation("PretextMaxPool", {"x: T"}, {"y: T", "argmax: uint8"}, attributes);
  registerOperation("PretextMaxPoolGrad", {"dy: T", "argmax: uint8", "like: T"}, {"dx: T"},
                    attributes);
  registerOperation("PretextAveragePool", {"x: T"}, {"y: T"}, attributes);
  registerOperation("PretextAveragePoolGrad", {"dy: T", "like: T"}, {"dx: T"}, attributes);
  registerFor<float>();
  registerFor<BFloat16>();
}

}  // namespace pretext
