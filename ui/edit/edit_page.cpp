#include "ui/edit/edit_page.h"

#include "ui/edit/before_after.h"
#include "ui/edit/colour_bar.h"
#include "ui/edit/edit_operations.h"
#include "ui/grids/grid_clipboard.h"
#include "ui/grids/grid_image.h"
#include "ui/words.h"

#include <QClipboard>
#include <QEvent>
#include <QGuiApplication>
#include <QInputDialog>
#include <QLabel>
#include <QListWidget>
#include <QMessageBox>
#include <QMimeData>
#include <QPainter>
#include <QSpinBox>
#include <QStackedWidget>
#include <QTabWidget>
#include <QTimer>
#include <algorithm>

namespace ttt {

namespace {

const Grid* gridIn(const std::optional<Value>& value) {
    return value ? std::get_if<Grid>(&*value) : nullptr;
}

QIcon pairIcon(const TaskPair& pair) {
    const qreal ratio = qApp->devicePixelRatio();
    QPixmap pixmap(QSize(96, 44) * ratio);
    pixmap.setDevicePixelRatio(ratio);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    const std::optional<Value> values[] = {pair.input, pair.output};
    for (int side = 0; side < 2; ++side) {
        const Grid* grid = gridIn(values[side]);
        if (grid == nullptr) continue;
        const int cell = fittingCell(grid->height(), grid->width(), 45, 44, 8);
        const QImage image = gridImageFor(ratio, *grid, {.cell = cell, .lines = false});
        painter.drawImage(side * 50 + (46 - grid->width() * cell) / 2,
                          (44 - grid->height() * cell) / 2, image);
    }
    painter.end();
    QIcon icon(pixmap);
    icon.addPixmap(pixmap, QIcon::Selected); // the cells keep their colours where they are chosen
    return icon;
}

} // namespace

// The documents' undo stacks tell of their end; by then the window is half taken down.
EditPage::~EditPage() {
    document_ = nullptr;
    blockSignals(true);
}

void EditPage::load() {
    store_.load();
    const QStringList names = store_.recovered();
    if (!names.isEmpty()) {
        Q_EMIT told(tr("Unsaved edits are back: %1").arg(names.join(QStringLiteral(", "))));
    }
}

void EditPage::showTask(const TaskEntryPtr& entry) {
    if (entry == shown_) return;
    shown_ = entry;
    const bool own = document_ && !document_->provisional() && entry->task.set == kEditedSet &&
                     entry->task.id == document_->task().id;
    if (own && entry->task == document_->task()) return;
    if (document_) store_.letGo(document_);
    document_ = nullptr;
    if (!isGridTask(withoutAnswers(entry->task))) {
        use(nullptr);
        return;
    }
    guarded(tr("This task cannot be edited"), [&] { use(store_.open(entry->task)); });
    source_ = document_ && document_->provisional() ? entry : nullptr;
}

void EditPage::use(EditDocument* document) {
    document_ = document;
    test_ = false;
    pair_ = 0;
    stack_->setCurrentIndex(document ? 1 : 0);
    if (document) {
        undoGroup_.addStack(&document->stack());
        undoGroup_.setActiveStack(&document->stack());
        disconnect(document, &EditDocument::changed, this, nullptr);
        connect(document, &EditDocument::changed, this, [this, document] {
            if (document != document_) return;
            refresh();
            publishing_->start();
        });
        refresh();
    }
    Q_EMIT documentChanged();
}

TaskEntryPtr EditPage::originalEntry() const {
    return source_ ? source_ : makeEntry(document_->namedOriginal());
}

void EditPage::publishNow() {
    publishing_->stop();
    if (document_ == nullptr) return;
    store_.publish(*document_);
    const TaskEntryPtr entry =
        document_->provisional() ? originalEntry() : store_.entryOf(*document_);
    if (shown_ && shown_->task == entry->task && shown_->level == entry->level) return;
    shown_ = entry;
    Q_EMIT taskEdited(entry);
}

void EditPage::refresh() {
    pair_ = std::clamp(pair_, 0, pairCount(document_->task(), test_) - 1);
    refreshPairs();
    refreshGrids();
    refreshHead();
    if (sheets_->currentIndex() == 1) {
        beforeAfter_->showTasks(document_->original(), document_->task());
    }
    Q_EMIT documentChanged();
}

void EditPage::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && document_) refreshPairs();
}

void EditPage::refreshPairs() {
    const QSignalBlocker quiet(pairs_);
    const FewShotTask& task = document_->task();
    pairs_->clear();
    for (const bool test : {false, true}) {
        for (int index = 0; index < pairCount(task, test); ++index) {
            const QString name = (test ? tr("Test %1") : tr("Demo %1")).arg(index + 1);
            pairs_->addItem(new QListWidgetItem(pairIcon(pairAt(task, test, index)), name));
        }
    }
    pairs_->setCurrentRow(test_ ? pairCount(task, false) + pair_ : pair_);
}

void EditPage::refreshGrids() {
    for (int side = 0; side < 2; ++side) {
        const std::optional<Value> value = valueAt(document_->task(), place(side == 1));
        const Grid* grid = gridIn(value);
        if (grid) {
            canvas_[side]->showGrid(*grid, placeName(side == 1));
        } else {
            canvas_[side]->showNothing(tr("not known (Edit > Output known)"), placeName(side == 1));
        }
        for (QSpinBox* box : {rows_[side], columns_[side]}) {
            const QSignalBlocker quiet(box);
            box->setEnabled(grid != nullptr);
            if (grid) box->setValue(box == rows_[side] ? grid->height() : grid->width());
        }
    }
}

QString EditPage::stateText() const { return state_->text(); }

void EditPage::refreshHead() {
    const QString from =
        document_->scratch() ? tr("new task") : tr("copy of %1").arg(document_->parentId());
    if (document_->provisional()) {
        state_->setText(tr("The first edit makes a copy; the original stays as it is."));
        state_->setToolTip(from);
        return;
    }
    QStringList parts{document_->name(), from,
                      counted(document_->edits(), tr("edit"), tr("edits"))};
    parts << (document_->modified() || !document_->saved() ? tr("not saved") : tr("saved"));
    state_->setText(parts.join(QStringLiteral("  ·  ")));
    state_->setToolTip(state_->text());
}

QString EditPage::placeName(bool output) const {
    return (test_ ? tr("test %1") : tr("demonstration %1")).arg(pair_ + 1) +
           (output ? tr(" output") : tr(" input"));
}

void EditPage::setDigits(bool digits) {
    for (GridCanvas* canvas : canvas_) canvas->setDigits(digits);
}

void EditPage::setTool(EditTool tool) {
    for (GridCanvas* canvas : canvas_) canvas->setTool(tool);
}

void EditPage::guarded(const QString& title, const std::function<void()>& work) {
    try {
        work();
    } catch (const Error& error) {
        Q_EMIT problem(title, QString::fromUtf8(error.what()));
    }
}

void EditPage::perform(const QString& name, TaskEdit edit) {
    if (document_) document_->perform(name, std::move(edit));
}

void EditPage::replace(bool output, const QString& name, const Grid& grid) {
    if (document_ == nullptr) return;
    const std::optional<Value> before = valueAt(document_->task(), place(output));
    if (before == std::optional<Value>(grid)) return;
    perform(tr("%1 in %2").arg(name, placeName(output)),
            ReplaceValue{place(output), before, Value(grid)});
}

void EditPage::resizeGrid(int side) {
    if (document_ == nullptr || canvas_[side]->grid() == nullptr) return;
    replace(side == 1, tr("Resize"),
            resized(*canvas_[side]->grid(), rows_[side]->value(), columns_[side]->value()));
}

void EditPage::performOperation(const QString& id) {
    if (document_ == nullptr || active().grid() == nullptr) return;
    const EditTarget target{active().selection(), static_cast<uint8_t>(colours_->colour()),
                            static_cast<uint8_t>(colours_->other())};
    for (const GridOperation& operation : gridOperations()) {
        if (id != QString::fromStdString(operation.id)) continue;
        replace(outputActive_, tr(operation.name.c_str()),
                operation.apply(*active().grid(), target));
    }
}

void EditPage::copy(bool cut) {
    const Grid* grid = active().grid();
    if (grid == nullptr) return;
    const GridBox box = active().selection().value_or(wholeOf(*grid));
    QGuiApplication::clipboard()->setMimeData(clipboardData(cropped(*grid, box)).release());
    if (cut) replace(outputActive_, tr("Cut"), boxFilled(*grid, box, 0));
}

void EditPage::paste() {
    if (document_ == nullptr) return;
    const PastedGrid pasted = gridFromClipboard(*QGuiApplication::clipboard()->mimeData());
    if (!pasted.grid) {
        Q_EMIT problem(tr("The clipboard has no grid"), pasted.problem);
    } else if (active().grid() == nullptr) {
        replace(outputActive_, tr("Paste"), *pasted.grid);
    } else {
        active().paste(*pasted.grid);
    }
}

void EditPage::selectAll() {
    if (active().grid()) active().select(wholeOf(*active().grid()));
}

void EditPage::exchangeColours() { colours_->exchange(); }

void EditPage::copyInputToOutput() {
    if (const Grid* input = canvas_[0]->grid()) replace(true, tr("Copy the input"), *input);
}

void EditPage::toggleOutput() {
    if (document_ == nullptr) return;
    if (!test_) {
        Q_EMIT told(tr("A demonstration always has an output"));
        return;
    }
    const std::optional<Value> before = valueAt(document_->task(), place(true));
    const std::optional<Value> after =
        before ? std::nullopt : valueAt(document_->task(), place(false));
    perform(before ? tr("Forget the output of %1").arg(placeName(true))
                   : tr("Give an output to %1").arg(placeName(true)),
            ReplaceValue{place(true), before, after});
}

void EditPage::addPair(bool test) {
    if (document_ == nullptr) return;
    const Grid blank(10, 10);
    const int index = test == test_ ? pair_ + 1 : pairCount(document_->task(), test);
    test_ = test;
    pair_ = index;
    perform(test ? tr("Add a test") : tr("Add a demonstration"),
            InsertPair{test, index, {blank, Value(blank)}});
}

void EditPage::duplicatePair() {
    if (document_ == nullptr) return;
    const TaskPair pair = pairAt(document_->task(), test_, pair_);
    ++pair_;
    perform(tr("Duplicate a pair"), InsertPair{test_, pair_, pair});
}

void EditPage::removePair() {
    if (document_ == nullptr) return;
    if (pairCount(document_->task(), test_) == 1) {
        Q_EMIT problem(tr("This pair must stay"),
                       tr("A task has at least one demonstration and one test."));
        return;
    }
    perform(test_ ? tr("Remove a test") : tr("Remove a demonstration"),
            RemovePair{test_, pair_, pairAt(document_->task(), test_, pair_)});
}

void EditPage::movePair(int by) {
    if (document_ == nullptr) return;
    const int to = pair_ + by;
    if (to < 0 || to >= pairCount(document_->task(), test_)) return;
    const int from = pair_;
    pair_ = to;
    perform(tr("Move a pair"), MovePair{test_, from, to});
}

void EditPage::createTask() {
    if (document_) store_.letGo(document_);
    source_ = nullptr;
    use(store_.createBlank());
    publishNow();
}

void EditPage::save() {
    if (document_ == nullptr) return;
    guarded(tr("The task cannot be saved"), [this] {
        document_->save();
        publishNow();
        Q_EMIT told(tr("Saved %1").arg(document_->name()));
    });
}

void EditPage::askName() {
    if (document_ == nullptr || document_->provisional()) return;
    bool accepted = false;
    const QString name = QInputDialog::getText(this, tr("Rename"), tr("Name of the task"),
                                               QLineEdit::Normal, document_->name(), &accepted);
    if (accepted) rename(name);
}

void EditPage::rename(const QString& name) {
    if (document_ == nullptr) return;
    guarded(tr("The task cannot be renamed"), [&] {
        store_.rename(*document_, name);
        publishNow();
    });
}

void EditPage::revert() {
    if (document_) document_->revertToOriginal();
}

void EditPage::askToDelete() {
    if (document_ == nullptr || document_->provisional()) return;
    const auto answer = QMessageBox::question(
        this, tr("Delete"), tr("Delete %1? The original stays.").arg(document_->name()));
    if (answer == QMessageBox::Yes) deleteTask();
}

void EditPage::deleteTask() {
    if (document_ == nullptr) return;
    guarded(tr("The task cannot be deleted"), [this] {
        EditDocument& gone = *document_;
        const TaskEntryPtr back = originalEntry();
        publishing_->stop();
        store_.remove(gone);
        document_ = nullptr;
        shown_ = nullptr;
        Q_EMIT taskEdited(back);
    });
}

} // namespace ttt
