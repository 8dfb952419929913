#include <QProcess>
#include <QTemporaryDir>
#include <QtTest/QtTest>

#include "core/base/files.h"
#include "core/runs/pretraining/pretraining_folder.h"

using namespace ttt;
namespace fs = std::filesystem;

// `ttt pretrain` as a process, on a decoder of one layer and for a second or two.
class TestPretrainCommand : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> temporary_;
    fs::path folder_;

    struct Ending {
        int code;
        QByteArray messages;
    };
    Ending pretrain(const QStringList& arguments) const {
        QProcess process;
        process.start(TTT_PROGRAM,
                      QStringList{"pretrain", "--out", QString::fromStdString(folder_.string()),
                                  "--nice", "0", "--threads", "1"} +
                          arguments);
        if (!process.waitForFinished(60000)) return {-1, "it did not end"};
        return {process.exitCode(), process.readAllStandardError()};
    }

    int64_t lastStep() const {
        PretrainingReader reader(folder_);
        reader.readMore();
        return reader.points().empty() ? -1 : reader.points().back().step;
    }

private Q_SLOTS:
    void init() {
        temporary_ = std::make_unique<QTemporaryDir>();
        folder_ = fs::path(temporary_->path().toStdString()) / "training";
    }

    void aTrainingGoesOnAsItWasAskedFor() {
        const Ending first =
            pretrain({"--size", "1x48", "--without", "far-edges,head-norms", "--hours", "0.0002",
                      "--tokens-per-step", "256", "--max-tokens", "128", "--task-share", "0"});
        QVERIFY2(first.code == 0, first.messages.constData());
        const int64_t steps = lastStep();
        QVERIFY(steps > 0);
        const Ending second = pretrain({"--resume", "--hours", "0.0004"});
        QVERIFY2(second.code == 0, second.messages.constData());
        QVERIFY(lastStep() > steps);
        const auto settings = readPretrainingSettings(folder_);
        QCOMPARE(settings->size, std::string("1x48"));
        QCOMPARE(settings->without, (StringList{"far-edges", "head-norms"}));
        QCOMPARE(settings->tokensPerStep, 256);
        QCOMPARE(settings->maxTokens, 128);
        QCOMPARE(settings->taskShare, 0.0);
        QCOMPARE(settings->hours, 0.0004);

        // Its hours are up: nothing is done, and nothing is told.
        const int64_t end = lastStep();
        const std::string metrics = readFile(folder_ / "metrics.jsonl");
        QCOMPARE(pretrain({"--resume"}).code, 0);
        QCOMPARE(lastStep(), end);
        QCOMPARE(readFile(folder_ / "metrics.jsonl"), metrics);

        const Ending other = pretrain({"--resume", "--size", "nano"});
        QCOMPARE(other.code, 2);
        QVERIFY(other.messages.contains("1x48 without far-edges"));
        QCOMPARE(readPretrainingSettings(folder_)->size, std::string("1x48"));
        fs::remove(folder_ / "settings.json");
        QCOMPARE(pretrain({"--resume"}).code, 2); // of which decoder is not known
        QVERIFY(!fs::exists(folder_ / "settings.json"));
        QCOMPARE(pretrain({"--resume", "--size", "01x48", "--without", "far-edges,head-norms",
                           "--hours", "0.0004"})
                     .code,
                 0);
        QCOMPARE(pretrain({}).code, 2); // without --resume
    }

    void whatCannotBeTrainedIsToldBeforeAnythingIsWritten() {
        for (const QStringList& arguments :
             {QStringList{"--size", "3x50"}, QStringList{"--without", "corners"},
              QStringList{"--hours", "0"}, QStringList{"--hours", "nan"},
              QStringList{"--device", "foo"}, QStringList{"--tokens-per-step", "many"}}) {
            const Ending ending = pretrain(arguments);
            QCOMPARE(ending.code, 2);
            QCOMPARE(ending.messages.count('\n'), 1);
            QVERIFY(!fs::exists(folder_));
        }
    }

    void settingsThatCannotBeAreAnErrorThatNamesThem() {
        fs::create_directories(folder_);
        writeFileAtomically(folder_ / "settings.json", R"({"size": "nano", "max_tokens": 5})");
        const Ending ending = pretrain({"--resume"});
        QCOMPARE(ending.code, 2);
        QVERIFY(ending.messages.contains("max_tokens"));
    }
};

QTEST_GUILESS_MAIN(TestPretrainCommand)
#include "test_pretrain_command.moc"
