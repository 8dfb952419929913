#include "core/base/weights/mapped_file.h"

#include "core/base/error.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <string>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace ttt {

namespace {

[[noreturn]] void failWithErrno(const std::string& place, const char* action) {
    const int code = errno;
    throw Error(code == ENOENT || code == ENOTDIR ? ErrorKind::NotFound : ErrorKind::Io, place,
                std::string(action) + ": " + std::strerror(code));
}

// Maps an open regular file; the descriptor may be closed afterwards.
SharedBytes mapDescriptor(int descriptor, const std::string& place) {
    struct stat status {};
    if (::fstat(descriptor, &status) != 0) failWithErrno(place, "cannot look at");
    if (!S_ISREG(status.st_mode)) {
        throw Error(ErrorKind::BadInput, place, "found a folder or device, expected a file");
    }
    const auto size = static_cast<size_t>(status.st_size);
    if (size == 0) return {{}, nullptr, place};
    void* start = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, descriptor, 0);
    if (start == MAP_FAILED) failWithErrno(place, "cannot map into memory");
    return {{static_cast<const char*>(start), size},
            {start, [size](void* mapped) { ::munmap(mapped, size); }},
            place};
}

} // namespace

SharedBytes mapFile(const std::filesystem::path& path) {
    const std::string place = path.string();
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) failWithErrno(place, "cannot open");
    try {
        SharedBytes mapped = mapDescriptor(descriptor, place);
        ::close(descriptor);
        return mapped;
    } catch (...) {
        ::close(descriptor);
        throw;
    }
}

SharedBytes shareBytes(std::string bytes, std::string place) {
    const auto owner = std::make_shared<const std::string>(std::move(bytes));
    return {*owner, owner, std::move(place)};
}

} // namespace ttt
