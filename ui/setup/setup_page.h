// The parameters of the next run: the form, what is wrong with it, what it will cost, the
// episodes that training would see and where each loss looks at them. Asks the engine through the
// run queue, a moment after the last change and only while it is visible.
#pragma once

#include "core/config/config_issues.h"
#include "ui/browse/task_library.h"

#include <QWidget>

class QCheckBox;
class QLabel;
class QTimer;

namespace ttt {

class ConfigForm;
class EpisodeStrip;
class LossStrip;
class RunQueue;

class SetupPage : public QWidget {
    Q_OBJECT
public:
    explicit SetupPage(RunQueue& queue, QWidget* parent = nullptr);

    void showTask(const TaskEntryPtr& task);
    // Loads the preset into the form; an error is a message on the page.
    void usePreset(const QString& name);
    const RunConfig& config() const;
    std::vector<ConfigIssue> issues() const;

    // Edits kept from an earlier start, over the preset that was loaded last.
    void setConfig(const RunConfig& config);
    // For the shell; empty while there is no task.
    QString commandLine() const;

    ConfigForm& form() { return *form_; }
    EpisodeStrip& episodes() { return *episodes_; }
    LossStrip& losses() { return *losses_; }

Q_SIGNALS:
    void edited(int changedFields);

protected:
    void showEvent(QShowEvent* event) override;

private:
    QWidget* makeFormPane();
    QWidget* makePreviewPane();
    void askChoices();
    void askPreview();
    void schedulePreview();
    void refreshIssues();

    RunQueue& queue_;
    TaskEntryPtr task_;
    QString preset_; // that the form's reference came from
    ConfigForm* form_;
    QCheckBox* advanced_;
    QLabel* issues_;
    QLabel* cost_;
    QLabel* counts_;
    EpisodeStrip* episodes_;
    LossStrip* losses_;
    QTimer* pause_;
    ChoiceCatalog catalog_;
    bool choicesKnown_ = false;
    bool previewIsOld_ = true;
};

} // namespace ttt
