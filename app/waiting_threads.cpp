#include "app/waiting_threads.h"

#include <cstdlib>
#include <filesystem>
#include <system_error>
#include <unistd.h>

namespace ttt {

void letWaitingThreadsSleep(char** argv) {
    if (std::getenv("OMP_WAIT_POLICY") != nullptr) return;
    std::error_code problem;
    const auto program = std::filesystem::read_symlink("/proc/self/exe", problem);
    if (problem || ::setenv("OMP_WAIT_POLICY", "passive", 1) != 0) return;
    // Where it fails the program is slower, not wrong.
    ::execv(program.c_str(), argv);
}

} // namespace ttt
