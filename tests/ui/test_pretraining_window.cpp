// The pretraining window over a program that stands in for `ttt pretrain`: this test's own, called
// as the command line would be.
#include "core/runs/pretraining/pretraining_folder.h"
#include "tests/ui/ui_support.h"
#include "ui/live/loss_plot.h"
#include "ui/main_window.h"
#include "ui/pretrain/pretraining_child.h"
#include "ui/pretrain/pretraining_window.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QProgressBar>
#include <QPushButton>
#include <QtTest>

#include <atomic>
#include <csignal>
#include <fstream>
#include <thread>

using namespace ttt;
using namespace ttt::test;
namespace fs = std::filesystem;

namespace {

std::atomic<bool> asked = false;

std::string lineOf(int64_t step, double hours, bool heldOut) {
    const std::string number = std::to_string(step);
    std::string line =
        "{\"step\":" + number + ",\"tokens\":" + number + "000,\"hours\":" + std::to_string(hours) +
        ",\"loss\":" + std::to_string(3.0 / double(step)) + ",\"tokens_per_second\":9000";
    if (heldOut) line += ",\"held_out_tasks_loss\":0.7,\"held_out_families_loss\":0.6";
    return line + "}";
}

std::string argument(const QStringList& arguments, const QString& name) {
    const qsizetype place = arguments.indexOf(name);
    return place < 0 ? std::string() : arguments.value(place + 1).toStdString();
}

// `pretrain --out F --size S --hours H --seed N --device D [--resume]`: a step every 20 ms until
// SIGTERM or ten hours' worth of it. Size "base" fails, to see how that is told.
int standIn(const QStringList& arguments) {
    const fs::path folder = argument(arguments, "--out");
    if (argument(arguments, "--size") == "base") {
        std::fputs("ttt: no memory for a model of this size\n", stderr);
        return 1;
    }
    if (hasCheckpoint(folder) != arguments.contains("--resume")) return 2;
    std::signal(SIGTERM, [](int) { asked = true; });
    const PretrainingClaim claim(folder);
    const double planned = std::stod(argument(arguments, "--hours"));
    PretrainConfig settings;
    settings.size = argument(arguments, "--size");
    settings.hours = planned;
    settings.seed = std::stoll(argument(arguments, "--seed"));
    writePretrainingSettings(folder, settings);
    PretrainingReader before(folder);
    before.readMore();
    int64_t step = before.points().empty() ? 0 : before.points().back().step;
    double hours = before.points().empty() ? 0 : before.points().back().hours;
    while (!asked && hours < planned) {
        ++step;
        hours += 0.01;
        appendLine(folder / "metrics.jsonl", lineOf(step, hours, step % 5 == 0));
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    writeFileAtomically(folder / "checkpoint.safetensors", "state");
    return asked ? 130 : 0;
}

} // namespace

class TestPretrainingWindow : public QObject {
    Q_OBJECT

    UserFolders user_;
    int folders_ = 0;

    fs::path fresh() { return user_.path() / ("training" + std::to_string(++folders_)); }
    static QString program() { return QCoreApplication::applicationFilePath(); }
    static void end(const fs::path& folder) {
        stopPretraining(folder);
        QTRY_COMPARE_WITH_TIMEOUT(pretrainingProcess(folder), int64_t{0}, 10000);
    }

private Q_SLOTS:
    void aFolderIsReadAsItGrows() {
        const fs::path folder = fresh();
        PretrainingReader reader(folder);
        QVERIFY(!reader.readMore());
        appendLine(folder / "metrics.jsonl", lineOf(1, 0.1, false));
        appendLine(folder / "metrics.jsonl", lineOf(2, 0.2, true));
        QVERIFY(reader.readMore());
        QCOMPARE(reader.points().size(), size_t{2});
        QVERIFY(std::isnan(reader.points()[0].heldOutTasksLossNats));
        QCOMPARE(reader.points()[1].heldOutFamiliesLossNats, 0.6);
        QVERIFY(!reader.readMore());
        {
            std::ofstream half(folder / "metrics.jsonl", std::ios::app);
            half << "{\"step\":3,\"los";
        }
        QVERIFY(!reader.readMore());
        std::ofstream(folder / "metrics.jsonl", std::ios::app) << "s\":0.5}\nno JSON\n";
        QVERIFY(reader.readMore());
        QCOMPARE(reader.points().back().lossNats, 0.5);
        // After a restart from an earlier checkpoint.
        appendLine(folder / "metrics.jsonl", lineOf(2, 0.2, false));
        QVERIFY(reader.readMore());
        QCOMPARE(reader.points().size(), size_t{2});
        writeFileAtomically(folder / "metrics.jsonl", lineOf(9, 0.9, false) + "\n");
        QVERIFY(reader.readMore());
        QCOMPARE(reader.points().size(), size_t{1});
        QCOMPARE(reader.points()[0].step, int64_t{9});
    }

    void twoProcessesDoNotTrainInOneFolder() {
        const fs::path folder = fresh();
        QCOMPARE(pretrainingProcess(folder), int64_t{0});
        {
            const PretrainingClaim claim(folder);
            QCOMPARE(pretrainingProcess(folder), int64_t{::getpid()});
            QVERIFY_EXCEPTION_THROWN(PretrainingClaim second(folder), Error);
        }
        QVERIFY(pretrainingOwner(folder).empty());
        writeFileAtomically(folder / "running.claim",
                            R"({"host":"elsewhere","pid":1,"start":"1"})");
        QVERIFY(!pretrainingOwner(folder).empty());
        QCOMPARE(pretrainingProcess(folder), int64_t{0});
    }

    void aTrainingIsStartedFollowedStoppedAndGoneOnWith() {
        const fs::path folder = fresh();
        PretrainingWindow window(user_.path() / "trainings", program());
        window.show();
        window.follow(folder);
        QCOMPARE(window.state(), PretrainingState::New);
        QVERIFY(!window.stopButton().isEnabled());
        window.size().setCurrentIndex(1);
        window.hours().setValue(100);
        QTest::mouseClick(&window.startButton(), Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(window.state(), PretrainingState::Running, 10000);
        QVERIFY(!window.startButton().isEnabled());
        QVERIFY(!window.size().isEnabled());
        QTRY_VERIFY_WITH_TIMEOUT(window.plot().lastStep() >= 5, 10000);
        QCOMPARE(window.plot().curve(0).points().front().lossNats, 3.0);
        QCOMPARE(window.plot().curve(1).points().front().step, int64_t{5});
        QVERIFY(window.status().text().contains("9000 tokens a second"));
        QVERIFY(window.status().text().contains("of 100.00 hours"));
        QVERIFY(window.progress().value() < window.progress().maximum() / 10);
        QTest::mouseClick(&window.stopButton(), Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(window.state(), PretrainingState::Stopped, 10000);
        QVERIFY(hasCheckpoint(folder));
        QVERIFY(!window.size().isEnabled());
        const int64_t step = window.plot().lastStep();
        QTest::mouseClick(&window.startButton(), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(window.plot().lastStep() > step, 10000);
        end(folder);
        QCOMPARE(readPretrainingSettings(folder)->size, std::string("small"));
        QCOMPARE(readPretrainingSettings(folder)->hours, 100.0);
    }

    void aTrainingThatWasStartedElsewhereIsFollowed() {
        const fs::path folder = fresh();
        PretrainConfig settings;
        settings.hours = 50;
        QCOMPARE(startPretraining(program(), folder, settings), QString());
        QTRY_VERIFY_WITH_TIMEOUT(pretrainingProcess(folder) > 0, 10000);
        PretrainingWindow window(user_.path() / "trainings", program());
        window.folderField().setText(QString::fromStdString(folder.string()));
        Q_EMIT window.folderField().editingFinished();
        QTRY_VERIFY_WITH_TIMEOUT(window.plot().lastStep() >= 3, 10000);
        QCOMPARE(window.state(), PretrainingState::Running);
        QCOMPARE(window.hours().value(), 50.0);
        QVERIFY(window.mayClose()); // not this window's: nothing is asked
        end(folder);
    }

    void aTrainingWhoseHoursAreUpIsFinished() {
        const fs::path folder = fresh();
        PretrainingWindow window(user_.path() / "trainings", program());
        window.follow(folder);
        window.hours().setValue(0.03);
        window.start();
        QTRY_COMPARE_WITH_TIMEOUT(window.state(), PretrainingState::Finished, 10000);
        QVERIFY(window.status().text().contains("model.safetensors"));
        QVERIFY(!window.startButton().isEnabled());
        window.hours().setValue(0.06); // more hours are planned
        QTRY_VERIFY_WITH_TIMEOUT(window.startButton().isEnabled(), 3000);
    }

    void whatKeepsItFromStartingIsTold() {
        PretrainingWindow missing(user_.path() / "trainings", "/nowhere/ttt");
        missing.start();
        QVERIFY(missing.status().text().contains("/nowhere/ttt"));
        QCOMPARE(missing.state(), PretrainingState::New);
        PretrainingWindow window(user_.path() / "trainings", program());
        window.follow(fresh());
        window.size().setCurrentIndex(2);
        window.start();
        QTRY_VERIFY_WITH_TIMEOUT(window.status().text().contains("no memory for a model"), 10000);
        QCOMPARE(window.state(), PretrainingState::New);
    }

    void closingAsksWhatBecomesOfTheTraining() {
        const fs::path folder = fresh();
        PretrainingWindow window(user_.path() / "trainings", program());
        window.follow(folder);
        window.hours().setValue(100);
        window.start();
        QTRY_COMPARE_WITH_TIMEOUT(window.state(), PretrainingState::Running, 10000);
        const auto answer = [&](const QString& wanted) {
            QTimer::singleShot(200, &window, [wanted] {
                auto* box = qobject_cast<QMessageBox*>(QApplication::activeModalWidget());
                QVERIFY(box != nullptr);
                for (QAbstractButton* button : box->buttons()) {
                    if (button->text().remove('&').contains(wanted)) return button->click();
                }
                QFAIL("no such button");
            });
            return window.mayClose();
        };
        QVERIFY(!answer("Cancel"));
        QVERIFY(answer("go on"));
        QVERIFY(pretrainingProcess(folder) > 0);
        QVERIFY(answer("Stop"));
        QTRY_COMPARE_WITH_TIMEOUT(pretrainingProcess(folder), int64_t{0}, 10000);
        QVERIFY(hasCheckpoint(folder));
        QVERIFY(window.mayClose());
    }

    void theWindowHasItInTheRunMenu() {
        ThemeSwitch theme;
        MainWindow window(scriptedServices(), theme);
        window.show();
        window.actions().get("run.pretrain")->trigger();
        auto* pretraining = window.findChild<PretrainingWindow*>();
        QVERIFY(pretraining != nullptr);
        QVERIFY(pretraining->isVisible());
        window.actions().get("run.pretrain")->trigger();
        QCOMPARE(window.findChildren<PretrainingWindow*>().size(), qsizetype{1});
        QVERIFY(window.close());
    }
};

int main(int argc, char** argv) {
    QApplication application(argc, argv);
    const QStringList arguments = QApplication::arguments();
    if (arguments.value(1) == "pretrain") return standIn(arguments);
    TestPretrainingWindow test;
    return QTest::qExec(&test, argc, argv);
}
#include "test_pretraining_window.moc"
