// The form of a RunConfig, generated from its field list: one section a struct, an editor a field,
// help as tool tips, advanced fields hidden until asked for, and those of another kind of task. A
// dot marks fields that differ from the preset, and a button beside each takes it back. Knows no
// field by name.
#pragma once

#include "core/config/config_issues.h"

#include <QHash>
#include <QWidget>
#include <vector>

class QLabel;
class QToolButton;
class QVBoxLayout;

namespace ttt {

class FieldEditor;

class ConfigForm : public QWidget {
    Q_OBJECT
public:
    explicit ConfigForm(QWidget* parent = nullptr);

    const RunConfig& config() const { return config_; }
    const RunConfig& reference() const { return reference_; }
    void setConfig(const RunConfig& config); // does not tell edited
    void setReference(const RunConfig& preset);
    void setCatalog(const ChoiceCatalog& catalog);
    void setAdvancedShown(bool shown);
    // Fields that say nothing about this kind of task are hidden.
    void setTaskKind(bool texts);
    // Whether run.model is a language model, as far as the catalog knows; such a model reads grids
    // as text too.
    bool modelReadsText() const;
    int changedFields() const; // against the reference

    // "adapt.lora_rank"; for tests
    FieldEditor* editor(const QString& path) const;
    QToolButton* resetButton(const QString& path) const;

Q_SIGNALS:
    void edited();

private:
    struct Row {
        QString path;
        QString section;
        bool advanced = false;
        FieldUse use = FieldUse::Always;
        QLabel* label = nullptr;
        FieldEditor* editor = nullptr;
        QToolButton* reset = nullptr; // to the reference's value
    };
    struct Section {
        QString name;
        QToolButton* head = nullptr;
        QWidget* body = nullptr;
    };
    void rebuild();
    void addSection(const QString& name);
    void addRow(const FieldRef& field);
    void place(const Row& row);
    void take(const Row& row);
    void reset(const Row& row);
    void refreshMarks();
    void refreshVisibility();

    RunConfig config_;
    RunConfig reference_;
    ChoiceCatalog catalog_;
    bool advanced_ = false;
    bool texts_ = false;
    QVBoxLayout* layout_;
    std::vector<Section> sections_;
    std::vector<Row> rows_;
    QHash<QString, bool> closed_; // sections that the user closed
};

} // namespace ttt
