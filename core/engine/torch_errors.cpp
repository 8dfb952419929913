#include "core/engine/torch_errors.h"

#include "core/base/error.h"

#include <c10/util/Exception.h>
#include <new>
#include <string>

namespace ttt {

namespace {

constexpr const char* kAdvice =
    "lower adapt.batch_tokens, decode.views or decode.batch_tokens, or take a smaller model";

// A torch message without the stack trace.
std::string firstLine(const std::string& message) { return message.substr(0, message.find('\n')); }

} // namespace

void translateTorchErrors(const std::function<void()>& work) {
    try {
        work();
    } catch (const c10::OutOfMemoryError& problem) {
        throw Error(ErrorKind::OutOfMemory, "device memory",
                    firstLine(problem.what_without_backtrace()), kAdvice);
    } catch (const std::bad_alloc&) {
        throw Error(ErrorKind::OutOfMemory, "memory", "an allocation failed", kAdvice);
    } catch (const c10::Error& problem) {
        const std::string text = firstLine(problem.what_without_backtrace());
        const bool memory = text.find("can't allocate memory") != std::string::npos;
        throw Error(memory ? ErrorKind::OutOfMemory : ErrorKind::Internal, "LibTorch", text,
                    memory ? kAdvice : "");
    }
}

} // namespace ttt
