// Makes GGUF files for tests, well-formed ones and, by wrong counts or types, broken ones.
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

namespace ttt::test {

class GgufBytes {
public:
    explicit GgufBytes(uint32_t version = 3) : version_(version) {}

    GgufBytes& text(std::string_view key, std::string_view value) {
        return pair(key, 8, sized(value));
    }
    GgufBytes& uint32(std::string_view key, uint32_t value) { return pair(key, 4, raw(value)); }
    GgufBytes& flag(std::string_view key, bool value) {
        return pair(key, 7, std::string(1, value ? '\1' : '\0'));
    }
    GgufBytes& number(std::string_view key, float value) { return pair(key, 6, raw(value)); }
    GgufBytes& texts(std::string_view key, const std::vector<std::string>& values) {
        std::string body = raw(uint32_t{8}) + raw(uint64_t{values.size()});
        for (const std::string& value : values) body += sized(value);
        return pair(key, 9, body);
    }
    GgufBytes& floats(std::string_view key, const std::vector<float>& values) {
        std::string body = raw(uint32_t{6}) + raw(uint64_t{values.size()});
        for (const float value : values) body += raw(value);
        return pair(key, 9, body);
    }
    GgufBytes& integers(std::string_view key, const std::vector<int32_t>& values) {
        std::string body = raw(uint32_t{5}) + raw(uint64_t{values.size()});
        for (const int32_t value : values) body += raw(value);
        return pair(key, 9, body);
    }
    // Any value: its type's number and its bytes.
    GgufBytes& pair(std::string_view key, uint32_t type, const std::string& body) {
        metadata_ += sized(key) + raw(type) + body;
        ++pairs_;
        return *this;
    }
    // Sides in the file's order: the contiguous one first.
    GgufBytes& tensor(std::string_view name, const std::vector<uint64_t>& sides, uint32_t type,
                      std::string_view data) {
        data_.append((32 - data_.size() % 32) % 32, '\0');
        return tensorAt(name, sides, type, data_.size()).append(data);
    }
    GgufBytes& tensorAt(std::string_view name, const std::vector<uint64_t>& sides, uint32_t type,
                        uint64_t offset) {
        tensors_ += sized(name) + raw(static_cast<uint32_t>(sides.size()));
        for (const uint64_t side : sides) tensors_ += raw(side);
        tensors_ += raw(type) + raw(offset);
        ++count_;
        return *this;
    }
    GgufBytes& append(std::string_view data) {
        data_ += data;
        return *this;
    }

    std::string bytes() const {
        std::string all = "GGUF" + raw(version_) + raw(count_) + raw(pairs_) + metadata_ + tensors_;
        if (count_ > 0) all.append((32 - all.size() % 32) % 32, '\0');
        return all + data_;
    }

    // Little-endian, as all machines that this runs on.
    template <typename Number>
    static std::string raw(Number number) {
        std::string bytes(sizeof number, '\0');
        std::memcpy(bytes.data(), &number, sizeof number);
        return bytes;
    }
    static std::string sized(std::string_view text) {
        return raw(uint64_t{text.size()}) + std::string(text);
    }

private:
    uint32_t version_;
    uint64_t pairs_ = 0;
    uint64_t count_ = 0;
    std::string metadata_;
    std::string tensors_;
    std::string data_;
};

} // namespace ttt::test
