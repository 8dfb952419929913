#include "tests/ui/thread_clock.h"
#include "tests/ui/ui_support.h"
#include "ui/browse/filter_panel.h"
#include "ui/browse/gallery_panel.h"
#include "ui/browse/pairs_view.h"
#include "ui/browse/task_delegate.h"

#include <QAbstractItemModelTester>
#include <QComboBox>
#include <QLineEdit>
#include <QListView>
#include <QToolButton>
#include <QtTest>

using namespace ttt;

class TestGallery : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void allPublicTasksAreThere();
    void wordsOfTheFilterMustAllMatch();
    void sizesMatchWhole();
    void setsFilter();
    void conditionsFilter_data();
    void conditionsFilter();
    void choicesFilterAndSort();
    void theLastResultFiltersAndShows();
    void theCellUnderTheMouseIsNamed();
    void differencesOfInputAndOutputAreMarked();
    void typingAnswersQuickly();
    void onlyWhatIsVisibleIsDrawn();
    void arrowKeysChooseTasks();
    void selectionSurvivesTheFilter();
    void taskViewShowsEveryPairAsLargeAsFits();
    void hiddenAnswersAreNotDrawn();
    void missingDataIsExplained();
    void openedFilesJoinTheGallery();
    void madeTasksJoinTheGalleryBatchByBatch();

private:
    std::unique_ptr<GalleryPanel> panel() {
        auto made = std::make_unique<GalleryPanel>(*library_);
        made->resize(340, 700);
        made->setVisible(true);
        return made;
    }
    test::UserFolders folders_;
    std::unique_ptr<TaskLibrary> library_;
};

void TestGallery::initTestCase() {
    if (!std::filesystem::exists(defaultArcFolder() / "arcagi_aa922be.json")) {
        QSKIP("the ARC data files are not there: set TTT_ARC_DIR");
    }
    library_ = std::make_unique<TaskLibrary>(defaultArcFolder(), resourceFolder() / "arc");
    QSignalSpy loaded(library_.get(), &TaskLibrary::publicSetsLoaded);
    library_->loadPublicSets();
    QVERIFY(loaded.wait(60000));
}

void TestGallery::allPublicTasksAreThere() {
    TaskListModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setEntries(library_->entries());
    QCOMPARE(model.rowCount(), 400 + 400 + 1000 + 120);
    QVERIFY(model.rowOf("arc1-eval:66e6c45b") >= 0);
    QCOMPARE(model.data(model.index(model.rowOf("arc1-eval:66e6c45b")), Qt::DisplayRole).toString(),
             QString("66e6c45b"));
}

void TestGallery::wordsOfTheFilterMustAllMatch() {
    const auto gallery = panel();
    auto* text = gallery->findChild<QLineEdit*>();
    QTest::keyClicks(text, "hard evaluation");
    QAbstractItemModelTester tester(&gallery->model(),
                                    QAbstractItemModelTester::FailureReportingMode::QtTest);
    const int hard = gallery->model().rowCount();
    QVERIFY(hard > 20 && hard < 400);
    for (int row = 0; row < hard; ++row) {
        QCOMPARE(gallery->model().entryAt(row)->level, QString("hard"));
    }
    text->clear();
    QTest::keyClicks(text, "66e6c45b");
    QVERIFY(gallery->model().rowCount() >= 1);
    QCOMPARE(gallery->model().entryAt(0)->task.id, std::string("66e6c45b"));
    QTest::keyClicks(text, "zzz");
    QCOMPARE(gallery->model().rowCount(), 0);
}

void TestGallery::sizesMatchWhole() {
    TaskListModel model;
    model.setEntries(library_->entries());
    model.setFilter("1x1", {});
    for (int row = 0; row < model.rowCount(); ++row) {
        QVERIFY(model.entryAt(row)->searchText.contains(" 1x1 "));
    }
    model.setFilter("30×30", {}); // typed as it is written
    QVERIFY(model.rowCount() > 5);
}

void TestGallery::setsFilter() {
    const auto gallery = panel();
    gallery->setSetFilter("arc2-eval");
    QCOMPARE(gallery->model().rowCount(), 120);
    gallery->setSetFilter("subset80");
    QCOMPARE(gallery->model().rowCount(), 80);
    gallery->setSetFilter("files");
    QCOMPARE(gallery->model().rowCount(), 0);
    gallery->setSetFilter("");
    QCOMPARE(gallery->model().rowCount(), 1920);
}

void TestGallery::conditionsFilter_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("least");
    QTest::newRow("colours") << "colours>=9" << 20;
    QTest::newRow("several") << "side<=5 tests=1 pairs=3" << 3;
    QTest::newRow("excluded") << "-training -synth tests>1" << 30;
    QTest::newRow("same size") << "same cells<200" << 20;
    QTest::newRow("another size") << "-same pairs>4" << 20;
}

void TestGallery::conditionsFilter() {
    QFETCH(QString, text);
    QFETCH(int, least);
    const auto gallery = panel();
    QTest::keyClicks(gallery->findChild<QLineEdit*>(), text);
    const TaskListModel& model = gallery->model();
    QVERIFY2(model.rowCount() >= least, qPrintable(QString::number(model.rowCount())));
    QVERIFY(model.rowCount() < model.total() / 2);
    for (int row = 0; row < model.rowCount(); ++row) {
        const TaskEntry& entry = *model.entryAt(row);
        const TaskFacts facts = factsOf(entry.task);
        if (text.contains("colours")) QVERIFY(facts.colours >= 9);
        if (text.contains("side")) QVERIFY(maxSide(withoutAnswers(entry.task)) <= 5);
        if (text.contains("pairs=3")) QCOMPARE(entry.task.examples.size(), size_t(3));
        if (text.contains("pairs>4")) QVERIFY(entry.task.examples.size() > 4);
        if (text.contains("tests>1")) QVERIFY(entry.task.queries.size() > 1);
        if (text.contains("-training")) QVERIFY(!entry.searchText.contains("training"));
        if (text.contains("same")) {
            bool same = true;
            for (const Example& example : entry.task.examples) {
                same = same && gridOf(example.input).sameSize(gridOf(example.output));
            }
            if (!text.startsWith('-')) QVERIFY(same);
        }
    }
}

void TestGallery::choicesFilterAndSort() {
    const auto gallery = panel();
    FilterPanel& filters = gallery->filters();
    QTest::mouseClick(filters.findChild<QToolButton*>(), Qt::LeftButton);
    QVERIFY(filters.choice("Tests").isVisible());
    filters.choice("Tests").setFocus();
    QTest::keyClick(&filters.choice("Tests"), Qt::Key_Down);
    QTest::keyClick(&filters.choice("Tests"), Qt::Key_Down); // several
    QCOMPARE(gallery->model().rowCount(), 14 + 19 + 69 + 45);
    for (QComboBox* box : filters.findChildren<QComboBox*>()) {
        if (box->accessibleName() == "Order") box->setCurrentIndex(int(TaskOrder::Cells));
    }
    for (int row = 1; row < gallery->model().rowCount(); ++row) {
        QVERIFY(gallery->model().entryAt(row - 1)->facts.cells <=
                gallery->model().entryAt(row)->facts.cells);
    }
    gallery->choose(gallery->model().entryAt(4)->qualified());
    QSignalSpy chosen(gallery.get(), &GalleryPanel::chosen);
    gallery->step(1); // the next one within filter and order
    QCOMPARE(chosen[0][0].value<TaskEntryPtr>(), gallery->model().entryAt(5));
    filters.reset();
    QCOMPARE(gallery->model().rowCount(), 1920);
}

void TestGallery::theLastResultFiltersAndShows() {
    const auto gallery = panel();
    gallery->setLastResults({{"arc1-eval:66e6c45b", LastResult::Solved},
                             {"arc1-eval:00576224", LastResult::NotSolved}});
    gallery->setTextFilter("solved");
    QCOMPARE(gallery->model().rowCount(), 1);
    const QImage image = gallery->view().grab().toImage();
    QVERIFY(test::countColour(image, image.rect(), themeColours(gallery->palette()).good.rgb()) >
            3);
    gallery->setTextFilter("unsolved");
    QCOMPARE(gallery->model().entryAt(0)->task.id, std::string("00576224"));
    gallery->setTextFilter("unrun");
    QCOMPARE(gallery->model().rowCount(), 1918);
}

void TestGallery::theCellUnderTheMouseIsNamed() {
    PairsView view;
    view.resize(900, 600);
    view.showTask(test::mirrorTask());
    view.setVisible(true);
    (void)QTest::qWaitForWindowActive(&view);
    GridView& grid = view.pairs()[0]->input();
    QTest::mouseMove(&grid, grid.cellRect(1, 2).center());
    QTRY_COMPARE(view.pointedAt(), QString("Demonstration 1 input, row 2, column 3: grey 5"));
    grid.setFocus();
    QTest::keyClick(&grid, Qt::Key_Right);
    QCOMPARE(view.pointedAt(), QString("Demonstration 1 input, row 1, column 2: red 2"));
    QTest::keyClick(&grid, Qt::Key_End);
    QTest::keyClick(&grid, Qt::Key_Down);
    QTest::keyClick(&grid, Qt::Key_Down); // stays on the grid
    QVERIFY(grid.cellCursor() == (CellPlace{1, 2}));
    QVERIFY(grid.describe(grid.cellCursor()).contains("grey 5"));
}

void TestGallery::differencesOfInputAndOutputAreMarked() {
    PairsView view;
    view.resize(900, 600);
    view.showTask(test::mirrorTask());
    view.setDifferences(true);
    QCOMPARE(view.pairs()[0]->output().diff()->text, QString("4 of 6 cells changed"));
    view.setDifferences(false);
    QVERIFY(!view.pairs()[0]->output().diff());
}

void TestGallery::typingAnswersQuickly() {
    const auto gallery = panel();
    auto* text = gallery->findChild<QLineEdit*>();
    gallery->view().grab();
    double best = 1e9;
    for (int i = 0; i < 5; ++i) {
        const double before = test::threadMs();
        QTest::keyClick(text, 'a');
        gallery->view().grab();
        best = std::min(best, test::threadMs() - before);
        text->clear();
    }
    QVERIFY2(best < 50, qPrintable(QString::number(best)));
}

void TestGallery::onlyWhatIsVisibleIsDrawn() {
    const auto gallery = panel();
    gallery->view().grab();
    const auto* delegate = qobject_cast<TaskDelegate*>(gallery->view().itemDelegate());
    QVERIFY(delegate->cachedThumbnails() > 4);
    QVERIFY(delegate->cachedThumbnails() < 60);
}

void TestGallery::arrowKeysChooseTasks() {
    const auto gallery = panel();
    QSignalSpy chosen(gallery.get(), &GalleryPanel::chosen);
    gallery->view().setFocus();
    gallery->view().setCurrentIndex(gallery->model().index(0));
    QTest::keyClick(&gallery->view(), Qt::Key_Right);
    QCOMPARE(gallery->view().currentIndex().row(), 1);
    QCOMPARE(chosen.count(), 2);
    const QRect third = gallery->view().visualRect(gallery->model().index(2));
    QTest::mouseClick(gallery->view().viewport(), Qt::LeftButton, {}, third.center());
    QCOMPARE(chosen.count(), 3);
    const auto entry = chosen.last()[0].value<TaskEntryPtr>();
    QCOMPARE(entry, gallery->model().entryAt(2));
}

void TestGallery::selectionSurvivesTheFilter() {
    const auto gallery = panel();
    gallery->choose("arc1-eval:66e6c45b");
    gallery->setTextFilter("evaluation");
    QCOMPARE(gallery->view().currentIndex().data().toString(), QString("66e6c45b"));
    QSignalSpy chosen(gallery.get(), &GalleryPanel::chosen);
    gallery->step(1);
    QCOMPARE(chosen.count(), 1);
}

void TestGallery::taskViewShowsEveryPairAsLargeAsFits() {
    PairsView view;
    view.resize(900, 600);
    const FewShotTask& task = library_->find("arc1-eval:66e6c45b")->task;
    view.showTask(task);
    view.setVisible(true);
    QCOMPARE(view.pairs().size(), task.examples.size() + task.queries.size());
    GridView& input = view.pairs()[0]->input();
    const Grid& grid = gridOf(task.examples[0].input);
    QVERIFY(input.cellPixels() >= 20);
    const QImage image = input.grab().toImage();
    for (int row = 0; row < grid.height(); ++row) {
        for (int column = 0; column < grid.width(); ++column) {
            QCOMPARE(image.pixel(input.cellRect(row, column).center()),
                     arcColour(grid.at(row, column)));
        }
    }
    const int before = input.cellPixels();
    view.resize(400, 300);
    QVERIFY(view.pairs()[0]->input().cellPixels() < before);
}

void TestGallery::hiddenAnswersAreNotDrawn() {
    PairsView view;
    view.resize(900, 600);
    view.showTask(test::mirrorTask());
    QVERIFY(view.pairs().back()->output().value().has_value());
    view.setAnswersHidden(true);
    QVERIFY(!view.pairs().back()->output().value().has_value());
    QVERIFY(view.pairs().front()->output().value().has_value());
}

void TestGallery::missingDataIsExplained() {
    TaskLibrary empty("/nowhere", resourceFolder() / "arc");
    QSignalSpy problem(&empty, &TaskLibrary::problem);
    QSignalSpy loaded(&empty, &TaskLibrary::publicSetsLoaded);
    empty.loadPublicSets();
    QVERIFY(loaded.wait());
    QCOMPARE(problem.count(), 1);
    QVERIFY(problem[0][1].toString().contains("TTT_ARC_DIR"));
    QVERIFY(problem[0][1].toString().contains("/nowhere"));
}

void TestGallery::openedFilesJoinTheGallery() {
    QTemporaryDir folder;
    const auto path = std::filesystem::path(folder.path().toStdString());
    writeFileAtomically(path / "mine.json",
                        R"({"train":[{"input":[[1]],"output":[[2]]}],"test":[{"input":[[3]]}]})");
    writeFileAtomically(path / "bad.json", R"({"train":[{"input":[[1],[1,2]]}]})");
    TaskLibrary library("/nowhere", "/nowhere");
    QSignalSpy opened(&library, &TaskLibrary::opened);
    QSignalSpy problem(&library, &TaskLibrary::problem);
    library.open(path);
    QVERIFY(opened.wait());
    QCOMPARE(opened[0][0].toString(), QString("mine"));
    QCOMPARE(problem.count(), 1);
    QVERIFY(problem[0][1].toString().contains("bad.json"));
    QVERIFY(library.find("mine"));
}

void TestGallery::madeTasksJoinTheGalleryBatchByBatch() {
    const auto make = [](const std::string& id) {
        FewShotTask task = test::mirrorTask(id);
        task.set = "synth";
        return task;
    };
    const auto list = [make](int batch) {
        return std::vector{make("mirror." + std::to_string(batch))};
    };
    const auto label = [](const FewShotTask&) { return std::string("geometry"); };
    TaskLibrary library("/nowhere", resourceFolder() / "arc", {"synth", list, make, label});
    GalleryPanel gallery(library);
    library.loadPublicSets();
    QTRY_VERIFY(library.find("synth:mirror.0"));
    library.makeMore();
    QTRY_VERIFY(library.find("synth:mirror.1"));
    gallery.setSetFilter("synth");
    QCOMPARE(gallery.model().rowCount(), 2);
    QCOMPARE(gallery.model().entryAt(0)->level, QString("geometry"));
    gallery.setTextFilter("geometry mirror.1");
    QCOMPARE(gallery.model().rowCount(), 1);
}

QTEST_MAIN(TestGallery)
#include "test_gallery.moc"
