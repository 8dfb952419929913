// The parameters in which compared runs differ, as a table: parameter, then one column a run. The
// differences are core/config's; here they are only shown.
#pragma once

#include "core/config/config_json.h"

#include <QAbstractTableModel>

namespace ttt {

class ParameterDiffModel : public QAbstractTableModel {
    Q_OBJECT
public:
    using QAbstractTableModel::QAbstractTableModel;
    // names: one a run, in the order of the values. baseline: its column, -1 for none; values that
    // differ from it are bold.
    void show(const std::vector<FieldDifference>& differences, const QStringList& names,
              int baseline);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::vector<FieldDifference> differences_;
    QStringList names_;
    int baseline_ = -1;
};

} // namespace ttt
