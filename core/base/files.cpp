#include "core/base/files.h"

#include "core/base/error.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <system_error>
#include <unistd.h>

namespace ttt {

namespace fs = std::filesystem;

namespace {

[[noreturn]] void failWithErrno(const fs::path& path, const char* action) {
    const int code = errno;
    throw Error(code == ENOENT ? ErrorKind::NotFound : ErrorKind::Io, path.string(),
                std::string(action) + ": " + std::strerror(code));
}

// Owns a file descriptor.
class Descriptor {
public:
    Descriptor(const fs::path& path, int flags, const char* action)
        : path_(path), descriptor_(::open(path.c_str(), flags | O_CLOEXEC, 0644)) {
        if (descriptor_ < 0) failWithErrno(path, action);
    }
    ~Descriptor() {
        if (descriptor_ >= 0) ::close(descriptor_);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;

    void write(std::string_view bytes) const {
        while (!bytes.empty()) {
            const ssize_t written = ::write(descriptor_, bytes.data(), bytes.size());
            if (written < 0 && errno == EINTR) continue;
            if (written < 0) failWithErrno(path_, "cannot write");
            bytes.remove_prefix(static_cast<size_t>(written));
        }
    }
    void sync() const {
        if (::fsync(descriptor_) != 0) failWithErrno(path_, "cannot flush to disk");
    }
    std::string readAll(size_t maxBytes) const {
        std::string bytes;
        char buffer[1 << 16];
        for (;;) {
            const ssize_t count = ::read(descriptor_, buffer, sizeof buffer);
            if (count < 0 && errno == EINTR) continue;
            if (count < 0) failWithErrno(path_, "cannot read");
            if (count == 0) return bytes;
            bytes.append(buffer, static_cast<size_t>(count));
            if (bytes.size() > maxBytes) rejectSize(maxBytes);
        }
    }

private:
    [[noreturn]] void rejectSize(size_t maxBytes) const {
        throw Error(ErrorKind::BadInput, path_.string(),
                    "the file is larger than the " + std::to_string(maxBytes >> 20) +
                        " MiB that such a file may have");
    }
    fs::path path_;
    int descriptor_;
};

void createParentFolders(const fs::path& path) {
    if (!path.has_parent_path()) return;
    std::error_code problem;
    fs::create_directories(path.parent_path(), problem);
    if (problem) {
        throw Error(ErrorKind::Io, path.parent_path().string(),
                    "cannot create the folder: " + problem.message());
    }
}

const char* environment(const char* name) {
    const char* value = std::getenv(name);
    return value != nullptr && *value != '\0' ? value : nullptr;
}

} // namespace

bool isThere(const fs::path& path) {
    std::error_code ignored;
    return fs::exists(path, ignored);
}

std::string readFile(const fs::path& path, size_t maxBytes) {
    std::error_code ignored;
    if (fs::is_directory(path, ignored)) {
        throw Error(ErrorKind::BadInput, path.string(), "found a folder, expected a file");
    }
    return Descriptor(path, O_RDONLY, "cannot open").readAll(maxBytes);
}

void writeFileAtomically(const fs::path& path, std::string_view bytes) {
    createParentFolders(path);
    const fs::path temporary = path.string() + ".tmp" + std::to_string(::getpid());
    try {
        const Descriptor file(temporary, O_WRONLY | O_CREAT | O_TRUNC, "cannot create");
        file.write(bytes);
        file.sync();
        if (::rename(temporary.c_str(), path.c_str()) != 0) failWithErrno(path, "cannot replace");
    } catch (...) {
        ::unlink(temporary.c_str());
        throw;
    }
}

void appendLine(const fs::path& path, std::string_view line) {
    createParentFolders(path);
    std::string bytes(line);
    bytes += '\n';
    Descriptor(path, O_WRONLY | O_CREAT | O_APPEND, "cannot append").write(bytes);
}

bool createClaimFile(const fs::path& path, std::string_view content) {
    createParentFolders(path);
    // Linked into place when it is whole, so that no one ever reads a claim without its owner.
    const fs::path temporary = path.string() + ".tmp" + std::to_string(::getpid());
    bool created = false;
    try {
        Descriptor(temporary, O_WRONLY | O_CREAT | O_TRUNC, "cannot create").write(content);
        created = ::link(temporary.c_str(), path.c_str()) == 0;
        if (!created && errno != EEXIST) failWithErrno(path, "cannot create");
    } catch (...) {
        ::unlink(temporary.c_str());
        throw;
    }
    ::unlink(temporary.c_str());
    return created;
}

fs::path userDataFolder() {
    if (const char* data = environment("XDG_DATA_HOME")) return fs::path(data) / "ttt-workbench";
    if (const char* home = environment("HOME"))
        return fs::path(home) / ".local/share/ttt-workbench";
    throw Error(ErrorKind::NotFound, "HOME", "neither HOME nor XDG_DATA_HOME is set");
}

fs::path resourceFolder() {
    if (const char* folder = environment("TTT_RESOURCE_DIR")) return folder;
    std::error_code ignored;
    const fs::path program = fs::read_symlink("/proc/self/exe", ignored);
    const fs::path installed = program.parent_path() / "../share/ttt-workbench";
    if (fs::is_directory(installed, ignored)) return installed;
    return TTT_SOURCE_DIR "/resources";
}

} // namespace ttt
