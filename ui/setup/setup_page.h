// The parameters of the next run: the form, what is wrong with it, what it will cost, the
// episodes that training would see and where each loss looks at them. Asks the engine through the
// run queue, a moment after the last change and only while it is visible.
#pragma once

#include "core/config/config_issues.h"
#include "ui/browse/task_library.h"

#include <QWidget>

class QCheckBox;
class QLabel;
class QScrollArea;
class QTimer;

namespace ttt {

class Actions;
class ConfigForm;
class DemonstrationsPane;
class EpisodeStrip;
class LossStrip;
class RunQueue;

class SetupPage : public QWidget {
    Q_OBJECT
public:
    SetupPage(RunQueue& queue, const Actions& actions, QWidget* parent = nullptr);

    // Each kind of task, grids and texts, has parameters of its own, which come and go with it.
    void showTask(const TaskEntryPtr& task);
    // Loads the preset into the form; an error is a message on the page.
    void usePreset(const QString& name);
    void setPresetOfTexts(const QString& name); // for the first task of text
    QString preset(bool texts) const;
    // What stands in the form, or will when such a task is shown.
    const RunConfig& config(bool texts) const;
    const RunConfig& config() const;
    // The task with the demonstrations as they were chosen here; BadInput where none is shown or
    // nothing is asked.
    FewShotTask arranged(const FewShotTask& task) const;
    void useModel(const QString& model);
    std::vector<ConfigIssue> issues() const;

    // Edits kept from an earlier start, over the preset that was loaded last.
    void setConfig(const RunConfig& config);
    // For the shell; empty while there is no task.
    QString commandLine() const;

    ConfigForm& form() { return *form_; }
    EpisodeStrip& episodes() { return *episodes_; }
    DemonstrationsPane& demonstrations() { return *demonstrations_; }
    LossStrip& losses() { return *losses_; }

Q_SIGNALS:
    void edited(int changedFields);

protected:
    void changeEvent(QEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    // What stands in the form for one kind of task while the other is shown.
    struct Kind {
        QString preset;
        RunConfig config;
        RunConfig reference;
        bool used = false;
    };
    void useKind(bool texts);
    QWidget* makeFormPane();
    QWidget* makePreviewPane();
    void askChoices();
    void askPreview();
    void schedulePreview();
    void refreshIssues();
    void fitForm();

    RunQueue& queue_;
    TaskEntryPtr task_;
    ConfigForm* form_;
    QScrollArea* formArea_ = nullptr;
    QCheckBox* advanced_;
    QLabel* issues_;
    QLabel* cost_;
    QLabel* counts_;
    EpisodeStrip* episodes_;
    DemonstrationsPane* demonstrations_;
    Kind kinds_[2]; // grids, texts
    bool texts_ = false;
    LossStrip* losses_;
    QTimer* pause_;
    ChoiceCatalog catalog_;
    bool choicesKnown_ = false;
    bool previewIsOld_ = true;
};

} // namespace ttt
