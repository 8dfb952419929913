#include "core/engine/make_engine.h"
#include "tests/ui/tour/tour_engine.h"

namespace ttt::test {

std::unique_ptr<Engine> makeTourEngine() { return makeEngine(); }

bool tourEngineIsReal() { return true; }

} // namespace ttt::test
