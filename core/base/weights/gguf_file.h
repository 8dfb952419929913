// GGUF files (versions 2 and 3): metadata and a table of tensors, memory-mapped. Everything that a
// broken file can get wrong is checked when it is opened: no length is believed before the bytes
// are there, and nothing is allocated but the two tables. Used by the tokenizers and the weight
// loaders; knows nothing of models.
#pragma once

#include "core/base/weights/block_formats.h"
#include "core/base/weights/mapped_file.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace ttt {

// An array of the metadata, decoded when asked for: vocabularies hold a quarter of a million texts.
struct GgufArray {
    uint32_t elementType = 0; // GGUF's number: 8 texts, 9 arrays...
    uint64_t count = 0;
    std::string_view bytes;

    // BadInput naming `place` if the elements are of another kind (integers and booleans count as
    // numbers and, where they fit, as integers).
    std::vector<std::string_view> texts(const std::string& place) const;
    std::vector<int64_t> integers(const std::string& place) const;
    std::vector<float> floats(const std::string& place) const;
};

using GgufValue = std::variant<uint64_t, int64_t, double, bool, std::string_view, GgufArray>;

struct GgufTensor {
    std::string_view name;
    uint32_t ggmlType = 0;
    std::optional<BlockFormat> format; // none where the type is not read here
    std::vector<int64_t> shape;        // row-major as torch has it: the last side is contiguous
    int64_t elements = 0;
    uint64_t offset = 0;    // from the start of the file
    std::string_view bytes; // whole rows of blocks; empty without a format

    // All values as floats. BadInput naming the type if it is not read here.
    std::vector<float> values(const std::string& place) const;
};

class GgufFile {
public:
    // Maps the file. NotFound, Io, or BadInput with the place, what was found and what expected.
    explicit GgufFile(const std::filesystem::path& path);
    // The same for bytes from elsewhere.
    explicit GgufFile(SharedBytes file);

    // All views point into the file's bytes, which live as long as this or a copy of its owner.
    const std::shared_ptr<const void>& owner() const { return file_.owner; }
    const std::string& place() const { return file_.place; }
    uint32_t version() const { return version_; }

    const std::map<std::string_view, GgufValue>& metadata() const { return metadata_; }
    const std::vector<GgufTensor>& tensors() const { return tensors_; } // in the file's order

    bool has(std::string_view key) const { return metadata_.contains(key); }
    // A metadata value; BadInput naming the key if it is there with another type. The first form
    // throws where it is missing, the second gives `otherwise`.
    std::string_view text(std::string_view key) const;
    std::string_view text(std::string_view key, std::string_view otherwise) const;
    int64_t integer(std::string_view key) const;
    int64_t integer(std::string_view key, int64_t otherwise) const;
    double number(std::string_view key) const;
    double number(std::string_view key, double otherwise) const;
    bool flag(std::string_view key, bool otherwise) const;
    const GgufArray& array(std::string_view key) const;

    // Null if there is none of that name.
    const GgufTensor* findTensor(std::string_view name) const;
    // BadInput if it is missing.
    const GgufTensor& tensor(std::string_view name) const;

    // "file.gguf: key", for errors.
    std::string placeOf(std::string_view key) const;

private:
    SharedBytes file_;
    uint32_t version_ = 0;
    std::map<std::string_view, GgufValue> metadata_;
    std::vector<GgufTensor> tensors_;
    std::map<std::string_view, size_t> tensorIndex_;
};

} // namespace ttt
