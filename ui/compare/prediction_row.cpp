#include "ui/compare/prediction_row.h"

#include "ui/grids/titled_grid.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

namespace ttt {

namespace {

constexpr int kLeastWidth = 96;

// With TTT, or without where the run trains nothing.
std::vector<Value> attemptsOf(const RunRecordPtr& run, const std::string& taskId, int test) {
    if (!run) return {};
    std::vector<Value> attempts = run->attempts(taskId, test, true);
    if (!attempts.empty() || run->data().config.adapt.method != "none") return attempts;
    return run->attempts(taskId, test, false);
}

} // namespace

PredictionRow::PredictionRow(QWidget* parent) : QScrollArea(parent) {
    setProperty("role", "plain");
    setAccessibleName(tr("Predictions side by side"));
    setWidgetResizable(true);
    auto* page = new QWidget;
    page->setProperty("role", "page");
    row_ = new QHBoxLayout(page);
    row_->setContentsMargins(0, 0, 0, 0);
    row_->setSpacing(12);
    setWidget(page);
    rebuild(0);
    showNothing(tr("no task chosen"));
}

void PredictionRow::rebuild(size_t runs) {
    if (truth_ != nullptr && runs_.size() == runs) return;
    while (QLayoutItem* item = row_->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    runs_.clear();
    for (size_t i = 0; i < runs; ++i) {
        auto* column = new QWidget;
        column->setMinimumWidth(kLeastWidth);
        auto* layout = new QVBoxLayout(column);
        layout->setContentsMargins(0, 0, 0, 0);
        runs_.push_back({new TitledGrid({}), new TitledGrid({})});
        for (TitledGrid* grid : runs_.back()) layout->addWidget(grid, 1);
        row_->addWidget(column, 1);
    }
    truth_ = new TitledGrid(tr("True output"));
    truth_->setMinimumWidth(kLeastWidth);
    row_->addWidget(truth_, 1);
    setDigits(digits_);
}

void PredictionRow::show(const std::vector<Prediction>& predictions, const std::string& taskId,
                         int test) {
    rebuild(predictions.size());
    std::optional<Value> truth;
    for (size_t i = 0; i < predictions.size(); ++i) {
        const Prediction& prediction = predictions[i];
        if (!truth) truth = prediction.truth;
        const std::vector<Value> attempts = attemptsOf(prediction.run, taskId, test);
        for (size_t a = 0; a < 2; ++a) {
            TitledGrid& grid = *runs_[i][a];
            grid.setTitle(tr("%1, attempt %2").arg(prediction.name).arg(a + 1));
            if (a < attempts.size()) {
                grid.showPrediction(attempts[a], prediction.truth);
            } else {
                grid.showNothing(!prediction.run    ? tr("not run")
                                 : attempts.empty() ? tr("no answer")
                                                    : tr("all views agreed"));
            }
        }
    }
    if (truth) truth_->showValue(*truth);
    if (!truth) truth_->showNothing(tr("not shown"));
}

void PredictionRow::showNothing(const QString& why) {
    for (const auto& pair : runs_) {
        for (TitledGrid* grid : pair) grid->showNothing(why);
    }
    truth_->showNothing(why);
}

void PredictionRow::setDigits(bool digits) {
    digits_ = digits;
    for (const auto& pair : runs_) {
        for (TitledGrid* grid : pair) grid->view().setDigits(digits);
    }
    truth_->view().setDigits(digits);
}

TitledGrid* PredictionRow::attempt(int run, int attempt) const {
    if (run < 0 || static_cast<size_t>(run) >= runs_.size()) return nullptr;
    return runs_[static_cast<size_t>(run)][static_cast<size_t>(attempt)];
}

} // namespace ttt
