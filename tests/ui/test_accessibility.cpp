// The window as assistive technology sees it: every widget has a name or is a plain holder of
// others, and grids are tables.
#include "tests/ui/open_window.h"
#include "ui/browse/pairs_view.h"
#include "ui/edit/grid_canvas.h"
#include "ui/grids/grid_view.h"
#include "ui/help/command_palette.h"
#include "ui/help/help_dialog.h"
#include "ui/main_window.h"
#include "ui/notice_bar.h"
#include "ui/results/views_dialog.h"
#include "ui/setup/setup_page.h"

#include <QAccessible>
#include <QAccessibleWidget>
#include <QLabel>
#include <QtTest>
#include <functional>

using namespace ttt;
using namespace std::chrono_literals;

class TestAccessibility : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void everyWidgetHasAName();
    void aGridIsATable();
    void aTableFollowsItsGrid();
    void theCursorIsTheTablesFocus();
    void pagesTellTheirGrids();

private:
    std::unique_ptr<MainWindow> open();
    std::unique_ptr<test::UserFolders> folders_;
    std::unique_ptr<ThemeSwitch> theme_;
};

namespace {

// Roles that only hold others, draw a line or are a part of a named whole.
bool needsNoName(QAccessible::Role role) {
    switch (role) {
    case QAccessible::Pane:
    case QAccessible::Client:
    case QAccessible::Border:
    case QAccessible::Splitter:
    case QAccessible::Grouping:
    case QAccessible::LayeredPane:
    case QAccessible::Separator:
    case QAccessible::ScrollBar:
    case QAccessible::StatusBar:
    case QAccessible::MenuBar:
    case QAccessible::Whitespace:
    case QAccessible::PopupMenu:
    case QAccessible::WebDocument:
        return true;
    default:
        return false;
    }
}

void walk(QAccessibleInterface* node, QStringList& unnamed, int& named, int depth = 0) {
    if (node == nullptr || depth > 40 || node->state().invisible) return;
    const QAccessible::Role role = node->role();
    if (const auto* label = qobject_cast<QLabel*>(node->object())) {
        // A name of its own would be read instead of what the label says.
        if (!label->text().isEmpty() && !label->accessibleName().isEmpty() &&
            !label->text().contains(label->accessibleName())) {
            unnamed << "the label \"" + label->text() + "\" is read as " + label->accessibleName();
        }
    }
    // A label that is empty for now says nothing and shows nothing.
    const bool emptyLabel = role == QAccessible::StaticText || role == QAccessible::Cell ||
                            role == QAccessible::ColumnHeader || role == QAccessible::TreeItem;
    if (!node->text(QAccessible::Name).isEmpty()) {
        ++named;
    } else if (!needsNoName(role) && !emptyLabel) {
        const QObject* object = node->object();
        const QObject* parent = object ? object->parent() : nullptr;
        unnamed << QStringLiteral("role %1, %2 in %3")
                       .arg(role, 0, 16)
                       .arg(object ? object->metaObject()->className() : "no object",
                            parent ? parent->metaObject()->className() : "nothing");
    }
    const bool rows =
        role == QAccessible::List || role == QAccessible::Table || role == QAccessible::Tree;
    const int children = std::min(node->childCount(), rows ? 12 : 200); // the others are alike
    for (int i = 0; i < children; ++i) walk(node->child(i), unnamed, named, depth + 1);
}

} // namespace

void TestAccessibility::initTestCase() {
    folders_ = std::make_unique<test::UserFolders>();
    theme_ = std::make_unique<ThemeSwitch>();
    QAccessible::setActive(true);
}

std::unique_ptr<MainWindow> TestAccessibility::open() {
    return test::shownWindow(test::scriptedServices(), *theme_, {1280, 800});
}

void TestAccessibility::everyWidgetHasAName() {
    const auto window = open();
    QStringList unnamed;
    int named = 0;
    const auto check = [&](QWidget& shown) {
        QTest::qWait(30);
        walk(QAccessible::queryAccessibleInterface(&shown), unnamed, named);
    };
    check(*window); // with the greeting
    window->showTask(test::mirrorEntry());
    RunConfig config = window->setup().config();
    config.adapt.steps = 12;
    window->setup().setConfig(config);
    QSignalSpy closed(&window->queue(), &RunQueue::runClosed);
    window->actions().get("run.start")->trigger();
    QTRY_COMPARE_WITH_TIMEOUT(closed.count(), 1, 20000);
    window->notice().tell("A message", "with details");
    for (const auto page :
         {MainWindow::TaskPage, MainWindow::EditPageIndex, MainWindow::SetupPageIndex,
          MainWindow::LivePageIndex, MainWindow::ResultsPageIndex, MainWindow::ComparePageIndex}) {
        window->showPage(page);
        check(*window);
    }
    window->actions().get("browse.runs")->trigger();
    check(*window);
    for (const char* command : {"help.commands", "help.shortcuts", "help.tour", "results.views"}) {
        window->actions().get(command)->trigger();
        for (QWidget* top : QApplication::topLevelWidgets()) {
            if (top != window.get() && top->isVisible()) check(*top);
        }
    }
    check(*window);
    unnamed.removeDuplicates();
    QVERIFY2(unnamed.isEmpty(), qPrintable('\n' + unnamed.join('\n')));
    QVERIFY2(named > 300, qPrintable(QString::number(named)));
}

void TestAccessibility::aGridIsATable() {
    GridView view;
    view.resize(220, 120);
    view.showValue(Grid::fromText("120 345"), "Test input");
    view.setVisible(true);
    QAccessibleInterface* root = QAccessible::queryAccessibleInterface(&view);
    QCOMPARE(root->role(), QAccessible::Table);
    QCOMPARE(root->text(QAccessible::Name), QString("Test input"));
    QAccessibleTableInterface* table = root->tableInterface();
    QVERIFY(table != nullptr);
    QCOMPARE(table->rowCount(), 2);
    QCOMPARE(table->columnCount(), 3);
    QCOMPARE(root->childCount(), 6);
    QAccessibleInterface* cell = table->cellAt(1, 2);
    QVERIFY(cell && cell->isValid());
    QCOMPARE(cell->role(), QAccessible::Cell);
    QCOMPARE(cell->text(QAccessible::Name), QString("row 2, column 3: grey 5"));
    QCOMPARE(cell->text(QAccessible::Value), QString("5"));
    QCOMPARE(cell->tableCellInterface()->rowIndex(), 1);
    QCOMPARE(cell->tableCellInterface()->columnIndex(), 2);
    QCOMPARE(cell->parent(), root);
    QCOMPARE(root->indexOfChild(cell), 5);
    QCOMPARE(root->child(5), cell); // the same object every time
    const QPoint middle = cell->rect().center();
    QCOMPARE(root->childAt(middle.x(), middle.y()), cell);
    QVERIFY(table->cellAt(2, 0) == nullptr);
    QVERIFY(root->child(6) == nullptr);
    view.setExpected(Grid::fromText("120 346"));
    QCOMPARE(table->cellAt(1, 2)->text(QAccessible::Name),
             QString("row 2, column 3: grey 5, expected magenta 6"));
}

void TestAccessibility::aTableFollowsItsGrid() {
    GridView view;
    view.showValue(Grid::fromText("12 34 56"), "grid");
    QAccessibleInterface* root = QAccessible::queryAccessibleInterface(&view);
    QVERIFY(root->tableInterface()->cellAt(2, 1) != nullptr);
    view.showValue(Grid::fromText("7"), "grid");
    QCOMPARE(root->tableInterface()->rowCount(), 1);
    QVERIFY(root->tableInterface()->cellAt(2, 1) == nullptr);
    QCOMPARE(root->child(0)->text(QAccessible::Value), QString("7"));
    view.showNothing("not answered yet", "grid");
    QCOMPARE(root->role(), QAccessible::StaticText);
    QVERIFY(root->tableInterface() == nullptr);
    QCOMPARE(root->childCount(), 0);
    QCOMPARE(root->text(QAccessible::Description), QString("not answered yet"));
}

void TestAccessibility::theCursorIsTheTablesFocus() {
    GridCanvas canvas;
    canvas.resize(220, 120);
    canvas.setBrowsable(true);
    canvas.showGrid(Grid::fromText("120 345"), "Input");
    canvas.setVisible(true);
    (void)QTest::qWaitForWindowActive(&canvas);
    canvas.setFocus();
    QAccessibleInterface* root = QAccessible::queryAccessibleInterface(&canvas);
    QTest::keyClick(&canvas, Qt::Key_Right);
    QTest::keyClick(&canvas, Qt::Key_Down);
    QAccessibleInterface* focus = root->focusChild();
    QVERIFY(focus != nullptr);
    QCOMPARE(focus->text(QAccessible::Name), QString("row 2, column 2: yellow 4"));
    QVERIFY(focus->state().focused);
    QVERIFY(!root->tableInterface()->cellAt(0, 0)->state().focused);
}

void TestAccessibility::pagesTellTheirGrids() {
    const auto window = open();
    window->showTask(test::mirrorEntry());
    QStringList tables;
    std::function<void(QAccessibleInterface*)> collect = [&](QAccessibleInterface* node) {
        if (node == nullptr || node->state().invisible) return;
        if (node->role() == QAccessible::Table && qobject_cast<GridView*>(node->object())) {
            tables << node->text(QAccessible::Name);
            return;
        }
        for (int i = 0; i < std::min(node->childCount(), 200); ++i) collect(node->child(i));
    };
    collect(QAccessible::queryAccessibleInterface(window.get()));
    QCOMPARE(tables, QStringList({"Demonstration 1 input", "Demonstration 1 output",
                                  "Demonstration 2 input", "Demonstration 2 output", "Test 1 input",
                                  "Test 1 output"}));
}

QTEST_MAIN(TestAccessibility)
#include "test_accessibility.moc"
