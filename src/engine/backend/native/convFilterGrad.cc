// The gradient of a convolution by its filter: dW[kh, kw, i, o] = sum over all output pixels of
// x[pixel shifted by the tap, i] * dy[pixel, o]. For each tap that is a matrix product whose long
// side is the pixels. It is computed in register tiles of up to 8 input by 48 output channels.
//
// bfloat16 products come in pairs (vdpbf16ps multiplies and adds two at a time), so pixels are first
// packed in pairs along the width; the sums are float32, and so is the result.

#include "support.h"

#if defined(__AVX512F__)

#include <immintrin.h>

#include <algorithm>

namespace pretext {
namespace {

constexpr int kTileInputs = 8;
constexpr int kLanes = 16;
constexpr int kTileVectors = 3;
// Output pixels whose packed inputs are worked on while they are in the cache.
constexpr int64_t kBlockPixels = 512;
// Partial sums that are merged in order at the end; a fixed number keeps the result the same.
constexpr int64_t kGroups = 8;

struct ConvAttributes {
  int64_t stride;
  int64_t filterHeight;
  int64_t filterWidth;
  unsigned char same;
};

struct Geometry {
  int64_t images, height, width, inputs;      // of x
  int64_t outHeight, outWidth, outputs;       // of dy
  int64_t filterHeight, filterWidth, stride;
  int64_t padTop, padLeft;

  int64_t taps() const { return filterHeight * filterWidth; }
};

// A stretch of pixels of one output row: `count` steps through x and dy.
template <typename E>
struct Run {
  const E* x;
  const E* dy;
  int64_t count;
};

inline __m512 multiplyAdd(float x, __m512 dy, __m512 sum) {
  return _mm512_fmadd_ps(_mm512_set1_ps(x), dy, sum);
}
inline __m512 loadVector(const float* from, __mmask16 mask) {
  return _mm512_maskz_loadu_ps(mask, from);
}
#if defined(__AVX512BF16__)
inline __m512 multiplyAdd(uint32_t xPair, __m512 dyPairs, __m512 sum) {
  return _mm512_dpbf16_ps(sum, (__m512bh)_mm512_set1_epi32(static_cast<int>(xPair)),
                          (__m512bh)_mm512_castps_si512(dyPairs));
}
inline __m512 loadVector(const uint32_t* from, __mmask16 mask) {
  return _mm512_castsi512_ps(_mm512_maskz_loadu_epi32(mask, from));
}
#endif

// Adds one tile of kInputs x kVectors * 16 to `sums` (row stride `outputs`).
template <typename E, int kInputs, int kVectors>
void addTile(const std::vector<Run<E>>& runs, int64_t input, int64_t output, int64_t xStep,
             int64_t dyStep, __mmask16 lastMask, float* sums, int64_t outputs) {
  __m512 tile[kInputs][kVectors];
  // Without the unrolling compilers keep the tile in memory instead of in registers.
#pragma GCC unroll 8
  for (int i = 0; i < kInputs; i++)
#pragma GCC unroll 3
    for (int v = 0; v < kVectors; v++) tile[i][v] = _mm512_setzero_ps();
  for (const Run<E>& run : runs) {
    const E* x = run.x + input;
    const E* dy = run.dy + output;
    for (int64_t p = 0; p < run.count; p++, x += xStep, dy += dyStep) {
      __m512 vectors[kVectors];
#pragma GCC unroll 3
      for (int v = 0; v < kVectors; v++)
        vectors[v] = loadVector(dy + v * kLanes,
                                v == kVectors - 1 ? lastMask : static_cast<__mmask16>(0xffff));
#pragma GCC unroll 8
      for (int i = 0; i < kInputs; i++)
#pragma GCC unroll 3
        for (int v = 0; v < kVectors; v++) tile[i][v] = multiplyAdd(x[i], vectors[v], tile[i][v]);
    }
  }
#pragma GCC unroll 8
  for (int i = 0; i < kInputs; i++) {
    float* row = sums + (input + i) * outputs + output;
#pragma GCC unroll 3
    for (int v = 0; v < kVectors; v++) {
      const __mmask16 mask = v == kVectors - 1 ? lastMask : static_cast<__mmask16>(0xffff);
      const __m512 before = _mm512_maskz_loadu_ps(mask, row + v * kLanes);
      _mm512_mask_storeu_ps(row + v * kLanes, mask, _mm512_add_ps(before, tile[i][v]));
    }
  }
}

template <typename E, int kVectors>
void addTileOf(int inputs, const std::vector<Run<E>>& runs, int64_t input, int64_t output,
               int64_t xStep, int64_t dyStep, __mmask16 mask, float* sums, int64_t outputs) {
  switch (inputs) {
#define PRETEXT_TILE(n) \
  case n:               \
    return addTile<E, n, kVectors>(runs, input, output, xStep, dyStep, mask, sums, outputs)
    PRETEXT_TILE(1);
    PRETEXT_TILE(2);
    PRETEXT_TILE(3);
    PRETEXT_TILE(4);
    PRETEXT_TILE(5);
    PRETEXT_TILE(6);
    PRETEXT_TILE(7);
    PRETEXT_TILE(8);
#undef PRETEXT_TILE
  }
}

// Adds the products of one tap over all runs to its [inputs, outputs] matrix.
template <typename E>
void addTap(const std::vector<Run<E>>& runs, const Geometry& g, int64_t xStep, int64_t dyStep,
            float* sums) {
  for (int64_t output = 0; output < g.outputs; output += kTileVectors * kLanes) {
    const int64_t columns = std::min<int64_t>(kTileVectors * kLanes, g.outputs - output);
    const int64_t vectors = (columns + kLanes - 1) / kLanes;
    const __mmask16 mask =
        static_cast<__mmask16>((1u << (columns - (vectors - 1) * kLanes)) - 1u);
    for (int64_t input = 0; input < g.inputs; input += kTileInputs) {
      const int inputs = static_cast<int>(std::min<int64_t>(kTileInputs, g.inputs - input));
      const auto add = vectors == 3   ? addTileOf<E, 3>
                       : vectors == 2 ? addTileOf<E, 2>
                                      : addTileOf<E, 1>;
      add(inputs, runs, input, output, xStep, dyStep, mask, sums, g.outputs);
    }
  }
}

// Output rows whose input row for tap row kh lies inside the image.
struct RowRange {
  int64_t begin, end;
};
RowRange rowsInside(const Geometry& g, int64_t kh) {
  const int64_t begin = std::max<int64_t>(0, (g.padTop - kh + g.stride - 1) / g.stride);
  const int64_t end = std::min(g.outHeight, (g.height - 1 + g.padTop - kh) / g.stride + 1);
  return {begin, g.height - 1 + g.padTop - kh < 0 ? begin : end};
}

// Packed pixels of one block, kept from block to block: memory that is new each time costs more than
// filling it.
struct Scratch {
  std::vector<uint32_t> x;
  std::vector<uint32_t> dy;
};

// Works on images [first, last) in float32, straight from x and dy.
void addImages(const float* x, const float* dy, const Geometry& g, int64_t first, int64_t last,
               Scratch&, float* sums) {
  std::vector<Run<float>> runs;
  for (int64_t tap = 0; tap < g.taps(); tap++) {
    const int64_t kh = tap / g.filterWidth, kw = tap % g.filterWidth;
    const RowRange rows = rowsInside(g, kh);
    const int64_t left = std::max<int64_t>(0, (g.padLeft - kw + g.stride - 1) / g.stride);
    const int64_t reach = g.width - 1 + g.padLeft - kw;
    const int64_t right = reach < 0 ? left : std::min(g.outWidth, reach / g.stride + 1);
    if (right <= left) continue;
    runs.clear();
    for (int64_t n = first; n < last; n++) {
      for (int64_t oh = rows.begin; oh < rows.end; oh++) {
        const int64_t h = oh * g.stride + kh - g.padTop;
        const int64_t v = left * g.stride + kw - g.padLeft;
        runs.push_back({x + ((n * g.height + h) * g.width + v) * g.inputs,
                        dy + ((n * g.outHeight + oh) * g.outWidth + left) * g.outputs,
                        right - left});
      }
    }
    addTap(runs, g, g.stride * g.inputs, g.outputs, sums + tap * g.inputs * g.outputs);
  }
}

#if defined(__AVX512BF16__)

// to[c] = low[c] | high[c] << 16; a null pointer stands for zeros.
void packPair(const BFloat16* low, const BFloat16* high, int64_t count, uint32_t* __restrict to) {
  if (low == nullptr && high == nullptr) {
    std::fill(to, to + count, 0u);
  } else if (high == nullptr) {
    for (int64_t c = 0; c < count; c++) to[c] = low[c].bits;
  } else if (low == nullptr) {
    for (int64_t c = 0; c < count; c++) to[c] = static_cast<uint32_t>(high[c].bits) << 16;
  } else {
    for (int64_t c = 0; c < count; c++)
      to[c] = low[c].bits | static_cast<uint32_t>(high[c].bits) << 16;
  }
}

// Works on images [first, last) in bfloat16. With stride s, a pair of neighbouring output pixels
// needs the input columns c and c + s; pairs whose first column has the same remainder by 2 s form
// a phase, so that tap kw = phase + 2 s q reads pair j + q for output pair j.
void addImages(const BFloat16* x, const BFloat16* dy, const Geometry& g, int64_t first,
               int64_t last, Scratch& scratch, float* sums) {
  const int64_t period = 2 * g.stride;
  const int64_t phases = std::min(period, g.filterWidth);
  const int64_t outPairs = (g.outWidth + 1) / 2;
  const int64_t pairs = outPairs + (g.filterWidth - 1) / period;
  const int64_t xRow = phases * pairs * g.inputs;
  const int64_t dyRow = outPairs * g.outputs;
  scratch.x.resize(static_cast<size_t>((last - first) * g.height * xRow));
  scratch.dy.resize(static_cast<size_t>((last - first) * g.outHeight * dyRow));
  for (int64_t n = first; n < last; n++) {
    for (int64_t h = 0; h < g.height; h++) {
      const BFloat16* from = x + (n * g.height + h) * g.width * g.inputs;
      uint32_t* to = scratch.x.data() + ((n - first) * g.height + h) * xRow;
      const auto column = [&](int64_t padded) {
        const int64_t v = padded - g.padLeft;
        return v < 0 || v >= g.width ? nullptr : from + v * g.inputs;
      };
      for (int64_t phase = 0; phase < phases; phase++)
        for (int64_t j = 0; j < pairs; j++, to += g.inputs)
          packPair(column(period * j + phase), column(period * j + phase + g.stride), g.inputs, to);
    }
    for (int64_t oh = 0; oh < g.outHeight; oh++) {
      const BFloat16* from = dy + (n * g.outHeight + oh) * g.outWidth * g.outputs;
      uint32_t* to = scratch.dy.data() + ((n - first) * g.outHeight + oh) * dyRow;
      for (int64_t j = 0; j < outPairs; j++, to += g.outputs, from += 2 * g.outputs)
        packPair(from, 2 * j + 1 < g.outWidth ? from + g.outputs : nullptr, g.outputs, to);
    }
  }
  std::vector<Run<uint32_t>> runs;
  for (int64_t tap = 0; tap < g.taps(); tap++) {
    const int64_t kh = tap / g.filterWidth, kw = tap % g.filterWidth;
    const RowRange rows = rowsInside(g, kh);
    runs.clear();
    for (int64_t n = 0; n < last - first; n++) {
      for (int64_t oh = rows.begin; oh < rows.end; oh++) {
        const int64_t h = oh * g.stride + kh - g.padTop;
        runs.push_back({scratch.x.data() + (n * g.height + h) * xRow +
                            ((kw % period) * pairs + kw / period) * g.inputs,
                        scratch.dy.data() + (n * g.outHeight + oh) * dyRow, outPairs});
      }
    }
    addTap(runs, g, g.inputs, g.outputs, sums + tap * g.inputs * g.outputs);
  }
}

#endif

Geometry geometryOf(const ConvAttributes& a, const std::vector<int64_t>& x,
                    const std::vector<int64_t>& dy) {
  Geometry g{x[0],  x[1],           x[2],          x[3],     dy[1], dy[2],
             dy[3], a.filterHeight, a.filterWidth, a.stride, 0,     0};
  if (a.same) {
    g.padTop = std::max<int64_t>(0, (g.outHeight - 1) * g.stride + g.filterHeight - g.height) / 2;
    g.padLeft = std::max<int64_t>(0, (g.outWidth - 1) * g.stride + g.filterWidth - g.width) / 2;
  }
  return g;
}

// x: T [N, H, W, I], dy: T [N, OH, OW, O] -> dfilter: float [kh, kw, I, O].
template <typename T>
void convFilterGrad(void* kernel, TF_OpKernelContext* context) {
  const ConvAttributes& attributes = *static_cast<ConvAttributes*>(kernel);
  Call call(context);
  const std::vector<int64_t> xShape = call.shape(0), dyShape = call.shape(1);
  if (!call.ok()) return;
  const Geometry g = geometryOf(attributes, xShape, dyShape);
  const T* x = call.input<T>(0);
  const T* dy = call.input<T>(1);
  float* result = call.output<float>(0, {g.filterHeight, g.filterWidth, g.inputs, g.outputs});
  if (!call.ok()) return;

  const int64_t imagesPerBlock =
      std::max<int64_t>(1, kBlockPixels / std::max<int64_t>(1, g.outHeight * g.outWidth));
  const int64_t blocks = (g.images + imagesPerBlock - 1) / imagesPerBlock;
  const int64_t groups = std::min(kGroups, blocks);
  const int64_t size = g.taps() * g.inputs * g.outputs;
  std::vector<float> partial(static_cast<size_t>(groups * size), 0.0f);
  parallelFor(static_cast<size_t>(groups), [&](size_t group) {
    float* sums = partial.data() + static_cast<int64_t>(group) * size;
    Scratch scratch;
    for (int64_t block = static_cast<int64_t>(group); block < blocks; block += groups) {
      const int64_t first = block * imagesPerBlock;
      addImages(x, dy, g, first, std::min(g.images, first + imagesPerBlock), scratch, sums);
    }
  });
  const int64_t slice = g.inputs * g.outputs;
  parallelFor(static_cast<size_t>(g.taps()), [&](size_t tap) {
    const int64_t begin = static_cast<int64_t>(tap) * slice;
    std::fill(result + begin, result + begin + slice, 0.0f);
    for (int64_t group = 0; group < groups; group++) {
      const float* sums = partial.data() + group * size + begin;
      for (int64_t i = 0; i < slice; i++) result[begin + i] += sums[i];
    }
  });
}

void* createConv(TF_OpKernelConstruction* construction) {
  auto* attributes = new ConvAttributes{};
  TF_Status* status = TF_NewStatus();
  const auto integer = [&](const char* name, int64_t* value) {
    if (TF_GetCode(status) == TF_OK)
      TF_OpKernelConstruction_GetAttrInt64(construction, name, value, status);
  };
  integer("stride", &attributes->stride);
  integer("filter_height", &attributes->filterHeight);
  integer("filter_width", &attributes->filterWidth);
  if (TF_GetCode(status) == TF_OK)
    TF_OpKernelConstruction_GetAttrBool(construction, "same", &attributes->same, status);
  if (TF_GetCode(status) != TF_OK) TF_OpKernelConstruction_Failure(construction, status);
  TF_DeleteStatus(status);
  return attributes;
}

}  // namespace

ConvFilterGradTypes registerConvFilterGrad() {
  registerOperation("PretextConvFilterGrad", {"x: T", "dy: T"}, {"dfilter: float"},
                    {"T: {float, bfloat16}", "stride: int", "filter_height: int",
                     "filter_width: int", "same: bool"});
  registerKernel("PretextConvFilterGrad", TF_FLOAT, createConv, convFilterGrad<float>,
                 deleteAttributes<ConvAttributes>);
#if defined(__AVX512BF16__)
  registerKernel("PretextConvFilterGrad", TF_BFLOAT16, createConv, convFilterGrad<BFloat16>,
                 deleteAttributes<ConvAttributes>);
  return {true, true};
#else
  return {true, false};
#endif
}

}  // namespace pretext

#else

namespace pretext {
ConvFilterGradTypes registerConvFilterGrad() { return {false, false}; }
}  // namespace pretext

#endif
