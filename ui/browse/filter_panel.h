// The gallery's filters as lists to choose from, folded away until asked for. Each choice is a word
// or condition of TaskFilter; the gallery adds them to what is typed.
#pragma once

#include "ui/browse/task_filter.h"

#include <QWidget>

class QComboBox;
class QToolButton;

namespace ttt {

class FilterPanel : public QWidget {
    Q_OBJECT
public:
    explicit FilterPanel(QWidget* parent = nullptr);

    QString text() const; // words and conditions of all that is chosen
    TaskOrder order() const;
    QComboBox& choice(const QString& name) const; // "Size", "Colours"...
    void reset();
    // What is chosen, one word a filter, then the order; unknown words choose nothing.
    QStringList state() const;
    void setState(const QStringList& words);
    void unfold(bool unfolded);

Q_SIGNALS:
    void changed();

private:
    using Choices = std::vector<std::pair<QString, QString>>; // shown, word
    void add(const QString& name, const Choices& choices);
    void addFilters();
    void refresh();

    QToolButton* fold_;
    QWidget* body_;
    std::vector<QComboBox*> filters_;
    QComboBox* order_ = nullptr;
};

} // namespace ttt
