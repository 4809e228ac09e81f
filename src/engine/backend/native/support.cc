#include "support.h"

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>

namespace pretext {
namespace {

// Threads that sleep between jobs. The caller works too, so there is one thread less than cores.
class Pool {
 public:
  Pool() {
    const unsigned cores = std::thread::hardware_concurrency();
    for (unsigned i = 1; i < cores; i++) threads_.emplace_back([this] { serve(); });
  }

  ~Pool() {
    {
      std::lock_guard<std::mutex> lock(mutex_);
      stopping_ = true;
    }
    wake_.notify_all();
    for (std::thread& thread : threads_) thread.join();
  }

  void run(size_t count, const std::function<void(size_t)>& body) {
    if (count == 0) return;
    if (count == 1 || threads_.empty()) {
      for (size_t i = 0; i < count; i++) body(i);
      return;
    }
    std::lock_guard<std::mutex> oneJobAtATime(jobMutex_);
    {
      std::lock_guard<std::mutex> lock(mutex_);
      body_ = &body;
      count_ = count;
      next_.store(0);
      working_ = threads_.size();
      generation_++;
    }
    wake_.notify_all();
    work(count, body);
    std::unique_lock<std::mutex> lock(mutex_);
    done_.wait(lock, [this] { return working_ == 0; });
    body_ = nullptr;
  }

 private:
  void work(size_t count, const std::function<void(size_t)>& body) {
    for (size_t i = next_.fetch_add(1); i < count; i = next_.fetch_add(1)) body(i);
  }

  void serve() {
    uint64_t seen = 0;
    for (;;) {
      const std::function<void(size_t)>* body;
      size_t count;
      {
        std::unique_lock<std::mutex> lock(mutex_);
        wake_.wait(lock, [&] { return stopping_ || generation_ != seen; });
        if (stopping_) return;
        seen = generation_;
        body = body_;
        count = count_;
      }
      work(count, *body);
      std::lock_guard<std::mutex> lock(mutex_);
      if (--working_ == 0) done_.notify_one();
    }
  }

  std::vector<std::thread> threads_;
  std::mutex jobMutex_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::condition_variable done_;
  const std::function<void(size_t)>* body_ = nullptr;
  size_t count_ = 0;
  std::atomic<size_t> next_{0};
  size_t working_ = 0;
  uint64_t generation_ = 0;
  bool stopping_ = false;
};

struct StatusOwner {
  TF_Status* status = TF_NewStatus();
  ~StatusOwner() { TF_DeleteStatus(status); }
  void check(const std::string& what) const {
    if (TF_GetCode(status) != TF_OK) throw std::runtime_error(what + ": " + TF_Message(status));
  }
};

void leaveShapeUnknown(TF_ShapeInferenceContext* context, TF_Status* status) {
  TF_ShapeInferenceContextSetUnknownShape(context, status);
}

}  // namespace

void parallelFor(size_t count, const std::function<void(size_t)>& body) {
  static Pool pool;
  pool.run(count, body);
}

Call::Call(TF_OpKernelContext* context) : context_(context), status_(TF_NewStatus()) {}

Call::~Call() {
  for (TF_Tensor* tensor : tensors_) TF_DeleteTensor(tensor);
  if (!ok()) TF_OpKernelContext_Failure(context_, status_);
  TF_DeleteStatus(status_);
}

bool Call::ok() const { return TF_GetCode(status_) == TF_OK; }

void Call::fail(const char* message) { TF_SetStatus(status_, TF_INVALID_ARGUMENT, message); }

TF_Tensor* Call::inputTensor(int index) {
  if (!ok()) return nullptr;
  TF_Tensor* tensor = nullptr;
  TF_GetInput(context_, index, &tensor, status_);
  if (!ok()) return nullptr;
  tensors_.push_back(tensor);
  return tensor;
}

void* Call::inputData(int index) {
  TF_Tensor* tensor = inputTensor(index);
  return tensor == nullptr ? nullptr : TF_TensorData(tensor);
}

std::vector<int64_t> Call::shape(int inputIndex) {
  std::vector<int64_t> shape;
  TF_Tensor* tensor = inputTensor(inputIndex);
  if (tensor == nullptr) return shape;
  for (int d = 0; d < TF_NumDims(tensor); d++) shape.push_back(TF_Dim(tensor, d));
  return shape;
}

void* Call::outputData(int index, TF_DataType type, const std::vector<int64_t>& shape,
                       size_t width) {
  if (!ok()) return nullptr;
  size_t bytes = width;
  for (const int64_t size : shape) bytes *= static_cast<size_t>(size);
  TF_Tensor* tensor = TF_AllocateOutput(context_, index, type, shape.data(),
                                        static_cast<int>(shape.size()), bytes, status_);
  if (!ok()) return nullptr;
  tensors_.push_back(tensor);
  return TF_TensorData(tensor);
}

void registerOperation(const char* name, const std::vector<const char*>& inputs,
                       const std::vector<const char*>& outputs,
                       const std::vector<const char*>& attributes) {
  TF_OpDefinitionBuilder* builder = TF_NewOpDefinitionBuilder(name);
  for (const char* attribute : attributes) TF_OpDefinitionBuilderAddAttr(builder, attribute);
  for (const char* input : inputs) TF_OpDefinitionBuilderAddInput(builder, input);
  for (const char* output : outputs) TF_OpDefinitionBuilderAddOutput(builder, output);
  TF_OpDefinitionBuilderSetShapeInferenceFunction(builder, leaveShapeUnknown);
  StatusOwner owner;
  TF_RegisterOpDefinition(builder, owner.status);
  owner.check(name);
}

void registerKernel(const char* operation, TF_DataType type, CreateKernel create,
                    ComputeKernel compute, DeleteKernel destroy) {
  TF_KernelBuilder* builder = TF_NewKernelBuilder(operation, "CPU", create, compute, destroy);
  StatusOwner owner;
  TF_KernelBuilder_TypeConstraint(builder, "T", type, owner.status);
  owner.check(operation);
  const std::string label = std::string(operation) + (type == TF_FLOAT ? "Float" : "BFloat16");
  TF_RegisterKernelBuilder(label.c_str(), builder, owner.status);
  owner.check(operation);
}

}  // namespace pretext
