// The parameters in which two runs differ, as a table: parameter, first run, second run.
#pragma once

#include "core/config/config_json.h"

#include <QAbstractTableModel>

namespace ttt {

class ParameterDiffModel : public QAbstractTableModel {
    Q_OBJECT
public:
    using QAbstractTableModel::QAbstractTableModel;
    void setConfigs(const RunConfig& first, const RunConfig& second);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::vector<FieldDifference> differences_;
};

} // namespace ttt
