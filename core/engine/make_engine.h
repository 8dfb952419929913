// The one real engine behind the interface of core/api. This header names no torch type, so that
// the programs need none.
#pragma once

#include "core/api/engine.h"

#include <memory>

namespace ttt {

std::unique_ptr<Engine> makeEngine();

} // namespace ttt
