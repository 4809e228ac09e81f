// A package runs on processors that nobody knew when it was made. So it brings the kernels compiled for
// several kinds, and this file, under the name that the engine loads, hands Node over to the best one that
// the processor has. The variants' names are those of scripts/packaging/ownNative.mjs.

#include <dlfcn.h>
#include <node_api.h>

#include <string>

namespace {

// Null when the processor has not even what the oldest variant needs.
const char* variantForThisProcessor() {
  __builtin_cpu_init();
  const bool avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
                    __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2");
  if (!avx2) return nullptr;
  const bool avx512 = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                      __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512dq") &&
                      __builtin_cpu_supports("avx512vl");
  if (!avx512) return "avx2";
  return __builtin_cpu_supports("avx512bf16") ? "avx512bf16" : "avx512";
}

using Register = napi_value (*)(napi_env env, napi_value exports);

// The function with which Node registers an addon, of the variant that lies beside this file.
Register registerOf(const char* variant) {
  Dl_info self;
  if (dladdr(reinterpret_cast<void*>(&registerOf), &self) == 0) return nullptr;
  const std::string path = self.dli_fname;
  const std::string base = path.substr(0, path.rfind(".node"));
  void* library = dlopen((base + "-" + variant + ".node").c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) return nullptr;
  return reinterpret_cast<Register>(dlsym(library, "napi_register_module_v1"));
}

}  // namespace

NAPI_MODULE_INIT() {
  const char* variant = variantForThisProcessor();
  if (variant == nullptr) {
    napi_throw_error(env, nullptr, "The kernels need a processor with AVX2.");
    return exports;
  }
  const Register registerVariant = registerOf(variant);
  if (registerVariant == nullptr) {
    const char* reason = dlerror();
    napi_throw_error(env, nullptr, reason == nullptr ? "The kernels were not found." : reason);
    return exports;
  }
  return registerVariant(env, exports);
}
