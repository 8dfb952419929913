// The editor of one config field, chosen by the field's type and choices: check box, number,
// text, list of names to choose from, or several of them. Made by ConfigForm for each field of
// fieldsOf(RunConfig).
#pragma once

#include "core/config/config_issues.h"

#include <QDoubleSpinBox>
#include <QWidget>

namespace ttt {

class FieldEditor : public QWidget {
    Q_OBJECT
public:
    // Choices: the members of the field's list in the catalog; empty where it has none (yet).
    static FieldEditor* make(const FieldRef& field, const std::vector<Choice>& choices);

    virtual FieldValue value() const = 0;
    virtual void setValue(const FieldValue& value) = 0; // does not tell edited
    virtual bool wide() const { return false; }         // stands under its label

Q_SIGNALS:
    void edited();

protected:
    using QWidget::QWidget;
};

// Numbers of any magnitude in their shortest form; a step changes small numbers by a fifth.
class RealSpinBox : public QDoubleSpinBox {
    Q_OBJECT
public:
    explicit RealSpinBox(QWidget* parent = nullptr);
    QString textFromValue(double value) const override;
    double valueFromText(const QString& text) const override;
    QValidator::State validate(QString& text, int& position) const override;
    void stepBy(int steps) override;
};

// "LoRA rank" for "lora_rank".
QString fieldTitle(std::string_view key);

} // namespace ttt
