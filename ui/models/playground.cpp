#include "ui/models/playground.h"

#include "core/api/engine.h"
#include "ui/models/probability_model.h"
#include "ui/runs/run_queue.h"
#include "ui/text/item_table.h"
#include "ui/words.h"

#include <QAction>
#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QSplitter>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

namespace ttt {

namespace {

struct Generated {
    Continuation text;
    NextTokens next; // after the prompt
    bool stopped = false;
};

QToolButton* buttonOf(QAction* action) {
    auto* button = new QToolButton;
    button->setDefaultAction(action);
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    button->setAccessibleName(action->text().remove('&'));
    return button;
}

} // namespace

Playground::Playground(RunQueue& queue, QAction* generate, QAction* stop, QWidget* parent)
    : QWidget(parent),
      queue_(queue),
      prompt_(new QPlainTextEdit(QStringLiteral("The capital of France is"))),
      output_(new QPlainTextEdit),
      probabilities_(new ProbabilityModel(this)),
      table_(new QTableView),
      note_(new QLabel) {
    prompt_->setAccessibleName(tr("Prompt"));
    prompt_->setToolTip(
        tr("What the model continues, as it is: no chat template is put around it"));
    prompt_->setTabChangesFocus(true);
    output_->setAccessibleName(tr("Continuation"));
    output_->setToolTip(tr("What the model wrote"));
    output_->setPlaceholderText(tr("The continuation comes here"));
    output_->setReadOnly(true);
    table_->setAccessibleName(tr("Next tokens"));
    table_->setToolTip(tr("The likeliest tokens after the prompt"));
    table_->setModel(probabilities_);
    table_->setItemDelegateForColumn(ProbabilityModel::Probability, new BarDelegate(table_));
    prepareTextTable(*table_, ProbabilityModel::Probability);
    table_->setColumnWidth(ProbabilityModel::Id, 60);
    note_->setProperty("role", "muted");
    note_->setWordWrap(true);
    note_->setAccessibleName(tr("State of the playground"));
    auto* texts = new QSplitter(Qt::Vertical);
    texts->setObjectName("playground-texts");
    texts->setChildrenCollapsible(false);
    texts->addWidget(prompt_);
    texts->addWidget(output_);
    auto* columns = new QSplitter;
    columns->setObjectName("playground-columns");
    columns->setChildrenCollapsible(false);
    columns->addWidget(texts);
    columns->addWidget(table_);
    columns->setSizes({520, 340});
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 4, 0, 0);
    layout->addWidget(makeOptions(generate, stop));
    layout->addWidget(columns, 1);
    layout->addWidget(note_);
}

QWidget* Playground::makeOptions(QAction* generate, QAction* stop) {
    auto* row = new QWidget;
    tokens_ = new QSpinBox;
    tokens_->setRange(1, 4096);
    tokens_->setValue(48);
    temperature_ = new QDoubleSpinBox;
    temperature_->setRange(0, 10);
    temperature_->setSingleStep(0.1);
    seed_ = new QSpinBox;
    seed_->setRange(0, 1'000'000);
    auto* layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    auto* title = new QLabel(tr("Playground"));
    title->setProperty("role", "heading");
    layout->addWidget(title, 1);
    const auto add = [&](const QString& name, const QString& tip, QWidget* editor) {
        auto* label = new QLabel(name);
        label->setBuddy(editor);
        editor->setAccessibleName(QString(name).remove('&'));
        editor->setToolTip(tip);
        layout->addWidget(label);
        layout->addWidget(editor);
    };
    add(tr("Tokens"), tr("Most tokens of the continuation"), tokens_);
    add(tr("Temperature"), tr("0: always the likeliest token"), temperature_);
    add(tr("Seed"), tr("Of the drawing, with a temperature above 0"), seed_);
    layout->addWidget(buttonOf(generate));
    layout->addWidget(buttonOf(stop));
    return row;
}

QString Playground::note() const { return note_->text(); }

void Playground::setModel(const QueryModel& model, bool readsText) {
    const bool same = model.name == model_.name && readsText == readsText_;
    model_ = model;
    readsText_ = readsText;
    if (generating() || same) return; // what was said of the last continuation stays
    const QString name = QString::fromStdString(model.name);
    note_->setText(readsText ? tr("%1 continues the prompt").arg(name)
                             : tr("%1 reads grids; choose a language model").arg(name));
}

void Playground::generate() {
    if (generating()) return;
    if (!readsText_) {
        Q_EMIT problem(tr("Choose a language model"),
                       tr("The playground continues text; the chosen model reads grids or is not "
                          "installed."));
        return;
    }
    source_ = std::make_shared<std::stop_source>();
    received_ = 0;
    bytes_.clear();
    output_->clear();
    probabilities_->show({});
    note_->setText(queue_.current() ? tr("Waits for the run to end") : tr("Generating…"));
    Q_EMIT started();
    ContinuationQuery query;
    query.model = model_;
    query.text = prompt_->toPlainText().toStdString();
    query.tokens = tokens_->value();
    query.temperature = temperature_->value();
    query.seed = static_cast<uint64_t>(seed_->value());
    queue_.askLong<Generated>(
        [this, query, source = source_](Engine& engine, const std::stop_token& closing) {
            const std::stop_callback stopToo(closing, [source] { source->request_stop(); });
            Generated found;
            if (!source->stop_requested()) {
                NextTokenQuery next;
                next.model = query.model;
                next.text = query.text;
                found.next = engine.nextTokens(next);
            }
            const TokenObserver observer = [this, source](const TokenProbability& token) {
                QMetaObject::invokeMethod(
                    this,
                    [this, source, token] {
                        if (source == source_) receive(token);
                    },
                    Qt::QueuedConnection);
            };
            if (!source->stop_requested()) {
                found.text = engine.continueText(query, observer, source->get_token());
            }
            found.stopped = source->stop_requested();
            return found;
        },
        [this](const Generated& found) {
            probabilities_->show(found.next.last);
            const QString text = QString::fromStdString(found.text.text);
            if (!found.text.ids.empty()) output_->setPlainText(text);
            const QString count =
                counted(static_cast<qint64>(found.text.ids.size()), tr("token"), tr("tokens"));
            finish(found.stopped ? tr("Stopped after %1").arg(count) : count);
        },
        [this](const QString& why) {
            finish(why);
            Q_EMIT problem(tr("The model could not be asked"), why);
        },
        "playground");
}

void Playground::receive(const TokenProbability& token) {
    bytes_.append(token.piece.data(), static_cast<qsizetype>(token.piece.size()));
    const QString text = QString::fromUtf8(bytes_);
    ++received_;
    note_->setText(tr("Generating… %1 of %2 tokens").arg(received_).arg(tokens_->value()));
    if (text.contains(QChar::ReplacementCharacter) && bytes_.size() < 4) return;
    bytes_.clear();
    output_->moveCursor(QTextCursor::End);
    output_->insertPlainText(text);
}

void Playground::stop() {
    if (!generating()) return;
    source_->request_stop();
    note_->setText(tr("Stopping…"));
}

void Playground::finish(const QString& note) {
    source_.reset();
    note_->setText(note);
    Q_EMIT finished();
}

} // namespace ttt
