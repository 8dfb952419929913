// The engine's border: exceptions of LibTorch become Errors that a user can read.
#pragma once

#include "core/base/error.h"

#include <c10/util/Exception.h>
#include <new>
#include <string>

namespace ttt {

// The first line of a torch message, without the stack trace.
inline std::string firstLine(const std::string& message) {
    return message.substr(0, message.find('\n'));
}

template <typename Work>
void translateTorchErrors(const Work& work) {
    const char* const advice =
        "lower adapt.batch_tokens, decode.views or decode.batch_tokens, or take a smaller model";
    try {
        work();
    } catch (const c10::OutOfMemoryError& problem) {
        throw Error(ErrorKind::OutOfMemory, "device memory",
                    firstLine(problem.what_without_backtrace()), advice);
    } catch (const std::bad_alloc&) {
        throw Error(ErrorKind::OutOfMemory, "memory", "an allocation failed", advice);
    } catch (const c10::Error& problem) {
        const std::string text = firstLine(problem.what_without_backtrace());
        const bool memory = text.find("can't allocate memory") != std::string::npos;
        throw Error(memory ? ErrorKind::OutOfMemory : ErrorKind::Internal, "LibTorch", text,
                    memory ? advice : "");
    }
}

} // namespace ttt
