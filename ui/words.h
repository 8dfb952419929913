// Small words that several panes need: counts with the right plural.
#pragma once

#include <QLocale>
#include <QString>

namespace ttt {

// "1 vote", "3 votes"
inline QString counted(qint64 count, const QString& one, const QString& many) {
    return QStringLiteral("%L1 %2").arg(count).arg(count == 1 ? one : many);
}

} // namespace ttt
