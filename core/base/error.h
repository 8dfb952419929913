// The one exception type of core. Thrown where something cannot be done, with the place, what was
// found and what was expected, so that the window and the command line can show it as it is.
// Expected outcomes (cancelled runs, wrong predictions, config issues) are values, never errors.
#pragma once

#include <exception>
#include <string>

namespace ttt {

enum class ErrorKind {
    BadInput,    // a file, grid, model or argument that does not have the expected form
    NotFound,    // a name or path that stands for nothing
    Io,          // reading or writing failed: permissions, a full disk, a vanished folder
    Device,      // a device that is missing or failed
    OutOfMemory, // an allocation failed on the CPU or the device
    Numeric,     // a loss or logit that is not finite
    Internal,    // a broken promise of this program itself
};

// Short lower-case name of a kind, as written into result files: "bad-input", "out-of-memory"...
const char* nameOf(ErrorKind kind);

class Error : public std::exception {
public:
    // place: file, JSON pointer, field or function; message: found and expected values;
    // suggestion: what the user can do, may be empty.
    Error(ErrorKind kind, std::string place, std::string message, std::string suggestion = {});

    ErrorKind kind() const { return kind_; }
    const std::string& place() const { return place_; }
    const std::string& message() const { return message_; }
    const std::string& suggestion() const { return suggestion_; }
    // "place: message (suggestion)"
    const char* what() const noexcept override { return what_.c_str(); }

private:
    ErrorKind kind_;
    std::string place_;
    std::string message_;
    std::string suggestion_;
    std::string what_;
};

} // namespace ttt
