// One step of stochastic gradient descent with momentum for one variable, in one pass over memory.

#include <algorithm>

#include "support.h"

namespace pretext {
namespace {

constexpr size_t kBlock = 1 << 16;

// weights, velocity, gradient: float, same shape; settings: float [4] = learning rate, momentum,
// weight decay, gradient scale -> new weights, new velocity.
//   g = gradient * scale + decay * w;  v' = momentum * v + g
//   w' = w - rate * (nesterov ? g + momentum * v' : v')
template <typename T>
void momentumStep(void* kernel, TF_OpKernelContext* context) {
  const bool nesterov = *static_cast<bool*>(kernel);
  Call call(context);
  const std::vector<int64_t> shape = call.shape(0);
  const float* w = call.input<float>(0);
  const float* v = call.input<float>(1);
  const float* gradient = call.input<float>(2);
  const float* settings = call.input<float>(3);
  float* newW = call.output<float>(0, shape);
  float* newV = call.output<float>(1, shape);
  if (!call.ok()) return;
  size_t size = 1;
  for (const int64_t d : shape) size *= static_cast<size_t>(d);
  const float rate = settings[0], momentum = settings[1], decay = settings[2], scale = settings[3];
  parallelFor((size + kBlock - 1) / kBlock, [&](size_t block) {
    const size_t end = std::min(size, (block + 1) * kBlock);
    for (size_t i = block * kBlock; i < end; i++) {
      const float g = gradient[i] * scale + decay * w[i];
      const float velocity = momentum * v[i] + g;
      newV[i] = velocity;
      newW[i] = w[i] - rate * (nesterov ? g + momentum * velocity : velocity);
    }
  });
}

void* createMomentum(TF_OpKernelConstruction* construction) {
  unsigned char nesterov = 0;
  TF_Status* status = TF_NewStatus();
  TF_OpKernelConstruction_GetAttrBool(construction, "nesterov", &nesterov, status);
  if (TF_GetCode(status) != TF_OK) TF_OpKernelConstruction_Failure(construction, status);
  TF_DeleteStatus(status);
  return new bool(nesterov != 0);
}

}  // namespace

void registerMomentum() {
  registerOperation("PretextMomentum",
                    {"weights: T", "velocity: T", "gradient: T", "settings: float"},
                    {"new_weights: T", "new_velocity: T"}, {"T: {float}", "nesterov: bool"});
  registerKernel("PretextMomentum", TF_FLOAT, createMomentum, momentumStep<float>,
                 deleteAttributes<bool>);
}

}  // namespace pretext
