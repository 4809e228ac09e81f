// Batch normalisation (Ioffe & Szegedy 2015) and ReLU in one pass each way. TensorFlow's own pair
// of kernels reads and writes the activation twice as often, and these passes are bound by memory.
//
// The backward pass needs neither y nor x-hat: with z = x * scale + shift (scale = gamma / sigma,
// shift = beta - mean * scale) the ReLU's mask is z > 0 and x-hat is affine in x.

#include <algorithm>
#include <cmath>

#include "support.h"

namespace pretext {
namespace {

constexpr size_t kBlockRows = 2048;
// Rows that are added in float32 registers before they reach an accumulator.
constexpr size_t kUnroll = 8;

size_t blocksOf(size_t rows) { return (rows + kBlockRows - 1) / kBlockRows; }

// Adds per-channel sums of x and x^2 over `rows` rows to float accumulators, kUnroll rows at a time.
template <typename T>
void addMoments(const T* __restrict x, size_t rows, size_t channels, float* __restrict sum,
                float* __restrict squares) {
  size_t r = 0;
  for (; r + kUnroll <= rows; r += kUnroll) {
    const T* __restrict row = x + r * channels;
    for (size_t c = 0; c < channels; c++) {
      float s = 0, q = 0;
      for (size_t u = 0; u < kUnroll; u++) {
        const float value = load(row, u * channels + c);
        s += value;
        q += value * value;
      }
      sum[c] += s;
      squares[c] += q;
    }
  }
  for (; r < rows; r++) {
    for (size_t c = 0; c < channels; c++) {
      const float value = load(x, r * channels + c);
      sum[c] += value;
      squares[c] += value * value;
    }
  }
}

// The gradient that ReLU lets through. Takes dy by value: a load under a condition would keep
// compilers from vectorising the loop.
inline float gated(float dy, float z) { return z > 0 ? dy : 0.0f; }

// Adds per-channel sums of g = dy * [z > 0] and of g * x.
template <typename T>
void addGradientSums(const T* __restrict dy, const T* __restrict x, size_t rows, size_t channels,
                     const float* __restrict scale, const float* __restrict shift,
                     float* __restrict sum, float* __restrict product) {
  size_t r = 0;
  for (; r + kUnroll <= rows; r += kUnroll) {
    const T* __restrict dyRow = dy + r * channels;
    const T* __restrict xRow = x + r * channels;
    for (size_t c = 0; c < channels; c++) {
      float s = 0, p = 0;
      for (size_t u = 0; u < kUnroll; u++) {
        const float value = load(xRow, u * channels + c);
        const float g = gated(load(dyRow, u * channels + c), value * scale[c] + shift[c]);
        s += g;
        p += g * value;
      }
      sum[c] += s;
      product[c] += p;
    }
  }
  for (; r < rows; r++) {
    for (size_t c = 0; c < channels; c++) {
      const float value = load(x, r * channels + c);
      const float g = gated(load(dy, r * channels + c), value * scale[c] + shift[c]);
      sum[c] += g;
      product[c] += g * value;
    }
  }
}

// Sums two per-channel quantities over all rows: float32 within a block of 256 rows, double beyond.
template <typename Add>
void sumOverRows(size_t rows, size_t channels, const Add& add, std::vector<double>& first,
                 std::vector<double>& second) {
  constexpr size_t kFloatRows = 256;
  const size_t blocks = blocksOf(rows);
  std::vector<double> partial(blocks * 2 * channels, 0.0);
  parallelFor(blocks, [&](size_t block) {
    std::vector<float> floats(2 * channels);
    double* const sums = partial.data() + block * 2 * channels;
    const size_t end = std::min(rows, (block + 1) * kBlockRows);
    for (size_t r = block * kBlockRows; r < end; r += kFloatRows) {
      std::fill(floats.begin(), floats.end(), 0.0f);
      add(r, std::min(kFloatRows, end - r), floats.data(), floats.data() + channels);
      for (size_t c = 0; c < 2 * channels; c++) sums[c] += floats[c];
    }
  });
  first.assign(channels, 0.0);
  second.assign(channels, 0.0);
  for (size_t block = 0; block < blocks; block++) {
    const double* const sums = partial.data() + block * 2 * channels;
    for (size_t c = 0; c < channels; c++) {
      first[c] += sums[c];
      second[c] += sums[channels + c];
    }
  }
}

struct Affine {
  std::vector<float> scale;
  std::vector<float> shift;
};

// z = x * scale + shift, from gamma, beta, the batch mean and 1 / sigma.
Affine affineOf(size_t channels, const float* gamma, const float* beta, const float* mean,
                const float* inverseSigma) {
  Affine affine{std::vector<float>(channels), std::vector<float>(channels)};
  for (size_t c = 0; c < channels; c++) {
    affine.scale[c] = gamma[c] * inverseSigma[c];
    affine.shift[c] = beta[c] - mean[c] * affine.scale[c];
  }
  return affine;
}

struct BatchNormAttributes {
  float epsilon;
};

void* createBatchNorm(TF_OpKernelConstruction* construction) {
  auto* attributes = new BatchNormAttributes{};
  TF_Status* status = TF_NewStatus();
  TF_OpKernelConstruction_GetAttrFloat(construction, "epsilon", &attributes->epsilon, status);
  if (TF_GetCode(status) != TF_OK) TF_OpKernelConstruction_Failure(construction, status);
  TF_DeleteStatus(status);
  return attributes;
}

// x: T [..., C], gamma, beta: float [C] -> y: T like x; mean, variance (biased),
// inverse_sigma: float [C].
template <typename T>
void batchNormRelu(void* kernel, TF_OpKernelContext* context) {
  const float epsilon = static_cast<BatchNormAttributes*>(kernel)->epsilon;
  Call call(context);
  const std::vector<int64_t> shape = call.shape(0);
  if (!call.ok()) return;
  const size_t channels = static_cast<size_t>(shape.back());
  const size_t rows = rowsOf(shape);
  const T* x = call.input<T>(0);
  const float* gamma = call.input<float>(1);
  const float* beta = call.input<float>(2);
  T* y = call.output<T>(0, shape);
  float* mean = call.output<float>(1, {shape.back()});
  float* variance = call.output<float>(2, {shape.back()});
  float* inverseSigma = call.output<float>(3, {shape.back()});
  if (!call.ok()) return;
  if (rows == 0) return call.fail("PretextBatchNormRelu needs at least one row.");

  std::vector<double> sum, squares;
  sumOverRows(
      rows, channels,
      [&](size_t r, size_t n, float* s, float* q) {
        addMoments(x + r * channels, n, channels, s, q);
      },
      sum, squares);
  const double n = static_cast<double>(rows);
  for (size_t c = 0; c < channels; c++) {
    const double m = sum[c] / n;
    const double v = std::max(0.0, squares[c] / n - m * m);
    mean[c] = static_cast<float>(m);
    // std::max would turn a NaN into zero and hide a diverged network.
    variance[c] = squares[c] == squares[c] ? static_cast<float>(v) : NAN;
    inverseSigma[c] = 1.0f / std::sqrt(variance[c] + epsilon);
  }
  const Affine affine = affineOf(channels, gamma, beta, mean, inverseSigma);
  const float* __restrict scale = affine.scale.data();
  const float* __restrict shift = affine.shift.data();
  parallelFor(blocksOf(rows), [&](size_t block) {
    const size_t end = std::min(rows, (block + 1) * kBlockRows);
    for (size_t r = block * kBlockRows; r < end; r++) {
      const T* __restrict from = x + r * channels;
      T* __restrict to = y + r * channels;
      for (size_t c = 0; c < channels; c++) {
        const float z = load(from, c) * scale[c] + shift[c];
        store(to, c, z < 0 ? 0.0f : z);
      }
    }
  });
}

// dy, x: T [..., C]; gamma, beta, mean, inverse_sigma: float [C] -> dx: T like x;
// dgamma, dbeta: float [C].
template <typename T>
void batchNormReluGrad(void*, TF_OpKernelContext* context) {
  Call call(context);
  const std::vector<int64_t> shape = call.shape(1);
  if (!call.ok()) return;
  const size_t channels = static_cast<size_t>(shape.back());
  const size_t rows = rowsOf(shape);
  const T* dy = call.input<T>(0);
  const T* x = call.input<T>(1);
  const float* gamma = call.input<float>(2);
  const float* beta = call.input<float>(3);
  const float* mean = call.input<float>(4);
  const float* inverseSigma = call.input<float>(5);
  T* dx = call.output<T>(0, shape);
  float* dgamma = call.output<float>(1, {shape.back()});
  float* dbeta = call.output<float>(2, {shape.back()});
  if (!call.ok()) return;

  const Affine affine = affineOf(channels, gamma, beta, mean, inverseSigma);
  const float* __restrict scale = affine.scale.data();
  const float* __restrict shift = affine.shift.data();
  std::vector<double> sum, product;
  sumOverRows(
      rows, channels,
      [&](size_t r, size_t n, float* s, float* p) {
        addGradientSums(dy + r * channels, x + r * channels, n, channels, scale, shift, s, p);
      },
      sum, product);

  // dx = scale * (g - mean(g) - x-hat * mean(g * x-hat)) = scale * g - slope * x - offset
  std::vector<float> slope(channels), offset(channels);
  const double n = static_cast<double>(rows);
  for (size_t c = 0; c < channels; c++) {
    const double gTimesXhat = (product[c] - mean[c] * sum[c]) * inverseSigma[c];
    dgamma[c] = static_cast<float>(gTimesXhat);
    dbeta[c] = static_cast<float>(sum[c]);
    const double s = scale[c] * inverseSigma[c] * gTimesXhat / n;
    slope[c] = static_cast<float>(s);
    offset[c] = static_cast<float>(scale[c] * sum[c] / n - s * mean[c]);
  }
  const float* __restrict slopes = slope.data();
  const float* __restrict offsets = offset.data();
  parallelFor(blocksOf(rows), [&](size_t block) {
    const size_t end = std::min(rows, (block + 1) * kBlockRows);
    for (size_t r = block * kBlockRows; r < end; r++) {
      const T* __restrict dyRow = dy + r * channels;
      const T* __restrict xRow = x + r * channels;
      T* __restrict to = dx + r * channels;
      for (size_t c = 0; c < channels; c++) {
        const float value = load(xRow, c);
        const float g = gated(load(dyRow, c), value * scale[c] + shift[c]);
        store(to, c, scale[c] * g - slopes[c] * value - offsets[c]);
      }
    }
  });
}

template <typename T>
void registerFor() {
  registerKernel("PretextBatchNormRelu", kDataType<T>, createBatchNorm, batchNormRelu<T>,
                 deleteAttributes<BatchNormAttributes>);
  registerKernel("PretextBatchNormReluGrad", kDataType<T>, nullptr, batchNormReluGrad<T>, nullptr);
}

}  // namespace

void registerBatchNormRelu() {
  registerOperation("PretextBatchNormRelu", {"x: T", "gamma: float", "beta: float"},
                    {"y: T", "mean: float", "variance: float", "inverse_sigma: float"},
                    {"T: {float, bfloat16}", "epsilon: float"});
  registerOperation("PretextBatchNormReluGrad",
                    {"dy: T", "x: T", "gamma: float", "beta: float", "mean: float",
                     "inverse_sigma: float"},
                    {"dx: T", "dgamma: float", "dbeta: float"}, {"T: {float, bfloat16}"});
  registerFor<float>();
  registerFor<BFloat16>();
}

}  // namespace pretext
