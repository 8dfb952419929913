// The tokens of a prompt or training text as a table: place, id, piece and weight in the loss. One
// of the two views of the text page; the other is TokenView.
#pragma once

#include "core/api/engine.h"

#include <QAbstractTableModel>

namespace ttt {

// A token's bytes for the eye: line breaks, tabs and bytes that are no text are spelled out, and
// spaces are shown as "·".
QString visiblePiece(const std::string& piece);

class TokenModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Place, Id, Piece, Loss, Columns };

    using QAbstractTableModel::QAbstractTableModel;
    void show(TokenInspection tokens);
    const TokenInspection& tokens() const { return tokens_; }
    int inLoss() const; // tokens that the loss sees

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    TokenInspection tokens_;
};

} // namespace ttt
