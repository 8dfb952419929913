// The line over the pages: which task is shown, the preset of the next run, Run and Stop. Tells
// what was asked for; the window does it.
#pragma once

#include "ui/browse/task_library.h"

#include <QWidget>

class QAction;
class QComboBox;
class QLabel;
class QPushButton;

namespace ttt {

class HeaderBar : public QWidget {
    Q_OBJECT
public:
    HeaderBar(QAction* run, QAction* stop, QWidget* parent = nullptr);

    void showTask(const TaskEntryPtr& task);
    void setRunning(bool running); // Run then queues behind the run that goes on
    void setChangedFields(int count);
    QString preset() const;
    void setPreset(const QString& name);

Q_SIGNALS:
    void presetChosen(const QString& name);

private:
    QLabel* title_;
    QLabel* facts_;
    QComboBox* preset_;
    QLabel* changed_;
    QPushButton* run_;
    QPushButton* stop_;
};

} // namespace ttt
