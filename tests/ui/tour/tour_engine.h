// The engine that the tour is played on: the real one, or, where LibTorch is not built, the
// scripted one, whose answers are no answers. CMake chooses the source.
#pragma once

#include "core/api/engine.h"

#include <memory>

namespace ttt::test {

std::unique_ptr<Engine> makeTourEngine();
bool tourEngineIsReal();

} // namespace ttt::test
