#include "core/api/scripted_engine.h"
#include "tests/ui/tour/tour_engine.h"

namespace ttt::test {

std::unique_ptr<Engine> makeTourEngine() {
    using namespace std::chrono_literals;
    return std::make_unique<ScriptedEngine>(ScriptedOptions{60ms, 10ms});
}

bool tourEngineIsReal() { return false; }

} // namespace ttt::test
