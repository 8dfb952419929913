#include "ui/text/token_view.h"

#include "ui/text/token_model.h"
#include "ui/theme.h"

#include <QHelpEvent>
#include <QTextCursor>
#include <QTextEdit>
#include <QToolTip>
#include <algorithm>

namespace ttt {

namespace {

// Whole characters only: tokens may hold parts of one, which belong to the token that ends it.
QString takeText(QByteArray& bytes) {
    const QString text = QString::fromUtf8(bytes);
    if (text.contains(QChar::ReplacementCharacter) && bytes.size() < 4) return {};
    bytes.clear();
    return text;
}

} // namespace

TokenView::TokenView(QWidget* parent) : QPlainTextEdit(parent) {
    setReadOnly(true);
    setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    setAccessibleName(tr("Text as the model reads it"));
    setToolTip(tr("Underlined on a tint: the tokens that the loss sees"));
}

QColor TokenView::lossTint() const {
    const ThemeColours& colours = themeColours(palette());
    const double share = colours.dark ? 0.35 : 0.22;
    const auto mix = [&](int under, int over) {
        return static_cast<int>(under + (over - under) * share);
    };
    return {mix(colours.surface.red(), colours.accent.red()),
            mix(colours.surface.green(), colours.accent.green()),
            mix(colours.surface.blue(), colours.accent.blue())};
}

void TokenView::showTokens(const TokenInspection& tokens) {
    tokens_ = tokens;
    starts_.clear();
    QString text;
    QByteArray bytes;
    for (const std::string& piece : tokens_.pieces) {
        starts_.push_back(static_cast<int>(text.size()));
        bytes.append(piece.data(), static_cast<qsizetype>(piece.size()));
        text += takeText(bytes);
    }
    setPlainText(text);
    markLoss();
}

void TokenView::showMessage(const QString& text) {
    tokens_ = {};
    starts_.clear();
    setExtraSelections({});
    setPlainText(text);
}

void TokenView::markLoss() {
    QTextCharFormat format;
    format.setBackground(lossTint());
    format.setFontUnderline(true);
    QList<QTextEdit::ExtraSelection> selections;
    const int end = std::max(0, document()->characterCount() - 1);
    for (size_t i = 0; i < starts_.size(); ++i) {
        if (tokens_.lossMask[i] <= 0) continue;
        size_t last = i;
        while (last + 1 < starts_.size() && tokens_.lossMask[last + 1] > 0) ++last;
        QTextEdit::ExtraSelection selection{QTextCursor(document()), format};
        selection.cursor.setPosition(std::min(end, starts_[i]));
        const int stop = last + 1 < starts_.size() ? starts_[last + 1] : end;
        selection.cursor.setPosition(std::min(end, stop), QTextCursor::KeepAnchor);
        selections << selection;
        i = last;
    }
    setExtraSelections(selections);
}

int TokenView::tokenAt(int position) const {
    const auto after = std::ranges::upper_bound(starts_, position);
    if (after == starts_.begin() || position >= document()->characterCount() - 1) return -1;
    return static_cast<int>(after - starts_.begin()) - 1;
}

bool TokenView::event(QEvent* event) {
    if (event->type() != QEvent::ToolTip) return QPlainTextEdit::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    const QPoint inside = viewport()->mapFrom(this, help->pos());
    const int token = tokenAt(cursorForPosition(inside).position());
    if (token < 0) {
        QToolTip::showText(help->globalPos(), toolTip(), this);
        return true;
    }
    const auto i = static_cast<size_t>(token);
    QString text = tr("Token %1: id %2, \"%3\"")
                       .arg(token)
                       .arg(tokens_.ids[i])
                       .arg(visiblePiece(tokens_.pieces[i]));
    if (tokens_.lossMask[i] > 0) {
        text += tr("; the loss counts it with weight %1")
                    .arg(static_cast<double>(tokens_.lossMask[i]), 0, 'g', 3);
    }
    QToolTip::showText(help->globalPos(), text.toHtmlEscaped(), this);
    return true;
}

void TokenView::changeEvent(QEvent* event) {
    QPlainTextEdit::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) markLoss();
}

} // namespace ttt
