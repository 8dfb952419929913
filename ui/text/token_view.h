// A prompt or training text exactly as the model reads it, with the tokens that the loss sees drawn
// on it: underlined on a tint. The tool tip tells the token under the mouse.
#pragma once

#include "core/api/engine.h"

#include <QPlainTextEdit>
#include <vector>

namespace ttt {

class TokenView : public QPlainTextEdit {
    Q_OBJECT
public:
    explicit TokenView(QWidget* parent = nullptr);

    void showTokens(const TokenInspection& tokens);
    void showMessage(const QString& text); // why there are no tokens
    // The token at a place of the document; -1 behind the last.
    int tokenAt(int position) const;
    QColor lossTint() const;

protected:
    bool event(QEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void markLoss();

    TokenInspection tokens_;
    std::vector<int> starts_; // place in the document of each token
};

} // namespace ttt
