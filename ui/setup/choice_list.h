// Several names chosen from a list by check boxes, in columns, with all and none at hand; the
// order of the list is kept. A value that the list lacks is shown too, so that nothing is lost.
#pragma once

#include "core/config/config_issues.h"

#include <QWidget>

class QCheckBox;
class QGridLayout;
class QLabel;

namespace ttt {

class ChoiceList : public QWidget {
    Q_OBJECT
public:
    explicit ChoiceList(const std::vector<Choice>& choices, QWidget* parent = nullptr);

    StringList chosen() const;
    void setChosen(const StringList& names); // does not tell edited

Q_SIGNALS:
    void edited();

protected:
    void changeEvent(QEvent* event) override;

private:
    void arrange(); // in as many columns as the size of the text leaves room for
    void add(const Choice& choice);
    void setAll(bool checked);
    void refreshCount();

    QGridLayout* boxesLayout_;
    QLabel* count_;
    std::vector<QCheckBox*> boxes_;
};

} // namespace ttt
