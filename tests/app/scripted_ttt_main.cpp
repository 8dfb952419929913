// `ttt` with a scripted engine of 20 ms a step: a real process for the tests of signals.
#include "app/commands/run_cli.h"
#include "app/signal_stop.h"
#include "core/api/scripted_engine.h"

#include <iostream>

int main(int argc, char** argv) {
    const ttt::SignalStop signals;
    ttt::CommandContext context{
        .makeEngine =
            [] {
                return std::make_unique<ttt::ScriptedEngine>(
                    ttt::ScriptedOptions{.stepDelay = std::chrono::milliseconds(20)});
            },
        .out = std::cout,
        .err = std::cerr,
        .stop = signals.token(),
    };
    return ttt::runCli(argc, argv, context);
}
