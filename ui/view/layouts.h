// Named arrangements of the window: how wide its panes are, whether gallery and runs are shown, and
// which page is on top. Three come with the program; the user's own are kept in the settings. What
// another version stored and this one cannot read is left out, and the panes keep a usable size.
#pragma once

#include <QByteArray>
#include <QMap>
#include <QObject>
#include <QStringList>

class QMainWindow;
class QSettings;
class QSplitter;
class QTabWidget;

namespace ttt {

class Layouts : public QObject {
    Q_OBJECT
public:
    // The panes are as the program makes them; they are the layouts' starting point.
    Layouts(QMainWindow& window, QWidget& left, QTabWidget& pages);

    QStringList own() const; // names of the stored ones, sorted
    void save(const QString& name);
    bool restore(const QString& name); // a stored one; false: not there or not readable
    void remove(const QString& name);
    void browse();  // a wide gallery beside the task
    void train();   // narrow lists beside the live page
    void compare(); // the compared runs alone
    void reset();   // panes as wide as at the first start
    bool leftShown() const;
    void setLeftShown(bool shown);

Q_SIGNALS:
    void leftShownChanged(bool shown);

private:
    QSplitter* mainSplitter() const;
    void applySplitters(const QMap<QString, QByteArray>& states);
    void showPage(const QString& title);
    void giveLeft(int width);

    QMainWindow& window_;
    QWidget& left_;
    QTabWidget& pages_;
    QMap<QString, QByteArray> initial_;
};

} // namespace ttt
