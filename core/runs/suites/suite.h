// A suite folder: many tasks under one config and several seeds, worked on by any number of
// processes at once. Called by `ttt suite`, by the readers of summaries and by the window.
//
//   suite.json            tasks (id, hash, level, folder), config, seeds; never changed
//   tasks.json            the tasks' content
//   runs/<task>[-s<seed>] run folders; <name>.claim beside one that is being worked on
//   shared[-s<seed>]      the one run over all tasks where adapt.shared is on
//   interrupted/          half-done runs of killed processes, moved aside
//   baselines/            answers without TTT; summary.json: see summary.h
#pragma once

#include "core/config/run_config.h"
#include "core/runs/run_folder.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace ttt {

struct SuiteSpec {
    std::vector<FewShotTask> tasks;  // distinct
    std::vector<std::string> levels; // one a task; empty where there is none
    RunConfig config;                // its seed is replaced by each of `seeds`
    std::vector<int64_t> seeds;      // distinct
};

// One run of a suite.
struct SuiteUnit {
    std::string folder;        // relative to the suite's
    std::vector<size_t> tasks; // indices into the spec's; several for a shared adapter
    int64_t seed = 0;
};

enum class UnitState { Open, Claimed, Abandoned, Interrupted, Failed, Finished };

class Suite {
public:
    // Makes the folder, or joins the suite that is there; BadInput if it is another one or the
    // folder holds something else.
    static Suite createOrJoin(const std::filesystem::path& folder, const SuiteSpec& spec);
    static Suite open(const std::filesystem::path& folder);
    static bool isSuiteFolder(const std::filesystem::path& folder);

    const std::filesystem::path& folder() const { return folder_; }
    const SuiteSpec& spec() const { return spec_; }
    const std::vector<SuiteUnit>& units() const { return units_; }
    std::filesystem::path runFolder(const SuiteUnit& unit) const { return folder_ / unit.folder; }
    std::filesystem::path baselines() const { return folder_ / "baselines"; }

    // Abandoned: claimed by a dead process of this host. Interrupted: half done, claimed by no one.
    // Failed: ended by an error that its result names.
    UnitState state(const SuiteUnit& unit) const;

    // The next unit that is neither finished nor claimed, now claimed by this process, with what a
    // killed process left of it moved aside; nothing when there is none. takeOver: abandoned ones
    // too, and those that had failed when this object was made.
    std::optional<size_t> claimNext(bool takeOver);
    // Up to `count` of them, fewer where fewer are left.
    std::vector<size_t> claimSeveral(bool takeOver, size_t count);
    // Gives the unit up, finished or not.
    void release(size_t unit);

    // The tasks and config of a unit, as the engine takes them (see asked_task.h).
    std::vector<FewShotTask> tasksOf(const SuiteUnit& unit) const;
    RunConfig configOf(const SuiteUnit& unit) const;

private:
    Suite(std::filesystem::path folder, SuiteSpec spec);
    std::filesystem::path claimFile(const SuiteUnit& unit) const;
    // Of a run that has ended by itself.
    std::optional<RunStatus> ending(const SuiteUnit& unit) const;
    bool failedBefore(const SuiteUnit& unit) const;
    bool tryClaim(size_t index, bool takeOver);
    void moveAside(const SuiteUnit& unit) const;

    std::filesystem::path folder_;
    SuiteSpec spec_;
    std::vector<SuiteUnit> units_;
    std::vector<bool> seenFinished_; // one a unit: need not be read again
    std::filesystem::file_time_type opened_ = std::filesystem::file_time_type::clock::now();
};

} // namespace ttt
