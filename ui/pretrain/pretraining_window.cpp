#include "ui/pretrain/pretraining_window.h"

#include "core/base/error.h"
#include "core/runs/run_events.h"
#include "ui/live/loss_plot.h"
#include "ui/pretrain/pretraining_child.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QFileDialog>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QProgressBar>
#include <QPushButton>
#include <QSpinBox>
#include <QTimer>
#include <QVBoxLayout>
#include <cmath>

namespace ttt {

namespace fs = std::filesystem;

namespace {

constexpr int kRefreshMs = 1000;
constexpr int kMostWaits = 60; // refreshes until a start counts as failed

fs::path freshFolder(const fs::path& trainings, const std::string& size) {
    for (int number = 1;; ++number) {
        const fs::path folder = trainings / (size + "-" + std::to_string(number));
        std::error_code ignored;
        if (!fs::exists(folder, ignored)) return folder;
    }
}

std::vector<StepMetrics> curveOf(const std::vector<PretrainingPoint>& points,
                                 double PretrainingPoint::*loss) {
    std::vector<StepMetrics> curve;
    for (const PretrainingPoint& point : points) {
        if (!std::isfinite(point.*loss)) continue;
        StepMetrics metrics;
        metrics.step = point.step;
        metrics.lossNats = point.*loss;
        metrics.elapsedMs = point.hours * 3.6e6;
        curve.push_back(metrics);
    }
    return curve;
}

} // namespace

PretrainingWindow::PretrainingWindow(fs::path trainings, QString program, QWidget* parent)
    : QDialog(parent),
      trainings_(std::move(trainings)),
      program_(std::move(program)),
      status_(new QLabel),
      progress_(new QProgressBar),
      plot_(new LossPlot),
      timer_(new QTimer(this)) {
    setWindowTitle(tr("Pretraining"));
    setModal(false);
    status_->setWordWrap(true);
    status_->setAccessibleName(tr("State of the training"));
    status_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    progress_->setAccessibleName(tr("Hours trained of those planned"));
    progress_->setRange(0, 1000);
    progress_->setTextVisible(false); // unreadable where the bar ends in it
    progress_->setFixedHeight(10);
    plot_->setCursorShown(false);
    plot_->setMinimumHeight(240);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(makeForm());
    layout->addWidget(makeButtons());
    layout->addWidget(progress_);
    layout->addWidget(status_);
    layout->addWidget(plot_, 1);
    resize(760, 640);
    connect(timer_, &QTimer::timeout, this, &PretrainingWindow::refresh);
    timer_->start(kRefreshMs);
    follow(freshFolder(trainings_, "nano"));
}

// The field loses the focus while the window goes away, which would end its editing.
PretrainingWindow::~PretrainingWindow() { place_->disconnect(this); }

QWidget* PretrainingWindow::makeForm() {
    auto* form = new QWidget;
    place_ = new QLineEdit;
    place_->setAccessibleName(tr("Folder of the training"));
    browse_ = new QPushButton(tr("&Browse…"));
    browse_->setToolTip(tr("Choose a new folder, or follow the training of an old one, also one "
                           "that the command line started"));
    browse_->setAutoDefault(false);
    auto* row = new QHBoxLayout;
    row->addWidget(place_, 1);
    row->addWidget(browse_);
    size_ = new QComboBox;
    size_->addItem(tr("nano: 2.7 million parameters"), "nano");
    size_->addItem(tr("small: 8.0 million parameters"), "small");
    size_->addItem(tr("base: 14.2 million parameters"), "base");
    hours_ = new QDoubleSpinBox;
    hours_->setRange(0.01, 10000);
    hours_->setDecimals(2);
    hours_->setSuffix(tr(" h"));
    hours_->setToolTip(tr("Hours of computing on all cores, over all restarts; the learning rate "
                          "falls to zero over the last third"));
    seed_ = new QSpinBox;
    seed_->setRange(0, 1000000000);
    seed_->setToolTip(tr("Seed of weights and episodes"));
    auto* layout = new QFormLayout(form);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addRow(tr("&Folder"), row);
    layout->addRow(tr("Si&ze"), size_);
    layout->addRow(tr("&Hours"), hours_);
    layout->addRow(tr("S&eed"), seed_);
    if (auto* label = qobject_cast<QLabel*>(layout->labelForField(row))) label->setBuddy(place_);
    connect(browse_, &QPushButton::clicked, this, &PretrainingWindow::chooseFolder);
    connect(place_, &QLineEdit::editingFinished, this,
            [this] { follow(place_->text().trimmed().toStdString()); });
    return form;
}

QWidget* PretrainingWindow::makeButtons() {
    auto* bar = new QWidget;
    start_ = new QPushButton;
    start_->setDefault(true);
    stop_ = new QPushButton(tr("S&top"));
    stop_->setToolTip(tr("Write a checkpoint and end; the training can go on from there later"));
    stop_->setAutoDefault(false);
    auto* note = new QLabel(tr("Trains at the lowest priority: whatever else runs goes first."));
    note->setProperty("role", "muted");
    auto* layout = new QHBoxLayout(bar);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(start_);
    layout->addWidget(stop_);
    layout->addWidget(note, 1);
    connect(start_, &QPushButton::clicked, this, &PretrainingWindow::start);
    connect(stop_, &QPushButton::clicked, this, &PretrainingWindow::stop);
    return bar;
}

void PretrainingWindow::chooseFolder() {
    const QString folder = QFileDialog::getExistingDirectory(
        this, tr("Folder of a training"), QString::fromStdString(trainings_.string()));
    if (!folder.isEmpty()) follow(folder.toStdString());
}

void PretrainingWindow::follow(const fs::path& folder) {
    if (folder.empty() || folder == folder_) return;
    folder_ = folder;
    ours_ = false;
    problem_.clear();
    state_ = PretrainingState::New;
    reader_ = std::make_unique<PretrainingReader>(folder);
    place_->setText(QString::fromStdString(folder.string()));
    plot_->clear();
    settings_ = {};
    try {
        settings_ = readPretrainingSettings(folder).value_or(settings_);
    } catch (const Error& error) {
        problem_ = QString::fromUtf8(error.what());
    }
    const QString size = QString::fromStdString(settings_.size);
    if (size_->findData(size) < 0) size_->addItem(size, size); // own layers and width
    size_->setCurrentIndex(size_->findData(size));
    hours_->setValue(settings_.hours);
    seed_->setValue(static_cast<int>(settings_.seed));
    refresh();
}

PretrainConfig PretrainingWindow::asked() const {
    PretrainConfig settings = settings_;
    settings.size = size_->currentData().toString().toStdString();
    settings.hours = hours_->value();
    settings.seed = seed_->value();
    return settings;
}

void PretrainingWindow::start() {
    if (!start_->isEnabled()) return;
    problem_ = startPretraining(program_, folder_, asked());
    if (problem_.isEmpty()) {
        ours_ = true;
        waits_ = 0;
        pointsBefore_ = reader_->points().size();
        state_ = PretrainingState::Starting;
    }
    refresh();
}

void PretrainingWindow::stop() {
    if (stopPretraining(folder_)) state_ = PretrainingState::Stopping;
    refresh();
}

PretrainingState PretrainingWindow::stateNow() {
    if (pretrainingProcess(folder_) > 0) {
        return state_ == PretrainingState::Stopping ? state_ : PretrainingState::Running;
    }
    if (!pretrainingOwner(folder_).empty()) return PretrainingState::Elsewhere;
    // A training whose hours are nearly up may be over before it is seen.
    const bool ran = reader_->points().size() > pointsBefore_;
    if (state_ == PretrainingState::Starting && !ran) {
        const QString messages = lastMessages(folder_);
        if (messages.isEmpty() && ++waits_ < kMostWaits) return state_;
        problem_ = tr("The training did not start. %1").arg(messages);
    }
    if (!hasCheckpoint(folder_) && reader_->points().empty()) return PretrainingState::New;
    const bool finished =
        !reader_->points().empty() && reader_->points().back().hours >= hours_->value();
    return finished ? PretrainingState::Finished : PretrainingState::Stopped;
}

void PretrainingWindow::refresh() {
    if (reader_->readMore()) showPoints();
    state_ = stateNow();
    showState();
}

void PretrainingWindow::showPoints() {
    const std::vector<PretrainingPoint>& points = reader_->points();
    plot_->setCurve(0, tr("training"), curveOf(points, &PretrainingPoint::lossNats));
    plot_->setCurve(1, tr("held-out tasks"),
                    curveOf(points, &PretrainingPoint::heldOutTasksLossNats));
    plot_->setCurve(2, tr("held-out rule families"),
                    curveOf(points, &PretrainingPoint::heldOutFamiliesLossNats));
}

void PretrainingWindow::showState() {
    const bool trains =
        state_ == PretrainingState::Running || state_ == PretrainingState::Starting ||
        state_ == PretrainingState::Stopping || state_ == PretrainingState::Elsewhere;
    const bool isNew = state_ == PretrainingState::New;
    start_->setText(isNew ? tr("&Start") : tr("&Go on"));
    start_->setToolTip(isNew ? tr("Start a training in this folder")
                             : tr("Go on from the last checkpoint; plan more hours where they "
                                  "are up"));
    start_->setEnabled(!trains && state_ != PretrainingState::Finished);
    if (state_ == PretrainingState::Finished) {
        start_->setEnabled(hours_->value() > reader_->points().back().hours);
    }
    stop_->setEnabled(state_ == PretrainingState::Running);
    hours_->setEnabled(!trains);
    size_->setEnabled(isNew);
    seed_->setEnabled(isNew);
    const double done = reader_->points().empty() ? 0 : reader_->points().back().hours;
    progress_->setValue(static_cast<int>(std::min(1.0, done / hours_->value()) * 1000));
    status_->setText(statusText());
}

QString PretrainingWindow::statusText() const {
    if (!problem_.isEmpty()) return problem_;
    QString text;
    switch (state_) {
    case PretrainingState::New:
        return tr("No training yet in this folder.");
    case PretrainingState::Starting:
        return tr("Starting…");
    case PretrainingState::Running:
    case PretrainingState::Elsewhere:
        text = tr("Training (%1).").arg(QString::fromStdString(pretrainingOwner(folder_)));
        break;
    case PretrainingState::Stopping:
        text = tr("Stopping: the checkpoint is being written.");
        break;
    case PretrainingState::Stopped:
        text = tr("Stopped; it can go on from its checkpoint.");
        break;
    case PretrainingState::Finished:
        text = tr("Finished. The model is %1; its path may be given wherever a model is asked for.")
                   .arg(QString::fromStdString((folder_ / "model.safetensors").string()));
        break;
    }
    if (reader_->points().empty()) return text;
    const PretrainingPoint& last = reader_->points().back();
    return text + tr(" %1 of %2 hours, step %3, %4 million tokens, %5 tokens a second, loss %6.")
                      .arg(last.hours, 0, 'f', 2)
                      .arg(hours_->value(), 0, 'f', 2)
                      .arg(last.step)
                      .arg(static_cast<double>(last.tokens) / 1e6, 0, 'f', 1)
                      .arg(last.tokensPerSecond, 0, 'f', 0)
                      .arg(last.lossNats, 0, 'f', 3);
}

bool PretrainingWindow::mayClose() {
    if (!ours_ || pretrainingProcess(folder_) == 0) return true;
    QMessageBox box(
        QMessageBox::Question, tr("Pretraining goes on"),
        tr("The training in %1 is still going on.").arg(QString::fromStdString(folder_.string())),
        QMessageBox::NoButton, parentWidget());
    box.setInformativeText(tr("It can go on without this window, at the lowest priority, and be "
                              "followed again later by its folder. Stopped, it writes a "
                              "checkpoint to go on from."));
    const auto* goOn = box.addButton(tr("Let it &go on"), QMessageBox::AcceptRole);
    const auto* end = box.addButton(tr("&Stop it"), QMessageBox::DestructiveRole);
    box.addButton(QMessageBox::Cancel);
    box.exec();
    if (box.clickedButton() == end) stopPretraining(folder_);
    return box.clickedButton() == goOn || box.clickedButton() == end;
}

} // namespace ttt
