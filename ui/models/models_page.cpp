#include "ui/models/models_page.h"

#include "ui/actions.h"
#include "ui/models/playground.h"
#include "ui/runs/run_queue.h"
#include "ui/text/item_table.h"

#include <QComboBox>
#include <QDateTime>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QSettings>
#include <QSplitter>
#include <QTableView>
#include <QTextBrowser>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>

namespace ttt {

namespace {

struct Answer {
    std::vector<ListedModel> models;
    std::optional<LoadedModel> loaded;
    std::vector<DeviceInfo> devices;
};

Answer listModels(Engine& engine, const QStringList& paths) {
    Answer answer;
    for (const ModelInfo& info : engine.models()) answer.models.push_back({info, {}});
    for (const QString& path : paths) {
        ListedModel added;
        try {
            added.info = engine.modelInfo(path.toStdString());
            added.info.name = path.toStdString(); // as run.model takes it
        } catch (const std::exception& problem) {
            added.info.name = path.toStdString();
            added.problem = QString::fromUtf8(problem.what());
        }
        answer.models.push_back(std::move(added));
    }
    answer.loaded = engine.loadedModel();
    answer.devices = engine.devices();
    return answer;
}

QString factsOf(const ModelInfo& info) {
    QStringList facts;
    const auto add = [&](const QString& name, const QString& value) {
        if (!value.isEmpty()) facts << QStringLiteral("**%1:** %2").arg(name, value);
    };
    add(ModelsPage::tr("Parameters"),
        info.parameters > 0 ? QStringLiteral("%L1").arg(info.parameters) : QString());
    add(ModelsPage::tr("Memory as bfloat16"),
        info.parameters > 0 ? bytesText(info.parameters * 2) : QString());
    add(ModelsPage::tr("Tokenizer"), QString::fromStdString(info.tokenizer));
    add(ModelsPage::tr("Context"),
        info.context > 0 ? ModelsPage::tr("%L1 tokens").arg(info.context) : QString());
    add(ModelsPage::tr("Licence"), QString::fromStdString(info.licence));
    if (!info.path.empty()) {
        facts << QStringLiteral("**%1:** `%2`")
                     .arg(ModelsPage::tr("File"), QString::fromStdString(info.path.string()));
    }
    if (!info.sha256.empty()) {
        facts << QStringLiteral("**SHA-256:** `%1…`")
                     .arg(QString::fromStdString(info.sha256.substr(0, 16)));
    }
    return facts.join(QStringLiteral("  \n"));
}

} // namespace

ModelsPage::ModelsPage(RunQueue& queue, const Actions& actions, QWidget* parent)
    : QWidget(parent),
      queue_(queue),
      models_(new ModelList(this)),
      table_(new QTableView),
      details_(new QTextBrowser),
      dtype_(new QComboBox),
      device_(new QComboBox),
      state_(new QLabel),
      playground_(new Playground(queue, actions.get("models.generate"),
                                 actions.get("models.stop-generating"))),
      clock_(new QTimer(this)) {
    paths_ = QSettings().value("models/paths").toStringList();
    auto* splitter = new QSplitter(Qt::Vertical);
    splitter->setObjectName("models-splitter");
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(makeList(actions));
    splitter->addWidget(playground_);
    splitter->setSizes({330, 330});
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(splitter, 1);
    clock_->setInterval(200);
    connect(clock_, &QTimer::timeout, this, &ModelsPage::tellState);
    connect(table_->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            &ModelsPage::showChosen);
    connect(playground_, &Playground::problem, this, &ModelsPage::problem);
    connect(playground_, &Playground::started, this, &ModelsPage::changed);
    connect(playground_, &Playground::finished, this, [this] {
        refresh(); // the model that was asked is loaded now
        Q_EMIT changed();
    });
    connect(dtype_, &QComboBox::currentIndexChanged, this, &ModelsPage::showChosen);
    connect(device_, &QComboBox::currentIndexChanged, this, &ModelsPage::showChosen);
}

QWidget* ModelsPage::makeList(const Actions& actions) {
    table_->setAccessibleName(tr("Models"));
    table_->setToolTip(tr("Choose a model to see its card, load it or ask it"));
    table_->setModel(models_);
    prepareTextTable(*table_, ModelList::Name);
    const int widths[] = {0, 84, 84, 70, 64, 116, 86};
    for (int column = 1; column < ModelList::Columns; ++column) {
        table_->setColumnWidth(column, widths[column]);
    }
    details_->setAccessibleName(tr("About the model"));
    details_->setToolTip(tr("Sizes, tokenizer, licence and card of the chosen model"));
    details_->setOpenExternalLinks(true);
    dtype_->setAccessibleName(tr("Precision"));
    dtype_->setToolTip(tr("In which the model is loaded and asked"));
    dtype_->addItems({QStringLiteral("bfloat16"), QStringLiteral("float32")});
    device_->setAccessibleName(tr("Device"));
    device_->setToolTip(tr("On which the model is loaded and asked"));
    device_->addItem(QStringLiteral("auto"));
    state_->setAccessibleName(tr("State of the models"));
    state_->setProperty("role", "muted");
    auto* row = new QHBoxLayout;
    row->addWidget(state_, 1);
    row->addWidget(dtype_);
    row->addWidget(device_);
    for (const char* id : {"models.load", "models.cancel", "models.unload", "models.use"}) {
        auto* button = new QToolButton;
        button->setDefaultAction(actions.get(id));
        button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        button->setAccessibleName(actions.get(id)->text().remove('&'));
        row->addWidget(button);
    }
    auto* columns = new QSplitter;
    columns->setObjectName("models-columns");
    columns->setChildrenCollapsible(false);
    columns->addWidget(table_);
    columns->addWidget(details_);
    columns->setSizes({640, 260});
    auto* pane = new QWidget;
    auto* layout = new QVBoxLayout(pane);
    layout->setContentsMargins(0, 0, 0, 4);
    layout->addWidget(columns, 1);
    layout->addLayout(row);
    return pane;
}

QString ModelsPage::state() const { return state_->text(); }

QString ModelsPage::details() const { return details_->toPlainText(); }

void ModelsPage::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    if (!known_) return refresh();
    // A run may have loaded another one since.
    queue_.ask<std::optional<LoadedModel>>([](Engine& engine) { return engine.loadedModel(); },
                                           [this](const std::optional<LoadedModel>& loaded) {
                                               models_->setLoaded(loaded);
                                               tellState();
                                               Q_EMIT changed();
                                           },
                                           [](const QString&) {}, "loaded");
}

void ModelsPage::refresh() {
    if (!known_) state_->setText(tr("Reading the models…"));
    queue_.ask<Answer>([paths = paths_](Engine& engine) { return listModels(engine, paths); },
                       [this](const Answer& answer) {
                           const ListedModel* before = chosenModel();
                           const std::string name = before ? before->info.name : std::string();
                           known_ = true;
                           models_->show(answer.models);
                           models_->setLoaded(answer.loaded);
                           for (const DeviceInfo& device : answer.devices) {
                               const QString label = QString::fromStdString(device.name);
                               if (device_->findText(label) < 0) device_->addItem(label);
                           }
                           const int row = models_->rowOf(name.empty() ? "smollm2-135m" : name);
                           table_->selectRow(std::max(0, row));
                           tellState();
                           Q_EMIT changed();
                       },
                       [this](const QString& why) {
                           state_->setText(why);
                           Q_EMIT problem(tr("The models could not be listed"), why);
                       },
                       "models");
}

const ListedModel* ModelsPage::chosenModel() const {
    const int row = table_->currentIndex().row();
    return row >= 0 && row < models_->rowCount() ? &models_->at(row) : nullptr;
}

QueryModel ModelsPage::queryModel() const {
    QueryModel model;
    if (const ListedModel* chosen = chosenModel()) model.name = chosen->info.name;
    model.dtype = dtype_->currentText().toStdString();
    model.device = device_->currentText().toStdString();
    return model;
}

void ModelsPage::showChosen() {
    const ListedModel* chosen = chosenModel();
    if (chosen == nullptr) return;
    QString text = factsOf(chosen->info);
    if (!chosen->problem.isEmpty()) text.prepend(chosen->problem + QStringLiteral("\n\n"));
    details_->setMarkdown(text + QStringLiteral("\n\n") +
                          QString::fromStdString(chosen->info.card));
    playground_->setModel(queryModel(), chosen->problem.isEmpty() && chosen->info.readsText);
    Q_EMIT changed();
}

// What is in memory, or how long it has been loading: how much is left is not known.
void ModelsPage::tellState() {
    if (loading()) {
        const QString name = QString::fromStdString(loadingName_);
        const double seconds =
            static_cast<double>(QDateTime::currentMSecsSinceEpoch() - loadingSince_) / 1000;
        state_->setText(queue_.current() ? tr("%1 is loaded when the run has ended").arg(name)
                        : source_->stop_requested()
                            ? tr("Cancelling…")
                            : tr("Loading %1, %2 s…").arg(name).arg(seconds, 0, 'f', 1));
        return;
    }
    const std::optional<LoadedModel>& loaded = models_->loaded();
    state_->setText(loaded ? tr("%1 is loaded: %2 of weights as %3 on %4, %5 s")
                                 .arg(QString::fromStdString(loaded->name),
                                      bytesText(loaded->memoryBytes),
                                      QString::fromStdString(loaded->dtype),
                                      QString::fromStdString(loaded->device))
                                 .arg(loaded->seconds, 0, 'f', 1)
                           : tr("No model is loaded"));
}

void ModelsPage::load() {
    const ListedModel* chosen = chosenModel();
    if (loading() || chosen == nullptr) return;
    if (!chosen->problem.isEmpty()) {
        Q_EMIT problem(tr("This model cannot be loaded"), chosen->problem);
        return;
    }
    source_ = std::make_shared<std::stop_source>();
    loadingName_ = chosen->info.name;
    loadingSince_ = QDateTime::currentMSecsSinceEpoch();
    clock_->start();
    tellState();
    Q_EMIT changed();
    queue_.askLong<std::optional<LoadedModel>>(
        [model = queryModel(), source = source_](Engine& engine, const std::stop_token& closing) {
            const std::stop_callback stopToo(closing, [source] { source->request_stop(); });
            if (source->stop_requested()) return engine.loadedModel();
            return engine.loadModel(model, source->get_token());
        },
        [this, source = source_](const std::optional<LoadedModel>& loaded) {
            if (source != source_) return;
            models_->setLoaded(loaded);
            finishLoad(loaded ? QString() : tr("Loading was cancelled; no model is loaded"));
        },
        [this, source = source_](const QString& why) {
            if (source != source_) return;
            models_->setLoaded({});
            finishLoad(tr("Loading failed; no model is loaded"));
            Q_EMIT problem(tr("The model could not be loaded"), why);
        },
        "load");
}

void ModelsPage::finishLoad(const QString& state) {
    source_.reset();
    clock_->stop();
    tellState();
    if (!state.isEmpty()) state_->setText(state);
    Q_EMIT changed();
}

void ModelsPage::cancelLoad() {
    if (!loading()) return;
    source_->request_stop();
    // Behind a run it has not begun.
    if (queue_.current()) return finishLoad(tr("Loading was cancelled"));
    tellState();
    Q_EMIT changed();
}

void ModelsPage::unload() {
    queue_.ask<bool>(
        [](Engine& engine) {
            engine.unloadModel();
            return true;
        },
        [this](bool) {
            models_->setLoaded({});
            tellState();
            Q_EMIT changed();
        },
        [this](const QString& why) { Q_EMIT problem(tr("The model could not be unloaded"), why); },
        "unload");
}

void ModelsPage::addPath(const QString& fileOrFolder) {
    if (!paths_.contains(fileOrFolder)) paths_ << fileOrFolder;
    queue_.ask<ModelInfo>(
        [path = fileOrFolder.toStdString()](Engine& engine) { return engine.modelInfo(path); },
        [this](const ModelInfo&) {
            QSettings().setValue("models/paths", paths_);
            refresh();
        },
        [this, fileOrFolder](const QString& why) {
            paths_.removeAll(fileOrFolder);
            Q_EMIT problem(tr("This is no model"), why);
        },
        "add");
}

void ModelsPage::useChosen() {
    const ListedModel* model = chosenModel();
    if (model != nullptr && model->problem.isEmpty()) {
        Q_EMIT chosen(QString::fromStdString(model->info.name));
    }
}

} // namespace ttt
