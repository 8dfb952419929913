// The models that runs can use, and those that are known but not installed, as a table. Used by the
// models page.
#pragma once

#include "core/api/engine.h"

#include <QAbstractTableModel>

namespace ttt {

struct ListedModel {
    ModelInfo info;
    QString problem; // why it cannot be used; empty where it can
};

// "134.5 M", "1.2 B"; "98 MB".
QString parametersText(int64_t parameters);
QString bytesText(int64_t bytes);

class ModelList : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Name, Family, Parameters, Type, File, Licence, State, Columns };

    using QAbstractTableModel::QAbstractTableModel;
    // Models of core/base/model_files.h that are not among them are added as not installed.
    void show(std::vector<ListedModel> models);
    void setLoaded(const std::optional<LoadedModel>& loaded);
    const std::optional<LoadedModel>& loaded() const { return loaded_; }
    const ListedModel& at(int row) const { return models_[static_cast<size_t>(row)]; }
    int rowOf(const std::string& name) const; // -1 for none

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::vector<ListedModel> models_;
    std::optional<LoadedModel> loaded_;
};

} // namespace ttt
