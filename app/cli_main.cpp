#include "app/commands/engine_commands.h"
#include "app/commands/run_cli.h"
#include "app/signal_stop.h"
#include "app/waiting_threads.h"
#include "core/engine/make_engine.h"

#include <cstdlib>
#include <iostream>
#include <unistd.h>

namespace {

bool showsColours(int descriptor) {
    return ::isatty(descriptor) != 0 && std::getenv("NO_COLOR") == nullptr;
}

} // namespace

int main(int argc, char** argv) {
    const ttt::SignalStop signals;
    ttt::CommandContext context{
        .makeEngine = ttt::makeEngine,
        .out = std::cout,
        .err = std::cerr,
        .stop = signals.token(),
        .colourOut = showsColours(STDOUT_FILENO),
        .barOnErr = ::isatty(STDERR_FILENO) != 0,
        .extra = {ttt::addPretrainCommand, ttt::addBenchCommand},
        .beforeComputing = [argv] { ttt::letWaitingThreadsSleep(argv); },
    };
    return ttt::runCli(argc, argv, context);
}
