// The bundled demonstration: which tasks under which preset. Read from resources/samples.
#pragma once

#include <QStringList>
#include <filesystem>

namespace ttt {

struct Demonstration {
    QStringList tasks; // qualified ids
    QString preset;
};

// Throws Error where the file is missing or broken.
Demonstration readDemonstration(const std::filesystem::path& samplesFolder);

} // namespace ttt
