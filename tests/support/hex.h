// Bytes as golden files write them.
#pragma once

#include <QByteArray>
#include <string>

namespace ttt::test {

inline std::string fromHex(const std::string& text) {
    return QByteArray::fromHex(QByteArray::fromStdString(text)).toStdString();
}

} // namespace ttt::test
