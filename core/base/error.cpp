#include "core/base/error.h"

#include <utility>

namespace ttt {

const char* nameOf(ErrorKind kind) {
    switch (kind) {
    case ErrorKind::BadInput:
        return "bad-input";
    case ErrorKind::NotFound:
        return "not-found";
    case ErrorKind::Io:
        return "io";
    case ErrorKind::Device:
        return "device";
    case ErrorKind::OutOfMemory:
        return "out-of-memory";
    case ErrorKind::Numeric:
        return "numeric";
    case ErrorKind::Internal:
        return "internal";
    }
    return "internal";
}

Error::Error(ErrorKind kind, std::string place, std::string message, std::string suggestion)
    : kind_(kind),
      place_(std::move(place)),
      message_(std::move(message)),
      suggestion_(std::move(suggestion)) {
    what_ = place_.empty() ? message_ : place_ + ": " + message_;
    if (!suggestion_.empty()) what_ += " (" + suggestion_ + ")";
}

} // namespace ttt
