// The threads that LibTorch computes with spin while they wait for each other, unless their library
// (OpenMP) was told otherwise before it was loaded. Beside any other work, be it the window or a
// second run, spinning makes a training step several times as slow. The window calls this first,
// the command line as soon as it has read the name of a command that computes.
#pragma once

namespace ttt {

// Starts the program again with OMP_WAIT_POLICY=passive; returns where that, or another policy, is
// set already.
void letWaitingThreadsSleep(char** argv);

} // namespace ttt
