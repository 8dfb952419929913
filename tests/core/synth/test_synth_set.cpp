#include <QTest>

#include "core/base/error.h"
#include "core/synth/synth_set.h"

#include <set>

using namespace ttt;

class TestSynthSet : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aTaskIsNamedAfterFamilyAndNumber() {
        const FewShotTask task = synthSet().make("gravity.17");
        QCOMPARE(task.id, std::string("gravity.17"));
        QCOMPARE(task.set, std::string("synth"));
        QVERIFY(task == numberedEpisode(findFamily("gravity"), 0, 17, {}));
        QVERIFY(!(synthSet().make("gravity.18").examples == task.examples));
    }

    void batchesListOtherTasksOfEveryFamily() {
        const MadeSet set = synthSet();
        std::set<std::string> ids;
        for (const int batch : {0, 1}) {
            const std::vector<FewShotTask> tasks = set.list(batch);
            QCOMPARE(tasks.size(), ruleFamilies().size() * 3);
            for (const FewShotTask& task : tasks) QVERIFY(ids.insert(task.id).second);
            QVERIFY(set.make(tasks[1].id) == tasks[1]);
        }
        for (const RuleFamily& family : ruleFamilies()) {
            QVERIFY(ids.contains(family.name + ".0") && ids.contains(family.name + ".5"));
        }
    }

    void itsLabelIsTheGroup() {
        QCOMPARE(synthSet().label(synthSet().make("gravity.2")), std::string("move"));
    }

    void otherNamesAreRefused() {
        for (const char* id : {"", "gravity", "gravity.", "gravity.x", "gravity.1x", "gravity.-1",
                               "gravity.99999999999999999999", ".1", "no_such_family.0"}) {
            try {
                synthSet().make(id);
                QFAIL(id);
            } catch (const Error& error) {
                QVERIFY2(error.kind() == ErrorKind::NotFound, id);
            }
        }
    }
};

QTEST_GUILESS_MAIN(TestSynthSet)
#include "test_synth_set.moc"
