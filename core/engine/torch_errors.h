// The engine's border: exceptions of LibTorch become Errors that a user can read.
#pragma once

#include <functional>

namespace ttt {

// Runs the work; throws Error of kind OutOfMemory or Internal where it throws a torch error or
// bad_alloc.
void translateTorchErrors(const std::function<void()>& work);

} // namespace ttt
