#include "ui/text/token_model.h"

#include <algorithm>

namespace ttt {

QString visiblePiece(const std::string& piece) {
    const QString text = QString::fromUtf8(piece.data(), static_cast<qsizetype>(piece.size()));
    QString shown;
    if (text.contains(QChar::ReplacementCharacter)) { // part of a character
        for (const char c : piece) {
            shown += QStringLiteral("<%1>").arg(static_cast<unsigned char>(c), 2, 16, QChar('0'));
        }
        return shown;
    }
    for (const QChar c : text) {
        if (c == ' ') {
            shown += QChar(0x00b7);
        } else if (c == '\n') {
            shown += QChar(0x23ce);
        } else if (c == '\t') {
            shown += QChar(0x21e5);
        } else {
            shown += c;
        }
    }
    return shown;
}

void TokenModel::show(TokenInspection tokens) {
    beginResetModel();
    tokens_ = std::move(tokens);
    endResetModel();
}

int TokenModel::inLoss() const {
    return static_cast<int>(
        std::ranges::count_if(tokens_.lossMask, [](float weight) { return weight > 0; }));
}

int TokenModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(tokens_.ids.size());
}

int TokenModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : Columns;
}

QVariant TokenModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    const auto row = static_cast<size_t>(index.row());
    const bool number = index.column() == Place || index.column() == Id;
    if (role == Qt::TextAlignmentRole && number) return int(Qt::AlignRight | Qt::AlignVCenter);
    if (role != Qt::DisplayRole) return {};
    switch (index.column()) {
    case Place:
        return index.row();
    case Id:
        return static_cast<qlonglong>(tokens_.ids[row]);
    case Piece:
        return visiblePiece(tokens_.pieces[row]);
    default:
        if (tokens_.lossMask[row] <= 0) return QStringLiteral("–");
        return QStringLiteral("● %1").arg(static_cast<double>(tokens_.lossMask[row]), 0, 'g', 3);
    }
}

QVariant TokenModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || section < 0 || section >= Columns) return {};
    const QString titles[] = {tr("Place"), tr("Id"), tr("Token"), tr("Loss")};
    const QString tips[] = {tr("From 0"), tr("In the model's vocabulary"),
                            tr("· is a space, ⏎ a line break, <e2> a byte of a character"),
                            tr("Weight in the loss; – where the loss does not look")};
    if (role == Qt::DisplayRole) return titles[section];
    return role == Qt::ToolTipRole ? QVariant(tips[section]) : QVariant();
}

} // namespace ttt
