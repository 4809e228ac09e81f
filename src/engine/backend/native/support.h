// What every kernel of this folder shares: element types, a thread pool, access to TensorFlow's
// tensors through its stable C interface, and registration.
//
// Layout: activations are [..., C], channels last and dense, seen as a matrix of `rows` x C.
// Every sum is taken over fixed blocks of rows and merged in order, so a result depends neither on
// the number of threads nor on their timing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <vector>

#include "tensorflow/c/kernels.h"
#include "tensorflow/c/ops.h"
#include "tensorflow/c/tf_tensor.h"

namespace pretext {

// bfloat16: the upper half of a float32.
struct BFloat16 {
  uint16_t bits;
};

inline float load(const float* from, size_t i) { return from[i]; }
inline float load(const BFloat16* from, size_t i) {
  const uint32_t bits = static_cast<uint32_t>(from[i].bits) << 16;
  float value;
  std::memcpy(&value, &bits, sizeof value);
  return value;
}

inline void store(float* to, size_t i, float value) { to[i] = value; }
// Rounds to nearest, ties to even, as TensorFlow's Cast does; a NaN stays a NaN.
inline void store(BFloat16* to, size_t i, float value) {
  uint32_t bits;
  std::memcpy(&bits, &value, sizeof bits);
  const uint32_t rounded = (bits + 0x7fffu + ((bits >> 16) & 1u)) >> 16;
  to[i].bits = static_cast<uint16_t>(value != value ? 0x7fc0u : rounded);
}

template <typename T>
constexpr TF_DataType kDataType = TF_FLOAT;
template <>
inline constexpr TF_DataType kDataType<BFloat16> = TF_BFLOAT16;
template <>
inline constexpr TF_DataType kDataType<uint8_t> = TF_UINT8;

// Runs body(0) ... body(count - 1) on all cores; returns when all are done.
void parallelFor(size_t count, const std::function<void(size_t)>& body);

// One kernel call: its inputs and outputs. After the first failure the rest are harmless no-ops on
// null pointers, so check ok() once all tensors are fetched.
class Call {
 public:
  explicit Call(TF_OpKernelContext* context);
  ~Call();
  Call(const Call&) = delete;
  Call& operator=(const Call&) = delete;

  bool ok() const;
  void fail(const char* message);

  template <typename T>
  const T* input(int index) {
    return static_cast<const T*>(inputData(index));
  }
  std::vector<int64_t> shape(int inputIndex);

  template <typename T>
  T* output(int index, const std::vector<int64_t>& shape) {
    return static_cast<T*>(outputData(index, kDataType<T>, shape, sizeof(T)));
  }

 private:
  void* inputData(int index);
  TF_Tensor* inputTensor(int index);
  void* outputData(int index, TF_DataType type, const std::vector<int64_t>& shape, size_t width);

  TF_OpKernelContext* context_;
  TF_Status* status_;
  std::vector<TF_Tensor*> tensors_;
};

// Declares an operation, for example {"x: T", "gamma: float"} -> {"y: T"} with {"size: int"}.
// Throws std::runtime_error when TensorFlow refuses it.
void registerOperation(const char* name, const std::vector<const char*>& inputs,
                       const std::vector<const char*>& outputs,
                       const std::vector<const char*>& attributes);

using CreateKernel = void* (*)(TF_OpKernelConstruction*);
using ComputeKernel = void (*)(void*, TF_OpKernelContext*);
using DeleteKernel = void (*)(void*);
// Registers a kernel for the CPU, for T = type.
void registerKernel(const char* operation, TF_DataType type, CreateKernel create,
                    ComputeKernel compute, DeleteKernel destroy);

template <typename Attributes>
void deleteAttributes(void* attributes) {
  delete static_cast<Attributes*>(attributes);
}

inline size_t rowsOf(const std::vector<int64_t>& shape) {
  size_t rows = 1;
  for (size_t d = 0; d + 1 < shape.size(); d++) rows *= static_cast<size_t>(shape[d]);
  return rows;
}

void registerBatchNormRelu();
void registerPooling();
void registerMomentum();
// The element types for which this processor has a kernel.
struct ConvFilterGradTypes {
  bool float32;
  bool bfloat16;
};
ConvFilterGradTypes registerConvFilterGrad();

}  // namespace pretext
