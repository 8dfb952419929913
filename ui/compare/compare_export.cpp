#include "ui/compare/compare_export.h"

#include "core/base/files.h"

#include <QFileInfo>
#include <QObject>

namespace ttt {

QString exportTable(const Comparison& comparison, const QString& path) {
    using Writer = std::string (*)(const Comparison&);
    const std::pair<const char*, Writer> writers[] = {
        {"csv", &toCsv}, {"md", &toMarkdown}, {"tex", &toLatex}, {"html", &toHtml}};
    const QString suffix = QFileInfo(path).suffix().toLower();
    for (const auto& [ending, write] : writers) {
        if (suffix != ending) continue;
        try {
            writeFileAtomically(path.toStdString(), write(comparison));
            return {};
        } catch (const std::exception& problem) {
            return QString::fromUtf8(problem.what());
        }
    }
    return QObject::tr("%1: found the ending \"%2\", expected csv, md, tex or html")
        .arg(path, suffix);
}

} // namespace ttt
