#include "core/tasks/grid.h"
#include "ui/actions.h"
#include "ui/edit/before_after.h"
#include "ui/edit/colour_bar.h"
#include "ui/edit/edit_page.h"

#include <QBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QSpinBox>
#include <QStackedWidget>
#include <QTabBar>
#include <QTabWidget>
#include <QTimer>
#include <QToolButton>
#include <QUndoView>

namespace ttt {

namespace {

constexpr int kPublishMs = 150;

QToolButton* buttonOf(QAction* action) {
    auto* button = new QToolButton;
    button->setDefaultAction(action);
    button->setAutoRaise(true);
    button->setIconSize({20, 20});
    button->setFocusPolicy(Qt::TabFocus); // the grid keeps the keys when it is clicked
    button->setAccessibleName(action->text().remove('&'));
    if (action->icon().isNull()) button->setToolButtonStyle(Qt::ToolButtonTextOnly);
    return button;
}

void addButtons(QBoxLayout& layout, Actions& actions, std::initializer_list<const char*> ids) {
    for (const char* id : ids) {
        if (*id == '\0') {
            layout.addSpacing(10);
        } else {
            layout.addWidget(buttonOf(actions.get(id)));
        }
    }
}

} // namespace

EditPage::EditPage(TaskLibrary& library, std::filesystem::path editedFolder,
                   std::filesystem::path runsFolder, Actions& actions, QWidget* parent)
    : QWidget(parent),
      store_(std::move(editedFolder), library),
      publishing_(new QTimer(this)),
      stack_(new QStackedWidget),
      beforeAfter_(new BeforeAfter(std::move(runsFolder))) {
    setAccessibleName(tr("Edit"));
    auto* why = new QLabel(tr("Choose a grid task in the gallery, or start a new one (Ctrl+N)."));
    why->setProperty("role", "muted");
    why->setAlignment(Qt::AlignCenter);
    auto* editor = new QWidget;
    auto* body = new QHBoxLayout;
    body->addWidget(makeSide(actions));
    body->addWidget(makeSheet(), 1);
    auto* editorLayout = new QVBoxLayout(editor);
    editorLayout->setContentsMargins(10, 6, 10, 6);
    editorLayout->setSpacing(4);
    editorLayout->addWidget(makeHead(actions));
    editorLayout->addWidget(makeTools(actions));
    editorLayout->addLayout(body, 1);
    stack_->addWidget(why);
    stack_->addWidget(editor);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(stack_);
    publishing_->setSingleShot(true);
    publishing_->setInterval(kPublishMs);
    connect(publishing_, &QTimer::timeout, this, &EditPage::publishNow);
    connect(&store_, &EditStore::problem, this, &EditPage::problem);
    connect(beforeAfter_, &BeforeAfter::runBothAsked, actions.get("task.run-both"),
            &QAction::trigger);
    setTool(EditTool::Draw);
}

QWidget* EditPage::makeHead(Actions& actions) {
    auto* head = new QWidget;
    auto* layout = new QHBoxLayout(head);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(2);
    state_ = new QLabel;
    state_->setAccessibleDescription(tr("State of the copy"));
    state_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    layout->addWidget(state_, 1);
    addButtons(*layout, actions,
               {"task.new", "task.save", "task.rename", "task.revert", "task.delete"});
    return head;
}

QWidget* EditPage::makeTools(Actions& actions) {
    auto* tools = new QWidget;
    auto* layout = new QHBoxLayout(tools);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(1);
    addButtons(
        *layout, actions,
        {"edit.undo", "edit.redo", "", "edit.draw", "edit.select", "edit.fill", "edit.pick", ""});
    colours_ = new ColourBar;
    layout->addWidget(colours_);
    addButtons(*layout, actions,
               {"", "edit.flip-columns", "edit.flip-rows", "edit.rotate-left", "edit.rotate-right",
                "edit.transpose", "edit.crop", "edit.swap-colours"});
    layout->addStretch(1);
    connect(colours_, &ColourBar::chosen, this, [this](int colour, int other) {
        for (GridCanvas* canvas : canvas_) {
            canvas->setColours(static_cast<uint8_t>(colour), static_cast<uint8_t>(other));
        }
    });
    return tools;
}

QWidget* EditPage::makeSide(Actions& actions) {
    auto* side = new QWidget;
    side->setFixedWidth(196);
    pairs_ = new QListWidget;
    pairs_->setAccessibleName(tr("Pairs"));
    pairs_->setToolTip(tr("Choose the pair to edit"));
    pairs_->setIconSize({96, 44});
    connect(pairs_, &QListWidget::currentRowChanged, this, [this](int row) {
        if (row < 0 || document_ == nullptr) return;
        const int demonstrations = pairCount(document_->task(), false);
        test_ = row >= demonstrations;
        pair_ = test_ ? row - demonstrations : row;
        for (GridCanvas* canvas : canvas_) canvas->select(std::nullopt);
        refreshGrids();
    });
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(0);
    addButtons(*buttons, actions,
               {"task.add-demonstration", "task.duplicate-pair", "task.remove-pair", "task.pair-up",
                "task.pair-down"});
    auto* title = new QLabel(tr("Steps"));
    title->setProperty("role", "heading");
    auto* history = new QUndoView(&undoGroup_);
    history->setAccessibleName(tr("Steps that can be undone"));
    history->setToolTip(tr("Click a step to go back to it"));
    history->setEmptyLabel(tr("As it began"));
    history->setWordWrap(true);
    history->setResizeMode(QListView::Adjust);
    history->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto* layout = new QVBoxLayout(side);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(pairs_, 3);
    layout->addLayout(buttons);
    layout->addWidget(title);
    layout->addWidget(history, 2);
    return side;
}

QWidget* EditPage::makePanel(int side) {
    auto* panel = new QWidget;
    canvas_[side] = new GridCanvas;
    const QString what = side == 0 ? tr("Input") : tr("Output");
    auto* title = new QLabel(what);
    title->setProperty("role", "heading");
    const auto spin = [&](const QString& name) {
        auto* box = new QSpinBox;
        box->setRange(1, kMaxSide);
        box->setKeyboardTracking(false);
        box->setAccessibleName(what + ' ' + name);
        box->setToolTip(
            tr("Number of %1; what is there stays, what is cut off can be undone").arg(name));
        connect(box, &QSpinBox::valueChanged, this, [this, side] { resizeGrid(side); });
        return box;
    };
    rows_[side] = spin(tr("rows"));
    columns_[side] = spin(tr("columns"));
    auto* sizes = new QHBoxLayout;
    sizes->addWidget(title);
    sizes->addStretch(1);
    sizes->addWidget(rows_[side]);
    sizes->addWidget(new QLabel(QStringLiteral("×")));
    sizes->addWidget(columns_[side]);
    auto* layout = new QVBoxLayout(panel);
    layout->setContentsMargins(4, 4, 4, 4);
    layout->addLayout(sizes);
    layout->addWidget(canvas_[side], 1);
    const bool output = side == 1;
    connect(canvas_[side], &GridCanvas::activated, this,
            [this, output] { outputActive_ = output; });
    connect(canvas_[side], &GridCanvas::edited, this,
            [this, output](const QString& name, const Grid& grid) { replace(output, name, grid); });
    connect(canvas_[side], &GridCanvas::picked, this,
            [this](int colour, bool other) { colours_->choose(colour, other); });
    connect(canvas_[side], &GridView::pointedAt, this,
            [this](const QString& text) { pointed_->setText(text); });
    return panel;
}

QWidget* EditPage::makeSheet() {
    auto* grids = new QWidget;
    auto* panels = new QHBoxLayout;
    panels->addWidget(makePanel(0), 1);
    panels->addWidget(makePanel(1), 1);
    pointed_ = new QLabel;
    pointed_->setProperty("role", "muted");
    pointed_->setAccessibleDescription(tr("Cell"));
    auto* layout = new QVBoxLayout(grids);
    layout->setContentsMargins(4, 4, 4, 4);
    layout->addLayout(panels, 1);
    layout->addWidget(pointed_);
    sheets_ = new QTabWidget;
    sheets_->setDocumentMode(true);
    sheets_->tabBar()->setDrawBase(false);
    sheets_->tabBar()->setAccessibleName(tr("Grids, or before and after"));
    sheets_->addTab(grids, tr("Grids"));
    sheets_->addTab(beforeAfter_, tr("Before and after"));
    connect(sheets_, &QTabWidget::currentChanged, this, [this](int sheet) {
        if (sheet == 1 && document_)
            beforeAfter_->showTasks(document_->original(), document_->task());
    });
    return sheets_;
}

} // namespace ttt
