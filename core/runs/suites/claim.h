// Claim files: which process works on which run of a suite. A claim names host, process and start
// time, so that a later process on the same host can tell that its owner is dead. Called by Suite.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

namespace ttt {

enum class ClaimState {
    Free,      // no claim
    Alive,     // its owner runs on this host
    Dead,      // its owner ran on this host and is gone
    Elsewhere, // its owner is on another host; nothing is known of it
};

ClaimState claimState(const std::filesystem::path& claim);

// "host NAME, process 123", for messages; empty where there is no claim.
std::string claimOwner(const std::filesystem::path& claim);

// The owner's process where it is alive on this host; else 0.
int64_t claimProcess(const std::filesystem::path& claim);

// True for exactly one of several processes that try at once.
bool takeClaim(const std::filesystem::path& claim);
void dropClaim(const std::filesystem::path& claim);

// Removes the claim if its owner is dead; serialised between processes by a lock on `lockFile`, so
// that no one removes the claim of one who has just taken it over.
bool dropDeadClaim(const std::filesystem::path& claim, const std::filesystem::path& lockFile);

} // namespace ttt
