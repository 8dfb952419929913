// SHA-256 of byte strings, for task, model and file identities in manifests.
#pragma once

#include <string>
#include <string_view>

namespace ttt {

// 64 lower-case hexadecimal digits.
std::string sha256Hex(std::string_view bytes);

} // namespace ttt
