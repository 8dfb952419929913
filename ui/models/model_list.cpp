#include "ui/models/model_list.h"

#include "core/base/model_files.h"

#include <algorithm>

namespace ttt {

QString parametersText(int64_t parameters) {
    const auto count = static_cast<double>(parameters);
    if (parameters >= 1'000'000'000) return QStringLiteral("%1 B").arg(count / 1e9, 0, 'f', 1);
    return QStringLiteral("%1 M").arg(count / 1e6, 0, 'f', 1);
}

QString bytesText(int64_t bytes) {
    const auto count = static_cast<double>(bytes);
    if (bytes >= 10'000'000'000) return QStringLiteral("%1 GB").arg(count / 1e9, 0, 'f', 0);
    if (bytes >= 1'000'000'000) return QStringLiteral("%1 GB").arg(count / 1e9, 0, 'f', 1);
    return QStringLiteral("%1 MB").arg(count / 1e6, 0, 'f', 0);
}

void ModelList::show(std::vector<ListedModel> models) {
    beginResetModel();
    models_ = std::move(models);
    for (const KnownModel& known : knownLanguageModels()) {
        if (rowOf(std::string(known.name)) >= 0) continue;
        ListedModel missing;
        missing.info.name = known.name;
        missing.info.licence = known.licence;
        missing.info.card = "# " + std::string(known.title) +
                            "\n\nLicence: " + std::string(known.licence) +
                            "\n\nNot installed: run `" + std::string(known.install) + "`.\n";
        missing.problem = tr("not installed");
        models_.push_back(std::move(missing));
    }
    endResetModel();
}

void ModelList::setLoaded(const std::optional<LoadedModel>& loaded) {
    loaded_ = loaded;
    if (rowCount() > 0) Q_EMIT dataChanged(index(0, State), index(rowCount() - 1, State));
}

int ModelList::rowOf(const std::string& name) const {
    const auto found = std::ranges::find_if(
        models_, [&](const ListedModel& model) { return model.info.name == name; });
    return found == models_.end() ? -1 : static_cast<int>(found - models_.begin());
}

int ModelList::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(models_.size());
}

int ModelList::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : Columns;
}

QVariant ModelList::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    const ListedModel& model = at(index.row());
    const ModelInfo& info = model.info;
    const bool there = model.problem.isEmpty();
    if (role == Qt::ToolTipRole) {
        return there ? QString::fromStdString(info.path.string()) : model.problem;
    }
    if (role != Qt::DisplayRole) return {};
    const auto orDash = [](const QString& text) { return text.isEmpty() ? QString("–") : text; };
    switch (index.column()) {
    case Name:
        return QString::fromStdString(info.name);
    case Family:
        return orDash(QString::fromStdString(info.family));
    case Parameters:
        return info.parameters > 0 ? parametersText(info.parameters) : QStringLiteral("–");
    case Type:
        return orDash(QString::fromStdString(info.dtype));
    case File:
        return info.fileBytes > 0 ? bytesText(info.fileBytes) : QStringLiteral("–");
    case Licence:
        return orDash(QString::fromStdString(info.licence));
    default:
        if (!there) return model.problem.section('\n', 0, 0);
        return loaded_ && loaded_->name == info.name ? tr("● loaded") : tr("on disk");
    }
}

QVariant ModelList::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || section < 0 || section >= Columns) return {};
    const QString titles[] = {tr("Name"), tr("Family"),  tr("Parameters"), tr("Type"),
                              tr("File"), tr("Licence"), tr("State")};
    const QString tips[] = {tr("As run.model takes it"),  tr("Kind of network"),
                            tr("Weights that there are"), tr("How most weights are stored"),
                            tr("Size on disk"),           tr("Under which the weights may be used"),
                            tr("Whether it is in memory")};
    if (role == Qt::DisplayRole) return titles[section];
    return role == Qt::ToolTipRole ? QVariant(tips[section]) : QVariant();
}

} // namespace ttt
