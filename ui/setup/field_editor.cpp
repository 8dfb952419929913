#include "ui/setup/field_editor.h"

#include "ui/setup/choice_list.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QWheelEvent>
#include <algorithm>
#include <cmath>

namespace ttt {

namespace {

// A wheel over a form scrolls the form; only a focused editor takes it.
class CalmWheel : public QObject {
public:
    using QObject::QObject;
    bool eventFilter(QObject* watched, QEvent* event) override {
        auto* widget = qobject_cast<QWidget*>(watched);
        if (event->type() == QEvent::Wheel && widget && !widget->hasFocus()) {
            event->ignore();
            return true;
        }
        return false;
    }
};

void keepCalm(QWidget* editor) {
    editor->setFocusPolicy(Qt::StrongFocus);
    editor->installEventFilter(new CalmWheel(editor));
}

template <typename Editor>
class Wrapped : public FieldEditor {
public:
    explicit Wrapped(Editor* editor) : control(editor) {
        auto* layout = new QHBoxLayout(this);
        layout->setContentsMargins(0, 0, 0, 0);
        layout->addWidget(editor);
        setFocusProxy(editor);
    }

protected:
    Editor* control;
};

class BoolEditor : public Wrapped<QCheckBox> {
public:
    BoolEditor() : Wrapped(new QCheckBox) {
        connect(control, &QCheckBox::toggled, this, &FieldEditor::edited);
    }
    FieldValue value() const override { return control->isChecked(); }
    void setValue(const FieldValue& value) override {
        const QSignalBlocker quiet(control);
        control->setChecked(std::get<bool>(value));
    }
};

class NumberEditor : public Wrapped<RealSpinBox> {
public:
    explicit NumberEditor(const FieldRef& field) : Wrapped(new RealSpinBox) {
        whole_ = std::holds_alternative<int64_t*>(field.place);
        control->setDecimals(whole_ ? 0 : 15);
        control->setRange(std::max(field.info.min, -1e15), std::min(field.info.max, 1e15));
        if (!field.info.unit.empty()) {
            control->setSuffix(' ' +
                               QString::fromUtf8(field.info.unit.data(),
                                                 static_cast<qsizetype>(field.info.unit.size())));
        }
        keepCalm(control);
        connect(control, &QDoubleSpinBox::valueChanged, this, &FieldEditor::edited);
    }
    FieldValue value() const override {
        if (whole_) return static_cast<int64_t>(std::llround(control->value()));
        return control->value();
    }
    void setValue(const FieldValue& value) override {
        const QSignalBlocker quiet(control);
        control->setValue(whole_ ? static_cast<double>(std::get<int64_t>(value))
                                 : std::get<double>(value));
    }

private:
    bool whole_ = false;
};

class TextEditor : public Wrapped<QLineEdit> {
public:
    TextEditor() : Wrapped(new QLineEdit) {
        connect(control, &QLineEdit::textEdited, this, &FieldEditor::edited);
    }
    FieldValue value() const override { return control->text().trimmed().toStdString(); }
    void setValue(const FieldValue& value) override {
        control->setText(QString::fromStdString(std::get<std::string>(value)));
    }
};

// Models and devices are open lists: other values may be files or device strings.
class ChoiceEditor : public Wrapped<QComboBox> {
public:
    ChoiceEditor(const std::vector<Choice>& choices, bool open) : Wrapped(new QComboBox) {
        for (const Choice& choice : choices) {
            control->addItem(QString::fromStdString(choice.name));
            control->setItemData(control->count() - 1, QString::fromStdString(choice.description),
                                 Qt::ToolTipRole);
        }
        control->setEditable(open);
        control->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        control->setMinimumContentsLength(10);
        keepCalm(control);
        connect(control, &QComboBox::currentTextChanged, this, &FieldEditor::edited);
    }
    FieldValue value() const override { return control->currentText().trimmed().toStdString(); }
    void setValue(const FieldValue& value) override {
        const QSignalBlocker quiet(control);
        const QString text = QString::fromStdString(std::get<std::string>(value));
        // A value that the list lacks is kept, so that it can be seen and mended.
        if (control->findText(text) < 0) control->addItem(text);
        control->setCurrentText(text);
    }
};

class ListEditor : public Wrapped<ChoiceList> {
public:
    explicit ListEditor(const std::vector<Choice>& choices) : Wrapped(new ChoiceList(choices)) {
        connect(control, &ChoiceList::edited, this, &FieldEditor::edited);
    }
    FieldValue value() const override { return control->chosen(); }
    void setValue(const FieldValue& value) override {
        control->setChosen(std::get<StringList>(value));
    }
    bool wide() const override { return true; }
};

} // namespace

FieldEditor* FieldEditor::make(const FieldRef& field, const std::vector<Choice>& choices) {
    if (std::holds_alternative<bool*>(field.place)) return new BoolEditor;
    if (std::holds_alternative<StringList*>(field.place)) return new ListEditor(choices);
    if (!std::holds_alternative<std::string*>(field.place)) return new NumberEditor(field);
    if (field.info.choices.empty()) return new TextEditor;
    const bool open = field.info.choices == "models" || field.info.choices == "devices";
    return new ChoiceEditor(choices, open);
}

RealSpinBox::RealSpinBox(QWidget* parent) : QDoubleSpinBox(parent) {
    setKeyboardTracking(false);
    setMinimumWidth(90);
}

QString RealSpinBox::textFromValue(double value) const {
    if (decimals() == 0) return QString::number(static_cast<qint64>(std::llround(value)));
    return QString::fromStdString(toText(FieldValue(value)));
}

double RealSpinBox::valueFromText(const QString& text) const {
    QString number = text;
    if (!suffix().isEmpty() && number.endsWith(suffix())) number.chop(suffix().size());
    return number.trimmed().replace(',', '.').toDouble();
}

QValidator::State RealSpinBox::validate(QString& text, int&) const {
    QString number = text;
    if (!suffix().isEmpty() && number.endsWith(suffix())) number.chop(suffix().size());
    number = number.trimmed().replace(',', '.');
    bool isNumber = false;
    const double value = number.toDouble(&isNumber);
    if (isNumber) {
        return value >= minimum() && value <= maximum() ? QValidator::Acceptable
                                                        : QValidator::Intermediate;
    }
    static const QString kAllowed = QStringLiteral("0123456789.+-eE");
    const bool possible = std::ranges::all_of(number, [](QChar c) { return kAllowed.contains(c); });
    return possible ? QValidator::Intermediate : QValidator::Invalid;
}

void RealSpinBox::stepBy(int steps) {
    const double now = value();
    if (decimals() == 0) {
        const double size = std::abs(now) >= 1000 ? 100 : std::abs(now) >= 100 ? 10 : 1;
        setValue(now + steps * size);
        return;
    }
    const double magnitude = now == 0 ? 0.01 : std::pow(10, std::floor(std::log10(std::abs(now))));
    // Rounded, as adding tenths would leave tails of nines.
    const double unit = magnitude / 10;
    setValue(std::round((now + steps * 2 * unit) / unit) * unit);
}

QString fieldTitle(std::string_view key) {
    QString title = QString::fromUtf8(key.data(), static_cast<qsizetype>(key.size()));
    title.replace('_', ' ');
    if (title.startsWith(QLatin1String("lora"))) {
        title.replace(0, 4, QStringLiteral("LoRA"));
    } else if (!title.isEmpty()) {
        title[0] = title[0].toUpper();
    }
    title.replace(QLatin1String("Dtype"), QLatin1String("Precision"));
    return title;
}

} // namespace ttt
