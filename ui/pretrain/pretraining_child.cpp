#include "ui/pretrain/pretraining_child.h"

#include "core/base/files.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QObject>
#include <QProcess>

#include <csignal>

namespace ttt {

namespace {

QString logOf(const std::filesystem::path& folder) {
    return QString::fromStdString((folder / "pretrain.log").string());
}

} // namespace

QString defaultTrainingProgram() { return QCoreApplication::applicationDirPath() + "/ttt"; }

QString startPretraining(const QString& program, const std::filesystem::path& folder,
                         const PretrainConfig& settings) {
    if (!QFileInfo(program).isExecutable()) {
        return QObject::tr("%1 is missing: the command line is not installed beside the window")
            .arg(program);
    }
    const QString path = QString::fromStdString(folder.string());
    if (!QDir().mkpath(path)) return QObject::tr("The folder %1 cannot be made").arg(path);
    QStringList arguments{"pretrain",
                          "--out",
                          path,
                          "--size",
                          QString::fromStdString(settings.size),
                          "--hours",
                          QString::number(settings.hours, 'g', 10),
                          "--seed",
                          QString::number(settings.seed),
                          "--device",
                          QString::fromStdString(settings.device)};
    if (hasCheckpoint(folder)) arguments << "--resume";
    QProcess process;
    process.setProgram(program);
    process.setArguments(arguments);
    process.setStandardOutputFile(QProcess::nullDevice());
    process.setStandardErrorFile(logOf(folder));
    if (process.startDetached()) return {};
    return QObject::tr("%1 could not be started: %2").arg(program, process.errorString());
}

bool stopPretraining(const std::filesystem::path& folder) {
    const int64_t process = pretrainingProcess(folder);
    return process > 0 && ::kill(static_cast<pid_t>(process), SIGTERM) == 0;
}

QString lastMessages(const std::filesystem::path& folder) {
    QFile file(logOf(folder));
    if (!file.open(QIODevice::ReadOnly)) return {};
    constexpr qint64 kMost = 2000; // bytes
    if (file.size() > kMost) file.seek(file.size() - kMost);
    return QString::fromUtf8(file.readAll()).trimmed();
}

} // namespace ttt
