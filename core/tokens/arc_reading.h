// What positions of the ARC codec read beside their own cell, size and place. The shipped models
// read all of it; less is for measuring what each part is worth (`ttt pretrain --without`).
#pragma once

namespace ttt {

struct ArcReading {
    bool leftNeighbour = true;  // of an output cell
    bool upperNeighbour = true; // of an output cell
    bool farEdges = true;       // distances to the bottom and the right edge
    bool wholeInputs = true;    // an input position sees to the end of its grid, else only back

    bool operator==(const ArcReading&) const = default;
};

} // namespace ttt
