// The models: what is installed, known or added by path, with sizes, tokenizer and licence;
// loading, which can be cancelled, and unloading; and the playground. Asks the engine through the
// run queue, so that a run that goes on is never disturbed.
#pragma once

#include "ui/models/model_list.h"

#include <QWidget>
#include <memory>
#include <stop_token>

class QComboBox;
class QLabel;
class QTableView;
class QTextBrowser;
class QTimer;

namespace ttt {

class Actions;
class Playground;
class RunQueue;

class ModelsPage : public QWidget {
    Q_OBJECT
public:
    ModelsPage(RunQueue& queue, const Actions& actions, QWidget* parent = nullptr);

    void refresh(); // asks the engine for its list
    void load();    // the chosen model
    void cancelLoad();
    void unload();
    void addPath(const QString& fileOrFolder); // a GGUF file or a folder
    void useChosen();                          // for the next run
    bool loading() const { return source_ != nullptr; }

    ModelList& models() { return *models_; }
    QTableView& table() { return *table_; }
    Playground& playground() { return *playground_; }
    QString state() const;
    QString details() const;

Q_SIGNALS:
    void changed(); // what may be done: loading, generating, loaded
    void chosen(const QString& model);
    void problem(const QString& title, const QString& details);

protected:
    void showEvent(QShowEvent* event) override;

private:
    QWidget* makeList(const Actions& actions);
    const ListedModel* chosenModel() const;
    QueryModel queryModel() const;
    void showChosen();
    void tellState();
    void finishLoad(const QString& state);

    RunQueue& queue_;
    ModelList* models_;
    QTableView* table_;
    QTextBrowser* details_;
    QComboBox* dtype_;
    QComboBox* device_;
    QLabel* state_;
    Playground* playground_;
    QTimer* clock_;
    QStringList paths_;                        // added by the user
    std::shared_ptr<std::stop_source> source_; // of the load that goes on
    std::string loadingName_;
    qint64 loadingSince_ = 0; // ms
    bool known_ = false;
};

} // namespace ttt
