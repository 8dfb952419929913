#include "core/runs/suites/claim.h"

#include "core/base/error.h"
#include "core/base/files.h"

#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <nlohmann/json.hpp>
#include <sys/file.h>
#include <unistd.h>

namespace ttt {

using nlohmann::json;
namespace fs = std::filesystem;

namespace {

std::string hostName() {
    char name[256] = {};
    if (::gethostname(name, sizeof name - 1) != 0) return "unknown";
    return name;
}

std::string firstLine(const fs::path& path) {
    try {
        const std::string text = readFile(path, 1 << 16);
        return text.substr(0, text.find('\n'));
    } catch (const Error&) {
        return {};
    }
}

// Ticks since boot at which a process started (field 22 of /proc/PID/stat), with the boot's id; a
// process number alone may have been given to another process since.
std::string startOf(int64_t pid) {
    const std::string stat = firstLine("/proc/" + std::to_string(pid) + "/stat");
    const size_t name = stat.rfind(')'); // the name before it may hold anything
    if (name == std::string::npos) return {};
    const char state = name + 2 < stat.size() ? stat[name + 2] : 'X';
    if (state == 'Z' || state == 'X') return {}; // ended, and not asked after by its parent yet
    size_t start = name + 1;
    for (int field = 3; field < 22; ++field) {
        start = stat.find(' ', start + 1);
        if (start == std::string::npos) return {};
    }
    const size_t end = stat.find(' ', start + 1);
    return stat.substr(start + 1, end - start - 1) + "@" +
           firstLine("/proc/sys/kernel/random/boot_id");
}

json readClaim(const fs::path& claim) {
    try {
        const json owner = json::parse(readFile(claim, 1 << 16), nullptr, false);
        return owner.is_object() ? owner : json::object();
    } catch (const Error&) {
        return nullptr; // gone
    }
}

template <typename T>
T memberOr(const json& object, const char* key, T fallback) {
    const auto found = object.find(key);
    if (found == object.end()) return fallback;
    if constexpr (std::is_same_v<T, std::string>) {
        return found->is_string() ? found->get<T>() : fallback;
    } else {
        return found->is_number_integer() ? found->get<T>() : fallback;
    }
}

// An advisory lock for the life of the object.
class FileLock {
public:
    explicit FileLock(const fs::path& path)
        : descriptor_(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644)) {
        if (descriptor_ < 0 || ::flock(descriptor_, LOCK_EX) != 0) {
            const int code = errno;
            if (descriptor_ >= 0) ::close(descriptor_);
            throw Error(ErrorKind::Io, path.string(),
                        std::string("cannot lock: ") + std::strerror(code));
        }
    }
    ~FileLock() { ::close(descriptor_); }
    FileLock(const FileLock&) = delete;
    FileLock& operator=(const FileLock&) = delete;

private:
    int descriptor_;
};

} // namespace

ClaimState claimState(const fs::path& claim) {
    const json owner = readClaim(claim);
    if (owner.is_null()) return ClaimState::Free;
    if (memberOr<std::string>(owner, "host", {}) != hostName()) return ClaimState::Elsewhere;
    const auto pid = memberOr<int64_t>(owner, "pid", 0);
    const std::string start = startOf(pid);
    const bool alive = !start.empty() && start == memberOr<std::string>(owner, "start", {});
    return alive ? ClaimState::Alive : ClaimState::Dead;
}

std::string claimOwner(const fs::path& claim) {
    const json owner = readClaim(claim);
    if (!owner.is_object()) return {};
    return "host " + memberOr<std::string>(owner, "host", "unknown") + ", process " +
           std::to_string(memberOr<int64_t>(owner, "pid", 0));
}

int64_t claimProcess(const fs::path& claim) {
    if (claimState(claim) != ClaimState::Alive) return 0;
    return memberOr<int64_t>(readClaim(claim), "pid", 0);
}

bool takeClaim(const fs::path& claim) {
    const int64_t pid = ::getpid();
    return createClaimFile(
        claim, json{{"host", hostName()}, {"pid", pid}, {"start", startOf(pid)}}.dump() + "\n");
}

void dropClaim(const fs::path& claim) {
    std::error_code ignored;
    fs::remove(claim, ignored);
}

bool dropDeadClaim(const fs::path& claim, const fs::path& lockFile) {
    const FileLock lock(lockFile);
    if (claimState(claim) != ClaimState::Dead) return false;
    dropClaim(claim);
    return true;
}

} // namespace ttt
