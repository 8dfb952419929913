#include "ui/browse/gallery_panel.h"

#include "ui/browse/filter_panel.h"
#include "ui/browse/task_delegate.h"
#include "ui/theme.h"

#include <QAction>
#include <QComboBox>
#include <QEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QScrollBar>
#include <QVBoxLayout>

namespace ttt {

namespace {

QListView* makeView(QAbstractItemModel* model, QWidget* parent) {
    auto* view = new QListView(parent);
    view->setAccessibleName(GalleryPanel::tr("Tasks"));
    view->setToolTip(GalleryPanel::tr("Choose a task with the mouse or the arrow keys"));
    view->setViewMode(QListView::IconMode);
    view->setMovement(QListView::Static);
    view->setResizeMode(QListView::Adjust);
    view->setUniformItemSizes(true);
    view->setMouseTracking(true);
    view->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    view->verticalScrollBar()->setSingleStep(36);
    view->setSelectionMode(QAbstractItemView::SingleSelection);
    view->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    view->setItemDelegate(new TaskDelegate(view));
    view->setGridSize(TaskDelegate::cardSize());
    view->setModel(model);
    return view;
}

} // namespace

GalleryPanel::GalleryPanel(TaskLibrary& library, QWidget* parent)
    : QWidget(parent),
      library_(library),
      model_(new TaskListModel(this)),
      text_(new QLineEdit(this)),
      set_(new QComboBox(this)),
      filters_(new FilterPanel(this)),
      count_(new QLabel(this)),
      view_(makeView(model_, this)) {
    text_->setPlaceholderText(tr("Filter: id, level, 10x10…"));
    text_->setAccessibleName(tr("Filter tasks"));
    text_->setToolTip(
        tr("Words that must all match: id, set, level, sizes such as 10x10; -word excludes; "
           "colours>5, side<=10, pairs=3, tests>1, cells<200, same, solved, unsolved, unrun "
           "(Ctrl+F)"));
    text_->setClearButtonEnabled(true);
    set_->setAccessibleName(tr("Task set"));
    set_->setToolTip(tr("Show the tasks of one set"));
    set_->addItem(tr("All sets"), QString());
    for (const char* name : {"arc1-eval", "arc1-train", "arc2-eval", "arc2-train", "bbh",
                             "bbh-style", "synth", "edited"}) {
        set_->addItem(setTitle(name), QString(name));
    }
    set_->addItem(tr("80-task subset of the paper"), QStringLiteral("subset80"));
    set_->addItem(setTitle({}), QStringLiteral("files"));
    count_->setProperty("role", "muted");
    count_->setAccessibleDescription(tr("Tasks shown"));
    count_->setText(tr("Reading tasks…"));

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 8, 8, 8);
    layout->setSpacing(6);
    layout->addWidget(text_);
    layout->addWidget(set_);
    layout->addWidget(filters_);
    layout->addWidget(view_, 1);
    layout->addWidget(count_);

    connect(text_, &QLineEdit::textChanged, this, &GalleryPanel::applyFilter);
    connect(text_, &QLineEdit::returnPressed, view_, qOverload<>(&QWidget::setFocus));
    connect(set_, &QComboBox::currentIndexChanged, this, &GalleryPanel::applyFilter);
    connect(filters_, &FilterPanel::changed, this, &GalleryPanel::applyFilter);
    connect(&library_, &TaskLibrary::entriesAdded, this, &GalleryPanel::refreshEntries);
    connect(&library_, &TaskLibrary::publicSetsLoaded, this, [this] {
        loaded_ = true;
        applyFilter();
    });
    connect(view_->selectionModel(), &QItemSelectionModel::currentChanged, this,
            &GalleryPanel::currentChanged);
    refreshEntries();
}

void GalleryPanel::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange) view_->setGridSize(TaskDelegate::cardSize());
}

void GalleryPanel::focusFilter() {
    text_->setFocus(Qt::ShortcutFocusReason);
    text_->selectAll();
}

void GalleryPanel::setTextFilter(const QString& text) { text_->setText(text); }

void GalleryPanel::setSetFilter(const QString& set) {
    set_->setCurrentIndex(std::max(0, set_->findData(set)));
}

QStringList GalleryPanel::filterState() const {
    return QStringList{text_->text(), set_->currentData().toString()} + filters_->state();
}

void GalleryPanel::setFilterState(const QStringList& state) {
    if (state.size() < 2) return;
    text_->setText(state[0]);
    setSetFilter(state[1]);
    filters_->setState(state.mid(2));
}

void GalleryPanel::refreshEntries() {
    model_->setEntries(library_.entries());
    applyFilter();
}

void GalleryPanel::applyFilter() {
    model_->setOrder(filters_->order());
    model_->setFilter(text_->text() + ' ' + filters_->text(), set_->currentData().toString());
    const int shown = model_->rowCount();
    if (model_->total() == 0) {
        count_->setText(loaded_ ? tr("No tasks") : tr("Reading tasks…"));
    } else if (shown == 0) {
        count_->setText(tr("Nothing matches this filter"));
    } else {
        count_->setText(tr("%L1 of %L2 tasks").arg(shown).arg(model_->total()));
    }
    restoreSelection();
}

void GalleryPanel::setLastResults(const QHash<QString, LastResult>& results) {
    model_->setLastResults(results);
    restoreSelection();
}

void GalleryPanel::restoreSelection() {
    const int row = model_->rowOf(current_);
    if (row < 0) return;
    const QSignalBlocker quiet(view_->selectionModel());
    view_->setCurrentIndex(model_->index(row));
    view_->scrollTo(model_->index(row));
    view_->viewport()->update();
}

void GalleryPanel::currentChanged(const QModelIndex& index) {
    const TaskEntryPtr entry = model_->entryAt(index.row());
    if (!index.isValid() || !entry || entry->qualified() == current_) return;
    current_ = entry->qualified();
    Q_EMIT chosen(entry);
}

void GalleryPanel::choose(const QString& qualified) {
    const TaskEntryPtr entry = library_.find(qualified);
    if (!entry) return;
    current_ = qualified;
    restoreSelection();
    Q_EMIT chosen(entry);
}

void GalleryPanel::mark(const QString& qualified) {
    current_ = qualified;
    restoreSelection();
}

void GalleryPanel::step(int by) {
    const int row = std::max(0, model_->rowOf(current_) + by);
    const TaskEntryPtr entry = model_->entryAt(row);
    if (entry) choose(entry->qualified());
}

} // namespace ttt
