// Pretraining beside the window: starts `ttt pretrain` as a child process, or follows one that was
// started elsewhere, by its folder alone. Shows hours, speed, the loss and the losses of what is
// held out. A window of its own, as a training goes on for hours while tasks are run.
#pragma once

#include "core/runs/pretraining/pretraining_folder.h"

#include <QDialog>
#include <memory>

class QComboBox;
class QDoubleSpinBox;
class QLabel;
class QLineEdit;
class QProgressBar;
class QPushButton;
class QSpinBox;
class QTimer;

namespace ttt {

class LossPlot;

enum class PretrainingState {
    New,      // the folder holds no training
    Starting, // asked for, and not yet in the folder
    Running,
    Elsewhere, // on another host: it can be followed, not stopped
    Stopping,  // asked to end; writes its checkpoint
    Stopped,
    Finished, // its hours are up
};

class PretrainingWindow : public QDialog {
    Q_OBJECT
public:
    // trainings: where new folders are proposed. program: see pretraining_child.h.
    PretrainingWindow(std::filesystem::path trainings, QString program, QWidget* parent = nullptr);
    ~PretrainingWindow() override;

    // Follows the training of a folder from now on; one that holds none is where a new one begins.
    void follow(const std::filesystem::path& folder);
    const std::filesystem::path& folder() const { return folder_; }
    PretrainingState state() const { return state_; }
    void start();
    void stop();
    // Where a training that this window started goes on: asks whether it is to go on without the
    // window, to end, or whether the window is to stay. False for the last.
    bool mayClose();

    QPushButton& startButton() { return *start_; }
    QPushButton& stopButton() { return *stop_; }
    QComboBox& size() { return *size_; }
    QDoubleSpinBox& hours() { return *hours_; }
    QLineEdit& folderField() { return *place_; }
    QLabel& status() { return *status_; }
    QProgressBar& progress() { return *progress_; }
    LossPlot& plot() { return *plot_; }

private:
    QWidget* makeForm();
    QWidget* makeButtons();
    void chooseFolder();
    void refresh();
    PretrainingState stateNow();
    void showState();
    void showPoints();
    QString statusText() const;
    PretrainConfig asked() const;

    std::filesystem::path trainings_;
    QString program_;
    std::filesystem::path folder_;
    PretrainConfig settings_; // of the folder
    std::unique_ptr<PretrainingReader> reader_;
    PretrainingState state_ = PretrainingState::New;
    bool ours_ = false;       // started here
    int waits_ = 0;           // refreshes since the start was asked for
    size_t pointsBefore_ = 0; // measured when it was asked for
    QString problem_;
    QLineEdit* place_;
    QPushButton* browse_;
    QComboBox* size_;
    QDoubleSpinBox* hours_;
    QSpinBox* seed_;
    QPushButton* start_;
    QPushButton* stop_;
    QLabel* status_;
    QProgressBar* progress_;
    LossPlot* plot_;
    QTimer* timer_;
};

} // namespace ttt
